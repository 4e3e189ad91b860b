"""JSON in the one form that RFC 8785 allows, so that everybody who hashes a document hashes the same bytes.

Amounts travel as texts: the RFC has only doubles for numbers, and refuses what a double cannot hold.
"""

import hashlib
import json

from copyfair.errors import MissingExtraError
from copyfair.schema import encodable

__all__ = ["canonical", "digest", "is_canonical", "sha256"]


def canonical(value: object) -> bytes:
    """A value as canonical JSON; typed values become plain ones first, dates and decimals texts.

    Text that is no text (a half of a surrogate pair, from a file name that is not UTF-8) is written out with backslashes.

    Raises:
        MissingExtraError: the library is not installed.
    """
    try:
        import rfc8785  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise MissingExtraError("A ledger", "ledger") from None
    return rfc8785.dumps(encodable(value))


def is_canonical(data: bytes) -> bool:
    """These bytes are JSON, and the very bytes that `canonical` would write for it."""
    try:
        return canonical(json.loads(data)) == data
    except (ValueError, RecursionError):  # ValueError: also what rfc8785 says of a number it cannot write
        return False


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal digits."""
    return sha256(canonical(value))


def sha256(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()

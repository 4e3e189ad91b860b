"""Signatures of files, beside them: ``report.html`` has ``report.html.dsse.json``."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from copyfair.canonical import sha256
from copyfair.errors import SignatureError
from copyfair.signing.envelope import Envelope, Signed, Subject, sign, verify
from copyfair.signing.keys import KeyDirectory, SigningKey, read_text

__all__ = ["ENDING", "FILE_TYPE", "Verified", "read_file", "sign_file", "signature_of", "verify_file"]

ENDING = ".dsse.json"
FILE_TYPE = "urn:copyfair:file:1"
"""Of a statement that says of a file only that its signer has seen it so."""

_MOST_BYTES = 1_000_000_000


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that holds, and the files that it was held against.

    Attributes:
        signed: the statement, who signed it and when.
        files: names of the files that are there, and are what was signed.
        absent: names of the files that it speaks of and that are not there.
    """

    signed: Signed
    files: tuple[str, ...]
    absent: tuple[str, ...]


def sign_file(
    path: Path, data: bytes, key: SigningKey, day: datetime.date, *, kind: str = FILE_TYPE, says: Mapping[str, Any] = {}
) -> Envelope:
    """Sign the bytes of a file.

    Args:
        path: where they are, or will be; its last part is the name that is signed.
        data: the bytes.
        key: with which key.
        day: the day of the signature.
        kind: URI of the form of what is said of it.
        says: what is said of it, as plain values.
    """
    return sign([Subject.of(path.name, sha256(data))], kind, says, key, day)


def signature_of(path: Path) -> Path:
    """Where the signature of a file lies: itself, or beside it; of several forms of one document there is one.

    Raises:
        SignatureError: there is none.
    """
    places = (path.with_name(path.name + ENDING), path.with_name(path.stem + ENDING))
    if path.name.endswith(ENDING):
        return path
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise SignatureError(f"{path}: has no signature beside it ({places[0].name})")
    return found


def verify_file(path: Path, trusted: Iterable[KeyDirectory], signature: Path | None = None) -> Verified:
    """Check a file against its signature, or a signature against the files it speaks of.

    Args:
        path: a file, or a signed statement.
        trusted: key directories; one of them must hold the key that signed.
        signature: where the signature lies; None: see `signature_of`.

    Raises:
        SignatureError: the signature does not hold, a file is not what was signed, or the signature is of other files.
    """
    place = signature or (path if _is_envelope(path) else signature_of(path))
    signed = _by_one_of(Envelope.decode(read_text(place)), tuple(trusted))
    here, absent = [], []
    for subject in signed.statement.subject:
        file = _beside(path, subject.name)
        if not _is_there(file):
            absent.append(subject.name)
        elif subject.digest.get("sha256") != sha256(read_file(file)):
            raise SignatureError(f"{file}: is not the file that {signed.owner} signed")
        else:
            here.append(subject.name)
    if place != path and path.name not in here:
        raise SignatureError(f"{place}: is a signature of {', '.join(here + absent) or 'nothing'}, not of {path.name}")
    return Verified(signed=signed, files=tuple(here), absent=tuple(absent))


def _is_envelope(path: Path) -> bool:
    if path.suffix != ".json":
        return False
    try:
        Envelope.decode(read_text(path))
    except SignatureError:
        return False
    return True


def _beside(path: Path, name: str) -> Path:
    if not name or Path(name).name != name or "\x00" in name:
        raise SignatureError(f"speaks of a file named {name!r}, which could lie anywhere")
    return path.with_name(name)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a name longer than any file's
        return False


def _by_one_of(envelope: Envelope, trusted: tuple[KeyDirectory, ...]) -> Signed:
    """What it says, by the first directory that knows a key of it."""
    ids = {one.keyid for one in envelope.signatures}
    own = next((one for one in trusted if any(one.key(id_) is not None for id_ in ids)), None)
    if own is None:
        owners = ", ".join(one.owner for one in trusted) or "anybody you trust"
        raise SignatureError(f"is signed by {', '.join(sorted(ids)) or 'nobody'}, which is no key of {owners}")
    return verify(envelope, own)


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SignatureError: it cannot be read, or is larger than a gigabyte.
    """
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            raise SignatureError(f"{path}: is not there, or no file of at most a gigabyte")
        return path.read_bytes()
    except OSError as error:
        raise SignatureError(f"{path}: cannot be read: {error.strerror}") from None

"""Keys: Ed25519, the secret one in a PEM file, the public ones in a directory that says when each holds.

A directory is a JSON file that a steward publishes on its own domain, as ``/.well-known/copyfair-keys.json``, and whose
key ids stand on its documents. A key that is replaced stays in it with its last day, so that what it signed before
can still be checked; one that fell into other hands is revoked, and nothing that it signed counts any more.
"""

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from copyfair.canonical import sha256
from copyfair.errors import MissingExtraError, SignatureError
from copyfair.schema import to_json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["SCHEMA", "KeyDirectory", "PublicKey", "SigningKey", "key_id", "read_text"]

SCHEMA = "copyfair/keys/1"
_MOST_BYTES = 1_000_000


def _library() -> Any:
    """The library that signs."""
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise MissingExtraError("A signature", "sign") from None
    return ed25519


def key_id(public: str) -> str:
    """The id of a public key: SHA-256 of its canonical description.

    It is the rule of securesystemslib, which other checkers of in-toto statements use; the DSSE
    specification leaves the id open.
    """
    return sha256(f'{{"keytype":"ed25519","keyval":{{"public":"{public}"}},"scheme":"ed25519"}}'.encode("ascii"))


class PublicKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that signatures are checked with.

    Attributes:
        public: the key, 64 hexadecimal digits.
        valid_from, valid_until: first and last day on which it signs.
        revoked: why nothing that it ever signed counts; empty: it counts.
    """

    public: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    revoked: str = ""

    @property
    def id(self) -> str:
        """See `key_id`."""
        return key_id(self.public)

    def refusal(self, day: datetime.date) -> str:
        """Why a signature of that day does not count; empty where it does."""
        if self.revoked:
            return f"the key {self.id[:16]} was revoked: {self.revoked}"
        if day < self.valid_from:
            return f"the key {self.id[:16]} signs from {self.valid_from}, and this is dated {day}"
        if self.valid_until is not None and self.valid_until < day:
            return f"the key {self.id[:16]} signed until {self.valid_until}, and this is dated {day}"
        return ""

    def signed(self, data: bytes, signature: bytes) -> bool:
        """The signature is this key's, over these very bytes."""
        ed25519 = _library()
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra

        try:
            ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public)).verify(signature, data)
        except InvalidSignature:
            return False
        return True


class KeyDirectory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public keys of one owner.

    Attributes:
        schema: name and version of this form.
        owner: whose they are; documents that they sign speak for this name.
        keys: in the order in which they came.
    """

    schema: Annotated[str, msgspec.Meta(pattern=f"^{SCHEMA}$")] = SCHEMA
    owner: Annotated[str, msgspec.Meta(min_length=1)]
    keys: tuple[PublicKey, ...]

    @classmethod
    def read(cls, path: Path) -> "KeyDirectory":
        """Read a directory.

        Raises:
            SignatureError: it is not there, or no directory.
        """
        try:
            return msgspec.json.decode(read_text(path), type=cls)
        except msgspec.MsgspecError as error:
            raise SignatureError(f"{path}: is no key directory: {error}") from None

    def encoded(self) -> bytes:
        """As it stands in a file."""
        return to_json(self)

    def key(self, id_: str) -> PublicKey | None:
        """The key of an id."""
        return next((key for key in self.keys if key.id == id_), None)

    def rotated(self, public: str, day: datetime.date) -> "KeyDirectory":
        """With one more key that signs from a day on; the keys before it sign until the day before.

        Raises:
            SignatureError: the key is in it, or the keys before it began only that day.
        """
        if self.key(key_id(public)) is not None:
            raise SignatureError("this key is in the directory already")
        eve = day - datetime.timedelta(days=1)
        ended = tuple(
            key
            if key.valid_until is not None and key.valid_until < day
            else msgspec.structs.replace(key, valid_until=eve)
            for key in self.keys
        )
        if any(key.valid_until is not None and key.valid_until < key.valid_from for key in ended):
            raise SignatureError(f"a key in the directory begins on {day} or later; let the new one begin after it")
        return msgspec.structs.replace(self, keys=(*ended, PublicKey(public=public, valid_from=day)))

    def revoked(self, id_: str, why: str) -> "KeyDirectory":
        """With a key whose signatures no longer count. `id_` may be its beginning, of at least eight digits.

        Raises:
            SignatureError: no key, or more than one, begins so.
        """
        found = [key for key in self.keys if len(id_) >= 8 and key.id.startswith(id_)]
        if len(found) != 1:
            raise SignatureError(f"{len(found)} keys of the directory have an id that begins with {id_!r}")
        keys = tuple(msgspec.structs.replace(key, revoked=why) if key == found[0] else key for key in self.keys)
        return msgspec.structs.replace(self, keys=keys)


class SigningKey:
    """A secret key. It never shows itself.

    Attributes:
        public: its public half, 64 hexadecimal digits.
        id: see `key_id`.
    """

    def __init__(self, secret: "Ed25519PrivateKey") -> None:
        self._secret = secret
        self.public = secret.public_key().public_bytes_raw().hex()
        self.id = key_id(self.public)

    @classmethod
    def new(cls) -> "SigningKey":
        """A new one.

        Raises:
            MissingExtraError: the library is not installed.
        """
        return cls(_library().Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, path: Path, password: str = "") -> "SigningKey":
        """Read a PEM file.

        Raises:
            SignatureError: it is not there, no Ed25519 key, or the password is wrong or missing.
        """
        ed25519 = _library()
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - an extra

        try:
            secret = load_pem_private_key(read_text(path).encode("utf-8"), password.encode("utf-8") or None)
        except (ValueError, TypeError) as error:  # TypeError: a password is missing, or there is one too many
            raise SignatureError(f"{path}: is no secret key that can be read: {str(error)[:200]}") from None
        if not isinstance(secret, ed25519.Ed25519PrivateKey):
            raise SignatureError(f"{path}: is a key of another kind; copyfair signs with Ed25519")
        return cls(secret)

    def write(self, path: Path, password: str = "") -> None:
        """Write it into a new file that only its owner can read.

        Raises:
            SignatureError: the file is there already, or cannot be written.
        """
        from cryptography.hazmat.primitives import serialization as s  # noqa: PLC0415 - an extra

        how = s.BestAvailableEncryption(password.encode("utf-8")) if password else s.NoEncryption()
        data = self._secret.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, how)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
        except OSError as error:
            raise SignatureError(f"{path}: cannot be written: {error.strerror}") from None

    def sign(self, data: bytes) -> bytes:
        """The signature over some bytes."""
        return self._secret.sign(data)


def read_text(path: Path) -> str:
    """The text of a small file.

    Raises:
        SignatureError: it cannot be read, is too large, or no text.
    """
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            raise SignatureError(f"{path}: is not there, or no file of at most a megabyte")
        return path.read_text("utf-8")
    except OSError as error:
        raise SignatureError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SignatureError(f"{path}: is not text in UTF-8") from None

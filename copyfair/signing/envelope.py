"""A DSSE envelope with an in-toto Statement in it: which files it speaks of, by hash, and what it says of them.

Sources: DSSE protocol v1.0.2 (envelope, PAE); in-toto attestation framework, Statement v1.
"""

import base64
import binascii
import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from copyfair.errors import SignatureError
from copyfair.schema import to_json
from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

__all__ = ["PAYLOAD_TYPE", "Envelope", "Signed", "Statement", "Subject", "sign", "verify"]

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_MOST_BYTES = 1_000_000


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a statement speaks of.

    Attributes:
        name: as it was called.
        digest: name of a hash function -> the hash; copyfair writes and reads ``sha256``.
    """

    name: str
    digest: Mapping[str, str]

    @classmethod
    def of(cls, name: str, sha256: str) -> "Subject":
        """A file by its SHA-256."""
        return cls(name=name, digest={"sha256": sha256})


class Statement(msgspec.Struct, frozen=True, kw_only=True, rename={"type": "_type", "predicate_type": "predicateType"}):
    """What is said of some files.

    Attributes:
        type: always that of in-toto, version 1.
        subject: the files.
        predicate_type: URI of the form of the predicate.
        predicate: what is said; always has ``signed_on``, the day of the signature.
    """

    type: Annotated[str, msgspec.Meta(pattern=r"^https://in-toto\.io/Statement/v1$")] = (
        "https://in-toto.io/Statement/v1"
    )
    subject: tuple[Subject, ...]
    predicate_type: str
    predicate: dict[str, Any]


class _Signature(msgspec.Struct, frozen=True, kw_only=True):
    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True, rename={"payload_type": "payloadType"}):
    """A signed statement as it stands in a file.

    Attributes:
        payload: the statement, in base64.
        payload_type: that of an in-toto statement.
        signatures: by whom.
    """

    payload: str
    payload_type: str
    signatures: tuple[_Signature, ...]

    @classmethod
    def decode(cls, data: bytes | str) -> "Envelope":
        """Read an envelope; nothing in it is to be believed yet.

        Raises:
            SignatureError: it is none.
        """
        if len(data) > _MOST_BYTES:
            raise SignatureError("is larger than a signed statement can be")
        try:
            return msgspec.json.decode(data, type=cls)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise SignatureError(f"is no signed statement: {error}") from None

    def encoded(self) -> bytes:
        """As it stands in a file."""
        return to_json(self)


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A statement whose signature holds.

    Attributes:
        statement: what is said.
        owner: who says it: the owner of the key directory.
        key: with which key.
        on: the day of the signature, as the statement has it.
    """

    statement: Statement
    owner: str
    key: PublicKey
    on: datetime.date


def sign(
    subject: Sequence[Subject], predicate_type: str, predicate: Mapping[str, Any], key: SigningKey, day: datetime.date
) -> Envelope:
    """Say something of some files, and sign it.

    Args:
        subject: the files, by hash.
        predicate_type: URI of the form of the predicate.
        predicate: what is said, as plain values.
        key: with which key.
        day: the day of the signature; becomes ``signed_on`` of the predicate.
    """
    statement = Statement(
        subject=tuple(subject), predicate_type=predicate_type, predicate={**predicate, "signed_on": day.isoformat()}
    )
    payload = msgspec.json.encode(statement, order="deterministic")
    signature = _encoded(key.sign(_pae(payload)))
    return Envelope(
        payload=_encoded(payload),
        payload_type=PAYLOAD_TYPE,
        signatures=(_Signature(keyid=key.id, sig=signature),),
    )


def verify(envelope: Envelope, trusted: KeyDirectory) -> Signed:
    """What an envelope says, once a trusted key has signed it.

    Raises:
        SignatureError: no key of the directory signed it, the key did not hold on that day or was revoked, the
            envelope was changed, or it says nothing that can be read.
        MissingExtraError: the library is not installed.
    """
    if envelope.payload_type != PAYLOAD_TYPE:
        raise SignatureError(f"holds {envelope.payload_type!r}, not an in-toto statement")
    payload = _decoded(envelope.payload)
    known = [(trusted.key(one.keyid), _decoded(one.sig)) for one in envelope.signatures]
    ours = [(key, signature) for key, signature in known if key is not None]
    if not ours:
        ids = ", ".join(one.keyid[:16] for one in envelope.signatures) or "nobody"
        raise SignatureError(f"is signed by {ids}, which is no key of {trusted.owner}")
    key = next((key for key, signature in ours if key.signed(_pae(payload), signature)), None)
    if key is None:
        raise SignatureError(f"was changed since it was signed, or was never signed by {trusted.owner}")
    statement, day = _statement(payload)
    refusal = key.refusal(day)
    if refusal:
        raise SignatureError(refusal)
    return Signed(statement=statement, owner=trusted.owner, key=key, on=day)


def _statement(payload: bytes) -> tuple[Statement, datetime.date]:
    try:
        statement = msgspec.json.decode(payload, type=Statement)
        return statement, msgspec.convert(statement.predicate.get("signed_on"), datetime.date)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SignatureError(f"holds no statement that can be read: {error}") from None


def _pae(payload: bytes) -> bytes:
    """What is signed: type and bytes, each with its length before it, so that neither can pass for the other."""
    kind = PAYLOAD_TYPE.encode("ascii")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureError("is no signed statement: it holds a text that is not base64") from None

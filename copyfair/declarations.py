"""Signed declarations: an actor.toml that somebody vouches for, which another party checks offline.

An actor's own signature proves that they said it, and makes nothing stronger. That of somebody else, whose keys the
checking party trusts, makes each fact of the file a certified one.
"""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.load import load, read_file, tables
from copyfair.actor.model import Actor, Use
from copyfair.actor.strength import strength
from copyfair.errors import InputError, SignatureError
from copyfair.reciprocity.rights import is_party
from copyfair.reciprocity.wording import shown
from copyfair.signing.envelope import Envelope
from copyfair.signing.files import sign_file, verify_file
from copyfair.signing.keys import KeyDirectory, SigningKey

__all__ = ["DECLARATION_TYPE", "Declared", "declare", "verify"]

DECLARATION_TYPE = "urn:copyfair:declaration:1"
"""Of the statement that is signed about an actor.toml."""


class Declared(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration whose signature holds.

    Attributes:
        actor, use: what it says, with the strength that the signature gives it.
        owner: who signed.
        on: the day of the signature.
        third_party: the signer is somebody else than the actor, so the facts are certified.
    """

    actor: Actor
    use: Use
    owner: str
    on: datetime.date
    third_party: bool


def declare(path: Path, key: SigningKey, day: datetime.date) -> Envelope:
    """Sign an actor.toml, with what it says on that day.

    Raises:
        InputError: the file cannot be read, or extends another one, which the signature would not cover.
    """
    text = read_file(path)
    if "extends" in tables(text, path):
        raise InputError("extends another file, which a signature would not cover; sign that one", where=path.name)
    actor, use = load(path, as_of=day)
    return sign_file(path, path.read_bytes(), key, day, kind=DECLARATION_TYPE, says=_says(actor, use))


def verify(path: Path, trusted: Iterable[KeyDirectory], as_of: datetime.date) -> Declared:
    """Check a signed actor.toml, and take it at the strength that its signer gives it.

    Args:
        path: the file; its signature lies beside it.
        trusted: key directories, got over a way that is trusted.
        as_of: evidence that ran out before this day no longer counts.

    Raises:
        SignatureError: it is not signed, not by one of them, not as a declaration, or not this file.
        InputError: the file cannot be read.
    """
    signed = verify_file(path, trusted).signed
    if signed.statement.predicate_type != DECLARATION_TYPE:
        raise SignatureError(f"{path}: was signed as a file, and not as a declaration (copyfair actor sign)")
    actor, use = load(path, as_of=as_of)
    if not actor.party.name:
        raise SignatureError(f"{path}: does not name the actor, so nobody can say whether the signer is another one")
    third_party = not is_party(signed.owner, actor.party)
    if third_party:
        reference = f"signed by {signed.owner} with the key {signed.key.id}"
        evidence = Evidence(kind=EvidenceKind.CERTIFICATE, reference=reference, date=signed.on)
        actor = replace(
            actor,
            facts=_certified(actor.facts, evidence),
            commons={key: _certified(facts, evidence) for key, facts in actor.commons.items()},
            contributions=tuple(replace(one, evidence=_better(one.evidence, evidence)) for one in actor.contributions),
        )
        use = Use(facts=_certified(use.facts, evidence))
    return Declared(actor=actor, use=use, owner=signed.owner, on=signed.on, third_party=third_party)


def _certified(facts: Mapping[str, Fact], certificate: Evidence) -> dict[str, Fact]:
    """The facts on the better of their evidence and the certificate; when it ends stays as it was."""
    return {name: replace(fact, evidence=_better(fact.evidence, certificate)) for name, fact in facts.items()}


def _better(evidence: Evidence, certificate: Evidence) -> Evidence:
    if strength(evidence) >= strength(certificate):
        return evidence
    return replace(certificate, valid_until=evidence.valid_until)


def _says(actor: Actor, use: Use) -> dict[str, Any]:
    party = actor.party
    return {
        "actor": {"name": party.name, "country": party.country, "register": party.register},
        "facts": _values(actor.facts),
        "use": _values(use.facts),
        "commons": {key: _values(facts) for key, facts in sorted(actor.commons.items())},
        "contributions": [f"{one.commons}: {one.kind}, {one.shown}, {one.on}" for one in actor.contributions],
    }


def _values(facts: Mapping[str, Fact]) -> dict[str, str]:
    return {name: "unknown" if fact.value is None else shown(fact.value) for name, fact in sorted(facts.items())}

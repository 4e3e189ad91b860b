"""An assessment without the amounts and names of the actor, for showing it to others.

Verdicts, clauses, licences and components stay. Each fact, name and right on record becomes a salted hash: whoever
keeps the salt can show later what stood there (`fingerprint`); without it nobody can guess.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

import msgspec
from msgspec.structs import replace

from copyfair.actor.facts import Evidence, Fact
from copyfair.actor.model import Actor, Party, Use
from copyfair.assessment import Assessment, Comparison
from copyfair.fees.model import Fee
from copyfair.inventory.model import Component
from copyfair.money import Money
from copyfair.reciprocity.compare import Cell, ComparedLine
from copyfair.reciprocity.model import Exemption, MissingFact, Reason, UsedFact
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.wording import shown
from copyfair.settings import Entitlement

__all__ = ["LEAST_SALT", "fingerprint", "redact", "redact_comparison"]

LEAST_SALT = 16
"""Bytes of a salt, at least: a shorter one can be guessed."""

_PROSE = frozenset({"ask", "because", "message", "next_step", "reading", "says", "where"})
"""Fields in which a record may be retold; every other text is an id, a licence or a word of the vocabulary."""
_KEPT_RECORD = ("", "unknown")


def fingerprint(what: str, value: str, salt: bytes) -> str:
    """The hash that stands for a value in a redacted report.

    Args:
        what: the name of the fact; ``name``, ``register`` and the like for the fields of the actor, ``record`` for
            what is on record.
        value: as the report would have shown it: ``yes``, ``800,000.00 EUR``.
        salt: the secret that the report was redacted with.
    """
    told = f"{what}\n{value}".encode("utf-8", "surrogatepass")
    return "redacted:" + hmac.new(salt, told, hashlib.sha256).hexdigest()[:32]


def redact(assessment: Assessment, salt: bytes) -> Assessment:
    """The same assessment with a hash in place of every fact, name and record of the actor, and without sums.

    Raises:
        ValueError: the salt is shorter than `LEAST_SALT`.
    """
    rights = [held.right.entitlement for held in assessment.rights]
    hide = _Redaction(salt, _secrets([(assessment.actor, assessment.use)], assessment.records, rights))
    stripped = {
        "licensed": tuple(replace(one, component=_bare(one.component)) for one in assessment.licensed),
        "inventory": replace(
            assessment.inventory,
            components=tuple(map(_bare, assessment.inventory.components)),
            problems=hide(assessment.inventory.problems),
        ),
    }
    told = ("decisions", "fees", "outlook", "problems", "rights", "next_question", "outbound", "downstream", "policy")
    return replace(
        assessment,
        project=hide.prose(assessment.project),
        actor=hide.actor(assessment.actor),
        use=Use(facts=hide.facts(assessment.use.facts)),
        records=Records(),
        **stripped,
        **{name: hide(getattr(assessment, name)) for name in told},
    )


def redact_comparison(
    comparison: Comparison, actors: Mapping[str, tuple[Actor, Use]], records: Records, salt: bytes
) -> Comparison:
    """The same comparison with a hash in place of the names of actors and of every record.

    Args:
        comparison: what was found.
        actors: those whose names and facts are not to be shown, by the name under which they are compared.
        records: what stood beside the licences.
        salt: as for `redact`.

    Raises:
        ValueError: the salt is shorter than `LEAST_SALT`.
    """
    hide = _Redaction(salt, _secrets(actors.values(), records, ()))

    def named(actor: str) -> str:
        return hide.token(actor, "name") if actor in actors else actor

    published = {commons.id for commons in records.commons}

    def cell(one: Cell, expression: str) -> Cell:
        if one.license in expression or one.license in published:
            return replace(one, actor=named(one.actor), says=hide.prose(one.says))
        # A right, on record or stated by a file.
        return replace(one, actor=named(one.actor), license=hide.token(one.license), says=hide.token(one.says))

    def line(one: ComparedLine) -> ComparedLine:
        return replace(one, cells=tuple(cell(each, one.license) for each in one.cells))

    return replace(
        comparison,
        project=hide.prose(comparison.project),
        actors=tuple(map(named, comparison.actors)),
        lines=tuple(map(line, comparison.lines)),
        problems=hide(comparison.problems),
    )


class _Redaction:
    """Replaces what is secret in values of any type that an assessment holds."""

    def __init__(self, salt: bytes, secrets: frozenset[str]) -> None:
        if len(salt) < LEAST_SALT:
            raise ValueError(f"a salt has at least {LEAST_SALT} bytes")
        self.salt, self.secrets = salt, secrets
        longest_first = sorted(secrets, key=lambda text: (-len(text), text))
        words = "|".join(map(re.escape, longest_first))
        self.pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None

    def __call__(self, value: Any, field: str = "") -> Any:
        special = _SPECIAL.get(type(value))
        if special is not None:
            return special(self, value)
        match value:
            case msgspec.Struct():
                fields = {name: self(getattr(value, name), name) for name in value.__struct_fields__}
                return replace(value, **fields)
            case tuple():
                return tuple(self(item, field) for item in value)
            case str() if field in _PROSE and not isinstance(value, Enum):
                return self.prose(value)
        return value

    def token(self, value: str, what: str = "record") -> str:
        return fingerprint(what, value, self.salt) if value else ""

    def prose(self, text: str) -> str:
        """A sentence with a hash for each secret that it repeats."""
        return self.pattern.sub(lambda found: self.token(found[0]), text) if self.pattern else text

    def source(self, name: str) -> str:
        """What a reason rests on: a licence, or the reference of a record."""
        return self.token(name) if name in self.secrets else name

    def actor(self, actor: Actor) -> Actor:
        party = Party(name=self.token(actor.party.name, "name"), register=self.token(actor.party.register, "register"))
        return Actor(
            party=party,
            legal_form=self.token(actor.legal_form, "legal_form"),
            facts=self.facts(actor.facts),
            commons={commons: self.facts(facts) for commons, facts in actor.commons.items()},
            given=actor.given,
        )

    def facts(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        return {name: self.fact(fact) for name, fact in facts.items()}

    def fact(self, fact: Fact) -> Fact:
        """How strong the evidence is stays; what it is does not."""
        hidden = self.token(shown(fact.value), fact.name) if fact.value is not None else None
        return Fact(name=fact.name, value=hidden, evidence=Evidence(kind=fact.evidence.kind))

    def used(self, fact: UsedFact) -> UsedFact:
        value = fact.value if fact.value in _KEPT_RECORD else self.token(fact.value, fact.name)
        return UsedFact(name=self.prose(fact.name), value=value, evidence="")

    def reason(self, reason: Reason) -> Reason:
        return replace(
            reason,
            license=self.source(reason.license),
            says=self.prose(reason.says),
            reading=self.prose(reason.reading),
            facts=tuple(map(self.used, reason.facts)),
        )

    def missing(self, fact: MissingFact) -> MissingFact:
        return MissingFact(name=self.prose(fact.name), ask=self.prose(fact.ask), where=self.prose(fact.where))

    def fee(self, fee: Fee) -> Fee:
        """To whom and why it is owed stays; how much, and how that was worked out, does not."""
        missing = tuple(map(self.missing, fee.missing))
        return replace(fee, total=None, steps=(), portions=(), allocations=(), carried=None, missing=missing)

    def entitlement(self, right: Entitlement) -> Entitlement:
        return Entitlement(
            component=right.component,
            reference=self.token(right.reference),
            licensor=self.token(right.licensor),
            licensee=self.token(right.licensee),
            types=right.types,
        )

    def exemption(self, kept: Exemption) -> Exemption:
        return replace(kept, reason=self.token(kept.reason), approver=self.token(kept.approver))


def _bare(component: Component) -> Component:
    """The component without the rights that a file says somebody was granted."""
    return replace(component, rights=())


_SPECIAL: Mapping[type, Callable[[_Redaction, Any], Any]] = {
    Component: lambda _hide, component: _bare(component),
    Entitlement: _Redaction.entitlement,
    Exemption: _Redaction.exemption,
    Fee: _Redaction.fee,
    MissingFact: _Redaction.missing,
    Reason: _Redaction.reason,
    UsedFact: _Redaction.used,
}


def _secrets(actors: Iterable[tuple[Actor, Use]], records: Records, rights: Iterable[Entitlement]) -> frozenset[str]:
    """Every text of the actors and of the records that a sentence may repeat."""
    every = [*_of_records(records, rights)]
    for actor, use in actors:
        every += _of_actor(actor, use)
    texts = [text for text in every if text.strip()]
    return frozenset((*texts, *(repr(text)[1:-1] for text in texts)))  # some sentences quote what they name


def _of_actor(actor: Actor, use: Use) -> Iterator[str]:
    party = actor.party
    yield from (party.name, party.register, party.vat, party.email, party.url, *party.address)
    tables = (actor.facts, use.facts, *actor.commons.values())
    for fact in (fact for table in tables for fact in table.values()):
        yield from (fact.evidence.reference, fact.evidence.sha256, fact.reason, fact.note)
        if isinstance(fact.value, Money):
            yield str(fact.value)


def _of_records(records: Records, rights: Iterable[Entitlement]) -> Iterator[str]:
    for right in (*records.entitlements, *rights):
        yield from (right.reference, right.licensor, right.licensee, right.scope, right.purchaser, right.purchase_order)
        yield from right.alt_ids
        if right.count is not None:
            yield f"{right.count.bought:,} {right.count.of}"
            yield f"It covers {right.count.bought:,}"
            yield f"{right.count.in_use or 0:,} are in use"
    for exemption in records.exemptions:
        yield from (exemption.reason, exemption.approver)
    yield from (breach.reference for breach in records.breaches)
    yield from (choice.reason for choice in records.choices)
    yield from (reading.reason for reading in records.readings)

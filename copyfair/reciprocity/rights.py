"""Rights of use that somebody was granted: do they free this actor on this day?

A right that the user put on record counts as it stands: they vouch for it. One that
an SBOM states is the word of a file: it counts for the licensee it names and nobody
else, and where its kind is in doubt it is told as a hint and frees nobody. What a
right depends on and nobody said, numbers above all, leaves the decision open.
"""

import datetime
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from copyfair.actor.model import Party
from copyfair.inventory.model import Component, StatedRight
from copyfair.inventory.purl import matches
from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.statements import read_statement
from copyfair.reciprocity.model import (
    Decision,
    Doubt,
    Duty,
    DutyKind,
    MissingFact,
    Reason,
    Rung,
    Stance,
    Trigger,
    UsedFact,
    Verdict,
)
from copyfair.reciprocity.wording import answer
from copyfair.settings import Entitlement, RightType

__all__ = ["Right", "Weighed", "hint", "is_party", "rights_over", "weigh", "with_rights"]

_COUNTED = frozenset(
    {
        RightType.CLIENT_ACCESS,
        RightType.CONCURRENT_USER,
        RightType.CORE_POINTS,
        RightType.CUSTOM_METRIC,
        RightType.DEVICE,
        RightType.NAMED_USER,
        RightType.NODE_LOCKED,
        RightType.PROCESSOR_POINTS,
        RightType.USER,
    }
)
"""Types that cover a number of something; how many, the right has to say."""

_ENDING = frozenset({RightType.SUBSCRIPTION, RightType.EVALUATION})
"""Types that have an end; when, the right has to say."""

_LIMITED = {
    RightType.ACADEMIC: "is for education and research only",
    RightType.APPLIANCE: "is for one piece of hardware with the software in it",
    RightType.CLIENT_ACCESS: "lets clients use a server, which is not a right to the component itself",
    RightType.EVALUATION: "is for trying it out only",
    RightType.OEM: "goes with the hardware it was delivered with",
    RightType.OTHER: "is of a type that CycloneDX has no word for",
}
"""Types that are for some uses only; which, the right has to say in words."""


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """A right of use, and on whose word it rests.

    Attributes:
        entitlement: what it says.
        license: name of the licence granted, as a file has it; empty for a right on record.
        where: file and field that state it; empty for what the user put on record.
        beside: see `StatedRight`.
    """

    entitlement: Entitlement
    license: str = ""
    where: str = ""
    beside: bool = False

    @property
    def title(self) -> str:
        """As a sentence names it."""
        right = self.entitlement
        return f"{right.reference} of {right.licensor}" if right.licensor else right.reference


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a right covers an actor on a day.

    Attributes:
        right: which one.
        refusal: why it does not, as the rest of a sentence that begins with "it"; empty where it does or may.
        missing: what must be known before it does.
        others: it was granted to somebody else.
    """

    right: Right
    refusal: str = ""
    missing: tuple[MissingFact, ...] = ()
    others: bool = False

    @property
    def covers(self) -> bool:
        """It frees the actor."""
        return not self.refusal and not self.missing


# ---------------------------------------------------------------- which rights there are


def rights_over(component: Component, recorded: Sequence[Entitlement]) -> tuple[Right, ...]:
    """The rights about a component: those on record, then those its SBOM states.

    Args:
        component: what they must be about.
        recorded: what the user put on record; speaks for the same right in a file.
    """
    if not recorded and not component.rights:
        return ()
    own = [entry for entry in recorded if matches(entry.component, component.purl, component.name)]
    said = [stated for stated in component.rights if not any(_same(stated.entitlement, entry) for entry in own)]
    return (*(Right(entitlement=entry) for entry in own), *map(_stated, said))


def _stated(said: StatedRight) -> Right:
    where = f"{said.source.file}: {said.source.field}"
    return Right(entitlement=said.entitlement, license=said.license, where=where, beside=said.beside)


def _same(one: Entitlement, other: Entitlement) -> bool:
    """They have a number in common."""
    return bool({one.reference, one.purchase_order} & {other.reference, other.purchase_order} - {""})


# ---------------------------------------------------------------- does it cover this actor on this day?


def weigh(right: Right, party: Party, as_of: datetime.date) -> Weighed:
    """Whether a right covers an actor on a day, apart from the component."""
    licensee = right.entitlement.licensee
    if licensee and not is_party(licensee, party):
        whom = f"not to {party.name}" if party.name else "and the actor is not named"
        return Weighed(right=right, refusal=f"was granted to {licensee}, {whom}", others=True)
    refusal = _out_of_time(right.entitlement, as_of) or _exceeded(right.entitlement) or hint(right)
    return Weighed(right=right, refusal=refusal, missing=() if refusal else tuple(_missing(right)))


def is_party(licensee: str, party: Party) -> bool:
    """A licensee is this party: by its name, register number or VAT number, punctuation and case apart."""
    if _plain(licensee) == _plain(party.name) != "":
        return True
    number = _number(licensee)
    return any(char.isdigit() for char in number) and number in (_number(party.register), _number(party.vat))


def _plain(name: str) -> str:
    """A name without case, dots and commas: ``Acme, B.V.`` is ``ACME BV``, and ``Weiss`` is not ``Weiß``."""
    small = unicodedata.normalize("NFC", name).lower()
    return " ".join(small.replace(".", "").replace(",", " ").split())


def _number(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text).lower() if char.isalnum())


def _out_of_time(right: Entitlement, as_of: datetime.date) -> str:
    if right.valid_from is not None and as_of < right.valid_from:
        return f"begins on {right.valid_from}"
    if right.valid_until is not None and right.valid_until < as_of:
        return f"ran out on {right.valid_until}"
    if right.valid_from is None and right.renewed is not None and as_of < right.renewed:
        return f"was last renewed on {right.renewed}, and it does not say whether it held before"
    return ""


def _exceeded(right: Entitlement) -> str:
    count = right.count
    if count is None or count.in_use is None or count.in_use <= count.bought:
        return ""
    return f"covers {count.bought:,} {count.of}, and {count.in_use:,} are in use"


def hint(right: Right) -> str:
    """Why a right that a file states may be no right of use, to follow "it"; empty for what the user vouches for."""
    said = right.entitlement
    if not right.where:
        return ""
    if not said.licensor:
        return "does not say who granted it"
    if not said.licensee:
        return "does not say to whom it was granted"
    if _public(right.license):
        return f"is a right under {right.license}, whose own conditions stay"
    if right.beside:
        return "stands beside other licences, and nothing says that it replaces them"
    if not said.types:
        return "does not say of which type it is"
    return next((_LIMITED[kind] for kind in said.types if kind in _LIMITED), "")


def _public(license_name: str) -> bool:
    """It is, or may be, a licence that everybody gets, not one that was made for the licensee."""
    reading = read_statement(license_name)
    if reading.expression is None:
        return bool(reading.candidates)
    ids = [term.license for term in reading.expression.terms()]
    return any(not name.startswith("LicenseRef-") or name in default_catalogue() for name in ids)


def _missing(right: Right) -> Iterator[MissingFact]:
    said, types = right.entitlement, frozenset(right.entitlement.types)
    if said.count is None and types & _COUNTED:
        yield _question(right, "count", f"How many does {right.title} cover, of what, and how many are in use?")
    if said.count is not None and said.count.in_use is None:
        ask = f"How many {said.count.of} are in use under {right.title}? It covers {said.count.bought:,}."
        yield _question(right, "in_use", ask, within="count")
    if said.valid_until is None and types & _ENDING:
        yield _question(right, "valid_until", f"Until which day does {right.title} hold?")
    limits = [_LIMITED[kind] for kind in said.types if kind in _LIMITED]
    if limits and not said.scope:
        yield _question(right, "scope", f"{right.title} {' and '.join(limits)}: which uses of yours does it cover?")


def _question(right: Right, field: str, ask: str, *, within: str = "") -> MissingFact:
    place = f"`{field}` in the `{within}`" if within else f"`{field}`"
    reference = right.entitlement.reference
    its = f"an [[entitlement]] with the reference {reference!r}" if right.where else "its [[entitlement]]"
    return MissingFact(name=f"{field} of {reference}", ask=ask, where=f"{place} of {its} in copyfair.toml")


# ---------------------------------------------------------------- what that makes of a decision


def with_rights(decision: Decision, rights: Iterable[Right], party: Party, as_of: datetime.date) -> Decision:
    """A decision that is not free, once the rights about its component are weighed.

    The first right that covers the actor frees it. One that may leaves it open. Of the
    others it is told why they do not, save those of somebody else that a file states.
    """
    weighed = [weigh(right, party, as_of) for right in rights]
    if not weighed:
        return decision
    covering = next((one for one in weighed if one.covers), None)
    if covering is not None:
        return _entitled(decision, covering.right)
    may_cover = [one for one in weighed if one.missing]
    decision = _open(decision, may_cover) if may_cover else decision
    told = tuple(_refused(one) for one in weighed if one.refusal and not (one.others and one.right.where))
    return msgspec.structs.replace(decision, because=(*decision.because, *told)) if told else decision


def _entitled(decision: Decision, right: Right) -> Decision:
    said = right.entitlement
    until = f" until {said.valid_until}" if said.valid_until else ""
    by = f", as stated in {right.where}" if right.where else ""
    says = f"{said.licensor} granted a right of use{_to(said)}{until} ({said.reference}){by}."
    limits = [f"it {_LIMITED[kind]}" for kind in said.types if kind in _LIMITED]
    terms = "; ".join([said.scope or "the terms of the right on record", *limits])
    return msgspec.structs.replace(
        decision,
        verdict=Verdict.PERMITTED_WITH_DUTIES,
        worst=Verdict.PERMITTED_WITH_DUTIES,
        best=Verdict.PERMITTED_WITH_DUTIES,
        rung=Rung.ENTITLEMENT,
        because=(_reason(right, says, _numbers(right)), *decision.because),
        doubt=None,
        duties=(Duty(kind=DutyKind.OTHER, license=decision.license, says=f"Keep to {terms}.", applies=Trigger.YES),),
        missing=(),
        changes=(),
        also_due=(),
        next_step="",
    )


def _open(decision: Decision, rights: Sequence[Weighed]) -> Decision:
    """It depends on what nobody said about a right; the licence's own open questions stay."""
    asked = tuple(dict.fromkeys(fact for one in rights for fact in one.missing))
    told = tuple(
        _reason(one.right, f"Whether {_whole(one.right)} covers this is not known yet.", _unknown(one))
        for one in rights
    )
    return msgspec.structs.replace(
        decision,
        verdict=Verdict.UNDETERMINED,
        best=decision.best if decision.best.free else Verdict.PERMITTED_WITH_DUTIES,
        rung=Rung.OPEN,
        because=(*told, *decision.because),
        doubt=Doubt.MISSING_FACT,
        missing=asked + decision.missing,
        changes=(),
        also_due=(),
        next_step=answer(asked + decision.missing),
    )


def _refused(one: Weighed) -> Reason:
    ends = "It counts if you record it as [[entitlement]]." if hint(one.right) == one.refusal else ""
    says = f"{_whole(one.right)} does not cover this: it {one.refusal.rstrip('.')}. {ends}".strip()
    return _reason(one.right, f"{says[0].upper()}{says[1:]}", _numbers(one.right))


def _whole(right: Right) -> str:
    return f"the right {right.title}{_to(right.entitlement)}" + (
        f", as stated in {right.where}," if right.where else ""
    )


def _to(right: Entitlement) -> str:
    return f" to {right.licensee}" if right.licensee else ""


def _reason(right: Right, says: str, facts: Iterable[UsedFact]) -> Reason:
    return Reason(license=right.entitlement.reference, clause="", says=says, stance=Stance.RECORD, facts=tuple(facts))


def _numbers(right: Right) -> Iterator[UsedFact]:
    count = right.entitlement.count
    if count is not None and count.in_use is not None:
        value = f"{count.in_use:,} of {count.bought:,} {count.of}"
        yield UsedFact(name="in_use", value=value, evidence=right.where or "copyfair.toml")


def _unknown(one: Weighed) -> Iterator[UsedFact]:
    return (UsedFact(name=fact.name, value="unknown", evidence="") for fact in one.missing)

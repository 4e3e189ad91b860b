"""Whether what an actor gave to a commons is enough, by the steward's own rule, and until when it will be.

Everything is recorded by the actor, dated, and counts with its evidence; the steward says what counts and for how much.
What nobody recorded is not known, so records that fall short never make a "no".
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.given import Contribution, Given
from copyfair.actor.model import Actor
from copyfair.actor.strength import strength
from copyfair.commons.model import Commons
from copyfair.commons.recognition import Counts, Recognition
from copyfair.money import Money
from copyfair.reciprocity.conditions import Unit, later

__all__ = ["Counted", "Standing", "plain", "recognised", "standing"]

_ONE_DAY = datetime.timedelta(days=1)
_PLACES = 6


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution and what it counts for.

    Attributes:
        contribution: the record.
        bricks: what it counts for by itself; nothing where `why` is given.
        last: last day on which it counts; None: for good.
        why: why it does not count; empty where it does.
    """

    contribution: Contribution
    bricks: Fraction
    last: datetime.date | None = None
    why: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How far an actor is with a commons.

    Attributes:
        rule: of the steward.
        counted: every record about this commons, in the order of the file.
        bricks: all that counts together, of each kind no more than the steward takes.
        last: where it is enough: the last day on which it still is, if nothing is added; None: for good, or not enough.
        worth: what may count towards the fee of the period in which the day lies; None: the steward has not said.
    """

    rule: Recognition
    counted: tuple[Counted, ...]
    bricks: Fraction
    last: datetime.date | None
    worth: Fact | None

    @property
    def enough(self) -> bool:
        """The threshold is reached."""
        return self.bricks >= self.rule.enough

    @property
    def capped(self) -> dict[Given, Fraction]:
        """The kinds of which more was given than the steward takes, with what it takes."""
        most = _most(self.rule)
        return {kind: most[kind] for kind, number in _by_kind(self.counted).items() if number > most.get(kind, number)}

    @property
    def proven(self) -> Fraction:
        """The bricks that rest on more than the actor's word."""
        word = strength(Evidence())
        return _sum((one for one in self.counted if strength(one.contribution.evidence) > word), self.rule)

    @property
    def says(self) -> str:
        """How far it is, in words."""
        return f"{plain(self.bricks)} of {plain(Fraction(self.rule.enough))} bricks, {self.rule.clause}"


def plain(number: Fraction) -> str:
    """A number as people write it, cut to six digits after the point: never more than it is."""
    whole, rest = divmod(number * 10**_PLACES // 1, 10**_PLACES)
    return f"{whole:,}.{rest:0{_PLACES}}".rstrip("0").removesuffix(".")


def standing(actor: Actor, commons: Commons, as_of: datetime.date) -> Standing | None:
    """How far the actor is with a commons on a day, or None where its steward has no rule."""
    rule = commons.recognition
    if rule is None:
        return None
    own = [one for one in actor.contributions if one.commons == commons.id]
    counted = tuple(_counted(one, rule, as_of) for one in own)
    bricks = _sum(counted, rule)
    return Standing(
        rule=rule,
        counted=counted,
        bricks=bricks,
        last=_last(counted, rule) if bricks >= rule.enough else None,
        worth=_worth(own, commons, rule, as_of),
    )


def recognised(actor: Actor, commons: Iterable[Commons], as_of: datetime.date) -> Actor:
    """The actor with what its records come to, beside what it says of itself.

    Records and word that agree stand on the better evidence. Where they disagree, a third party's word stands, and
    less than that leaves the fact unknown, with both told.
    """
    known = dict(actor.commons)
    for one in commons:
        found = standing(actor, one, as_of)
        if found is None or not found.counted:
            continue
        own = dict(known.get(one.id, {}))
        for fact in _facts(found):
            own[fact.name] = _joined(own.get(fact.name), fact)
        known[one.id] = own
    return replace(actor, commons=known) if known != actor.commons else actor


# ---------------------------------------------------------------- one record


def _counted(one: Contribution, rule: Recognition, as_of: datetime.date) -> Counted:
    counts = rule.of(one.kind)
    if counts is None:
        return Counted(contribution=one, bricks=Fraction(0), why=f"the steward does not count {one.kind}")
    last = _last_day(one, rule)
    why = _fault(one, counts, rule, as_of)
    if not why and last is not None and last < as_of:
        why = f"it counted until {last}"
    if why:
        return Counted(contribution=one, bricks=Fraction(0), why=why)
    return Counted(contribution=one, bricks=Fraction(counts.bricks) * _number(one), last=last)


def _fault(one: Contribution, counts: Counts, rule: Recognition, as_of: datetime.date) -> str:
    """Why a record cannot be taken at all on a day; empty where it can."""
    if one.on > as_of:
        return "its day has not come yet"
    if isinstance(one.amount, Money) and one.amount.currency != counts.currency:
        return f"the steward counts {counts.currency}"
    until = one.evidence.valid_until
    if until is not None and until < as_of:
        return f"its evidence ran out on {until}"
    least = rule.weakest(counts)
    if strength(one.evidence) < strength(Evidence(kind=least)):
        return f"its evidence is {one.evidence.kind}, and the steward asks for {least} or better"
    return ""


def _last_day(one: Contribution, rule: Recognition) -> datetime.date | None:
    """The last day on which a record counts; None: it does for good."""
    ends = [one.evidence.valid_until] if one.evidence.valid_until is not None else []
    if rule.period is not None:
        ends.append(rule.period.around(one.on)[1])
    if rule.months is not None and (over := later(one.on, rule.months, Unit.MONTHS)) is not None:
        ends.append(over - _ONE_DAY)
    return min(ends, default=None)


def _number(one: Contribution) -> Fraction:
    return Fraction(one.amount.amount if isinstance(one.amount, Money) else one.amount)


# ---------------------------------------------------------------- all together


def _sum(counted: Iterable[Counted], rule: Recognition) -> Fraction:
    return _capped(_by_kind(counted), rule)


def _by_kind(counted: Iterable[Counted]) -> dict[Given, Fraction]:
    bricks: dict[Given, Fraction] = defaultdict(Fraction)
    for one in counted:
        bricks[one.contribution.kind] += one.bricks
    return bricks


def _capped(bricks: Mapping[Given, Fraction], rule: Recognition) -> Fraction:
    most = _most(rule)
    return sum((min(number, most.get(kind, number)) for kind, number in bricks.items()), Fraction(0))


def _most(rule: Recognition) -> dict[Given, Fraction]:
    return {one.kind: Fraction(one.most) for one in rule.counts if one.most is not None}


def _last(counted: Sequence[Counted], rule: Recognition) -> datetime.date | None:
    """The last day on which what is enough today still is."""
    left = _by_kind(counted)
    leaving: dict[datetime.date, list[Counted]] = defaultdict(list)
    for one in counted:
        if one.last is not None and not one.why:
            leaving[one.last].append(one)
    for day in sorted(leaving):
        for one in leaving[day]:
            left[one.contribution.kind] -= one.bricks
        if _capped(left, rule) < rule.enough:
            return day
    return None


def _proof(counted: Iterable[Counted], rule: Recognition) -> EvidenceKind:
    """The weakest evidence that is needed to reach the threshold, which is reached."""
    taken: dict[Given, Fraction] = defaultdict(Fraction)
    weakest = Evidence()
    for one in sorted((one for one in counted if one.bricks), key=lambda one: -strength(one.contribution.evidence)):
        taken[one.contribution.kind] += one.bricks
        weakest = one.contribution.evidence
        if _capped(taken, rule) >= rule.enough:
            break
    return weakest.kind


def _worth(own: Iterable[Contribution], commons: Commons, rule: Recognition, as_of: datetime.date) -> Fact | None:
    """What may count towards the fee of the period, in the money of the tariff."""
    tariff = commons.tariff_on(as_of)
    worth = {one.kind: one.worth for one in rule.counts if one.worth is not None}
    if tariff is None or not worth:
        return None
    first, last = tariff.period.around(as_of)
    total, proofs = Money.of(0, tariff.currency), []
    for one in own:
        counts, unit = rule.of(one.kind), worth.get(one.kind)
        if counts is None or unit is None or not first <= one.on <= last or _fault(one, counts, rule, as_of):
            continue
        total += unit * (one.amount.amount if isinstance(one.amount, Money) else one.amount)
        proofs.append(one.evidence)
    kind = min(proofs, key=strength, default=Evidence()).kind
    says = f"what was given from {first} to {last}, {rule.clause}"
    return Fact(name="contribution_value", value=total, evidence=Evidence(kind=kind, reference=says, valid_until=last))


# ---------------------------------------------------------------- facts


def _facts(found: Standing) -> Iterable[Fact]:
    if found.enough:
        kind = _proof(found.counted, found.rule)
        yield Fact(
            name="contributes", value=True, evidence=Evidence(kind=kind, reference=found.says, valid_until=found.last)
        )
    else:
        yield Fact(name="contributes", value=None, note=found.says)
    if found.worth is not None:
        yield found.worth


def _joined(said: Fact | None, counted: Fact) -> Fact:
    """One fact from the word of the actor and what the records come to."""
    if said is None or said.value is None:
        return counted
    if said.value == counted.value:
        return max(counted, said, key=lambda fact: strength(fact.evidence))
    agrees = counted.value is None and said.value is False  # records that fall short say no more than that
    if agrees or strength(said.evidence) >= strength(Evidence(kind=EvidenceKind.CERTIFICATE)):
        return said
    records = (
        counted.note
        or f"{counted.value if isinstance(counted.value, Money) else 'enough'}, {counted.evidence.reference}"
    )
    return replace(said, value=None, note=f"that is not what the contributions on record come to: {records}")

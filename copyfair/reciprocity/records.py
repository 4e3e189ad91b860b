"""What is on record: commons, bought rights, accepted exceptions, facts about single components."""

import datetime
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from copyfair.actor.facts import Fact
from copyfair.commons import covers
from copyfair.commons.model import Commons
from copyfair.inventory.model import Component
from copyfair.inventory.purl import matches
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Licensed, third_party
from copyfair.problem import Problem
from copyfair.reciprocity.choices import narrowed
from copyfair.settings import Breach, Choice, Entitlement, Exemption, ReadingChoice

__all__ = ["Records", "stale"]


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the licences.

    Attributes:
        commons: those whose components may be used.
        entitlements: rights on record.
        exemptions: exceptions on record.
        facts: component pattern -> facts about that component.
        readings: how places that a licence leaves open are read.
        choices: which licence of an OR was taken.
        breaches: by component, in any order.
    """

    commons: tuple[Commons, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    facts: tuple[tuple[str, Mapping[str, Fact]], ...] = ()
    readings: tuple[ReadingChoice, ...] = ()
    choices: tuple[Choice, ...] = ()
    breaches: tuple[Breach, ...] = ()

    def commons_of(self, component: Component) -> tuple[Commons, ...]:
        """The commons that cover a component."""
        return tuple(entry for entry in self.commons if covers(entry, component.purl, component.name))

    def entitlement_for(self, component: Component, licensee: str, as_of: datetime.date) -> Entitlement | None:
        """The first right on record that covers a component on a day, and is not somebody else's."""
        own = (right for right in self.entitlements if right.licensee in ("", licensee))
        return next((right for right in own if _valid(right, as_of) and _about(right.component, component)), None)

    def exemption_for(self, component: Component, as_of: datetime.date) -> Exemption | None:
        """The first accepted exception that covers a component on a day."""
        return next((e for e in self.exemptions if as_of <= e.until and _about(e.component, component)), None)

    def choice_for(self, component: Component) -> Choice | None:
        """The first licence choice on record for a component."""
        return next((choice for choice in self.choices if _about(choice.component, component)), None)

    def breaches_of(self, component: Component, as_of: datetime.date) -> tuple[Breach, ...]:
        """The breaches about a component that were noticed up to a day, first the oldest."""
        own = (b for b in self.breaches if b.noticed_on <= as_of and _about(b.component, component))
        return tuple(sorted(own, key=lambda breach: breach.noticed_on))

    def facts_about(self, component: Component) -> dict[str, Fact]:
        """Facts recorded for a component; a later record wins."""
        found: dict[str, Fact] = {}
        for pattern, facts in self.facts:
            if _about(pattern, component):
                found.update(facts)
        return found


def _about(pattern: str, component: Component) -> bool:
    return matches(pattern, component.purl, component.name)


def _valid(right: Entitlement, as_of: datetime.date) -> bool:
    return (right.valid_from is None or right.valid_from <= as_of) and (
        right.valid_until is None or as_of <= right.valid_until
    )


def stale(records: Records, licensed: Iterable[Licensed], as_of: datetime.date, *, where: str) -> Iterator[Problem]:
    """Records that match no third-party component any more, do not fit it, or have run out."""
    judged = third_party(licensed)
    every = [one.component for one in judged]

    def problem(message: str) -> Problem:
        return Problem(code="stale-record", where=where, message=message)

    for right in records.entitlements:
        if not any(_about(right.component, component) for component in every):
            yield problem(f"the entitlement {right.reference!r} for {right.component!r} matches no component")
        elif right.valid_until is not None and right.valid_until < as_of:
            yield problem(f"the entitlement {right.reference!r} for {right.component!r} ran out on {right.valid_until}")
    for exemption in records.exemptions:
        if not any(_about(exemption.component, component) for component in every):
            yield problem(f"the exception for {exemption.component!r} matches no component")
        elif exemption.until < as_of:
            yield problem(f"the exception for {exemption.component!r} ran out on {exemption.until}")
    recorded = [("choice", choice.component) for choice in records.choices]
    recorded += [("breach", breach.component) for breach in records.breaches]
    for what, pattern in recorded:
        if not any(_about(pattern, component) for component in every):
            yield problem(f"the {what} for {pattern!r} matches no component")
    for choice in records.choices:
        about = [one.expression for one in judged if one.expression and _about(choice.component, one.component)]
        if about and not any(narrowed(expression, parse(choice.take)) != expression for expression in about):
            yield problem(f"the choice of {choice.take} for {choice.component!r}: its licence leaves no such choice")
    for commons in records.commons:
        if not any(covers(commons, component.purl, component.name) for component in every):
            yield problem(f"the commons {commons.id!r} covers no component found here")

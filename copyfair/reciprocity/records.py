"""What is on record: commons, bought rights, accepted exceptions, facts about single components."""

import datetime
from collections.abc import Mapping

import msgspec

from copyfair.actor.facts import Fact
from copyfair.commons import covers
from copyfair.commons.model import Commons
from copyfair.inventory.model import Component, Scope
from copyfair.inventory.purl import matches
from copyfair.licensing.expression import Expression, parse
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.choices import narrowed
from copyfair.reciprocity.judge import RANK
from copyfair.reciprocity.model import Decision, Verdict
from copyfair.settings import Breach, Choice, Combination, Entitlement, Exemption, How, ReadingChoice

__all__ = ["Record", "Records", "is_about", "worse"]


Record = Entitlement | Exemption | Choice | Breach | Combination
"""Something on record about components."""


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
        combinations: how components are combined with the project.
        shared: those of the records that stand in a file which several projects share, each with the file.
        own_license: the licence under which the project goes out, where it was recorded.
    """

    commons: tuple[Commons, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    facts: tuple[tuple[str, Mapping[str, Fact]], ...] = ()
    readings: tuple[ReadingChoice, ...] = ()
    choices: tuple[Choice, ...] = ()
    breaches: tuple[Breach, ...] = ()
    combinations: tuple[Combination, ...] = ()
    own_license: Expression | None = None
    shared: tuple[tuple[Record, str], ...] = ()

    @property
    def every(self) -> tuple[Record, ...]:
        """The records about components, one after the other."""
        return (*self.entitlements, *self.exemptions, *self.choices, *self.breaches, *self.combinations)

    def file_of(self, record: Record) -> str:
        """The shared file that a record stands in; empty: it is the project's own."""
        return next((file for one, file in self.shared if one == record), "")

    def commons_of(self, component: Component) -> tuple[Commons, ...]:
        """The commons that cover a component."""
        return tuple(entry for entry in self.commons if covers(entry, component.purl, component.name))

    def exemption_for(self, decision: Decision, as_of: datetime.date) -> Exemption | None:
        """The first accepted exception that covers a decision on a day: its component, and nothing worse than accepted."""
        own = (e for e in self.exemptions if as_of <= e.until and is_about(e.component, decision.component))
        return next((exemption for exemption in own if not worse(decision, exemption)), None)

    def choice_for(self, component: Component) -> Choice | None:
        """The first licence choice on record for a component."""
        return next((choice for choice in self.choices if is_about(choice.component, component)), None)

    def how(self, component: Component) -> tuple[How, str]:
        """How a component is combined with the project, and what that rests on."""
        recorded = next((entry for entry in self.combinations if is_about(entry.component, component)), None)
        if recorded is not None:
            return recorded.how, "recorded in copyfair.toml"
        if component.scope in (Scope.BUILD, Scope.DEV, Scope.TEST):
            return How.TOOL, f"needed for: {component.scope}"
        return How.UNKNOWN, "the dependency graph does not tell"

    def chosen(self, one: Licensed) -> Expression | None:
        """The licence of a component, with the choice on record made; None: it is not settled."""
        choice = self.choice_for(one.component)
        if one.expression is None or one.conflict or one.modified:
            return None
        return narrowed(one.expression, parse(choice.take)) if choice else one.expression

    def breaches_of(self, component: Component, as_of: datetime.date) -> tuple[Breach, ...]:
        """The breaches about a component that were noticed up to a day, first the oldest."""
        own = (b for b in self.breaches if b.noticed_on <= as_of and is_about(b.component, component))
        return tuple(sorted(own, key=lambda breach: breach.noticed_on))

    def facts_about(self, component: Component) -> dict[str, Fact]:
        """Facts recorded for a component; a later record wins."""
        found: dict[str, Fact] = {}
        for pattern, facts in self.facts:
            if is_about(pattern, component):
                found.update(facts)
        return found


def is_about(pattern: str, component: Component) -> bool:
    """A record written for a pattern is about this component."""
    return matches(pattern, component.purl, component.name)


def worse(decision: Decision, exemption: Exemption) -> bool:
    """A verdict is, or may be, worse than what was accepted."""
    if not exemption.verdict:
        return False
    accepted = Verdict(exemption.verdict)
    if accepted is Verdict.UNDETERMINED:
        return decision.verdict is not accepted and not decision.verdict.free
    return RANK[decision.worst] < RANK[accepted]

"""Everything that was found about one project on one day; the objects that every report is made of."""

import datetime

import msgspec

from copyfair.actor.model import Actor, Use
from copyfair.fees.model import Fee
from copyfair.inventory.model import Inventory
from copyfair.licensing.model import Licensed
from copyfair.policy.model import PolicyFinding
from copyfair.problem import Problem
from copyfair.reciprocity.combination_model import Outbound
from copyfair.reciprocity.compare import ComparedLine
from copyfair.reciprocity.downstream_model import Downstream
from copyfair.reciprocity.holdings import Held
from copyfair.reciprocity.model import Decision, NextQuestion, Outlook
from copyfair.reciprocity.records import Records

__all__ = ["Assessment", "Comparison"]


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a check.

    Attributes:
        project: name of what was checked.
        as_of: the day for which every statement holds.
        tool: name and version of the program.
        inventory: what is here and what could not be read.
        licensed: every component with its licence, first-party ones too, in inventory order.
        actor: who uses it.
        use: what for.
        decisions: one for each third-party component, in inventory order.
        fees: one for each commons that something is owed to.
        rights: every right of use on record or stated by a file, and what became of it.
        next_question: the fact whose answer would settle most of what is open; None where no fact is missing.
        outlook: what changes by itself within a year.
        problems: everything that could not be read or decided, from all stages.
        outbound: which components conflict with the project's own licence, if it is passed on.
        records: what stood beside the licences and counted.
        policy: what the organisation's own policy does not let through, whatever the licence allows.
        downstream: what whoever it is passed on to has to be and do.
    """

    project: str
    as_of: datetime.date
    tool: str
    inventory: Inventory
    licensed: tuple[Licensed, ...]
    actor: Actor
    use: Use
    decisions: tuple[Decision, ...]
    fees: tuple[Fee, ...]
    outlook: Outlook
    problems: tuple[Problem, ...]
    records: Records = Records()
    rights: tuple[Held, ...] = ()
    next_question: NextQuestion | None = None
    outbound: Outbound = Outbound()
    downstream: Downstream = Downstream()
    policy: tuple[PolicyFinding, ...] = ()


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a comparison: one project, several actors.

    Attributes:
        project, as_of, tool, problems: as in `Assessment`.
        actors: their names, in the order of the cells.
        lines: components that come to the same for every actor.
    """

    project: str
    as_of: datetime.date
    tool: str
    actors: tuple[str, ...]
    lines: tuple[ComparedLine, ...]
    problems: tuple[Problem, ...]

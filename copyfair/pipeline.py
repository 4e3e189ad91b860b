"""The stages in order. This is the whole program; everything else is a detail of one of its lines."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from copyfair import fees, inventory, licensing, policy, reciprocity
from copyfair.actor.model import Actor, Use
from copyfair.assessment import Assessment, Comparison
from copyfair.errors import ExpressionError, InputError
from copyfair.inventory.caches import Cache
from copyfair.inventory.model import Inventory
from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Licensed, third_party
from copyfair.problem import Problem
from copyfair.reciprocity.model import Decision, Doubt
from copyfair.reciprocity.records import Records
from copyfair.settings import Override, Selection
from copyfair.version import TOOL

__all__ = ["Project", "assess", "checked", "compare", "interview"]


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged: where it lies, and what is on record about it.

    Attributes:
        root: folder or file.
        records: what stands beside the licences.
        rules: which licences its policy lets through.
        name, selection, environments, caches, overrides, overrides_in, shared_overrides, watch: as in `copyfair.inventory.read`.
        problems: what was wrong with its records.
        kept: readings of licence texts of an earlier run.
    """

    root: Path
    records: Records = Records()
    rules: policy.Rules = policy.NO_RULES
    name: str = ""
    selection: Selection = Selection()
    environments: Sequence[Path] = ()
    caches: Sequence[Cache] = ()
    overrides: Sequence[Override] = ()
    overrides_in: str = "copyfair.toml"
    shared_overrides: Sequence[tuple[str, Sequence[Override]]] = ()
    problems: Sequence[Problem] = ()
    watch: Callable[[str], None] = lambda _path: None
    kept: licensing.Kept | None = None

    def read(self) -> Inventory:
        """What it is made of."""
        return inventory.read(
            self.root,
            name=self.name,
            selection=self.selection,
            environments=self.environments,
            caches=self.caches,
            overrides=self.overrides,
            overrides_in=self.overrides_in,
            shared_overrides=self.shared_overrides,
            watch=self.watch,
        )

    def identified(self, here: Inventory) -> tuple[Licensed, ...]:
        """Its components with their licences."""
        return licensing.identify(here, default_catalogue(), self.kept)


def checked(overrides: Sequence[Override], where: str) -> Sequence[Override]:
    """The overrides, each of which can be read: none must silently stop to count.

    Args:
        overrides: from the settings.
        where: the file that they stand in.

    Raises:
        InputError: one names no licence.
    """
    for number, override in enumerate(overrides):
        at = f"{where}: $.overrides[{number}].license"
        try:
            licences = parse(override.license).terms()
        except ExpressionError as error:
            raise InputError(str(error), where=at) from None
        if any(term.license in ("NONE", "NOASSERTION") for term in licences):
            raise InputError("a record names a licence; without one, leave the entry out", where=at)
    return overrides


def assess(project: Project, actor: Actor, use: Use, as_of: datetime.date) -> Assessment:
    """Read a project, work out its licences, judge them for an actor, and say what is owed.

    Raises:
        InputError: what was given cannot be used.
    """
    here, records = project.read(), project.records
    licensed = project.identified(here)
    decisions = reciprocity.decide(licensed, actor, use, as_of, records=records)
    lacking = [
        one
        for one, decision in zip(third_party(licensed), decisions, strict=True)
        if decision.needs_act and decision.doubt is Doubt.MISSING_FACT
    ]

    def decide(one: Licensed) -> Decision:
        return reciprocity.decide([one], actor, use, as_of, records=records)[0]

    found = policy.judge(project.rules, licensed, decisions, records, as_of, decide=decide)
    owed = fees.assess(decisions, records.commons, actor, as_of)
    decisions = fees.settled(decisions, owed)
    rights = reciprocity.held(decisions, records.entitlements, actor.party, as_of)
    stale = reciprocity.stale(records, licensed, as_of, where=project.overrides_in)
    needed = [finding.exemption for finding in found if finding.exemption]
    outgrown = reciprocity.outgrown(records, decisions, rights, as_of, where=project.overrides_in, needed=needed)
    unused = policy.unused(project.rules, licensed, records)
    return Assessment(
        project=here.root,
        as_of=as_of,
        tool=TOOL,
        inventory=here,
        licensed=licensed,
        actor=actor,
        use=use,
        decisions=decisions,
        records=records,
        rights=rights,
        fees=owed,
        next_question=reciprocity.next_question(lacking, actor, use, as_of, records=records) if lacking else None,
        outlook=reciprocity.outlook(licensed, actor, use, as_of, records=records),
        problems=tuple(sorted({*here.problems, *project.problems, *stale, *outgrown, *unused})),
        policy=found,
        outbound=reciprocity.outbound(licensed, actor, use, as_of, records=records),
        downstream=reciprocity.downstream(licensed, as_of, records=records),
    )


def compare(project: Project, actors: Mapping[str, tuple[Actor, Use]], as_of: datetime.date) -> Comparison:
    """Read a project once and judge it for several actors.

    Raises:
        InputError: what was given cannot be used.
    """
    here, records = project.read(), project.records
    licensed = project.identified(here)
    stale = reciprocity.stale(records, licensed, as_of, where=project.overrides_in)
    # Of several actors nobody can say which one a right belongs to that names no licensee.
    named = tuple(right for right in records.entitlements if right.licensee)
    records = msgspec.structs.replace(records, entitlements=named)

    def settled(decisions: tuple[Decision, ...], actor: Actor) -> tuple[Decision, ...]:
        return fees.settled(decisions, fees.assess(decisions, records.commons, actor, as_of))

    return Comparison(
        project=here.root,
        as_of=as_of,
        tool=TOOL,
        actors=tuple(actors),
        lines=reciprocity.compare(licensed, actors, as_of, records=records, then=settled),
        problems=tuple(sorted({*here.problems, *project.problems, *stale})),
    )


def interview(project: Project, as_of: datetime.date) -> reciprocity.Interview:
    """Read a project and work out its licences, to ask what they turn on.

    Raises:
        InputError: what was given cannot be used.
    """
    licensed = project.identified(project.read())
    return reciprocity.Interview(licensed=tuple(licensed), records=project.records, as_of=as_of)

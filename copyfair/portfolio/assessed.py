"""An assessment of what each organisation owes for, as a notice is drawn up from it: from the shards, on a day that was decided."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from copyfair import fees, licensing, reciprocity
from copyfair.assessment import Assessment
from copyfair.commons import covers
from copyfair.commons.model import Commons
from copyfair.errors import InputError
from copyfair.fees.model import Fee, FeeState
from copyfair.inventory.model import Claim, Component, Inventory, Source
from copyfair.licensing.model import Licensed
from copyfair.portfolio.graphs import Wanted, projects
from copyfair.portfolio.model import Document, Fact, Shard, Statement
from copyfair.portfolio.organisations import actor_of
from copyfair.portfolio.results import Owed, opened
from copyfair.portfolio.store import Store
from copyfair.reciprocity.model import Outlook
from copyfair.reciprocity.records import Records
from copyfair.version import TOOL

__all__ = ["assessments"]

_MOST_NAMED = 3
"""Documents that a notice names for a component; of more it says how many."""


def assessments(
    store: Path, *, actors: Path, as_of: datetime.date, commons: Sequence[Commons] = ()
) -> tuple[Assessment, ...]:
    """One for each organisation that owes a fee on a day that was decided, or may owe one, sorted by its name.

    Each holds the components that belong to a commons, whatever else the organisation uses, and its project is the
    organisation.

    Args:
        store: folder of the store.
        actors: folder of the actor files, as it was given to `copyfair.portfolio.decide.decide`.
        as_of: the day.
        commons: those that were given there.

    Raises:
        InputError: the day was not decided; what is owed is no longer what was decided, because an actor file, a
            commons.toml or the store has changed since; or a document is gone on which it depends how a fee is passed
            on.
    """
    place = Store(store)
    place.manifest()  # before a lock makes the folder
    with place.locked(), opened(store, as_of) as results:
        owed: dict[str, list[Owed]] = {}
        for one in results.owed():
            owed.setdefault(one.organisation, []).append(one)
        found, manifest = _Found(commons, owed), place.manifest()
        for name in manifest.shards:
            found.take(place.get(name))
    needs = projects(manifest.sources, found.passing_on)
    judge = _Judge(actors, as_of, tuple(commons))
    made = []
    for organisation in sorted(owed):
        assessment = judge(organisation, found.licensed(organisation), needs.get(organisation, ()))
        _check(assessment, owed[organisation])
        made.append(assessment)
    return tuple(made)


class _Found:
    """What some organisations use of the commons, and which of their documents list it.

    Attributes:
        passing_on: documents that list what belongs to a commons that passes on the fee of whoever owns them.
    """

    def __init__(self, commons: Sequence[Commons], owed: Mapping[str, Sequence[Owed]]) -> None:
        self._is_covered = _covering(commons)
        self._is_passed_on = _covering([one for one in commons if one.split is not None])
        self._uses: dict[str, dict[tuple[Fact, Statement], list[str]]] = {name: {} for name in owed}
        self._payers = {name for name, rows in owed.items() if any(one.state == FeeState.DUE for one in rows)}
        self.passing_on: dict[str, Wanted] = {}

    def take(self, shard: Shard) -> None:
        """Add a shard."""
        covered = {number for number, fact in enumerate(shard.facts) if self._is_covered(fact.purl, fact.name)}
        for document in shard.documents if covered else ():
            uses = self._uses.get(document.organisation)
            if uses is not None:
                own = sorted(covered.intersection(document.facts))
                for number in own:
                    uses.setdefault((shard.facts[number], shard.said(number)), []).append(document.name)
                self._look_further(document, shard, own)

    def _look_further(self, document: Document, shard: Shard, own: Iterable[int]) -> None:
        """Remember the documents on which it depends how a fee is passed on."""
        facts = shard.facts
        if document.organisation in self._payers and any(
            self._is_passed_on(facts[number].purl, facts[number].name) for number in own
        ):
            self.passing_on[document.name] = Wanted(
                organisation=document.organisation,
                sha256=document.sha256,
                components=frozenset(facts[number].purl for number in document.facts),
            )

    def licensed(self, organisation: str) -> tuple[Licensed, ...]:
        """The components that an organisation uses, by package URL, with their licences and where they were read."""
        uses = sorted(self._uses[organisation].items(), key=lambda one: (one[0][0].purl, msgspec.json.encode(one[0])))
        components = tuple(
            msgspec.structs.replace(fact.component(_placed(said, documents[0])), found_in=_named(documents))
            for (fact, said), documents in uses
        )
        inventory = Inventory(root=organisation, components=components, sources=(), problems=())
        return licensing.identify(inventory, licensing.default_catalogue())


def _covering(commons: Sequence[Commons]) -> Callable[[str, str], bool]:
    @cache
    def is_covered(purl: str, name: str) -> bool:
        return any(covers(one, purl, name) for one in commons)

    return is_covered


def _named(documents: Sequence[str]) -> tuple[Source, ...]:
    """The first documents by name, and how many more there are."""
    names = sorted(documents)
    more = [f"… +{len(names) - _MOST_NAMED}"] if len(names) > _MOST_NAMED else []
    return tuple(Source(file=name) for name in (*names[:_MOST_NAMED], *more))


def _placed(said: Statement, document: str) -> Statement:
    """Shards keep what is said and not where; it is said in each of the documents, and so in this one."""

    def placed(claim: Claim) -> Claim:
        return msgspec.structs.replace(claim, source=msgspec.structs.replace(claim.source, file=document))

    return msgspec.structs.replace(said, claims=tuple(map(placed, said.claims)))


class _Judge:
    """Decides what organisations owe, as ``copyfair notice`` does."""

    def __init__(self, actors: Path, as_of: datetime.date, commons: tuple[Commons, ...]) -> None:
        self._actors, self._as_of = actors, as_of
        self._records = Records(commons=commons)

    def __call__(self, organisation: str, licensed: tuple[Licensed, ...], project: tuple[Component, ...]) -> Assessment:
        """The assessment of an organisation.

        Args:
            organisation: its name in the table of organisations.
            licensed: what it uses of the commons.
            project: what needs what in its documents, where that is known.
        """
        actor, use = actor_of(organisation, self._actors, self._as_of, self._records.commons)
        decisions = reciprocity.decide(licensed, actor, use, self._as_of, records=self._records)
        owed = fees.assess(decisions, self._records.commons, actor, self._as_of, project=project)
        components = tuple(one.component for one in licensed)
        return Assessment(
            project=organisation,
            as_of=self._as_of,
            tool=TOOL,
            inventory=Inventory(root=organisation, components=components, sources=(), problems=()),
            licensed=licensed,
            actor=actor,
            use=use,
            decisions=fees.settled(decisions, owed),
            fees=owed,
            outlook=Outlook(until=self._as_of),
            problems=(),
            records=self._records,
        )


_Sums = Mapping[str, tuple[str, int, list[tuple[str, str]]]]
"""By commons: the state, how many components, and who is owed how much."""


def _check(assessment: Assessment, decided: Sequence[Owed]) -> None:
    """Nothing goes out that is not what was decided.

    Raises:
        InputError: something has changed since.
    """
    if _sums_now(assessment.fees) != _sums_decided(decided):
        message = (
            f"what {assessment.project or 'nobody'} owes is no longer what was decided for {assessment.as_of}: an actor "
            f"file, a commons.toml or the store has changed since; copyfair portfolio decide --as-of {assessment.as_of}"
        )
        raise InputError(message)


def _sums_now(owed: Iterable[Fee]) -> _Sums:
    return {
        one.commons.id: (
            one.state.value,
            len(one.components),
            sorted((portion.payee.party.name, str(portion.amount)) for portion in one.portions),
        )
        for one in owed
    }


def _sums_decided(owed: Iterable[Owed]) -> _Sums:
    found: dict[str, tuple[str, int, list[tuple[str, str]]]] = {}
    for one in owed:
        parts = found.setdefault(one.commons, (one.state, one.components, []))[2]
        if one.amount is not None:
            parts.append((one.payee, str(one.amount)))
    return {name: (state, components, sorted(parts)) for name, (state, components, parts) in found.items()}

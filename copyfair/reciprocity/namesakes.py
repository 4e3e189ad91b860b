"""Records under a plain name that several ecosystems have: they count only where they make no difference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from copyfair.inventory.model import Component
from copyfair.inventory.namesakes import ecosystem, says_which
from copyfair.licensing.model import Licensed
from copyfair.problem import Problem
from copyfair.reciprocity.judge import RANK
from copyfair.reciprocity.model import Decision, Doubt, MissingFact, Reason, Rung, Stance, Verdict
from copyfair.reciprocity.records import Record, Records
from copyfair.reciprocity.wording import answer
from copyfair.settings import Breach, Choice, Combination, Entitlement, Exemption

__all__ = ["agreed", "namesakes", "rivals", "unambiguous", "without"]


_KINDS: Mapping[type[Record], str] = {
    Entitlement: "entitlement",
    Exemption: "exception",
    Choice: "choice",
    Breach: "breach",
    Combination: "combination",
}


def namesakes(records: Records, components: Iterable[Component]) -> dict[str, tuple[str, ...]]:
    """The plain names in records that components of several ecosystems have, each with their package URLs."""
    names = {pattern for _, _, pattern in _patterns(records) if not pattern.startswith("pkg:")}
    found: dict[str, set[str]] = {}
    for component in components if names else ():
        if component.name in names:
            found.setdefault(component.name, set()).add(component.purl)
    several = {name: purls for name, purls in found.items() if len(set(map(ecosystem, purls))) > 1}
    return {name: tuple(sorted(purls)) for name, purls in sorted(several.items())}


def _patterns(records: Records) -> Iterator[tuple[str, str, str]]:
    """Every pattern of a record: what it is a record of, in which file, and the pattern."""
    for record in records.every:
        yield _KINDS[type(record)], records.file_of(record), record.component
    yield from (("component", "", pattern) for pattern, _ in records.facts)
    for commons in records.commons:
        yield from (("commons", commons.source, pattern) for pattern in commons.covers)


def without(records: Records, names: Mapping[str, object]) -> Records:
    """The records as if none were written under these names."""
    return msgspec.structs.replace(
        records,
        commons=tuple(
            msgspec.structs.replace(entry, covers=tuple(pattern for pattern in entry.covers if pattern not in names))
            for entry in records.commons
        ),
        entitlements=tuple(right for right in records.entitlements if right.component not in names),
        exemptions=tuple(exemption for exemption in records.exemptions if exemption.component not in names),
        facts=tuple((pattern, facts) for pattern, facts in records.facts if pattern not in names),
        choices=tuple(choice for choice in records.choices if choice.component not in names),
        breaches=tuple(breach for breach in records.breaches if breach.component not in names),
        combinations=tuple(entry for entry in records.combinations if entry.component not in names),
    )


def unambiguous(records: Records, licensed: Iterable[Licensed]) -> Records:
    """The records without those whose plain name may mean several of these components."""
    return without(records, namesakes(records, (one.component for one in licensed)))


def agreed(sure: Decision, counted: Decision, purls: Sequence[str]) -> Decision:
    """What holds whether or not a record is about this component.

    Args:
        sure: the decision without the record.
        counted: the decision with it.
        purls: what the record may mean.
    """
    if (sure.verdict, sure.commons, sure.also_due) == (counted.verdict, counted.commons, counted.also_due):
        return sure
    if sure.verdict.free and counted.verdict.free:
        return min(sure, counted, key=lambda decision: RANK[decision.verdict])
    name = sure.component.name
    says = f"A record names only {name!r}, which may be {' or '.join(purls)}; the verdict depends on which is meant."
    ask = f"Which component is meant by the record for {name!r}: {' or '.join(purls)}?"
    which = MissingFact(
        name=f"component {name!r}", ask=ask, where="that record, with the package URL for the plain name"
    )
    missing = tuple(dict.fromkeys((which, *counted.missing, *sure.missing)))
    return msgspec.structs.replace(
        sure,
        verdict=Verdict.UNDETERMINED,
        worst=min((sure.worst, counted.worst), key=RANK.__getitem__),
        best=max((sure.best, counted.best), key=RANK.__getitem__),
        rung=Rung.OPEN,
        because=(Reason(license=sure.license, clause="", says=says, stance=Stance.EVIDENCE), *sure.because),
        doubt=Doubt.MISSING_FACT,
        missing=missing,
        changes=(),
        also_due=(),
        next_step=answer(missing),
    )


def rivals(records: Records, names: Mapping[str, Sequence[str]], *, where: str) -> Iterator[Problem]:
    """A problem for each record under such a name, apart from components, whose names the inventory reports."""
    for kind, source, pattern in _patterns(records):
        if pattern in names and kind != "component":
            message = f"the {kind}: {says_which(pattern, names[pattern])}"
            yield Problem(code="ambiguous-record", where=source or where, message=message)

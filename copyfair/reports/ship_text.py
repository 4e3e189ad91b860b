"""The answer of ``copyfair ship`` for people: first what conflicts, then what users must be and do.

Every foreign text passes `cut`, so nothing in it can do anything but be read.
"""

import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from copyfair.actor.facts import vocabulary
from copyfair.assessment import Assessment
from copyfair.language import ENGLISH, language
from copyfair.reciprocity.combination_model import Cited, Fit, How, Outbound, Pair
from copyfair.reciprocity.downstream_model import Axis, Basis, Downstream, Requirement, TravellingDuty
from copyfair.reports.words import and_more, cut, number

__all__ = ["ship_text"]

_TITLES = {
    Fit.CONFLICT: "Conflict",
    Fit.POSSIBLE: "Possible conflict",
    Fit.UNKNOWN: "Unknown",
    Fit.CONDITIONS: "Compatible under conditions",
    Fit.COMPATIBLE: "Compatible",
}
_AXES = {
    Axis.COMMERCE: "commercial use",
    Axis.USER: "kind of user",
    Axis.SIZE: "size",
    Axis.FIELD: "field of use",
    Axis.VERSION: "version",
}
_FOLD = 6


def ship_text(assessment: Assessment, *, width: int = 100, verbose: bool = False) -> str:
    """The whole answer as plain text.

    Args:
        assessment: what was found.
        width: columns.
        verbose: name every component instead of folding long lists.
    """
    most = 10**9 if verbose else _FOLD
    lines = [*_head(assessment), *_outbound(assessment.outbound, most), *_users(assessment.downstream, most)]
    caveat = language(ENGLISH).say("report-caveat")
    return "\n".join(_wrapped(depth, text, width) for depth, text in [*lines, (0, ""), (0, caveat)]) + "\n"


_Line = tuple[int, str]
"""Depth and text; an empty text is an empty line."""


def _wrapped(depth: int, text: str, width: int) -> str:
    lead = "  " * depth
    return textwrap.fill(
        text, max(width, 24), initial_indent=lead, subsequent_indent=lead + "  ", break_on_hyphens=False
    )


def _head(assessment: Assessment) -> Iterator[_Line]:
    outbound = assessment.outbound
    says = _verdict(outbound)
    yield 0, f"{says[0].upper()}{says[1:]}"
    yield 0, f"{cut(assessment.project)}, as of {assessment.as_of}, {assessment.tool}"
    for own in outbound.own:
        yield 0, f"{cut(own.name)} goes out under {cut(own.license) or 'a licence that is not known'} ({cut(own.why)})"
    for name in outbound.assumed:
        yield 0, f"Assumed, since nothing was said of it: {vocabulary()[name].says}."


def _verdict(outbound: Outbound) -> str:
    total = number(len(outbound.pairs), "component")
    if not outbound.pairs:
        return "There is no third-party component, so nothing conflicts."
    conflicts = len(outbound.of(Fit.CONFLICT))
    open_ = len(outbound.of(Fit.POSSIBLE, Fit.UNKNOWN))
    if conflicts:
        verb = "conflicts" if conflicts == 1 else "conflict"
        more = f"; for {open_:,} more it is open" if open_ else ""
        return f"{conflicts:,} of {total} {verb} with the project's own licence{more}"
    if open_:
        return f"for {open_:,} of {total} it is open whether the project's own licence goes with it"
    return (
        f"{'the one component goes' if len(outbound.pairs) == 1 else f'all {total} go'} with the project's own licence"
    )


def _outbound(outbound: Outbound, most: int) -> Iterator[_Line]:
    for fit, title in _TITLES.items():
        pairs = outbound.of(fit)
        if pairs:
            yield 0, ""
            yield 0, f"{title}: {number(len(pairs), 'component')}"
            yield from _plain(pairs, most) if fit is Fit.COMPATIBLE else _explained(pairs, most)
    if outbound.traps:
        yield 0, ""
        yield 0, "Licences that cannot all be kept"
    for trap in outbound.traps:
        yield 1, cut(trap)


def _plain(pairs: Iterable[Pair], most: int) -> Iterator[_Line]:
    """What needs nothing, by licence."""
    for rows in _grouped(pairs, lambda pair: (pair.license,)):
        yield 1, f"{cut(rows[0].license)}: {_labels(rows, most)}"


def _explained(pairs: Iterable[Pair], most: int) -> Iterator[_Line]:
    """Pairs for which the same holds, with the clauses of both sides."""
    for rows in _grouped(pairs, lambda pair: (pair.license, pair.project_license, pair.how, repr(pair.finding))):
        pair, finding = rows[0], rows[0].finding
        yield 1, f"{_labels(rows, most)}: {_licences(pair)}"
        yield 2, cut(finding.says)
        yield from ((3, _cite(cited)) for cited in finding.because)
        for name in finding.missing:
            fact = vocabulary().get(name)
            yield 2, f"It turns on {name}: {fact.ask}" if fact else f"It turns on the {name}."
        if finding.todo:
            yield 2, f"What to do: {cut(finding.todo)}"


def _licences(pair: Pair) -> str:
    theirs, ours = (cut(name) or "licence not known" for name in (pair.license, pair.project_license))
    known = cut(pair.how_known)
    how = f"how they are combined is open ({known})" if pair.how is How.UNKNOWN else f"{pair.how} ({known})"
    return f"{theirs} in {cut(pair.project)} ({ours}), {how}"


def _labels(rows: Iterable[Pair], most: int) -> str:
    return and_more(dict.fromkeys(cut(pair.component.label) for pair in rows), most)


def _cite(cited: Cited) -> str:
    return f"{cut(f'{cited.license} {cited.clause}')}: {cut(cited.says)}"


def _grouped(pairs: Iterable[Pair], key: Callable[[Pair], tuple[str, ...]]) -> Iterator[list[Pair]]:
    for _, rows in groupby(sorted(pairs, key=key), key=key):
        yield list(rows)


def _users(downstream: Downstream, most: int) -> Iterator[_Line]:
    yield 0, ""
    yield 0, _users_title(downstream)
    for axis in Axis:
        found = downstream.on(axis)
        if found:
            yield 1, f"{_AXES[axis]}:"
        for requirement in found:
            yield from _requirement(requirement, most)
    yield from _not_judged(downstream, most)
    if downstream.duties:
        yield 0, ""
        yield 0, "Duties that go on to whoever gets it"
    for kind, duties in groupby(downstream.duties, key=lambda duty: duty.kind):
        yield 1, f"{kind}:"
        yield from ((2, _duty(duty, most)) for duty in duties)


def _users_title(downstream: Downstream) -> str:
    if downstream.nobody:
        return "If it is passed on, nobody may use it: what its licences ask contradicts itself"
    if downstream.requirements:
        return "If it is passed on, whoever uses it has to meet all of this"
    if downstream.complete:
        return "If it is passed on, its licences are open to everybody"
    return "If it is passed on, nothing that is known of its licences shuts anybody out"


def _requirement(requirement: Requirement, most: int) -> Iterator[_Line]:
    doubt = "" if requirement.sure else "The text leaves open what holds otherwise: "
    yield 2, f"- {doubt}{requirement.says}"
    yield from ((3, f"asked by {_basis(basis, most)}") for basis in requirement.because)
    if requirement.covers:
        weaker = (f"{cut(basis.license)} {cut(basis.clause)}" for basis in requirement.covers)
        yield 3, f"which meets {and_more(dict.fromkeys(weaker), most)} as well"


def _basis(basis: Basis, most: int) -> str:
    return f"{cut(basis.license)} {cut(basis.clause)}: {and_more(map(cut, basis.components), most)}"


def _not_judged(downstream: Downstream, most: int) -> Iterator[_Line]:
    if downstream.unclear:
        yield 0, ""
        yield 0, f"This is incomplete: of {number(len(downstream.unclear), 'component')} the terms are not known"
    for unclear in downstream.unclear[:most]:
        yield 1, f"{cut(unclear.component)}: {cut(unclear.why)}"
    if len(downstream.unclear) > most:
        yield 1, f"and {len(downstream.unclear) - most:,} more (--verbose names them)"
    if downstream.left_out:
        count = number(len(downstream.left_out), "component")
        yield 1, f"Left out, as only used to make the project: {count}."


def _duty(duty: TravellingDuty, most: int) -> str:
    when = f" When {duty.when}." if duty.when else ""
    doubt = " It can be argued whether the text asks this." if duty.disputed else ""
    who = and_more(map(cut, duty.cites), most)
    return f"- {duty.says}{when}{doubt} ({who}; {number(duty.components, 'component')})"

"""What changed from one report to another: components, licences, verdicts and fees.

The document is ``copyfair/difference/1``; as for the report, the types are the contract.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal

import msgspec

from copyfair.errors import InputError
from copyfair.inventory.purl import versionless
from copyfair.reciprocity.model import Verdict
from copyfair.reports.contract import Amount, Component, Fee, Report
from copyfair.reports.words import LONG, cut, number
from copyfair.schema import schema_of, to_json

__all__ = [
    "FORMATS",
    "SCHEMA",
    "Change",
    "Difference",
    "End",
    "FeeChange",
    "Side",
    "difference",
    "read",
    "render",
    "schema",
]

SCHEMA: Final = "copyfair/difference/1"
FORMATS = ("txt", "md", "json")


class End(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two reports. `problems`: errors, which may hide components."""

    name: str
    project: str
    as_of: date
    components: int
    needs_act: int
    problems: int


class Side(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A component in one of the two. `license` and `verdict` empty: not settled, not judged."""

    version: str
    license: str
    verdict: str
    needs_act: bool


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A package that is not the same in both. `before` or `after` null: it is not there."""

    package: str
    name: str
    before: Side | None
    after: Side | None


class FeeChange(msgspec.Struct, frozen=True, kw_only=True):
    """What one commons asks, before and after; null: nothing, or a fact is missing (see the state)."""

    commons: str
    before: Amount | None
    after: Amount | None
    state_before: str
    state_after: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What changed. `changes`: sorted by package; `fees`: by commons."""

    schema: Literal["copyfair/difference/1"] = SCHEMA
    before: End
    after: End
    changes: tuple[Change, ...]
    fees: tuple[FeeChange, ...]

    @property
    def acts(self) -> tuple[Change, ...]:
        """What needs an act now and did not before."""
        return tuple(
            one
            for one in self.changes
            if one.after is not None
            and one.after.needs_act
            and (one.before is None or not one.before.needs_act or one.before.verdict != one.after.verdict)
        )


def difference(old: Report, new: Report, names: tuple[str, str]) -> Difference:
    """What changed between two reports.

    Args:
        old: the earlier one.
        new: the later one.
        names: what they are called: a file, a revision.
    """
    return Difference(
        before=_end(old, names[0]),
        after=_end(new, names[1]),
        changes=tuple(_changes(old.components, new.components)),
        fees=tuple(_fees(old.fees, new.fees)),
    )


def read(data: bytes, where: str) -> Report:
    """A JSON report.

    Raises:
        InputError: it is none, or of another version.
    """
    try:
        return msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        said = str(error)[:200] or "it cannot be read"
        raise InputError(f"is no JSON report: {said}; `copyfair report -f json` writes one", where=where) from None


def schema() -> bytes:
    """The JSON Schema (draft 2020-12) of the difference."""
    return schema_of(Difference, name=SCHEMA, id="urn:copyfair:difference:1")


def _end(report: Report, name: str) -> End:
    errors = sum(problem.severity == "error" for problem in report.problems)
    return End(
        name=name,
        project=report.project,
        as_of=report.as_of,
        components=len(report.components),
        needs_act=report.summary.needs_act,
        problems=errors,
    )


# ---------------------------------------------------------------- components


def _changes(old: Iterable[Component], new: Iterable[Component]) -> Iterator[Change]:
    """Of each package what is in one of the two only; where that is one thing on both sides, it has changed."""
    before, after = _by_package(old), _by_package(new)
    for package in sorted({*before, *after}):
        left, right = _rest(before[package], after[package]), _rest(after[package], before[package])
        name = (after[package] or before[package])[0][0]
        if len(left) == len(right) == 1:
            yield Change(package=package, name=name, before=left[0], after=right[0])
            continue
        yield from (Change(package=package, name=name, before=one, after=None) for one in left)
        yield from (Change(package=package, name=name, before=None, after=one) for one in right)


def _by_package(components: Iterable[Component]) -> dict[str, list[tuple[str, Side]]]:
    found: dict[str, list[tuple[str, Side]]] = defaultdict(list)
    for one in components:
        found[versionless(one.purl)].append((one.name, _side(one)))
    return found


def _side(one: Component) -> Side:
    decision = one.decision
    acts = decision is not None and decision.exemption is None and not Verdict(decision.verdict).free
    return Side(
        version=one.version or "",
        license=one.license.expression or "",
        verdict=decision.verdict.value if decision is not None else "",
        needs_act=acts,
    )


def _rest(some: Sequence[tuple[str, Side]], others: Sequence[tuple[str, Side]]) -> list[Side]:
    left = sorted(side for _, side in some)
    for _, side in others:
        if side in left:
            left.remove(side)
    return left


# ---------------------------------------------------------------- fees


def _fees(old: Iterable[Fee], new: Iterable[Fee]) -> Iterator[FeeChange]:
    before, after = ({fee.commons: fee for fee in fees} for fees in (old, new))
    for commons in sorted({*before, *after}):
        one, other = before.get(commons), after.get(commons)
        told = FeeChange(
            commons=commons,
            before=one.total if one else None,
            after=other.total if other else None,
            state_before=one.state.value if one else "",
            state_after=other.state.value if other else "",
        )
        if (told.before, told.state_before) != (told.after, told.state_after):
            yield told


# ---------------------------------------------------------------- in words


def render(found: Difference, format: str) -> bytes:  # noqa: A002 - the word of the command line
    """The difference as text, Markdown or JSON, in UTF-8."""
    if format == "json":
        return to_json(found)
    lines = _markdown(found) if format == "md" else _text(found)
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _sections(found: Difference) -> Iterator[tuple[str, list[str]]]:
    acts = {id(one) for one in found.acts}
    yield "Needs an act now", [_told(one) for one in found.acts]
    rest = [one for one in found.changes if id(one) not in acts]
    yield "New", [_told(one) for one in rest if one.before is None]
    yield "Changed", [_told(one) for one in rest if one.before is not None and one.after is not None]
    yield "Gone", [_told(one) for one in rest if one.after is None]
    yield "Fees", [_fee_told(one) for one in found.fees]


def _headline(found: Difference) -> str:
    added = sum(one.before is None for one in found.changes)
    gone = sum(one.after is None for one in found.changes)
    changed = len(found.changes) - added - gone
    told = f"{added:,} new, {changed:,} changed, {gone:,} gone; {number(len(found.acts), 'component')} newly in need of an act"
    return f"{told}; {len(found.fees):,} fees changed" if found.fees else told


def _ends(found: Difference) -> Iterator[str]:
    for word, end in (("from", found.before), ("to", found.after)):
        errors = f", {number(end.problems, 'error')} that may hide more" if end.problems else ""
        yield f"{word} {cut(end.name)}: {number(end.components, 'component')}, as of {end.as_of}{errors}"


def _told(one: Change) -> str:
    before, after = one.before, one.after
    if before is None or after is None:
        side = before or after
        said = f"{side.version}: {_license(side)}, {side.verdict or 'not judged'}" if side else ""
        return f"{cut(one.name)} {cut(said, LONG)}"
    parts = [
        _step(before.version or "no version", after.version or "no version"),
        _step(_license(before), _license(after)),
        _step(before.verdict or "not judged", after.verdict or "not judged"),
    ]
    return f"{cut(one.name)} {cut(', '.join(parts), LONG)}"


def _license(side: Side) -> str:
    return side.license or "no licence for certain"


def _step(before: str, after: str) -> str:
    return f"{before} → {after}" if before != after else after


def _fee_told(one: FeeChange) -> str:
    shown = [
        f"{money.amount} {money.currency}" if money is not None else state or "nothing"
        for money, state in ((one.before, one.state_before), (one.after, one.state_after))
    ]
    return f"{cut(one.commons)}: {_step(*shown)}"


def _text(found: Difference) -> Iterator[str]:
    yield _headline(found)
    yield from _ends(found)
    for title, lines in _sections(found):
        if lines:
            yield from ("", f"{title}:", *(f"  {line}" for line in lines))


def _markdown(found: Difference) -> Iterator[str]:
    from copyfair.pages import markdown  # noqa: PLC0415 - jinja2's markup is slow to import

    yield from (f"**copyfair**: {_headline(found)}", "", *(f"- {markdown(line)}" for line in _ends(found)))
    for title, lines in _sections(found):
        if lines:
            yield from ("", f"### {title}", "", *(f"- {markdown(line)}" for line in lines))

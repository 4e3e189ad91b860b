"""A comparison as text, Markdown or JSON. Nothing is decided here."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import msgspec

from copyfair import pages
from copyfair.assessment import Comparison
from copyfair.errors import InputError
from copyfair.problem import Problem
from copyfair.reciprocity.compare import Cell, ComparedLine
from copyfair.reciprocity.model import Verdict
from copyfair.reports import words
from copyfair.reports.words import LONG, cite, cut
from copyfair.schema import schema_of, to_json

__all__ = ["SCHEMA", "Document", "render", "schema"]

SCHEMA: Final = "copyfair/comparison/1"
_WIDTH = 100
_MOST_COMPONENTS = 6

_SHORT: Mapping[Verdict, str] = {
    Verdict.PERMITTED: "yes",
    Verdict.PERMITTED_WITH_DUTIES: "yes*",
    Verdict.FEE_DUE: "fee",
    Verdict.LICENCE_NEEDED: "ask",
    Verdict.PROHIBITED: "no",
    Verdict.UNDETERMINED: "?",
}
LEGEND = (
    "yes: permitted; yes*: permitted with duties; fee: a tariff says what is owed; ask: the right is reserved, a licence "
    "is to be negotiated; no: the public licence bars it; ?: undetermined, see below."
)
_COLUMN = max(len(word) for word in _SHORT.values()) + 2


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON form ``copyfair/comparison/1``: the comparison as it is, under the name of its schema."""

    schema: Literal["copyfair/comparison/1"] = SCHEMA
    comparison: Comparison


def schema() -> bytes:
    """The JSON Schema (draft 2020-12) of the comparison."""
    return schema_of(Document, name=SCHEMA, id="urn:copyfair:comparison:1")


def render(comparison: Comparison, format: str) -> bytes:  # noqa: A002 - it is called a format everywhere
    """A comparison in UTF-8, the same bytes for the same comparison.

    Args:
        comparison: what was found.
        format: ``txt``, ``md`` or ``json``.

    Raises:
        InputError: there is no such format.
    """
    if format == "json":
        return to_json(Document(comparison=comparison))
    if format == "md":
        return pages.render("comparison.md.j2", view=_view(comparison), legend=LEGEND)
    if format == "txt":
        return ("\n".join(_text(_view(comparison))) + "\n").encode("utf-8", "backslashreplace")
    raise InputError(f"there is no comparison format {format!r}; choose from json, md, txt")


# ---------------------------------------------------------------- what is shown


_Holds = tuple[str, str, str, tuple[str, ...]]


class _Group(msgspec.Struct, frozen=True):
    """Actors for whom the same holds."""

    verdict: str
    cite: str
    says: str
    missing: tuple[str, ...]
    actors: tuple[str, ...]


class _Block(msgspec.Struct, frozen=True):
    """One line of the comparison: a licence, its components, and what holds for whom."""

    license: str
    components: tuple[str, ...]
    more: int
    short: tuple[str, ...]
    groups: tuple[_Group, ...]


class _View(msgspec.Struct, frozen=True):
    title: str
    actors: tuple[str, ...]
    blocks: tuple[_Block, ...]
    free: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]


def _view(comparison: Comparison) -> _View:
    """Lines that are free to everybody in the same way are named once; the others are shown."""
    alike = [line for line in comparison.lines if _free_to_all(line)]
    title = (
        f"Who may use what: {cut(comparison.project)}, {words.number(len(comparison.actors), 'actor')}, "
        f"as of {comparison.as_of.isoformat()}, {cut(comparison.tool)}"
    )
    return _View(
        title=title,
        actors=tuple(map(cut, comparison.actors)),
        blocks=tuple(_block(line) for line in comparison.lines if line not in alike),
        free=tuple(f"{cut(line.license)} ({words.number(len(line.components), 'component')})" for line in alike),
        problems=tuple(_problems(comparison.problems)),
    )


def _free_to_all(line: ComparedLine) -> bool:
    return len({(cell.verdict, cell.license, cell.clause) for cell in line.cells}) == 1 and line.cells[0].verdict.free


def _block(line: ComparedLine) -> _Block:
    groups: dict[_Holds, list[str]] = {}
    for cell in line.cells:
        groups.setdefault(_holds(cell), []).append(cut(cell.actor))
    return _Block(
        license=cut(line.license) or words.NO_LICENCE,
        components=tuple(map(cut, line.components[:_MOST_COMPONENTS])),
        more=max(0, len(line.components) - _MOST_COMPONENTS),
        short=tuple(_SHORT[cell.verdict] for cell in line.cells),
        groups=tuple(
            _Group(*holds, tuple(actors) if len(groups) > 1 else ("all of them",))
            for holds, actors in sorted(groups.items(), key=_best_first)
        ),
    )


_ORDER = list(words.VERDICTS.values())


def _best_first(group: tuple[_Holds, list[str]]) -> int:
    """The place of a verdict, an accepted one beside its like."""
    return _ORDER.index(group[0][0].partition(",")[0])


def _holds(cell: Cell) -> _Holds:
    """Verdict, clause, what it says, and what is missing; a clause that only may decide is not cited."""
    verdict = words.VERDICTS[cell.verdict] + (", accepted by an exception" if cell.accepted else "")
    if cell.missing:
        return verdict, "", "", tuple(map(cut, cell.missing))
    return verdict, cite(cell.license, cell.clause), cut(cell.says, LONG), ()


def _problems(problems: Iterable[Problem]) -> Iterator[tuple[str, str]]:
    for problem in problems:
        yield cut(f"{problem.severity} {problem.code}, {problem.where}", LONG), cut(problem.message, LONG)


# ---------------------------------------------------------------- as text


def _text(view: _View) -> Iterator[str]:
    yield view.title
    if view.blocks:
        yield from _grid(view)
    for number, block in enumerate(view.blocks, 1):
        yield ""
        yield from _paragraph(f"{number}. {block.license}: {_named(block)}", 0)
        for group in block.groups:
            yield from _paragraph(f"{group.verdict}: {', '.join(group.actors)}", 1)
            yield from _paragraph(_because(group), 2)
    if view.free:
        yield ""
        yield from _paragraph(f"Free to all of them: {', '.join(view.free)}", 0)
    if view.problems:
        yield ""
        yield "Problems (what could not be read or decided)"
    for where, message in view.problems:
        yield from _paragraph(f"{where}: {message}", 1)


def _grid(view: _View) -> Iterator[str]:
    """Actors down, numbered licences across, as many side by side as fit."""
    first = max(map(len, view.actors)) + 2
    fits = max(1, (_WIDTH - first) // _COLUMN)
    for start in range(0, len(view.blocks), fits):
        here = view.blocks[start : start + fits]
        yield ""
        yield (" " * first + "".join(f"{start + n + 1:<{_COLUMN}}" for n in range(len(here)))).rstrip()
        for row, actor in enumerate(view.actors):
            yield (f"{actor:<{first}}" + "".join(f"{block.short[row]:<{_COLUMN}}" for block in here)).rstrip()
    yield from ("", *textwrap.wrap(LEGEND, _WIDTH))


def _named(block: _Block) -> str:
    more = f" and {block.more:,} more" if block.more else ""
    return ", ".join(block.components) + more


def _because(group: _Group) -> str:
    if group.missing:
        return f"to be answered: {', '.join(group.missing)}"
    return f"{group.cite}: {group.says}" if group.cite else group.says


def _paragraph(text: str, depth: int) -> list[str]:
    indent = "  " * depth
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "    ", break_on_hyphens=False)

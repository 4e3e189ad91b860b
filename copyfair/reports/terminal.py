"""The report on a terminal: the verdict first, then what needs an act, then the rest in a few lines.

Foreign text only ever enters as plain text (`rich.text.Text`, never markup), one
clean line at a time. Words carry the meaning; colour and signs repeat it. Where
the output cannot carry a sign, an ASCII one takes its place.
"""

import codecs
import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, TextIO, TypeVar

import msgspec

from copyfair.assessment import Assessment
from copyfair.pages import clean
from copyfair.reports.from_assessment import view
from copyfair.reports.view import (
    Act,
    DutyLine,
    Entry,
    FactLine,
    FeeLine,
    Finding,
    Item,
    Mark,
    PolicyLine,
    ProblemGroup,
    Question,
    ReasonLine,
    Statement,
    View,
    WhoMay,
)
from copyfair.reports.words import NOTE, and_more, number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

__all__ = ["as_text", "print_report"]

T = TypeVar("T")

_SIGNS = {Mark.CLEAN: "\u2713", Mark.ACT: "\u2717", Mark.OPEN: "?"}
_STYLES = {Mark.CLEAN: "bold green", Mark.ACT: "bold red", Mark.OPEN: "bold yellow"}
_ASCII = {
    "\u2713": "[ok]",
    "\u2717": "[x]",
    "\u203a": ">",
    "\u2026": "...",
    "\u2013": "-",
    "\u2014": "-",
    "\u2019": "'",
}

_NARROWEST = 24
_TXT_WIDTH = 100
_FOLD_ITEMS = 12
_FOLD_PROBLEMS = 5
_FOLD_LICENCES = 8
_FOLD_DUTIES = 6
_FOLD_OWN = 8

_NARROW_INDENT = 2


class Line(msgspec.Struct, frozen=True):
    """One paragraph: indent in steps, a head in a style, and the rest plain."""

    depth: int
    head: str
    rest: str = ""
    style: str = ""


def print_report(assessment: Assessment, *, file: TextIO, color: bool, width: int, verbose: bool = False) -> None:
    """Write the report for people to a terminal or a text file.

    Args:
        assessment: what was found.
        file: where to; its encoding decides which signs are used.
        color: with ANSI colours; without it no escape sequence is written.
        width: columns.
        verbose: list everything instead of folding long lists.

    """
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import
    from rich.text import Text  # noqa: PLC0415 - as above

    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=max(width, _NARROWEST),
        color_system="standard" if color else None,
        force_terminal=color,
        force_interactive=False,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    encoding = getattr(file, "encoding", None) or "utf-8"
    for line in _lines(view(assessment), verbose=verbose):
        if not line.head and not line.rest:
            buffer.write("\n")
            continue
        text = Text(_plain(line.head, encoding), style=line.style)
        if line.rest:
            text.append((" " if line.head else "") + _plain(line.rest, encoding), style="not bold default")
        _wrap(console, text, _NARROW_INDENT * line.depth)
    file.write(buffer.getvalue())


def as_text(assessment: Assessment) -> str:
    """The whole report without colour, 100 columns wide, nothing folded."""
    out = io.StringIO()
    print_report(assessment, file=out, color=False, width=_TXT_WIDTH, verbose=True)
    return out.getvalue()


def _wrap(console: "Console", text: "Text", indent: int) -> None:
    from rich.text import Text  # noqa: PLC0415 - rich is slow to import

    indent = min(indent, console.width // 3)
    hang = min(indent + _NARROW_INDENT, console.width // 3) if indent else 0
    first, *others = text.wrap(console, console.width - hang, overflow="fold")
    # The second and further lines hang, so the eye finds where the next paragraph begins.
    for at, part in enumerate([first, *others]):
        part.rstrip()
        console.print(Text(" " * (hang if at else indent)) + part, soft_wrap=True)


def _plain(text: str, encoding: str) -> str:
    """One clean line that the output can carry."""
    text = clean(text)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for sign, instead in _ASCII.items():
            if not _carries(sign, encoding):
                text = text.replace(sign, instead)
        return text.encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return _plain(text, "ascii")
    return text


def _carries(sign: str, encoding: str) -> bool:
    try:
        codecs.encode(sign, encoding)
    except UnicodeEncodeError:
        return False
    return True


# ---------------------------------------------------------------- what is said, from top to bottom

_BLANK = Line(0, "")


def _lines(shown: View, *, verbose: bool) -> Iterator[Line]:
    mark = shown.headline.mark
    yield Line(0, f"{_SIGNS[mark]} {shown.headline.says}", style=_STYLES[mark])
    yield Line(0, "", f"{shown.project}, as of {shown.as_of}, {shown.tool}")
    for may in shown.who_may:
        yield from _who_may(may)
    for act in shown.acts:
        yield from _act(act, verbose=verbose)
    yield from _policy(shown.policy, verbose=verbose)
    yield from _rest(shown, verbose=verbose)
    yield from _problems(shown.problems, verbose=verbose)
    yield _BLANK
    yield Line(0, "", shown.caveat, style="dim")


def _heading(title: str, rest: str = "") -> Iterator[Line]:
    yield _BLANK
    yield Line(0, title, rest, style="bold")


def _who_may(may: WhoMay) -> Iterator[Line]:
    yield from _heading(f"Who may use {may.license}?", f"({number(may.count, 'component')})")
    for reason in may.lines:
        yield Line(1, f"{reason.word}:", f"{reason.cite}: {reason.says}" if reason.cite else reason.says)
        if reason.condition:
            yield Line(2, "if", reason.condition)
    if may.facts:
        yield Line(1, "decided by:", ", ".join(may.facts))


def _act(act: Act, *, verbose: bool) -> Iterator[Line]:
    yield from _heading(f"{act.title}: {number(act.count, 'component')}.", f"{act.lead} {act.begin}".rstrip())
    for entry in act.entries:
        yield from _entry(entry, only=len(act.entries) == 1, verbose=verbose)


def _entry(entry: Entry, *, only: bool, verbose: bool) -> Iterator[Line]:
    if entry.fee is not None:
        yield _BLANK
        yield from _fee(entry.fee)
    elif entry.title:
        yield _BLANK
        # The only entry is about as many components as the line above it.
        count = "" if only else number(entry.count, "component")
        yield Line(1, entry.title + (":" if count or entry.questions else "."), count, style="bold")
    yield from _questions(entry.questions, 1)
    for finding in entry.findings:
        yield _BLANK
        yield from _finding(finding, verbose=verbose)
    if entry.next_step:
        if entry.findings[-1].causes:
            yield _BLANK
        yield Line(1, "next:", entry.next_step, style="bold")


def _fee(fee: FeeLine) -> Iterator[Line]:
    yield Line(1, f"{fee.commons}:", fee.says, style="bold")
    if fee.clauses:
        yield Line(2, "owed under:", fee.clauses)
    if fee.tariff:
        yield Line(2, "tariff:", fee.tariff)
    for at, step in enumerate(fee.steps, 1):
        yield Line(2, f"{at}.", f"{step.says} = {step.amount}" if step.amount else step.says)
    for portion in fee.portions:
        role = f" ({portion.role})" if portion.role else ""
        yield Line(2, "of it:", f"{portion.amount} to {portion.name}{role}")
    for part in fee.passed_on:
        yield Line(2, "passed on:", f"{part.amount} to {part.name}: {part.role}")
    yield from _questions(fee.missing, 2)
    if fee.dispute:
        yield Line(2, "to object:", fee.dispute)


def _questions(questions: tuple[Question, ...], depth: int) -> Iterator[Line]:
    for where, together in groupby(questions, key=lambda question: question.where):
        asked = list(together)
        for question in asked:
            yield Line(depth, f"{question.name}:", question.ask, style="bold")
        yield Line(depth + 1, "answer in:" if len(asked) == 1 else "answer these in:", where)


def _finding(finding: Finding, *, verbose: bool) -> Iterator[Line]:
    depth = 2 if finding.causes else 1
    for cause in finding.causes:
        yield Line(1, cause, style="bold")
    for item in _folded(finding.items, _FOLD_ITEMS, verbose=verbose):
        yield from _item(item, depth, verbose=verbose)
    left = _left(finding.items, _FOLD_ITEMS, verbose=verbose)
    if left:
        yield Line(depth, "", f"\u2026 and {left:,} more like these; --verbose shows all")
    for note in finding.notes:
        yield Line(2, f"{note.where}:", note.says)
    if not finding.causes:
        yield Line(2, "licence:", finding.license + (f", taken as {finding.chosen}" if finding.chosen else ""))
    for reason in finding.reasons:
        yield from _reason(reason)
    for change in finding.changes:
        clause = f" (clause {change.clause})" if change.clause else ""
        yield Line(2, f"{change.verdict} if:", f"{change.says}{clause}")
    if finding.next_step:
        yield Line(2, "next:", finding.next_step, style="bold")


def _item(item: Item, depth: int, *, verbose: bool) -> Iterator[Line]:
    """A component on one line; with everything that is said about its licence below it when all is asked for."""
    path = item.way if verbose else item.path
    more = f" (and {number(item.ways - 1, 'other way')})" if item.ways > 1 else ""
    places = "" if verbose else item.places
    parts = (f"path: {path}{more}" if path else "", f"in {places}" if places else "")
    yield Line(depth, item.label, "; ".join(part for part in parts if part), style="cyan")
    if verbose:
        yield from (_statement(statement, depth + 1) for statement in item.statements)


def _folded(items: Sequence[T], most: int, *, verbose: bool) -> Sequence[T]:
    """The first ones of a list, or all of it."""
    return items if verbose else items[:most]


def _left(items: Sequence[T], most: int, *, verbose: bool) -> int:
    return len(items) - len(_folded(items, most, verbose=verbose))


def _statement(statement: Statement, depth: int) -> Line:
    return Line(
        depth, f"{statement.place}:", f"\u201c{statement.says}\u201d, {statement.standing}; {statement.reading}"
    )


def _reason(reason: ReasonLine) -> Iterator[Line]:
    if reason.word == NOTE:
        yield Line(2, "note:", f"{reason.cite}: {reason.says}")
    else:
        yield Line(2, "reason:", _says(reason))
    if reason.condition:
        yield Line(3, "tested:", reason.condition)
    if reason.facts:
        yield Line(3, "facts:", "; ".join(fact_says(fact) for fact in reason.facts))


def _says(reason: ReasonLine) -> str:
    head = " ".join(part for part in (reason.cite, reason.word) if part)
    return f"{head}: {reason.says}" if head else reason.says


def fact_says(fact: FactLine) -> str:
    """A fact as a phrase: ``worker_owned is no (statutes, article 3)``."""
    return f"{fact.name} is {fact.value}" + (f" ({fact.evidence})" if fact.evidence else "")


# ---------------------------------------------------------------- the rest, in a few lines


def _rest(shown: View, *, verbose: bool) -> Iterator[Line]:
    if shown.rest:
        yield from _heading("Free to use")
    for tally in shown.rest:
        most = len(tally.licences) if verbose else _FOLD_LICENCES
        named = ", ".join(f"{name} {count:,}" for name, count in tally.licences[:most])
        left = len(tally.licences) - most
        more = f" and {number(left, 'other licence')}" if left > 0 else ""
        yield Line(1, f"{tally.count:,} {tally.verdict}:", named + more)
    for clause in shown.granted:
        yield Line(
            1,
            f"by {clause.cite}:",
            f"{and_more(clause.labels, len(clause.labels) if verbose else _FOLD_ITEMS)}. {clause.says}",
        )
        if clause.facts:
            yield Line(2, "facts:", "; ".join(clause.facts))
    if shown.duties:
        yield from _heading("Duties")
        yield from _duties(shown.duties, verbose=verbose)
    if shown.other_fees:
        yield from _heading("Other fees")
    for fee in shown.other_fees:
        yield from _fee(fee)
    if shown.exemptions:
        yield from _heading("Exceptions on record")
    for kept in shown.exemptions:
        said = f"{kept.verdict}; accepted by {kept.approver} until {kept.until}: {kept.reason}"
        yield Line(1, f"{kept.label}:", said)
    if shown.ahead:
        yield from _heading("Within a year", "(if everything else stays as it is)")
    for line in shown.ahead:
        yield Line(1, f"{line.day}:", line.says)
        if line.because:
            yield Line(2, "because:", line.because)
    yield from _not_judged(shown, verbose=verbose)


def _not_judged(shown: View, *, verbose: bool) -> Iterator[Line]:
    if shown.own or shown.library:
        yield from _heading("Not judged")
    for name, license_ in _folded(shown.own, _FOLD_OWN, verbose=verbose):
        yield Line(1, f"{name}:", f"your own; licence: {license_}")
    left = _left(shown.own, _FOLD_OWN, verbose=verbose)
    if left:
        yield Line(1, "", f"\u2026 and {left:,} more of your own; --verbose shows all")
    if shown.library:
        most = len(shown.library) if verbose else _FOLD_OWN
        yield Line(1, "standard library:", and_more(shown.library, most))


def _duties(duties: tuple[DutyLine, ...], *, verbose: bool) -> Iterator[Line]:
    for duty in _folded(duties, _FOLD_DUTIES, verbose=verbose):
        when = f" {duty.when}" if duty.when else ""
        yield Line(1, f"{duty.title} ({number(duty.count, 'component')}):", f"{duty.says}{when} [{duty.cites}]")
    left = _left(duties, _FOLD_DUTIES, verbose=verbose)
    if left:
        yield Line(1, "", f"\u2026 and {left:,} more; --verbose shows all")


def _policy(lines: tuple[PolicyLine, ...], *, verbose: bool) -> Iterator[Line]:
    if lines:
        yield from _heading("Policy", "(what your organisation does not let through, whatever the licence allows)")
    for line in lines:
        head = f"{line.ruling}, {line.license}: {number(len(line.labels), 'component')}."
        yield Line(1, head, line.says, style="bold")
        yield Line(2, "", and_more(line.labels, len(line.labels) if verbose else _FOLD_ITEMS))
        yield Line(2, "next:", line.next_step) if line.next_step else Line(2, "", line.kept)


def _problems(groups: tuple[ProblemGroup, ...], *, verbose: bool) -> Iterator[Line]:
    if groups:
        yield from _heading("Problems", "(what could not be read or decided)")
    for group in groups:
        style = "bold red" if group.severity == "error" else "bold"
        yield Line(1, f"{group.severity} {group.code}:", group.meaning, style=style)
        for where, message in _folded(group.places, _FOLD_PROBLEMS, verbose=verbose):
            yield Line(2, f"{where}:", message)
        left = _left(group.places, _FOLD_PROBLEMS, verbose=verbose)
        if left:
            yield Line(2, "", f"\u2026 and {left:,} more; --verbose shows all")
        yield Line(2, "to do:", group.todo)

"""The table of all components as data, for the script of the HTML page that filters, sorts and shows it.

The script lays out and words nothing by itself: every text comes from here, and it puts each one into the page as
text. What many rows say alike stands here once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec

from copyfair.language import Language
from copyfair.reports.bar import WORST_FIRST
from copyfair.reports.view import Finding, ReasonLine, Row, Statement
from copyfair.reports.words import NOTE

__all__ = ["SCRIPT_WORDS", "Line", "Table", "table"]

T = TypeVar("T")

SCRIPT_WORDS = (
    *("report-any-licence", "report-column-way", "report-find-step", "report-no-rows", "report-package-url"),
    *("report-page-of", "report-shown-of"),
)
"""The texts that the script itself says, by their keys."""

_CODE, _MINOR, _STRONG, _ENGLISH = "c", "m", "b", "e"


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One line about a component: `look` has a letter for code, minor, strong and English."""

    says: str
    look: str = ""


_Told = tuple[str, tuple[Line, ...]]
"""A term and what is said under it."""


class _Detail(msgspec.Struct, frozen=True, array_like=True):
    """The same for the page; lines may be numbers of shared ones."""

    term: str
    lines: tuple[int | Line, ...]


class _Record(msgspec.Struct, frozen=True, array_like=True):
    """One row, in the order in which the script takes it apart; `details` may be numbers of shared ones."""

    anchor: str
    label: str
    purl: str
    licence: int
    key: int
    note: int
    scope: int
    depth: int
    link: int
    ways: tuple[tuple[str, ...], ...]
    more: int
    details: tuple[int | _Detail, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """All that the script needs.

    Attributes:
        language: BCP 47, for the order of names.
        says: the script's own texts, by their keys.
        keys: the codes of the verdicts, worst first.
        verdicts: their words.
        texts: what rows name by its number.
        lines: what several details have, by its number.
        details: what several rows have, by its number.
        rows: those that need an act first.

    """

    language: str
    says: Mapping[str, str]
    keys: tuple[str, ...]
    verdicts: tuple[str, ...]
    texts: tuple[str, ...]
    lines: tuple[Line, ...]
    details: tuple[_Detail, ...]
    rows: tuple[_Record, ...]


def table(rows: Sequence[Row], lang: Language, pages: Iterable[str] = ()) -> Table:
    """The rows as data.

    Args:
        rows: of `copyfair.reports.rows`.
        lang: in which the words of closed lists are said.
        pages: ids of the licences that this report has a page about.

    """
    known = frozenset(pages)
    told = [tuple(_details(row, lang)) for row in rows]
    lines = _shared(line for some in told for _, said in some for line in said)
    short = [tuple(_Detail(term, _numbers(said, lines)) for term, said in some) for some in told]
    details = _shared(detail for some in short for detail in some)
    texts = _Texts()
    records = tuple(
        _record(
            row, _numbers(some, details), texts, lang, page=f"#licence-{row.license}" if row.license in known else ""
        )
        for row, some in zip(rows, short, strict=True)
    )
    return Table(
        language=lang.code,
        says={key: _template(lang, key) for key in SCRIPT_WORDS},
        keys=WORST_FIRST,
        verdicts=tuple(lang.word("report-verdict", key) for key in WORST_FIRST),
        texts=tuple(texts),
        lines=tuple(lines),
        details=tuple(details),
        rows=records,
    )


class _Texts(dict[str, int]):
    """Gives each text the next number when it first comes."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def _shared(every: Iterable[T]) -> dict[T, int]:
    """What comes more than once, with its number, in the order in which it first comes."""
    return {one: at for at, one in enumerate(one for one, count in Counter(every).items() if count > 1)}


def _numbers(some: Iterable[T], shared: Mapping[Any, int]) -> tuple[int | T, ...]:
    return tuple(shared.get(one, one) for one in some)


def _record(row: Row, details: tuple[int | _Detail, ...], texts: _Texts, lang: Language, *, page: str) -> _Record:
    more = lang.say("report-more-ways", count=row.more_ways) if row.more_ways else ""
    return _Record(
        anchor=row.anchor,
        label=row.label,
        purl=row.purl,
        licence=texts[lang.word("report-licence", row.license)],
        key=WORST_FIRST.index(row.key),
        note=texts[lang.word("report-note", row.note)],
        scope=texts[lang.word("report-scope", row.scope)],
        depth=texts[lang.word("report-depth", row.depth)],
        link=texts[row.link or page],
        ways=row.ways,
        more=texts[more],
        details=details,
    )


def _template(lang: Language, key: str) -> str:
    """A text with its placeholders still in it: the script puts the numbers in."""
    names = ("count", "all", "first", "last", "name")
    return lang.say(key, **{name: f"{{{name}}}" for name in names})


def _details(row: Row, lang: Language) -> Iterator[_Told]:
    detail = partial(_detail, lang)
    yield detail("report-licence", Line(row.why, _ENGLISH))
    for cause in row.finding.causes if row.finding else ():
        yield detail("report-conflict", Line(cause, _ENGLISH))
    for line in row.evidence:
        yield detail("report-evidence", *_statement(line))
    if row.finding:
        yield from _finding(row.finding, lang)
    for duty in row.duties:
        asked = Line(f"{duty.says} {duty.when}".rstrip(), _ENGLISH)
        yield lang.word("report-duty", duty.title), (asked, Line(duty.cites, _MINOR))
    kept = row.exemption
    if kept:
        accepted = Line(lang.say("report-accepted", approver=kept.approver, day=kept.until))
        yield detail("report-exception", accepted, Line(kept.reason))
    for question in row.questions:
        where = f"{lang.say('report-answer-in')} {question.where}"
        yield detail("report-question", Line(question.name, _CODE), Line(question.ask, _ENGLISH), Line(where, _MINOR))
    if row.finding and row.finding.next_step:
        yield detail("report-next", Line(row.finding.next_step, _ENGLISH))


def _statement(line: Statement) -> Iterator[Line]:
    yield Line(line.place, _CODE)
    yield Line(f"\u201c{line.says}\u201d, {line.standing}", _ENGLISH)
    yield Line(line.reading + (f"; SHA-256 {line.sha256[:16]}" if line.sha256 else ""), _MINOR + _ENGLISH)


def _detail(lang: Language, key: str, *lines: Line) -> _Told:
    return lang.say(key), tuple(line for line in lines if line.says)


def _finding(found: Finding, lang: Language) -> Iterator[_Told]:
    detail = partial(_detail, lang)
    if found.chosen:
        yield detail("report-taken-as", Line(found.chosen))
    for reason in found.reasons:
        yield detail("report-note" if reason.word == NOTE else "report-reason", *_reason(reason, lang))
    for change in found.changes:
        verdict = lang.word("report-verdict", change.verdict)
        clause = f" ({change.clause})" if change.clause else ""
        yield detail("report-would-change", Line(verdict, _STRONG), Line(f"if {change.says}{clause}", _ENGLISH))


def _reason(reason: ReasonLine, lang: Language) -> Iterator[Line]:
    word = "" if reason.word == NOTE else lang.word("report-stance", reason.word)
    yield Line(" ".join(filter(None, (reason.cite, word))), _STRONG)
    yield Line(reason.says, _ENGLISH)
    if reason.condition:
        yield Line(f"Tested: {reason.condition}.", _MINOR + _ENGLISH)
    for fact in reason.facts:
        rests_on = f" ({fact.evidence})" if fact.evidence else ""
        yield Line(f"{fact.name} is {fact.value}{rests_on}", _MINOR + _ENGLISH)

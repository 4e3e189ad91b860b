"""The table of all components as data, for the script of the HTML page that filters, sorts and shows it.

The script lays out and words nothing by itself: every text comes from here, and it puts each one into the page as
text. What many rows say alike stands here once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from copyfair.language import Language
from copyfair.reports.bar import WORST_FIRST
from copyfair.reports.view import Finding, ReasonLine, Row, Statement
from copyfair.reports.words import NOTE

__all__ = ["SCRIPT_WORDS", "Line", "Table", "table"]

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


class _Detail(msgspec.Struct, frozen=True, array_like=True):
    """A term and its lines."""

    term: str
    lines: tuple[Line, ...]


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
        details: what several rows have, by its number.
        rows: those that need an act first.

    """

    language: str
    says: Mapping[str, str]
    keys: tuple[str, ...]
    verdicts: tuple[str, ...]
    texts: tuple[str, ...]
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
    details = [tuple(_details(row, lang)) for row in rows]
    often = Counter(detail for some in details for detail in some)
    shared = {detail: at for at, detail in enumerate(one for one, count in often.items() if count > 1)}
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    records = tuple(
        _Record(
            anchor=row.anchor,
            label=row.label,
            purl=row.purl,
            licence=number(lang.word("report-licence", row.license)),
            key=WORST_FIRST.index(row.key),
            note=number(lang.word("report-note", row.note)),
            scope=number(lang.word("report-scope", row.scope)),
            depth=number(lang.word("report-depth", row.depth)),
            link=number(row.link or (f"#licence-{row.license}" if row.license in known else "")),
            ways=row.ways,
            more=number(lang.say("report-more-ways", count=row.more_ways) if row.more_ways else ""),
            details=tuple(shared.get(detail, detail) for detail in some),
        )
        for row, some in zip(rows, details, strict=True)
    )
    return Table(
        language=lang.code,
        says={key: _template(lang, key) for key in SCRIPT_WORDS},
        keys=WORST_FIRST,
        verdicts=tuple(lang.word("report-verdict", key) for key in WORST_FIRST),
        texts=tuple(texts),
        details=tuple(shared),
        rows=records,
    )


def _template(lang: Language, key: str) -> str:
    """A text with its placeholders still in it: the script puts the numbers in."""
    names = ("count", "all", "first", "last", "name")
    return lang.say(key, **{name: f"{{{name}}}" for name in names})


def _details(row: Row, lang: Language) -> Iterator[_Detail]:
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
        yield _Detail(lang.word("report-duty", duty.title), (asked, Line(duty.cites, _MINOR)))
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


def _detail(lang: Language, key: str, *lines: Line) -> _Detail:
    return _Detail(lang.say(key), tuple(line for line in lines if line.says))


def _finding(found: Finding, lang: Language) -> Iterator[_Detail]:
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

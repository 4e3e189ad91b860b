"""Notices in bulk: for a day that was decided, one for each organisation and commons that it owes, as ``copyfair notice`` makes it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import StrEnum

import msgspec

from copyfair.assessment import Assessment
from copyfair.errors import LedgerConflictError
from copyfair.fees.model import FeeState
from copyfair.language import ENGLISH
from copyfair.ledger.books import Ledger
from copyfair.ledger.model import Document, File, Issued
from copyfair.ledger.rivals import Rivals
from copyfair.ledger.states import State
from copyfair.money import Money
from copyfair.notices import draw_up, issue, render_notice
from copyfair.notices.issue import order_of
from copyfair.notices.model import Notice
from copyfair.notices.render import MEDIA_TYPES
from copyfair.portfolio.results import csv_of
from copyfair.signing.keys import SigningKey

__all__ = [
    "Drawn",
    "Outcome",
    "PassedRow",
    "Row",
    "draw_up_all",
    "in_books",
    "passed_on",
    "rows",
    "tables",
    "unnumbered",
    "unwritten",
]


class Outcome(StrEnum):
    """What became of a fee."""

    DRAWN_UP = "drawn-up"
    """There is a notice for it, now or since an earlier run."""
    UNNUMBERED = "unnumbered"
    """There is a notice without a number: no ledger was given."""
    LAPSED = "lapsed"
    """Its notice was waived, or a credit note took it back: nothing is asked for."""
    SHARED = "shared"
    """Another organisation of the portfolio is the same licensee, and has the notice."""
    REFUSED = "refused"
    """The ledger, or another organisation, has another notice on the same basis; or nobody is named who owes it."""
    NEEDS_INPUT = "needs-input"
    """A fact is missing; no number is drawn."""


_COUNTED = (Outcome.DRAWN_UP, Outcome.UNNUMBERED)
"""Whose sums are added up: each notice once."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A fee of an organisation, and its notice.

    Attributes:
        organisation: by its name in the table of organisations.
        outcome: what became of it.
        notice: as it stands in the ledger; otherwise as it was drawn up.
        number: of the notice in the ledger, or its digest where no ledger was given; empty where none was written.
        document: in the ledger; None where there is none.
        is_new: this run drew the number.
        why: of what was refused or shared, why; of what needs input, the questions.
    """

    organisation: str
    outcome: Outcome
    notice: Notice
    number: str = ""
    document: Document | None = None
    is_new: bool = False
    why: str = ""


Keep = Callable[[Sequence[File]], None]
"""Does something with the files of a notice, such as writing them."""
Drawing = Callable[[str, Notice], Drawn]
"""Draws a notice up for an organisation."""


def draw_up_all(assessed: Iterable[Assessment], drawing: Drawing, language: str = ENGLISH) -> Iterator[Drawn]:
    """Every fee that is due, or would be if facts were known, in the order of the assessments.

    Args:
        assessed: as `copyfair.portfolio.assessed.assessments` gives them.
        drawing: `in_books` or `unnumbered`.
        language: code of the language to write in.

    Raises:
        InputError: there is no such language.
        LedgerError: the ledger cannot be read or written.
    """
    holders: dict[bytes, tuple[Drawn, object]] = {}
    for assessment in assessed:
        for notice in draw_up(assessment, language):
            if notice.state is FeeState.NEEDS_INPUT:
                yield drawing(assessment.project, notice)
            elif notice.state is FeeState.DUE:
                order = order_of(notice)
                basis = msgspec.json.encode(order.basis, order="deterministic")
                if not notice.licensee.name.strip():
                    yield _nameless(assessment.project, notice)
                elif basis in holders:
                    yield _second(assessment.project, notice, *holders[basis], order.content)
                else:
                    drawn = drawing(assessment.project, notice)
                    if drawn.number:
                        holders[basis] = drawn, order.content
                    yield drawn


def _nameless(organisation: str, notice: Notice) -> Drawn:
    why = "nobody is named who owes it: give the name under [actor]"
    return Drawn(organisation=organisation, outcome=Outcome.REFUSED, notice=notice, why=why)


def _second(organisation: str, notice: Notice, first: Drawn, had: object, content: object) -> Drawn:
    """What becomes of a fee where an organisation before is the same licensee, and has the notice for it."""
    if content == had:
        why = f"{first.organisation} is the same licensee, and has this notice"
        return Drawn(organisation=organisation, outcome=Outcome.SHARED, notice=notice, number=first.number, why=why)
    why = (
        f"{first.organisation} is the same licensee and has {first.number}, for another sum or other components: name one "
        "actor file for both in the table of organisations"
    )
    return Drawn(organisation=organisation, outcome=Outcome.REFUSED, notice=notice, why=why)


def in_books(
    books: Ledger, *, by: str, key: SigningKey | None = None, replaces: Collection[str] = (), keep: Keep
) -> Drawing:
    """Draws notices up in a ledger; what was drawn up before is given back.

    Each has its own transaction: whatever stops a run, the next one goes on after the last number.

    Args:
        books: the ledger.
        by: who draws them up.
        key: signs them.
        replaces: numbers of waived notices in whose place new ones may come.
        keep: gets the files of each notice, in every format that can be written here.
    """

    def drawing(organisation: str, notice: Notice) -> Drawn:
        if notice.state is FeeState.NEEDS_INPUT:
            return _unanswered(organisation, notice)
        try:
            issued = _issued(notice, books, by, key, replaces)
        except LedgerConflictError as error:
            return Drawn(organisation=organisation, outcome=Outcome.REFUSED, notice=notice, why=str(error))
        keep(issued.files)
        lapsed = issued.again and books.standing(issued.document.number).state in (State.WAIVED, State.CREDITED)
        return Drawn(
            organisation=organisation,
            outcome=Outcome.LAPSED if lapsed else Outcome.DRAWN_UP,
            notice=_as_issued(issued),
            number=issued.document.number,
            document=issued.document,
            is_new=not issued.again,
        )

    return drawing


def _issued(notice: Notice, books: Ledger, by: str, key: SigningKey | None, replaces: Collection[str]) -> Issued:
    """The notice in the ledger, in the place of one that may be replaced where it says something else."""
    old = ""
    while True:
        try:
            return issue(notice, books, by=by, key=key, replaces=old)
        except LedgerConflictError as error:
            if error.number not in replaces:
                raise
            old = error.number


def _as_issued(issued: Issued) -> Notice:
    """The notice that went out: what is passed on may have been another sum than it would be today."""
    name = f"{issued.document.number}.json"
    return msgspec.json.decode(next(file.data for file in issued.files if file.name == name), type=Notice)


def unnumbered(format_: str, keep: Keep) -> Drawing:
    """Draws notices up without a number, those that ask for facts too.

    Args:
        format_: one of `copyfair.notices.render.FORMATS`.
        keep: gets the file of each notice.
    """

    def drawing(organisation: str, notice: Notice) -> Drawn:
        name = f"{notice.reference}.{format_}"
        keep([File(name=name, media_type=MEDIA_TYPES[format_], data=render_notice(notice, format_))])
        if notice.state is FeeState.NEEDS_INPUT:
            return _unanswered(organisation, notice, notice.reference)
        return Drawn(organisation=organisation, outcome=Outcome.UNNUMBERED, notice=notice, number=notice.reference)

    return drawing


def _unanswered(organisation: str, notice: Notice, number: str = "") -> Drawn:
    asks = " ".join(fact.ask for fact in notice.missing)
    return Drawn(organisation=organisation, outcome=Outcome.NEEDS_INPUT, notice=notice, number=number, why=asks)


# ---------------------------------------------------------------- tables


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation owes a payee, and the notice that asks for it.

    Attributes:
        organisation, licensee, commons, payee: who owes whom for what.
        amount, currency: what the notice asks for; empty where there is none, or where another row has it.
        outcome: what became of it.
        number: as in `Drawn`.
        state: where the notice stands in the ledger.
        due_on: last day to pay.
        competes_with: other open notices for the same licensee, commons and period; of these, one lapses.
        missing: the facts that are missing.
        why: as in `Drawn`.
    """

    organisation: str
    licensee: str
    commons: str
    payee: str
    amount: str = ""
    currency: str = ""
    outcome: str
    number: str
    state: str = ""
    due_on: str
    competes_with: str = ""
    missing: str
    why: str


class PassedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the notices of a commons come to for one payee, as the association passes fees on.

    Attributes:
        commons: of the notices.
        line: as what it is booked: association, own, upstream or reserve.
        payee: who gets it, or for whom it is held; empty where nobody is known.
        payee_id: in the registry of the association, which has the account; empty for others.
        amount, currency: the lines of the notices added up, each rounded in its own notice.
        notices: how many it comes from.
    """

    commons: str
    line: str
    payee: str
    payee_id: str
    amount: str
    currency: str
    notices: int


def rows(drawn: Iterable[Drawn], books: Ledger | None) -> tuple[Row, ...]:
    """A row for each payee of each notice, and for each fee without one; the same whichever run drew the numbers.

    Args:
        drawn: all of them, so that notices of one run are seen to compete.
        books: through which they were drawn up; None: through none.
    """
    rivals = Rivals(books) if books is not None else None
    return tuple(row for one in drawn for row in _rows(one, books, rivals))


def tables(drawn: Sequence[Drawn], found: Sequence[Row]) -> dict[str, bytes]:
    """The notices, and how fees are passed on, as CSV by file name.

    Args:
        drawn: the notices.
        found: their rows.
    """
    return {"notices.csv": csv_of(Row, found), "passed-on.csv": csv_of(PassedRow, passed_on(drawn))}


def unwritten(drawn: Iterable[Drawn]) -> tuple[Drawn, ...]:
    """Those for which somebody has to do something before there is a notice."""
    return tuple(one for one in drawn if one.outcome in (Outcome.NEEDS_INPUT, Outcome.REFUSED))


def _rows(one: Drawn, books: Ledger | None, rivals: Rivals | None) -> Iterator[Row]:
    notice, document = one.notice, one.document
    row = Row(
        organisation=one.organisation,
        licensee=notice.licensee.name,
        commons=notice.commons,
        payee=notice.steward.name,
        outcome=one.outcome,
        number=one.number,
        due_on=str(notice.due_on or ""),
        missing=" ".join(fact.name for fact in notice.missing),
        why=one.why,
    )
    if books is not None and rivals is not None and document is not None:
        row = msgspec.structs.replace(
            row, state=books.standing(document.number).state, competes_with=" ".join(rivals.of(document))
        )
    if one.outcome not in _COUNTED:
        yield row
        return
    for payment in notice.payments:
        yield msgspec.structs.replace(
            row, payee=payment.payee.name, amount=payment.amount.amount, currency=payment.amount.currency
        )


def passed_on(drawn: Iterable[Drawn]) -> tuple[PassedRow, ...]:
    """How the associations pass on what the notices ask for, by commons, line and payee.

    Nothing is divided anew: the lines of each notice add up to its total, and so do these to all totals.
    """
    sums: dict[tuple[str, str, str, str, str], list[Money]] = {}
    for one in drawn:
        if one.outcome in _COUNTED:
            for part in one.notice.passed_on:
                key = (one.notice.commons, part.line, part.payee, part.payee_id, part.amount.currency)
                sums.setdefault(key, []).append(part.amount.money)
    return tuple(
        PassedRow(
            commons=commons,
            line=line,
            payee=payee,
            payee_id=payee_id,
            amount=f"{sum(parts[1:], start=parts[0]).amount:f}",
            currency=currency,
            notices=len(parts),
        )
        for (commons, line, payee, payee_id, currency), parts in sorted(sums.items())
    )

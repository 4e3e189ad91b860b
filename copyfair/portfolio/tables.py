"""The answers for a day as tables: one file a day, made whole or not at all."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

import msgspec

from copyfair.actor.quadrants import Place
from copyfair.commons.model import Commons
from copyfair.fees.model import Fee
from copyfair.portfolio.databases import Row, Table, Writing
from copyfair.portfolio.gather import Gathered, Part
from copyfair.portfolio.model import Statement
from copyfair.reciprocity.model import Decision
from copyfair.version import TOOL

__all__ = ["TABLES", "Answer", "OrganisationAnswers", "Tables"]

_TEXT, _NUMBER = "TEXT NOT NULL", "INTEGER NOT NULL"


def _table(texts: str, *, key: str = "", **others: str) -> Table:
    return Table(columns={**dict.fromkeys(texts.split(), _TEXT), **others}, key=tuple(key.split()))


TABLES: Mapping[str, Table] = {
    "about": _table("what says", key="what"),
    "organisations": _table("organisation party control purpose", documents=_NUMBER, key="organisation"),
    "documents": _table("document organisation sha256", components=_NUMBER, problems=_TEXT),
    "rejects": _table("document organisation reason message"),
    "facts": _table("purl name scope depth says", version="TEXT", fact=_NUMBER, key="fact"),
    "answers": _table(
        "organisation license chosen verdict doubt rung commons cites because missing next_step",
        answer=_NUMBER,
        key="answer",
    ),
    "uses": _table("", answer=_NUMBER, fact=_NUMBER, documents=_NUMBER, key="answer fact"),
    "commons": _table("commons name steward", key="commons"),
    "commons_uses": _table("document organisation commons", fact=_NUMBER),
    "fees": _table(
        "organisation commons state payee currency due_on clauses missing", amount="TEXT", components=_NUMBER
    ),
    "licences": _table("organisation license verdict", components=_NUMBER, key="organisation license verdict"),
    "commons_totals": _table("commons organisation first", documents=_NUMBER, key="commons organisation"),
}
"""All tables; the last two sum up others."""

_COMMONS_TOTALS = (
    "INSERT INTO commons_totals SELECT commons, organisation, min(document), count(DISTINCT document) FROM commons_uses "
    "GROUP BY 1, 2 ORDER BY 1, 2"
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, and the numbers of all facts for which it holds."""

    decision: Decision
    facts: tuple[int, ...]


class OrganisationAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one organisation.

    Attributes:
        organisation: its name in the table of organisations.
        party: the name of its party.
        place: where it stands in the quadrants.
        answers: for all that it uses.
        uses: by fact, in how many of its documents it is.
        fees: what it owes.
    """

    organisation: str
    party: str
    place: Place
    answers: tuple[Answer, ...]
    uses: Mapping[int, int]
    fees: tuple[Fee, ...]


class Tables:
    """Writes the tables of a day, as what they hold becomes known.

    Args:
        file: where.
        commons: the commons that count.
    """

    def __init__(self, file: Writing, commons: Sequence[Commons]) -> None:
        self._file, self._commons = file, commons
        self._answers = 0

    def documents(self, part: Part, numbers: Sequence[int], found: Gathered) -> None:
        """Add the documents of some shards, and what of them belongs to a commons."""
        self._file.insert("documents", part.documents)
        rows = (
            (*part.documents[document][:2], self._commons[owner].id, numbers[fact])
            for document, fact in part.covered
            for owner in found.key(numbers[fact])[2]
        )
        self._file.insert("commons_uses", rows)

    def organisation(self, row: OrganisationAnswers, documents: int) -> None:
        """Add what holds for an organisation that has so many documents."""
        place = row.place
        own = (row.organisation, row.party, place.control, place.purpose, documents)
        self._file.insert("organisations", [own])
        first = self._answers + 1
        self._answers += len(row.answers)
        numbered = list(enumerate(row.answers, first))
        self._file.insert(
            "answers", ((row.organisation, *_answer(answer.decision), number) for number, answer in numbered)
        )
        uses = (zip(repeat(number), one.facts, map(row.uses.__getitem__, one.facts)) for number, one in numbered)
        self._file.insert("uses", chain.from_iterable(uses))
        self._file.insert("licences", _licences(row))
        self._file.insert("fees", _fees(row))

    def rest(self, found: Gathered, as_of: datetime.date) -> None:
        """Add everything else, and sum up."""
        self._file.insert("about", [("as_of", str(as_of)), ("tool", TOOL)])
        self._file.insert("commons", [(one.id, one.name, one.steward.name) for one in self._commons])
        rejects = sorted(found.rejects)
        self._file.insert("rejects", ((one.name, one.organisation, one.reason, one.message) for one in rejects))
        self._file.insert("facts", _facts(found))
        self._file.run(_COMMONS_TOTALS)


def _licences(row: OrganisationAnswers) -> Iterator[Row]:
    counts: Counter[tuple[str, str]] = Counter()
    for answer in row.answers:
        counts[answer.decision.license, str(answer.decision.verdict)] += len(answer.facts)
    return ((row.organisation, *key, count) for key, count in sorted(counts.items()))


def _facts(found: Gathered) -> Iterator[Row]:
    said = [_said(one) for one in found.statements]
    for number in range(len(found)):
        fact, (statement, _, _) = found.fact(number), found.key(number)
        yield fact.purl, fact.name, str(fact.scope), str(fact.depth), said[statement], fact.version, number


_LONGEST = 500


def _said(statement: Statement) -> str:
    """The statements word for word; of a text, how it begins."""
    texts = (text[:_LONGEST] for claim in statement.claims for text in claim.statements)
    return "\n".join(texts)


def _answer(decision: Decision) -> tuple[str, ...]:
    reason = decision.because[0]
    return (
        decision.license,
        decision.chosen,
        str(decision.verdict),
        str(decision.doubt or ""),
        str(decision.rung),
        " ".join(name for name in (decision.commons, *decision.also_due) if name),
        f"{reason.license} {reason.clause}".strip(),
        msgspec.json.encode(decision.because).decode(),
        " ".join(fact.name for fact in decision.missing),
        decision.next_step,
    )


def _fees(row: OrganisationAnswers) -> Iterable[Row]:
    """A line for each payee; one without an amount where nothing is due, or not known to be."""
    for fee in row.fees:
        clauses, missing = ", ".join(fee.clauses), ", ".join(fact.name for fact in fee.missing)
        start = (row.organisation, fee.commons.id, str(fee.state))
        currency = fee.tariff.currency if fee.tariff else ""
        end = (currency, str(fee.due_on), clauses, missing)
        for portion in fee.portions:
            yield *start, portion.payee.party.name, *end, f"{portion.amount.amount:f}", len(fee.components)
        if not fee.portions:
            yield *start, fee.commons.steward.name, *end, None, len(fee.components)

"""The charts of the HTML page: licences of components, and fees by who receives them. Bars only; the page draws them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from copyfair.actor.model import Party
from copyfair.assessment import Assessment
from copyfair.fees.model import FeeState
from copyfair.language import Language
from copyfair.money import Money
from copyfair.reports import words
from copyfair.reports.words import cut

__all__ = ["FULL", "Bar", "Chart", "charts"]

FULL = 1000
"""The width of the longest bar."""

_THINNEST = 4
_MOST_BARS = 10


class Bar(msgspec.Struct, frozen=True):
    """One bar: what it is of, what it comes to in words, and its width of at most `FULL`."""

    label: str
    shown: str
    width: int


class Chart(msgspec.Struct, frozen=True):
    """A title and its bars, longest first."""

    title: str
    bars: tuple[Bar, ...]


def charts(assessment: Assessment, lang: Language) -> tuple[Chart, ...]:
    """The charts that say something: of licences where there are several, of fees where any is due."""
    return tuple(chart for chart in (_licences(assessment, lang), *_payees(assessment, lang)) if chart.bars)


def _licences(assessment: Assessment, lang: Language) -> Chart:
    licences = map(words.licence, assessment.decisions)
    tally = words.counts(Counter(lang.word("report-licence", name) for name in licences))
    shown = dict(tally[:_MOST_BARS])
    if len(tally) > _MOST_BARS:
        others = tally[_MOST_BARS:]
        shown[lang.say("report-other-licences", count=len(others))] = sum(count for _, count in others)
    most = max(shown.values(), default=1)
    bars = tuple(Bar(name, lang.number(count), _width(count, most)) for name, count in shown.items())
    return Chart(lang.say("report-chart-licences"), bars if len(bars) > 1 else ())


def _payees(assessment: Assessment, lang: Language) -> Iterator[Chart]:
    """One chart a currency: amounts in different ones have no common measure."""
    for currency, sums in sorted(_sums(assessment).items()):
        most = max(sums.values()).amount
        longest_first = sorted(sums.items(), key=lambda pair: (-pair[1].amount, pair[0].name))
        bars = tuple(Bar(cut(party.name), lang.money(sum_), _width(sum_.amount, most)) for party, sum_ in longest_first)
        yield Chart(lang.say("report-chart-payees", currency=currency), bars)


def _sums(assessment: Assessment) -> Mapping[str, dict[Party, Money]]:
    """Currency -> payee -> what is due to them in all; two parties of one name are two."""
    sums: dict[str, dict[Party, Money]] = defaultdict(dict)
    due = (portion for fee in assessment.fees if fee.state is FeeState.DUE for portion in fee.portions)
    for portion in due:
        here = sums[portion.amount.currency]
        party = portion.payee.party
        here[party] = here[party] + portion.amount if party in here else portion.amount
    return sums


def _width(part: int | Decimal, most: int | Decimal) -> int:
    """Never so thin that it cannot be seen, but nothing for nothing."""
    return max(int(FULL * part / most), _THINNEST) if part and most else 0

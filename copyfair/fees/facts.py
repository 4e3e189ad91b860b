"""The facts that a tariff counts with."""

from collections.abc import Iterator

from copyfair.commons.tariff import (
    Adjustment,
    Brackets,
    Cap,
    CappedReturn,
    Cliff,
    Credit,
    Factor,
    Highest,
    LifetimeShare,
    Lowest,
    Minimum,
    Negotiated,
    Node,
    PerUnit,
    Prorate,
    Share,
    Sum,
    Tariff,
)
from copyfair.reciprocity.conditions import about, atoms, parse_condition

__all__ = ["fact_names"]


def fact_names(tariff: Tariff) -> tuple[str, ...]:
    """The facts a tariff counts with, each once: of the fee, of its adjustments, of its waivers."""
    names = [*_of_node(tariff.fee), *(name for rule in tariff.adjust for name in _of_adjustment(rule))]
    for waiver in tariff.waivers:
        names += [about(atom.fact).name for atom in atoms(parse_condition(waiver.when, tariff.id))]
    return tuple(dict.fromkeys(names))


def _of_node(node: Node) -> Iterator[str]:
    match node:
        case Sum(parts=parts) | Lowest(parts=parts) | Highest(parts=parts):
            for part in parts:
                yield from _of_node(part)
        case Share():
            yield from (node.of, *node.less)
        case LifetimeShare():
            yield from (node.of, node.before)
        case PerUnit(of=of) | Brackets(of=of) | Cliff(of=of):
            yield of
        case CappedReturn():
            yield from ("capital_invested", "returns_taken", "distributable_return")
        case Negotiated():
            yield "agreed_fee"


def _of_adjustment(rule: Adjustment) -> Iterator[str]:
    match rule:
        case Prorate(of=of) | Credit(of=of) | Minimum(of=of):
            yield of
        case Factor(by=by):
            yield by
        case Cap(of=of) if of:
            yield of

"""How a fee is passed on to what the commons stands on: a trickle through the licensee's own graph.

The money starts at those components of the commons that the licensee itself comes to first. Each payee keeps a part
of what reaches its packages and passes the rest on, in equal parts, to whoever those packages need, as far as the
split allows. Nothing else has weight: no downloads, no stars, no number of packages. Two rules make it useless to
split a package into twenty:

- all packages of one verified payee are one stop on the way, and what they need of each other does not count;
- all packages whose payee is not verified share one part among them wherever money is divided, and it is held.
"""

import datetime
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec

from copyfair.commons.load import covers
from copyfair.commons.model import Commons, Payee, Split
from copyfair.commons.registry import owner_of, payable_account
from copyfair.fees.model import Allocation, Line
from copyfair.inventory.model import Component, Depth
from copyfair.language import ENGLISH
from copyfair.language.saying import Percent, Quoted, Value, said
from copyfair.money import Money, split

__all__ = ["allocations"]


class _Stop(msgspec.Struct, frozen=True, order=True):
    """Where money can arrive: all packages of one payee, or one package of nobody known."""

    line: Line
    key: str


_OWN = _Stop(Line.OWN, "")


class _Share(msgspec.Struct, frozen=True):
    """One line of the split before it is rounded; the fields are those of `Allocation`."""

    line: Line
    payee: str
    weight: Fraction
    told: tuple[Value, ...]
    payee_id: str = ""
    components: tuple[str, ...] = ()


class _Pot(msgspec.Struct, frozen=True):
    """What is divided, by which rule, on which day."""

    rule: Split
    commons: Commons
    total: Money
    as_of: datetime.date


def allocations(
    total: Money | None,
    commons: Commons,
    owed_for: Iterable[str],
    components: Mapping[str, Component],
    as_of: datetime.date,
) -> tuple[Allocation, ...]:
    """The lines of a fee as the association passes it on; they add up to the total to the last minor unit.

    Args:
        total: the rounded fee.
        commons: with its split and its registry; without a split there are no lines.
        owed_for: package URLs of the components that the fee is owed for.
        components: every component of the licensee's project, by package URL.
        as_of: decides which accounts count.
    """
    rule = commons.split
    if rule is None or total is None:
        return ()
    graph = {purl: [need for need in one.requires if need in components] for purl, one in sorted(components.items())}
    entries = _entries(set(owed_for), graph, components)
    stops = {purl: _stop(components[purl], commons) for purl in sorted(_reachable(entries, graph))}
    reached, members = _trickle(entries, graph, stops, rule)
    left = 1 - Fraction(rule.administration)
    weights = {stop: amount * left for stop, amount in reached.items() if amount}
    own = _own(weights.get(_OWN, Fraction(0)), commons)
    shares = [_association(rule, commons), *own, *_upstream(weights, members, _Pot(rule, commons, total, as_of))]
    shares = [share for share in shares if share.weight]
    parts = split(total, [share.weight for share in shares])
    return tuple(
        Allocation(
            line=share.line,
            payee=share.payee,
            amount=amount,
            told=share.told,
            payee_id=share.payee_id,
            components=share.components,
        )
        for share, amount in zip(shares, parts, strict=True)
    )


def _stop(component: Component, commons: Commons) -> _Stop:
    owner = owner_of(commons.registry, component.purl, component.name)
    if owner is not None and owner.id not in {payee.id for payee in commons.payees}:
        return _Stop(Line.UPSTREAM, owner.id)
    if owner is not None or covers(commons, component.purl, component.name):
        return _OWN
    return _Stop(Line.RESERVE, component.purl)


# ---------------------------------------------------------------- the way the money takes

_Graph = Mapping[str, Sequence[str]]


def _entries(owed_for: set[str], graph: _Graph, components: Mapping[str, Component]) -> list[str]:
    """The components of the commons that the licensee comes to first, and those with no known way to them."""
    direct = [purl for purl in graph if components[purl].depth is Depth.DIRECT]
    first, seen = set(owed_for & set(direct)), set(direct)
    queue = deque(purl for purl in direct if purl not in owed_for)
    while queue:
        for need in graph[queue.popleft()]:
            if need in owed_for:
                first.add(need)
            elif need not in seen:
                seen.add(need)
                queue.append(need)
    return sorted(first | (owed_for - _reachable(first, graph)))


def _reachable(start: Iterable[str], graph: _Graph) -> set[str]:
    seen = set(start)
    queue = deque(sorted(seen))
    while queue:
        for need in graph.get(queue.popleft(), ()):
            if need not in seen:
                seen.add(need)
                queue.append(need)
    return seen


def _trickle(
    entries: Sequence[str], graph: _Graph, stops: Mapping[str, _Stop], rule: Split
) -> tuple[dict[_Stop, Fraction], dict[_Stop, tuple[str, ...]]]:
    """What share of the money stays at each stop, and the packages that each stop stands for."""
    members: dict[_Stop, list[str]] = {}
    for purl, stop in stops.items():
        members.setdefault(stop, []).append(purl)
    needs = {
        stop: sorted({stops[need] for purl in purls for need in graph.get(purl, ())}) for stop, purls in members.items()
    }
    start = sorted({stops[purl] for purl in entries})
    kept: dict[_Stop, Fraction] = {}
    seen, arriving = set(start), _divided(Fraction(1), start)
    for level in range(rule.levels + 1):
        # Only what lies further from the licensee is passed on to: money never comes back in a circle.
        further = {stop: [need for need in needs[stop] if need not in seen] for stop in arriving}
        following: dict[_Stop, Fraction] = {}
        for stop, amount in sorted(arriving.items()):
            passed = amount * Fraction(rule.pass_on) if level < rule.levels and further[stop] else Fraction(0)
            kept[stop] = amount - passed
            for need, part in _divided(passed, further[stop]).items():
                following[need] = following.get(need, Fraction(0)) + part
        seen |= set(following)
        arriving = following
    return kept, {stop: tuple(purls) for stop, purls in members.items()}


def _divided(amount: Fraction, stops: Sequence[_Stop]) -> dict[_Stop, Fraction]:
    """An amount in equal parts; all that nobody known stands for gets one part together."""
    known = [stop for stop in stops if stop.line is not Line.RESERVE]
    unknown = [stop for stop in stops if stop.line is Line.RESERVE]
    parts = len(known) + bool(unknown)
    if not parts or not amount:
        return {}
    return dict.fromkeys(known, amount / parts) | dict.fromkeys(unknown, amount / parts / max(1, len(unknown)))


# ---------------------------------------------------------------- the lines


def _association(rule: Split, commons: Commons) -> _Share:
    told = said("step-association", share=Percent(rule.administration))
    return _Share(Line.ASSOCIATION, commons.steward.name, Fraction(rule.administration), (told,))


def _own(weight: Fraction, commons: Commons) -> list[_Share]:
    """What stays with the commons itself, by the shares of its payees."""
    payees = [payee for payee in commons.payees if payee.share > 0] or [Payee(party=commons.steward)]
    whole = sum(Fraction(payee.share) for payee in payees)
    told = (said("step-stays", commons=commons.name),)
    return [
        _Share(Line.OWN, payee.party.name, weight * Fraction(payee.share) / whole, told, payee.id) for payee in payees
    ]


def _upstream(weights: Mapping[_Stop, Fraction], members: Mapping[_Stop, tuple[str, ...]], pot: _Pot) -> list[_Share]:
    """The verified payees, each within the bounds of the split, and what is held in the reserve."""
    shares: list[_Share] = []
    for stop in sorted(stop for stop in weights if stop.line is Line.UPSTREAM):
        payee = pot.commons.registry.payee(stop.key)
        name = payee.party.name if payee is not None else stop.key
        purls = members[stop]
        told = said("step-packages", count=len(purls), commons=pot.commons.name)
        shares += _bounded(_Share(Line.UPSTREAM, name, weights[stop], (told,), stop.key, purls), pot)
    unknown = [stop for stop in sorted(weights) if stop.line is Line.RESERVE]
    weight = sum((weights[stop] for stop in unknown), Fraction(0))
    nobody = _Share(Line.RESERVE, "", weight, (), "", tuple(stop.key for stop in unknown))
    shares.append(_held(nobody, weight, said("step-nobody"), pot))
    return sorted(shares, key=lambda share: share.line is Line.RESERVE)


def _bounded(share: _Share, pot: _Pot) -> list[_Share]:
    """What one payee gets, or what is held for it, and what lies beyond the most that one payee may get."""
    rule = pot.rule
    weight = min(share.weight, Fraction(rule.most))
    beyond = _held(share, share.weight - weight, said("step-payee-most", most=Percent(rule.most)), pot)
    if rule.least is not None and weight * Fraction(pot.total.amount) < Fraction(rule.least.amount):
        return [_held(share, weight, said("step-payee-least", least=rule.least), pot), beyond]
    account = payable_account(pot.commons.registry, share.payee_id, pot.as_of)
    if account.account is None:
        return [_held(share, weight, Quoted(account.reasons[0].rstrip("."), ENGLISH), pot), beyond]
    return [msgspec.structs.replace(share, weight=weight), beyond]


def _held(share: _Share, weight: Fraction, why: Value, pot: _Pot) -> _Share:
    """A share, or a part of it, that goes to the reserve."""
    return msgspec.structs.replace(
        share, line=Line.RESERVE, weight=weight, told=(said("step-reserve", reserve=pot.rule.reserve, why=why),)
    )

"""What one licence of an expression says about being combined, put together from its file, its rules and its category."""

import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

from copyfair.data import package_file
from copyfair.errors import RuleError
from copyfair.licensing.categories import Category, category, category_says
from copyfair.licensing.combining import Bridge, BridgeOf, Combining, Covers
from copyfair.licensing.expression import Expression, Term
from copyfair.reciprocity.clauses import DutyRule, Rules
from copyfair.reciprocity.combination_model import Cited
from copyfair.reciprocity.conditions import Condition, atoms, parse_condition
from copyfair.reciprocity.judge import Sureness
from copyfair.reciprocity.model import DutyKind, Stance
from copyfair.reciprocity.requirements import granted_either_way, required
from copyfair.reciprocity.rules import Rulebook
from copyfair.reciprocity.worlds import Known, close, simplify

__all__ = ["Span", "Terms", "holds", "more_than_notices", "network_duties", "rough_terms", "suits", "terms_of"]

_FREE = (Category.PERMISSIVE, Category.PUBLIC_DOMAIN)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A bridge with its condition read; None: always."""

    of: BridgeOf
    to: tuple[str, ...]
    cited: Cited
    when: Condition | None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """One licence as a side of a combination.

    Attributes:
        term: the licence as it stands in the expression.
        covers: what has to stay under it.
        cited: the clause that says so.
        when: the use that triggers it; None: every use.
        disputed: whether it reaches so far can be argued.
        aggregate: clause by which it may lie beside other works.
        bridges: other licences that it allows instead.
        closed: the clause against further restrictions, or None.
        required: what a user has to meet; True: nothing.
        limits: the clauses that shut out some users or uses, or None where it is open to all.
        duties: what it asks of whoever passes it on.
        reciprocal: it has a file of its own; False: it is known by its category.
    """

    term: Term
    covers: Covers
    cited: Cited
    when: Condition | None
    disputed: bool
    aggregate: str
    bridges: tuple[Span, ...]
    closed: Cited | None
    required: Condition | bool
    limits: Cited | None
    duties: tuple[DutyRule, ...]
    reciprocal: bool


class _Entry(Combining, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of ``data/combining.toml``."""

    ids: str
    closed: str = ""
    closed_says: str = ""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: dict[str, object]
    license: tuple[_Entry, ...]


@cache
def _ordinary() -> Mapping[str, _Entry]:
    text = package_file("reciprocity/data/combining.toml").read_text("utf-8")
    table = msgspec.convert(tomllib.loads(text), _Table)
    return {name: entry for entry in table.license for name in entry.ids.split()}


def terms_of(term: Term, known: Known, book: Rulebook) -> Terms | None:
    """What a licence says about being combined; None where that is in no data.

    Args:
        term: the licence.
        known: facts about the component it belongs to, and the day; from it follows whom the licence shuts out.
        book: the licences.
    """
    book = granted_either_way(book, term)
    rules = book.rules(term)
    file = book.catalogue.get(term.license)
    if rules is None:
        return None
    if file is None:
        return _by_category(term, rules)
    if file.combining is None:
        return None
    duty = next((duty for duty in rules.duties if duty.kind is DutyKind.NO_FURTHER_TERMS), None)
    closed = Cited(license=term.license, clause=duty.clause, says=duty.says) if duty else None
    found = _terms(term, file.combining, rules, closed)
    return found if open_to_all(term, known, book) else _limited(found, rules, file.summary, known)


def open_to_all(term: Term, known: Known, book: Rulebook) -> bool:
    """Whatever is unknown about the user, the licence is sure to be free."""
    return Sureness(Expression((term,)), (), book, known).free(known)


def _limited(found: Terms, rules: Rules, summary: str, known: Known) -> Terms:
    told = [clause.number for clause in rules.decides if clause.stance is not Stance.SILENT]
    clause = "; ".join(dict.fromkeys(told or [rules.otherwise.number]))
    needed = required(rules)
    if not isinstance(needed, bool):
        needed = simplify(needed, close(atoms(needed), known)[0])
    limits = Cited(license=found.term.license, clause=clause, says=summary)
    return msgspec.structs.replace(found, required=needed, limits=limits)


def _by_category(term: Term, rules: Rules) -> Terms | None:
    entry = _ordinary().get(term.license)
    kind = category(term.license)
    if entry is not None:
        says = entry.closed_says
        closed = Cited(license=term.license, clause=entry.closed, says=says) if entry.closed else None
        return _terms(term, entry, rules, closed)
    if kind in _FREE:
        return _terms(term, Combining(covers=Covers.NOTHING, says=category_says(kind)), rules, None)
    return None


def rough_terms(term: Term, book: Rulebook) -> Terms | None:
    """What the category of a copyleft licence tells where nobody has read it for combining: enough for separate works."""
    rules = book.rules(term)
    kind = category(term.license)
    if rules is None or rules.reciprocal or kind is None:
        return None
    covers = Covers.FILES if kind is Category.WEAK_COPYLEFT else Covers.WHOLE
    cited = Cited(license=term.license, clause="", says=category_says(kind))
    bare = _terms(term, Combining(covers=Covers.NOTHING), rules, None)
    return msgspec.structs.replace(bare, covers=covers, cited=cited)


def _terms(term: Term, combining: Combining, rules: Rules, closed: Cited | None) -> Terms:
    where = f"{term.license}.toml: $.combining"
    return Terms(
        term=term,
        covers=combining.covers,
        cited=Cited(license=term.license, clause=combining.clause, says=combining.says),
        when=_condition(combining.when, where),
        disputed=combining.disputed,
        aggregate=combining.aggregate,
        bridges=tuple(_span(term, bridge, f"{where}.bridges[{n}]") for n, bridge in enumerate(combining.bridges)),
        closed=closed,
        required=True,
        limits=None,
        duties=rules.duties,
        reciprocal=rules.reciprocal,
    )


def _span(term: Term, bridge: Bridge, where: str) -> Span:
    if bridge.of is BridgeOf.WHOLE and not bridge.to:
        raise RuleError(f"{where}: a bridge for the whole work names the licences it leads to")
    cited = Cited(license=term.license, clause=bridge.clause, says=bridge.says)
    return Span(of=bridge.of, to=bridge.to, cited=cited, when=_condition(bridge.when, where))


def _condition(text: str, where: str) -> Condition | None:
    return parse_condition(text, f"{where}.when") if text else None


def suits(span: Span, license_id: str) -> bool:
    """The bridge leads to this licence, by its id or its category."""
    return license_id in span.to or category(license_id) in span.to


def holds(condition: Condition | None, known: Known) -> tuple[bool | None, tuple[str, ...]]:
    """Whether a condition holds, None where that is open, and then the facts that are missing."""
    if condition is None:
        return True, ()
    closed, _ = close(atoms(condition), known)
    left = simplify(condition, closed)
    if isinstance(left, bool):
        return left, ()
    _, unknown = close(atoms(left), known)
    return None, tuple(unknown)


def more_than_notices(terms: Terms) -> Cited | None:
    """A duty that a copyleft licence may count as a further restriction: praise in advertisements, another name."""
    kinds = (DutyKind.ADVERTISING_NOTICE, DutyKind.RENAME)
    return next((_cited(duty) for duty in terms.duties if duty.kind in kinds), None)


def network_duties(terms: Terms, known: Known) -> tuple[Cited, ...]:
    """What it asks of whoever offers it over a network, unless the use is sure not to trigger that."""
    asked = (duty for duty in terms.duties if duty.kind is DutyKind.NETWORK_SOURCE)
    return tuple(_cited(duty) for duty in asked if holds(duty.when, known)[0] is not False)


def _cited(duty: DutyRule) -> Cited:
    return Cited(license=duty.license, clause=duty.clause, says=duty.says)

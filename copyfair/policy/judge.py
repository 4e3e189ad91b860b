"""Holds every licence against the policy: of an OR one allowed branch suffices, of an AND all have to be allowed."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.categories import restriction, widens
from copyfair.licensing.expression import Expression, Term, all_of, any_of, parse
from copyfair.licensing.model import Licensed, third_party
from copyfair.policy.model import PolicyFinding, PolicyReason, Ruling, weighs
from copyfair.policy.rules import Entry, Rules
from copyfair.problem import Problem
from copyfair.reciprocity import Decision, Records, Rung, Verdict
from copyfair.reciprocity.judge import RANK
from copyfair.reciprocity.namesakes import unambiguous
from copyfair.reciprocity.records import is_about
from copyfair.settings import Exemption

__all__ = ["judge", "unused"]

_ORDER = tuple(Ruling)

_NEXT = {
    Ruling.DENIED: "Replace the component, or record an exception with a reason, an approver and a last day.",
    Ruling.UNLISTED: "Have the licence looked at and add it to `allow` of [policy], replace the component, or record an exception.",
    Ruling.UNKNOWN: "Find out which licence it is and record it, or name the licence in `allow` or `deny` of [policy].",
}


class _Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy says of a part of an expression, why, and what of it is allowed."""

    ruling: Ruling
    because: tuple[PolicyReason, ...]
    allowed: Expression | None


def judge(
    rules: Rules,
    licensed: Iterable[Licensed],
    decisions: Sequence[Decision],
    records: Records,
    as_of: datetime.date,
    *,
    decide: Callable[[Licensed], Decision],
) -> tuple[PolicyFinding, ...]:
    """The third-party components that the policy does not let through.

    Args:
        rules: what the policy says.
        licensed: every component with its licence.
        decisions: one for each third-party component, in the same order.
        records: exceptions and choices on record.
        as_of: the day.
        decide: what holds for a component under another licence, for an OR of which the policy allows another branch
            than the one that the verdict rests on.
    """
    if not rules.given:
        return ()
    judged = third_party(licensed)
    records = unambiguous(records, judged)
    found = (
        _finding(rules, one, decision, records, decide)
        for one, decision in zip(judged, decisions, strict=True)
        if rules.counts(one.component.scope) and decision.rung is not Rung.ENTITLEMENT  # used under a bought right
    )
    return tuple(_excused(finding, records, as_of) for finding in found if finding is not None)


def _finding(
    rules: Rules, one: Licensed, decision: Decision, records: Records, decide: Callable[[Licensed], Decision]
) -> PolicyFinding | None:
    expression = records.chosen(one)
    if expression is None:
        reason = PolicyReason(license="", ruling=Ruling.UNKNOWN, says=f"Its licence is not settled. {one.why}")
        return _of(one, "", _Worth(ruling=Ruling.UNKNOWN, because=(reason,), allowed=None))
    worth = _worth(rules, expression)
    if worth.ruling is not Ruling.ALLOWED:
        return _of(one, str(expression), worth)
    against = _against(rules, parse(decision.chosen) if decision.chosen else expression)
    if not against or worth.allowed is None:
        return None
    # The verdict rests on a branch that is not allowed; that does no harm if an allowed one is as good.
    other = decide(msgspec.structs.replace(one, expression=worth.allowed))
    if other.verdict.free or (RANK[other.worst] >= RANK[decision.worst] and RANK[other.best] >= RANK[decision.best]):
        return None
    says = f"Under {worth.allowed}, which is allowed, the answer would be: {other.verdict.value}."
    also = PolicyReason(license=str(worth.allowed), ruling=Ruling.ALLOWED, says=says)
    ruling = max((reason.ruling for reason in against), key=_ORDER.index)
    return _of(one, str(expression), _Worth(ruling=ruling, because=(*against, also), allowed=worth.allowed))


def _against(rules: Rules, expression: Expression) -> tuple[PolicyReason, ...]:
    """What speaks against single licences of an expression, whichever of them is chosen."""
    reasons = (_reason(rules, term) for term in dict.fromkeys(expression.terms()))
    return tuple(reason for reason in reasons if reason.ruling is not Ruling.ALLOWED)


def _of(one: Licensed, expression: str, worth: _Worth) -> PolicyFinding:
    return PolicyFinding(
        component=one.component,
        license=expression,
        ruling=worth.ruling,
        because=worth.because,
        next_step=_NEXT[worth.ruling],
    )


def _excused(finding: PolicyFinding, records: Records, as_of: datetime.date) -> PolicyFinding:
    """The finding with the first accepted exception that covers it."""
    own = (e for e in records.exemptions if as_of <= e.until and is_about(e.component, finding.component))
    kept = next((exemption for exemption in own if _covers(exemption, finding.ruling)), None)
    return msgspec.structs.replace(finding, exemption=kept, next_step="") if kept else finding


def _covers(exemption: Exemption, ruling: Ruling) -> bool:
    return exemption.verdict in ("", Verdict.PROHIBITED, weighs(ruling))


# ---------------------------------------------------------------- expressions


def _worth(rules: Rules, expression: Expression) -> _Worth:
    return expression.fold(lambda term: _of_term(rules, term), _both, _either)


def _both(parts: Sequence[_Worth]) -> _Worth:
    worst = max((part.ruling for part in parts), key=_ORDER.index)
    because = tuple(
        reason for part in parts if worst is part.ruling or part.ruling is not Ruling.ALLOWED for reason in part.because
    )
    every = [part.allowed for part in parts if part.allowed is not None]
    return _Worth(ruling=worst, because=because, allowed=all_of(every) if len(every) == len(parts) else None)


def _either(parts: Sequence[_Worth]) -> _Worth:
    best = min((part.ruling for part in parts), key=_ORDER.index)
    some = [part.allowed for part in parts if part.allowed is not None]
    because = tuple(reason for part in parts if best is not Ruling.ALLOWED for reason in part.because)
    return _Worth(ruling=best, because=because, allowed=any_of(some) if some else None)


def _of_term(rules: Rules, term: Term) -> _Worth:
    reason = _reason(rules, term)
    allowed = Expression((term,)) if reason.ruling is Ruling.ALLOWED else None
    return _Worth(ruling=reason.ruling, because=(reason,), allowed=allowed)


def _reason(rules: Rules, term: Term) -> PolicyReason:
    name, entry = str(term), _entry(rules, term)
    if entry is not None:
        ruling = Ruling.ALLOWED if entry.allows else Ruling.DENIED
        via = f" (group {entry.group})" if entry.group else ""
        says = f"{entry.where} names {entry.about}{via}."
        return PolicyReason(license=name, ruling=ruling, entry=str(entry.about), where=entry.where, says=says)
    if not _is_known(term):
        return PolicyReason(license=name, ruling=Ruling.UNKNOWN, says=f"Nobody knows what {name} stands for.")
    if rules.lists_allowed:
        return PolicyReason(license=name, ruling=Ruling.UNLISTED, says=f"No list of what is allowed has {name}.")
    if rules.denies_category and not _is_placed(term):
        says = f"A whole category is denied, and nobody has reviewed to which one {name} belongs."
        return PolicyReason(license=name, ruling=Ruling.UNKNOWN, says=says)
    return PolicyReason(license=name, ruling=Ruling.ALLOWED, says="Nothing denies it.")


def _entry(rules: Rules, term: Term) -> Entry | None:
    """The most precise entry about a licence."""
    for candidate in _spellings(term):
        entry = rules.by_term.get(candidate)
        if entry is not None and _reaches(entry, term, candidate.exception):
            return entry
    kind = default_catalogue().category(term.license)
    entry = rules.by_category.get(kind) if kind is not None else None
    return entry if entry is not None and _reaches(entry, term, None) else None


def _reaches(entry: Entry, term: Term, exception: str | None) -> bool:
    """Who denies a licence denies it with any addition; who allows it, only with one that adds permissions."""
    return not entry.allows or term.exception == exception or (term.exception is not None and widens(term.exception))


def _spellings(term: Term) -> Iterator[Term]:
    """The licence as it stands, then as "this version only", then both without what stands after WITH."""
    only = term.license.removesuffix("-or-later") + "-only" if term.license.endswith("-or-later") else term.license
    for exception in dict.fromkeys((term.exception, None)):
        yield Term(term.license, term.or_later, exception)
        yield Term(only, exception=exception)


def _is_known(term: Term) -> bool:
    if term.license in ("NONE", "NOASSERTION"):
        return False
    return "LicenseRef-" not in term.license or term.license in default_catalogue()


def _is_placed(term: Term) -> bool:
    """It is in a category, or known to be in none because it restricts somebody."""
    catalogue = default_catalogue()
    return (
        catalogue.category(term.license) is not None
        or term.license in catalogue
        or restriction(term.license) is not None
    )


# ---------------------------------------------------------------- what a policy says in vain


def unused(rules: Rules, licensed: Iterable[Licensed], records: Records) -> Iterator[Problem]:
    """What the nearest file allows and no component has, and its groups that no list names."""
    settled = {expression for one in third_party(licensed) if (expression := records.chosen(one)) is not None}
    used = {_entry(rules, term) for expression in settled for term in expression.terms()}
    for entry in rules.own:
        if entry.allows and not entry.group and entry not in used and entry in _counting(rules):
            yield Problem(
                code="unused-policy-entry", where=_file(entry.where), message=f"nothing here needs {entry.about}"
            )
    for name, where in rules.idle_groups:
        message = f"neither `allow` nor `deny` names the group {name!r}"
        yield Problem(code="unused-policy-entry", where=_file(where), message=message)


def _counting(rules: Rules) -> set[Entry]:
    return {*rules.by_term.values(), *rules.by_category.values()}


def _file(where: str) -> str:
    """The file of a place like ``pyproject.toml: [tool.copyfair]: [policy] allow``."""
    return where.partition(": [")[0]

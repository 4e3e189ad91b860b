"""The verdict on the whole project in one sentence."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from copyfair.assessment import Assessment
from copyfair.inventory.model import Origin
from copyfair.licensing.model import Licensed
from copyfair.policy.model import Ruling
from copyfair.problem import Severity
from copyfair.reciprocity.model import Decision, Doubt, Verdict
from copyfair.reports import words
from copyfair.reports.view import Headline, Mark
from copyfair.reports.words import cut, number

__all__ = ["headline", "judged", "skipped"]


def judged(assessment: Assessment) -> Iterator[tuple[Licensed, Decision | None]]:
    """Each component with its decision; None for what is not judged (first-party, standard library)."""
    waiting: dict[str, list[Decision]] = defaultdict(list)
    for decision in reversed(assessment.decisions):
        waiting[decision.component.purl].append(decision)
    for one in assessment.licensed:
        found = waiting.get(one.component.purl)
        third = one.component.origin is Origin.THIRD_PARTY
        yield one, found.pop() if third and found else None


def skipped(one: Licensed, decision: Decision | None) -> bool:
    """A third-party component without a decision: a mistake of the program, which must not look like an answer."""
    return decision is None and one.component.origin is Origin.THIRD_PARTY


def headline(assessment: Assessment) -> Headline:
    """The verdict on the whole project in one sentence."""
    said = _verdicts(assessment)
    against = _policy(assessment)
    return Headline(Mark.ACT, f"{said.says}; {against}") if against else said


def _policy(assessment: Assessment) -> str:
    """What the policy stops; empty where it stops nothing."""
    acts = [finding for finding in assessment.policy if finding.needs_act]
    if not acts:
        return ""
    tally = Counter(finding.ruling for finding in acts)
    kinds = ", ".join(f"{tally[ruling]:,} {ruling}" for ruling in Ruling if tally[ruling])
    return f"the policy stops {_components(len(acts))}: {kinds}"


def _verdicts(assessment: Assessment) -> Headline:
    total = len(assessment.decisions)
    acts = [decision for decision in assessment.decisions if decision.needs_act]
    hidden = _hidden(assessment)
    if not total:
        return _nothing_judged(assessment, hidden)
    tail = f"; {hidden}" if hidden else ""
    depends = [] if assessment.actor.given else [d for d in acts if d.doubt is Doubt.MISSING_FACT]
    if depends:
        others = [d for d in acts if d.doubt is not Doubt.MISSING_FACT]
        more = f"; {len(others):,} more {_need(len(others))} an act: {_by_verdict(others)}" if others else ""
        verb = "depends" if len(depends) == 1 else "depend"
        return Headline(Mark.OPEN, f"{len(depends):,} of {_components(total)} {verb} on who you are{more}{tail}")
    if acts:
        says = f"{len(acts):,} of {_components(total)} {_need(len(acts))} an act: {_by_verdict(acts)}"
        return Headline(Mark.ACT, says + tail)
    says = _free_for(assessment)
    if hidden:
        return Headline(Mark.OPEN, f"the answer is incomplete: {hidden}; of what was read, {says}")
    return Headline(Mark.CLEAN, says)


def _hidden(assessment: Assessment) -> str:
    """Why the answer is not the whole answer; empty when it is."""
    errors = sum(problem.severity is Severity.ERROR for problem in assessment.problems)
    missed = sum(skipped(one, decision) for one, decision in judged(assessment))
    parts = []
    if errors:
        parts.append(f"{number(errors, 'error')} {'hides' if errors == 1 else 'hide'} a part of the project")
    if missed:
        parts.append(f"{_components(missed)} {'was' if missed == 1 else 'were'} not judged")
    return " and ".join(parts)


def _nothing_judged(assessment: Assessment, hidden: str) -> Headline:
    if hidden:
        return Headline(Mark.OPEN, f"nothing could be checked: {hidden}")
    if assessment.licensed:
        return Headline(Mark.CLEAN, "the project has no third-party components")
    return Headline(Mark.OPEN, "no components were found, so nothing is said about this project")


def _free_for(assessment: Assessment) -> str:
    total = len(assessment.decisions)
    user = cut(assessment.actor.party.name)
    whom = f"for {user or 'you'}" if assessment.actor.given else "whoever you are"
    comma = "" if assessment.actor.given else ","
    exempt = sum(decision.exemption is not None and not decision.verdict.free for decision in assessment.decisions)
    if exempt == total:
        every = "the one component" if total == 1 else f"each of the {_components(total)}"
        return f"for {every} an exception is on record"
    if exempt:
        verb = "is" if total - exempt == 1 else "are"
        free = f"{total - exempt:,} of {_components(total)} {verb} free to use{comma} {whom}"
        return f"{free}; for {exempt:,} an exception is on record"
    everything = "the one component is" if total == 1 else f"all {_components(total)} are"
    return f"{everything} free to use{comma} {whom}"


def _components(count: int) -> str:
    return number(count, "component")


def _need(count: int) -> str:
    return "needs" if count == 1 else "need"


def _by_verdict(decisions: Iterable[Decision]) -> str:
    tally = Counter(decision.verdict for decision in decisions)
    return ", ".join(f"{tally[verdict]:,} {words.VERDICTS[verdict]}" for verdict in Verdict if tally[verdict])

"""The verdict on the whole project in one sentence."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from copyfair.assessment import Assessment
from copyfair.inventory.model import Origin
from copyfair.language import ENGLISH, Language, language
from copyfair.licensing.model import Licensed
from copyfair.policy.model import Ruling
from copyfair.problem import Severity
from copyfair.reciprocity.model import Decision, Doubt, Verdict
from copyfair.reports.view import Headline, Mark
from copyfair.reports.words import cut

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


def headline(assessment: Assessment, lang: Language | None = None) -> Headline:
    """The verdict on the whole project in one sentence, in English if no language is given."""
    lang = lang or language(ENGLISH)
    said = _verdicts(assessment, lang)
    against = _policy(assessment, lang)
    return Headline(Mark.ACT, f"{said.says}{lang.joint}{against}") if against else said


def _policy(assessment: Assessment, lang: Language) -> str:
    """What the policy stops; empty where it stops nothing."""
    acts = [finding for finding in assessment.policy if finding.needs_act]
    if not acts:
        return ""
    tally = Counter(finding.ruling for finding in acts)
    kinds = (f"{lang.number(tally[one])} {lang.word('report-ruling', one)}" for one in Ruling if tally[one])
    return lang.say("report-headline-policy", count=len(acts), rulings=", ".join(kinds))


def _verdicts(assessment: Assessment, lang: Language) -> Headline:
    total = len(assessment.decisions)
    acts = [decision for decision in assessment.decisions if decision.needs_act]
    hidden = _hidden(assessment, lang)
    if not total:
        return _nothing_judged(assessment, hidden, lang)
    tail = f"{lang.joint}{hidden}" if hidden else ""
    every = lang.say("report-components", count=total)
    depends = [] if assessment.actor.given else [d for d in acts if d.doubt is Doubt.MISSING_FACT]
    if depends:
        others = [d for d in acts if d.doubt is not Doubt.MISSING_FACT]
        verdicts = _by_verdict(others, lang)
        more = lang.say("report-headline-more", count=len(others), verdicts=verdicts) if others else ""
        says = lang.say("report-headline-depends", count=len(depends), all=every)
        return Headline(Mark.OPEN, lang.joint.join(filter(None, (says, more))) + tail)
    if acts:
        says = lang.say("report-headline-acts", count=len(acts), all=every, verdicts=_by_verdict(acts, lang))
        return Headline(Mark.ACT, says + tail)
    says = _free_for(assessment, lang)
    if hidden:
        return Headline(Mark.OPEN, lang.say("report-headline-incomplete", hidden=hidden, rest=says))
    return Headline(Mark.CLEAN, says)


def _hidden(assessment: Assessment, lang: Language) -> str:
    """Why the answer is not the whole answer; empty when it is."""
    errors = sum(problem.severity is Severity.ERROR for problem in assessment.problems)
    missed = sum(skipped(one, decision) for one, decision in judged(assessment))
    hiding = lang.say("report-headline-errors", count=errors) if errors else ""
    missing = lang.say("report-headline-missed", count=missed) if missed else ""
    return lang.say("report-and", one=hiding, other=missing) if hiding and missing else hiding or missing


def _nothing_judged(assessment: Assessment, hidden: str, lang: Language) -> Headline:
    if hidden:
        return Headline(Mark.OPEN, lang.say("report-headline-unchecked", hidden=hidden))
    if assessment.licensed:
        return Headline(Mark.CLEAN, lang.say("report-headline-own-only"))
    return Headline(Mark.OPEN, lang.say("report-headline-nothing"))


def _free_for(assessment: Assessment, lang: Language) -> str:
    total = len(assessment.decisions)
    whom = "for" if assessment.actor.given else "anyone"
    user = cut(assessment.actor.party.name) or lang.say("report-you")
    exempt = sum(decision.exemption is not None and not decision.verdict.free for decision in assessment.decisions)
    if exempt == total:
        return lang.say("report-headline-exempt", count=total)
    if exempt:
        every = lang.say("report-components", count=total)
        free = lang.say(f"report-headline-part-free-{whom}", count=total - exempt, all=every, user=user)
        return lang.joint.join((free, lang.say("report-headline-rest-exempt", count=exempt)))
    return lang.say(f"report-headline-free-{whom}", count=total, user=user)


def _by_verdict(decisions: Iterable[Decision], lang: Language) -> str:
    tally = Counter(decision.verdict for decision in decisions)
    return ", ".join(
        f"{lang.number(tally[verdict])} {lang.word('report-verdict', verdict)}" for verdict in Verdict if tally[verdict]
    )

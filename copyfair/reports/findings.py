"""What somebody should look at, one finding at a time: the form that code hosts and build servers take."""

import hashlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import msgspec

from copyfair.assessment import Assessment
from copyfair.inventory.model import Component
from copyfair.policy.model import PolicyFinding, Ruling, weighs
from copyfair.problem import CODES, Problem, Severity
from copyfair.reciprocity.model import Decision, Doubt, Verdict
from copyfair.reports import words
from copyfair.reports.words import LONG, cut

__all__ = ["NOWHERE", "Finding", "Rule", "file_uri", "findings", "of_decision", "of_policy", "plain_path", "rule"]

NOWHERE = "copyfair.toml"
"""The file that a finding without a place is shown at: there its answer can be written."""

_MEANING: Mapping[Verdict, str] = {
    Verdict.FEE_DUE: "A published tariff says what is owed for this use.",
    Verdict.LICENCE_NEEDED: "The right to this use is reserved, and no tariff is known.",
    Verdict.PROHIBITED: "The public licence bars this user or this use.",
    Verdict.UNDETERMINED: "Nobody can say yet whether this use is allowed.",
}
_POLICY: Mapping[Ruling, str] = {
    Ruling.DENIED: "The policy of the organisation denies this licence.",
    Ruling.UNLISTED: "The policy of the organisation lists what is allowed, and this licence is not on the list.",
    Ruling.UNKNOWN: "The policy of the organisation cannot be applied: the licence, or its category, is not known.",
}
_HELP: Mapping[str, str] = {
    "policy-denied": "Replace the component, or record an exception with a reason, an approver and a last day.",
    "policy-unlisted": "Have the licence looked at and add it to the policy, replace the component, or record an exception.",
    "policy-unknown": "Find out what licence it is and record it, with a reason, or name it in the policy.",
    "fee-due": "Pay the fee, record a licence that was bought, or replace the component.",
    "licence-needed": "Ask the licensor for a licence, or replace the component.",
    "prohibited": "Stop the use, ask the licensor for a licence of your own, or replace the component.",
    "missing-fact": "Record the facts that the finding names in actor.toml or copyfair.toml.",
    "silent-text": "Ask the steward of the licence, and record the answer.",
    "modified-text": "Read the changed words, and record which licence it is, with a reason.",
    "conflict": "Find out which of the statements is right, and record it with a reason.",
    "unknown-licence": "Find out what licence it is, and record it with a reason.",
}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of finding it is.

    Attributes:
        id: stable, in kebab-case.
        means: one sentence.
        help: what to do, one sentence or two.
        severity: how much it weighs.
    """

    id: str
    means: str
    help: str
    severity: Severity


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at.

    Attributes:
        rule: its kind.
        message: one clean line.
        subject: the component's package URL, or the place of a problem.
        title: the component's name and version, or the place of a problem.
        file: relative to what was scanned, as it was read; never empty.
        line: counted from one.
        key: SHA-256 in hex; the same as long as rule and subject, and for a problem its message, are.
    """

    rule: Rule
    message: str
    subject: str
    title: str
    file: str
    line: int
    key: str


def findings(assessment: Assessment) -> Iterator[Finding]:
    """The components that need an act, what the policy stops, and then what could not be read; notes are left out."""
    for decision in assessment.decisions:
        if decision.needs_act:
            yield of_decision(decision)
    for stopped in assessment.policy:
        if stopped.needs_act:
            yield of_policy(stopped)
    for problem in sorted(assessment.problems):
        if problem.severity is not Severity.NOTE:
            yield _of_problem(problem)


def rule(verdict: Verdict, doubt: Doubt | None) -> Rule:
    """The kind of finding that a verdict is which needs an act."""
    name = doubt.value if doubt is not None else verdict.value
    about = f" {words.DOUBTS[doubt].capitalize()}." if doubt is not None else ""
    severity = Severity.WARNING if verdict is Verdict.UNDETERMINED else Severity.ERROR
    return Rule(id=name, means=_MEANING[verdict] + about, help=_HELP[name], severity=severity)


def of_decision(decision: Decision) -> Finding:
    """A component that needs an act."""
    component = decision.component
    kind = rule(decision.verdict, decision.doubt)
    file, line = _place(component)
    return Finding(
        rule=kind,
        message=_message(decision),
        subject=component.purl,
        title=words.label(component),
        file=file,
        line=line,
        key=_key(kind.id, component.purl),
    )


def of_policy(stopped: PolicyFinding) -> Finding:
    """A component that the policy stops."""
    component, weight = stopped.component, weighs(stopped.ruling)
    name = f"policy-{stopped.ruling}"
    severity = Severity.ERROR if weight is Verdict.PROHIBITED else Severity.WARNING
    file, line = _place(component)
    said = " ".join(reason.says for reason in stopped.because)
    licence = cut(stopped.license) or words.NO_LICENCE
    return Finding(
        rule=Rule(id=name, means=_POLICY[stopped.ruling], help=_HELP[name], severity=severity),
        message=cut(f"{words.label(component)}, {licence}: {stopped.ruling}, says the policy. {said}", LONG),
        subject=component.purl,
        title=words.label(component),
        file=file,
        line=line,
        key=_key(name, component.purl),
    )


def _message(decision: Decision) -> str:
    verdict = words.VERDICTS[decision.verdict]
    doubt = f" ({words.DOUBTS[decision.doubt]})" if decision.doubt is not None else ""
    licence = words.licence(decision)
    reason = decision.because[0]
    cited = words.cite(reason.license, reason.clause)
    why = words.said(reason.says, reason.reading)
    parts = (
        f"{words.label(decision.component)}, {licence}: {verdict}{doubt}.",
        f"{cited}: {why}" if cited else why,
        f"Next step: {cut(decision.next_step, LONG)}" if decision.next_step else "",
    )
    return cut(" ".join(part for part in parts if part), LONG)


def _place(component: Component) -> tuple[str, int]:
    """The first place with a line; else the first place."""
    for source in component.found_in:
        if source.line is not None:
            return source.file or NOWHERE, max(source.line, 1)
    return (component.found_in[0].file if component.found_in else "") or NOWHERE, 1


def _of_problem(problem: Problem) -> Finding:
    info = CODES[problem.code]
    file, _, end = problem.where.rpartition(":")
    has_line = bool(file) and end.isascii() and end.isdigit() and len(end) < 9
    return Finding(
        rule=Rule(id=problem.code, means=info.meaning, help=info.todo, severity=info.severity),
        message=cut(problem.message, LONG) or info.meaning,
        subject=problem.where,
        title=cut(problem.where) or problem.code,
        file=(file if has_line else problem.where) or NOWHERE,
        line=max(int(end), 1) if has_line else 1,
        key=_key(problem.code, problem.where, problem.message),
    )


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def plain_path(file: str) -> str:
    """A path below what was scanned, as one clean line: no root, no way up."""
    return "/".join(step for step in cut(file, LONG).split("/") if step not in ("", ".", "..")) or NOWHERE


def file_uri(file: str) -> str:
    """A path as a relative URI reference, which can be nothing else: no scheme, no host, no way up."""
    steps = (step for step in file.encode("utf-8", "backslashreplace").split(b"/") if step not in (b"", b".", b".."))
    return "/".join(quote(step, safe="") for step in steps) or NOWHERE

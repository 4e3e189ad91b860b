"""Which evidence that ISO/IEC 5230 (OpenChain 2.1) asks for a check provides, clause by clause, and what it does not.

What a clause asks for is given in our own words. The page affirms no conformance: only the organisation can.
"""

from collections.abc import Callable, Iterator

import msgspec

from copyfair.assessment import Assessment
from copyfair.problem import Severity
from copyfair.reciprocity.combination_model import Fit
from copyfair.reports import words
from copyfair.reports.words import number
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]


class _Evidence(msgspec.Struct, frozen=True):
    """What serves a clause.

    Attributes:
        clause: of ISO/IEC 5230:2020, which is OpenChain 2.1.
        asks: for what, in our own words.
        files: what serves it.
        here: what this check found of it, from the assessment.
        open: what the organisation still has to add.
    """

    clause: str
    asks: str
    files: str
    here: Callable[[Assessment], str]
    open: str


def _render(assessment: Assessment) -> bytes:
    return ("\n".join(_lines(assessment)) + "\n").encode("utf-8", "backslashreplace")


def _lines(assessment: Assessment) -> Iterator[str]:
    from copyfair.pages import markdown  # noqa: PLC0415 - jinja2's markup is slow to import

    yield "# Evidence for ISO/IEC 5230 (OpenChain 2.1)"
    yield ""
    yield f"{markdown(assessment.project)}, as of {assessment.as_of}, {markdown(assessment.tool)}"
    yield ""
    yield "This page says which clause each file of copyfair serves. It affirms no conformance: that is for the"
    yield "organisation to do. What a clause asks for is given in our own words; the standard decides."
    yield ""
    yield "| clause | asks for | served by | found here | left to you |"
    yield "|---|---|---|---|---|"
    for one in _EVIDENCE:
        cells = (one.clause, one.asks, one.files, str(markdown(one.here(assessment))), one.open)
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield "Clauses on people (competence, awareness, who answers questions from outside, who pays for the work) have no"
    yield "evidence in a scan: 3.1.2, 3.1.3, 3.2.1, the rest of 3.2.2, 3.5.1 and 3.6.2 are all yours."


def _policy(assessment: Assessment) -> str:
    acts = sum(finding.needs_act for finding in assessment.policy)
    kept = len(assessment.policy) - acts
    return f"{number(acts, 'component')} stopped, {number(kept, 'component')} with an accepted exception"


def _scope(assessment: Assessment) -> str:
    sources = number(len(assessment.inventory.sources), "file")
    hidden = sum(problem.severity is Severity.ERROR for problem in assessment.problems)
    return f"{sources} read; {number(hidden, 'error')} hiding a part"


def _obligations(assessment: Assessment) -> str:
    judged = sum(bool(decision.duties) for decision in assessment.decisions)
    return f"duties are named for {number(judged, 'component')} of {len(assessment.decisions):,}"


def _parts(assessment: Assessment) -> str:
    settled = sum(one.expression is not None for one in assessment.licensed)
    return f"{number(len(assessment.licensed), 'component')}, the licence of {settled:,} settled"


def _cases(assessment: Assessment) -> str:
    open_ = sum(decision.needs_act for decision in assessment.decisions)
    clash = len(assessment.outbound.of(Fit.CONFLICT))
    kinds = sorted({words.DUTIES[duty.kind] for decision in assessment.decisions for duty in decision.duties})
    named = f"; kinds of duty: {', '.join(kinds)}" if kinds else ""
    return f"{number(open_, 'component')} to act on, {number(clash, 'conflict')} with the project's own licence{named}"


def _texts(assessment: Assessment) -> str:
    with_text = sum(any(found.claim.is_text for found in one.evidence) for one in assessment.licensed)
    return f"a licence text lies beside {number(with_text, 'component')} of {len(assessment.licensed):,}"


_EVIDENCE = (
    _Evidence(
        "3.1.1",
        "a written policy on open source",
        "`copyfair.toml` (`[policy]`, and what it `extends`)",
        _policy,
        "the rules that no tool can check, and making the policy known",
    ),
    _Evidence(
        "3.1.4",
        "a statement of what the programme covers",
        "`copyfair.toml` (`[project]`), the sources in `copyfair report -f json`",
        _scope,
        "saying which products and parts of the organisation it covers",
    ),
    _Evidence(
        "3.1.5",
        "a way to review what each licence grants, limits and asks for",
        "`copyfair explain`, copyfair's page on each licence, the reasons and duties of each component in every report",
        _obligations,
        "having the rules reviewed by somebody who answers for them",
    ),
    _Evidence(
        "3.3.1",
        "a bill of materials for each release, made in a known way, and kept",
        "`copyfair report` as `spdx-json`, `spdx-3`, `cyclonedx-1.7` and others",
        _parts,
        "keeping it with the release",
    ),
    _Evidence(
        "3.3.2",
        "handling the usual cases: passed on as binary or source, changed, combined, incompatible, with attribution",
        "`copyfair check` with `[use]` facts, `copyfair ship`",
        _cases,
        "doing what the next steps say",
    ),
    _Evidence(
        "3.2.2 (non-compliance)",
        "a way to review and mend what does not comply",
        "exit codes of `copyfair check`, `[[exception]]` with approver and last day, `[[breach]]`",
        lambda assessment: (
            f"{number(sum(d.exemption is not None for d in assessment.decisions), 'exception')} in force"
        ),
        "who decides, and by when",
    ),
    _Evidence(
        "3.4.1",
        "the artefacts that licences ask for, delivered and archived",
        "`copyfair report -f attribution -o NOTICE`, the bill of materials, a signed report (`--key`)",
        _texts,
        "source code where it is owed, written offers, the archive",
    ),
    _Evidence(
        "3.6.1",
        "affirming that the programme meets the standard",
        "this page, signed with `copyfair report --key`",
        lambda _assessment: "nothing: no tool can affirm it",
        "the affirmation",
    ),
)

FORMAT = ReportFormat(
    name="openchain",
    endings=(".openchain.md",),
    media_type="text/markdown",
    says="which clauses of ISO/IEC 5230 (OpenChain) the files of copyfair serve, and what is left to you",
    render=_render,
)

"""A compliance certificate: what a check came to, in figures, signed together with the report that shows it."""

from collections import Counter
from typing import Any

from copyfair.assessment import Assessment

__all__ = ["CERTIFICATE_TYPE", "certificate"]

CERTIFICATE_TYPE = "urn:copyfair:certificate:1"
"""Of the statement that is signed about a report."""


def certificate(assessment: Assessment) -> dict[str, Any]:
    """What the signer says of a report: whose check, of what, on which day, and how many verdicts of each kind.

    It certifies what copyfair found, not that the facts about the actor are true.
    """
    verdicts = Counter(str(decision.verdict) for decision in assessment.decisions)
    problems = Counter(str(problem.severity) for problem in assessment.problems)
    return {
        "project": assessment.project,
        "as_of": assessment.as_of.isoformat(),
        "actor": assessment.actor.party.name,
        "tool": assessment.tool,
        "components": len(assessment.inventory.components),
        "verdicts": dict(sorted(verdicts.items())),
        "problems": dict(sorted(problems.items())),
        "acts_needed": sum(decision.needs_act for decision in assessment.decisions),
    }

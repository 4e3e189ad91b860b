"""Exit codes: what CI can tell from the number alone.

From 4 up the codes of a check are bits, and a run that found several kinds returns their sum; 5 can be no such sum.
"""

from collections.abc import Iterable

from copyfair.assessment import Assessment
from copyfair.policy.model import weighs
from copyfair.problem import Severity
from copyfair.reciprocity.combination_model import Fit
from copyfair.reciprocity.model import Verdict

__all__ = ["CODES", "SHIP_CODES", "exit_code", "ship_exit_code"]

CLEAN, INTERNAL_ERROR, BAD_INPUT, NOTHING_FOUND = 0, 1, 2, 3
NOT_GENUINE = 5
"""Of the commands that verify: no sum of the codes of a check."""
UNREAD, UNDETERMINED, FEE_DUE, LICENCE_NEEDED, PROHIBITED = 4, 8, 16, 32, 64
CONFLICT = PROHIBITED
"""As grave, and of another command: from 128 up a shell takes a code for a signal."""

CODES: tuple[tuple[int, str, str], ...] = (
    (CLEAN, "clean", "everything may be used as described, or its exception is on record"),
    (INTERNAL_ERROR, "internal error", "copyfair itself failed; please report it"),
    (BAD_INPUT, "bad input", "an option, a path, an actor, commons or settings file cannot be used"),
    (NOTHING_FOUND, "nothing found", "there is no manifest, lockfile, environment or SBOM that copyfair reads"),
    (UNREAD, "unread", "a file that belongs in the answer could not be read"),
    (
        UNDETERMINED,
        "undetermined",
        "a fact is missing, a licence is unknown, silent, modified or contradicted, or the policy does not list it",
    ),
    (FEE_DUE, "fee due", "a published tariff asks for a fee"),
    (LICENCE_NEEDED, "licence needed", "the right is reserved and has to be negotiated"),
    (PROHIBITED, "prohibited", "the public licence bars this actor or use, or the policy denies the licence"),
)
"""Code, name, meaning."""

SHIP_CODES: tuple[tuple[int, str, str], ...] = (
    (CLEAN, "clean", "every component goes together with the project's own licence"),
    *CODES[1:5],
    (UNDETERMINED, "undetermined", "a licence is unknown, or it is open whether there is a conflict"),
    (CONFLICT, "conflict", "a component conflicts with the project's own licence"),
)
"""The same for ``copyfair ship``."""

_BITS = {
    Verdict.UNDETERMINED: UNDETERMINED,
    Verdict.FEE_DUE: FEE_DUE,
    Verdict.LICENCE_NEEDED: LICENCE_NEEDED,
    Verdict.PROHIBITED: PROHIBITED,
}


def exit_code(assessment: Assessment) -> int:
    """The exit code of a check."""
    unread = any(problem.severity is Severity.ERROR for problem in assessment.problems)
    if not assessment.inventory.components and not unread:
        return NOTHING_FOUND
    verdicts = [decision.verdict for decision in assessment.decisions if decision.needs_act]
    verdicts += [weighs(finding.ruling) for finding in assessment.policy if finding.needs_act]
    return (UNREAD if unread else CLEAN) | _findings(verdicts)


def ship_exit_code(assessment: Assessment) -> int:
    """The exit code of the question whether the project may go out."""
    read = exit_code(assessment) & (NOTHING_FOUND | UNREAD)
    if read == NOTHING_FOUND:
        return NOTHING_FOUND
    outbound, downstream = assessment.outbound, assessment.downstream
    open_ = outbound.of(Fit.POSSIBLE, Fit.UNKNOWN) or not downstream.complete
    return read | (UNDETERMINED if open_ else CLEAN) | (CONFLICT if outbound.of(Fit.CONFLICT) else CLEAN)


def _findings(verdicts: Iterable[Verdict]) -> int:
    bits = 0
    for verdict in verdicts:
        bits |= _BITS[verdict]
    return bits

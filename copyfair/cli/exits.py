"""Exit codes: what CI can tell from the number alone.

From 4 up the codes of a check are bits, and a run that found several kinds returns their sum; 5 can be no such sum.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar

from copyfair.assessment import Assessment
from copyfair.policy.model import PolicyFinding, weighs
from copyfair.problem import Severity
from copyfair.reciprocity.combination_model import Fit
from copyfair.reciprocity.model import Decision, Verdict

__all__ = ["CODES", "FAIL_ON", "SHIP_CODES", "Tally", "exit_code", "explained", "ship_exit_code", "tally"]

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


FAIL_ON: dict[str, int] = {name.replace(" ", "-"): code for code, name, _ in CODES if code >= UNREAD}
"""What a check can be told to fail on, by the words of `CODES`."""

Tally = Counter[int]
"""Bit of an exit code -> how many findings it stands for."""


def tally(
    assessment: Assessment,
    decisions: Iterable[Decision] | None = None,
    policy: Iterable[PolicyFinding] | None = None,
) -> Tally:
    """How much there is of each kind.

    Args:
        assessment: of a check.
        decisions: those that count; None: all.
        policy: the same of what the policy stops.
    """
    found = Tally({UNREAD: sum(problem.severity is Severity.ERROR for problem in assessment.problems)})
    found.update(_BITS[one.verdict] for one in _or(decisions, assessment.decisions) if one.needs_act)
    found.update(_BITS[weighs(one.ruling)] for one in _or(policy, assessment.policy) if one.needs_act)
    return +found


T = TypeVar("T")


def _or(some: Iterable[T] | None, every: Iterable[T]) -> Iterable[T]:
    return every if some is None else some


def exit_code(assessment: Assessment, found: Tally | None = None, fail_on: Iterable[str] = tuple(FAIL_ON)) -> int:
    """The exit code of a check.

    Args:
        assessment: of the check.
        found: what counts; None: everything.
        fail_on: the kinds that count, words of `FAIL_ON`. That nothing was found counts always.
    """
    if not assessment.inventory.components and not tally(assessment)[UNREAD]:
        return NOTHING_FOUND
    there = tally(assessment) if found is None else found
    return sum(bit for bit in map(FAIL_ON.__getitem__, set(fail_on)) if there[bit])


def explained(code: int, found: Tally, ignored: Iterable[str] = ()) -> Iterator[str]:
    """Why a check ends with a code, a line for each part of it."""
    names = {code: (name, meaning) for code, name, meaning in CODES}
    left_out = [word for word in ignored if found[FAIL_ON[word]]]
    parts = [bit for bit in FAIL_ON.values() if code >= UNREAD and code & bit]
    if not parts:
        name, meaning = names[code]
        yield f"exit code {code}, {name}: {'there is nothing that --fail-on names' if left_out else meaning}"
    else:
        yield f"exit code {code} = {' + '.join(map(str, parts))}"
    for bit in parts:
        name, meaning = names[bit]
        yield f"{bit:>4} {name} ({found[bit]:,}): {meaning}"
    for word in left_out:
        yield f"   - {word} ({found[FAIL_ON[word]]:,}): not counted, --fail-on does not name it"


def ship_exit_code(assessment: Assessment) -> int:
    """The exit code of the question whether the project may go out."""
    read = exit_code(assessment, fail_on=["unread"])
    if read == NOTHING_FOUND:
        return NOTHING_FOUND
    outbound, downstream = assessment.outbound, assessment.downstream
    open_ = outbound.of(Fit.POSSIBLE, Fit.UNKNOWN) or not downstream.complete
    return read | (UNDETERMINED if open_ else CLEAN) | (CONFLICT if outbound.of(Fit.CONFLICT) else CLEAN)

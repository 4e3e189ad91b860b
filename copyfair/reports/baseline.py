"""What was found before: a check against it stops only at what is new.

The document ``copyfair/baseline/1`` names each finding by what stays the same when files move and versions change: the
package, its licence, the verdict, the doubt and the clause. Problems are never part of it: what could not be read may
hide anything.
"""

import datetime
from collections.abc import Iterator
from typing import Annotated, Final, Literal

import msgspec

from copyfair.assessment import Assessment
from copyfair.canonical import sha256
from copyfair.errors import InputError
from copyfair.inventory.purl import versionless
from copyfair.policy.model import PolicyFinding
from copyfair.problem import Severity
from copyfair.reciprocity.model import Decision, Doubt, Verdict
from copyfair.reports.document import document
from copyfair.schema import encodable, schema_of, to_json

__all__ = ["SCHEMA", "Baseline", "Compared", "Known", "against", "baseline", "encode", "read", "schema"]

SCHEMA: Final = "copyfair/baseline/1"


class Known(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A finding.

    Attributes:
        package: package URL without version, qualifiers and subpath.
        license: its licence expression; empty where none is known.
        verdict: what was decided; ``policy-…`` for what the policy says.
        doubt: why it is undetermined; empty where it is not.
        clause: the first reason's, as "PPL 4(d)", or the words of the policy that decided; empty where there is none.
    """

    package: str
    license: str
    verdict: str
    doubt: str = ""
    clause: str = ""


class Baseline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What needed an act on one day.

    Attributes:
        schema: name and version of this form.
        tool: what wrote it.
        as_of: the day it holds for.
        project: what was checked.
        about: SHA-256 of the facts about actor and use, so that another actor's baseline is noticed; it names nobody.
        findings: sorted, each once.
    """

    schema: Literal["copyfair/baseline/1"] = SCHEMA
    tool: str
    as_of: datetime.date
    project: str
    about: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    findings: tuple[Known, ...]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment against a baseline.

    Attributes:
        baseline: what was known.
        decisions: those that need an act and are new, in inventory order.
        policy: what the policy stops that is new.
        known: how many findings of today the baseline has.
        gone: findings of the baseline that are no longer found.
        incomplete: something could not be read, so what is gone may only be hidden.
        other_facts: the baseline was written for other facts about actor or use.
    """

    baseline: Baseline
    decisions: tuple[Decision, ...]
    policy: tuple[PolicyFinding, ...]
    known: int
    gone: tuple[Known, ...]
    incomplete: bool
    other_facts: bool


def baseline(assessment: Assessment) -> Baseline:
    """What needs an act today, to be held against later."""
    return Baseline(
        tool=assessment.tool,
        as_of=assessment.as_of,
        project=assessment.project,
        about=_about(assessment),
        findings=tuple(sorted({one for one, _ in _findings(assessment)})),
    )


def against(assessment: Assessment, before: Baseline) -> Compared:
    """What is new in an assessment, and what is gone."""
    known, found = set(before.findings), list(_findings(assessment))
    new = [finding for one, finding in found if one not in known]
    return Compared(
        baseline=before,
        decisions=tuple(one for one in new if isinstance(one, Decision)),
        policy=tuple(one for one in new if isinstance(one, PolicyFinding)),
        known=len(found) - len(new),
        gone=tuple(sorted(known - {one for one, _ in found})),
        incomplete=any(problem.severity is Severity.ERROR for problem in assessment.problems),
        other_facts=before.about != _about(assessment),
    )


def encode(made: Baseline) -> bytes:
    """The baseline as JSON."""
    return to_json(made)


def read(data: bytes, where: str) -> Baseline:
    """A baseline from its JSON.

    Raises:
        InputError: it is none, or of another version.
    """
    try:
        return msgspec.json.decode(data, type=Baseline)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        said = str(error)[:200] or "it cannot be read"
        raise InputError(f"is no baseline: {said}; --write-baseline writes one", where=where) from None


def schema() -> bytes:
    """The JSON Schema (draft 2020-12) of the baseline."""
    return schema_of(Baseline, name=SCHEMA, id="urn:copyfair:baseline:1")


def _findings(assessment: Assessment) -> Iterator[tuple[Known, Decision | PolicyFinding]]:
    for decision in assessment.decisions:
        if decision.needs_act:
            yield _of_decision(decision), decision
    for finding in assessment.policy:
        if finding.needs_act:
            yield _of_policy(finding), finding


def _of_decision(decision: Decision) -> Known:
    reason = decision.because[0]
    return _whole(
        versionless(decision.component.purl),
        decision.license,
        Verdict(decision.verdict).value,
        Doubt(decision.doubt).value if decision.doubt is not None else "",
        f"{reason.license} {reason.clause}".strip() if reason.clause else "",
    )


def _of_policy(finding: PolicyFinding) -> Known:
    entry = finding.because[0].entry
    return _whole(versionless(finding.component.purl), finding.license, f"policy-{finding.ruling.value}", "", entry)


def _whole(*texts: str) -> Known:
    """With odd bytes of names written out, as they will be read."""
    return Known(*(text.encode("utf-8", "backslashreplace").decode() for text in texts))


def _about(assessment: Assessment) -> str:
    made = document(assessment)
    return sha256(msgspec.json.encode(encodable((made.actor, made.use)), order="deterministic"))

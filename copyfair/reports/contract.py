"""The types of the JSON report ``copyfair/report/1``.

They are the contract: ``data/report-1.schema.json`` is made from them, and a
test fails when the two part. Money is text (``"1250.00"``), never a JSON number.
Foreign text stands here as it was found, apart from being cut where a comment
says so; JSON escapes control characters itself.
"""

from datetime import date
from typing import Final, Literal

import msgspec

from copyfair.fees.model import FeeState, Line
from copyfair.inventory.model import Combine, Depth, Origin, Scope, Standing
from copyfair.licensing.model import Match
from copyfair.policy.model import PolicyReason, Ruling
from copyfair.problem import Severity
from copyfair.reciprocity.model import Change, Doubt, Duty, MissingFact, NextQuestion, Outlook, Reason, Rung, Verdict
from copyfair.schema import schema_of
from copyfair.settings import Exemption

__all__ = [
    "SCHEMA",
    "Actor",
    "Amount",
    "Component",
    "Conflict",
    "Decision",
    "Evidence",
    "Fact",
    "Fee",
    "License",
    "PolicyFinding",
    "Portion",
    "Problem",
    "Report",
    "Source",
    "Step",
    "Summary",
    "schema",
]

SCHEMA: Final = "copyfair/report/1"


class Amount(msgspec.Struct, frozen=True):
    """Exact money: a decimal number as text, and an ISO 4217 code."""

    amount: str
    currency: str


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact about the actor or the use. `value` null: unknown. Money as "1250.00 EUR", dates as "2026-01-31"."""

    value: bool | int | str | None
    evidence: str
    year: int | None = None
    note: str = ""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who uses the components. `given` false: nobody was described."""

    given: bool
    name: str
    country: str
    register: str
    legal_form: str
    facts: dict[str, Fact]
    commons: dict[str, dict[str, Fact]]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Counts. `needs_act`: judged components that are not free and have no exception on record."""

    components: int
    judged: int
    first_party: int
    standard_library: int
    verdicts: dict[Verdict, int]
    needs_act: int
    exempted: int
    problems: dict[Severity, int]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One statement about a licence. `statement` is cut at 500 characters; `list`: what several statements mean."""

    statement: str
    file: str
    field: str
    line: int | None
    sha256: str | None
    format: str
    standing: Standing
    list: Combine
    match: Match
    expression: str | None
    candidates: tuple[str, ...]
    note: str


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Statements that disagree; at most one for each component: `one` stands highest, `other` speaks against it."""

    says: str
    one: tuple[Evidence, ...]
    other: tuple[Evidence, ...]


class License(msgspec.Struct, frozen=True, kw_only=True):
    """Which licence, and how that was found. `expression` null: not settled."""

    expression: str | None
    why: str
    evidence: tuple[Evidence, ...]
    conflicts: tuple[Conflict, ...]
    candidates: tuple[str, ...]
    modified: tuple[str, ...]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """May this actor use it so? `worst` and `best` differ where the verdict is undetermined."""

    verdict: Verdict
    worst: Verdict
    best: Verdict
    doubt: Doubt | None
    rung: Rung
    license: str
    chosen: str
    because: tuple[Reason, ...]
    duties: tuple[Duty, ...]
    missing: tuple[MissingFact, ...]
    changes: tuple[Change, ...]
    commons: str
    exemption: Exemption | None
    next_step: str


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """One component. `decision` null: not judged (first-party or standard library)."""

    purl: str
    name: str
    version: str | None
    scope: Scope
    depth: Depth
    origin: Origin
    paths: tuple[tuple[str, ...], ...]
    license: License
    decision: Decision | None


class Step(msgspec.Struct, frozen=True):
    """One step of a sum, unrounded."""

    says: str
    amount: Amount | None


class Portion(msgspec.Struct, frozen=True):
    """What one payee receives."""

    payee: str
    role: str
    amount: Amount


class PassedOn(msgspec.Struct, frozen=True):
    """One line of how the association passes the total on. `payee` empty: nobody verified; `line` as in `Line`."""

    line: Line
    payee: str
    amount: Amount
    says: str
    components: tuple[str, ...]


class Fee(msgspec.Struct, frozen=True, kw_only=True):
    """What one commons asks. `total` null: a fact is missing, and nothing is estimated; or, where `state` is another, it is not shown.

    `carried` is what is carried forward to the next period instead of being asked for.
    """

    commons: str
    name: str
    steward: str
    tariff: str
    clauses: tuple[str, ...]
    components: tuple[str, ...]
    state: FeeState
    total: Amount | None
    steps: tuple[Step, ...]
    portions: tuple[Portion, ...]
    passed_on: tuple[PassedOn, ...]
    carried: Amount | None
    missing: tuple[MissingFact, ...]
    due_on: date


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be read or decided."""

    code: str
    severity: Severity
    where: str
    message: str
    todo: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read."""

    file: str
    format: str
    sha256: str | None


class PolicyFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What the organisation's own policy does not let through. `license` empty: not settled."""

    purl: str
    license: str
    ruling: Ruling
    because: tuple[PolicyReason, ...]
    exemption: Exemption | None
    next_step: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A copyfair report: everything that was found about one project on one day."""

    schema: Literal["copyfair/report/1"] = SCHEMA
    tool: str
    as_of: date
    project: str
    actor: Actor
    use: dict[str, Fact]
    summary: Summary
    components: tuple[Component, ...]
    policy: tuple[PolicyFinding, ...]
    fees: tuple[Fee, ...]
    next_question: NextQuestion | None
    outlook: Outlook
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]


def schema() -> bytes:
    """The JSON Schema (draft 2020-12) of the report."""
    return schema_of(Report, name=SCHEMA, id="urn:copyfair:report:1")

"""What all reports for people share: headline, findings by act, counts and rows, worded but not laid out.

Every text in a `View` is one clean line of bounded length (`words.cut`), so a
renderer only has to escape it for its own format. `from_assessment.view` makes one.
"""

from enum import StrEnum

import msgspec

__all__ = [
    "Act",
    "AheadLine",
    "ChangeLine",
    "DutyLine",
    "Entry",
    "ExemptionLine",
    "FactLine",
    "FeeLine",
    "FeeStepLine",
    "Finding",
    "Headline",
    "Item",
    "Mark",
    "PolicyLine",
    "PortionLine",
    "ProblemGroup",
    "Question",
    "ReasonLine",
    "Row",
    "Slice",
    "Statement",
    "Tally",
    "TextNote",
    "View",
    "WhoMay",
]


class Mark(StrEnum):
    """The answer at a glance; the words beside it say the same."""

    CLEAN = "clean"
    ACT = "act"
    OPEN = "open"


class Headline(msgspec.Struct, frozen=True):
    """The verdict on the whole project in one sentence."""

    mark: Mark
    says: str


class FactLine(msgspec.Struct, frozen=True):
    """A fact, its value and what that rests on."""

    name: str
    value: str
    evidence: str


class Statement(msgspec.Struct, frozen=True):
    """One thing a file says about a licence, where it says so, and how it was understood."""

    says: str
    place: str
    standing: str
    reading: str
    sha256: str


class ReasonLine(msgspec.Struct, frozen=True):
    """A clause at work. `word` says what it does: grants, bars, would bar, note; empty for evidence."""

    cite: str
    word: str
    says: str
    condition: str
    facts: tuple[FactLine, ...]


class Question(msgspec.Struct, frozen=True):
    """A fact that is missing, the question to answer, and where to write the answer."""

    name: str
    ask: str
    where: str


class ChangeLine(msgspec.Struct, frozen=True):
    """What would lead to another verdict."""

    verdict: str
    says: str
    clause: str


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One component of a finding.

    Attributes:
        anchor: the id of its row in the table of all components.
        path: the way from the root to it, shortened; empty where nothing leads to it.
        way: the same with every step.
        ways: how many ways lead to it.
        places: where its licence is stated, short; only where the licence is uncertain.
        statements: everything that is stated about its licence; only where that is uncertain.

    """

    anchor: str
    label: str
    path: str
    way: str
    ways: int
    places: str = ""
    statements: tuple[Statement, ...] = ()


class TextNote(msgspec.Struct, frozen=True):
    """Something to know about licence texts, and where they lie."""

    where: str
    says: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Components for which the same holds.

    Attributes:
        causes: for an uncertain licence: what makes it so, in sentences that hold for all of them.
        notes: about licence texts nobody knows.
        license: the expression judged.
        chosen: the branch of an OR that was taken, where that differs from `license`; else empty.
        next_step: what to do; empty where the entry says it for all of its findings.

    """

    items: tuple[Item, ...] = ()
    causes: tuple[str, ...] = ()
    notes: tuple[TextNote, ...] = ()
    license: str
    chosen: str
    reasons: tuple[ReasonLine, ...]
    changes: tuple[ChangeLine, ...]
    next_step: str


class FeeStepLine(msgspec.Struct, frozen=True):
    """One step of a sum. `language`: of what no catalogue words in it; empty where there is nothing."""

    says: str
    amount: str
    language: str


class PortionLine(msgspec.Struct, frozen=True):
    """Who receives what part. `language`: as in `FeeStepLine`."""

    name: str
    role: str
    amount: str
    language: str = ""


class FeeLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one commons asks.

    Attributes:
        says: state in a sentence, with the total or what is missing.
        total: with its currency; empty where there is no sum.
        language: of the commons' own words: its tariff, how to object (BCP 47); empty where nobody says.
        passed_on: how the association passes it on; empty where it does not.
        url: the steward's address where it may be a link.

    """

    commons: str
    steward: str
    says: str
    total: str
    due_on: str
    clauses: str
    tariff: str
    components: int
    steps: tuple[FeeStepLine, ...]
    portions: tuple[PortionLine, ...]
    passed_on: tuple[PortionLine, ...]
    missing: tuple[Question, ...]
    dispute: str
    language: str
    url: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do for an act: one commons to pay, one set of questions, one kind of doubt.

    Attributes:
        count: how many components it is about.
        next_step: what to do for all of them; empty where the findings say it, or the questions do.

    """

    title: str
    count: int
    next_step: str = ""
    questions: tuple[Question, ...] = ()
    fee: FeeLine | None = None
    findings: tuple[Finding, ...]


class Act(msgspec.Struct, frozen=True):
    """What somebody has to do, and for which components.

    Attributes:
        verdict: its code, safe as a class name.
        begin: with which of several questions to begin; empty where it does not matter.

    """

    key: str
    verdict: str
    title: str
    lead: str
    begin: str
    count: int
    entries: tuple[Entry, ...]


class WhoMay(msgspec.Struct, frozen=True):
    """For a report without an actor: what a licence says to whom, and which facts decide.

    Attributes:
        facts: names; empty where the questions that follow name them.

    """

    license: str
    count: int
    lines: tuple[ReasonLine, ...]
    facts: tuple[str, ...]


class Tally(msgspec.Struct, frozen=True):
    """How many components have a verdict, and under which licences."""

    verdict: str
    words: str
    count: int
    licences: tuple[tuple[str, int], ...]


class Granted(msgspec.Struct, frozen=True):
    """A clause that makes components free to this user: which, why, and which components."""

    cite: str
    says: str
    facts: tuple[str, ...]
    labels: tuple[str, ...]


class Slice(msgspec.Struct, frozen=True):
    """One piece of the bar of verdicts; `at` and `width` in units of `View.bar_width`."""

    key: str
    words: str
    count: int
    at: int
    width: int


class DutyLine(msgspec.Struct, frozen=True):
    """A duty, added up over components. `when`: a sentence; empty where the use as described triggers it for all."""

    title: str
    says: str
    when: str
    cites: str
    count: int


class ExemptionLine(msgspec.Struct, frozen=True):
    """A finding the organisation lives with until a day."""

    label: str
    verdict: str
    reason: str
    approver: str
    until: str


class ProblemGroup(msgspec.Struct, frozen=True):
    """Problems with one code: where, and what happened."""

    severity: str
    code: str
    meaning: str
    todo: str
    places: tuple[tuple[str, str], ...]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one component, for a table.

    Attributes:
        key: the verdict's code, or ``first-party``, ``standard-library``: a word that is safe as a class name.
        anchor: the id of the row.
        ways: from the root to it, step by step; of many ways the first few.
        more_ways: how many more there are.
        why: how the licence came to be known, or why it is not.
        finding: reasons and changes, without those that `why` says; None for what is not judged.

    """

    anchor: str
    label: str
    purl: str
    scope: str
    depth: str
    license: str
    link: str
    key: str
    verdict: str
    note: str
    needs_act: bool
    why: str
    ways: tuple[tuple[str, ...], ...]
    more_ways: int
    evidence: tuple[Statement, ...]
    finding: Finding | None
    duties: tuple[DutyLine, ...]
    questions: tuple[Question, ...]
    exemption: ExemptionLine | None


class AheadLine(msgspec.Struct, frozen=True):
    """Something that changes by itself on a day, and why."""

    day: str
    says: str
    because: str


class PolicyLine(msgspec.Struct, frozen=True):
    """Components that the policy of the organisation does not let through, for the same reason.

    Attributes:
        labels: their names and versions.
        license: their licence.
        ruling: denied, unlisted or unknown.
        says: why, one sentence a licence.
        next_step: what to do; empty where an exception is on record.
        kept: the accepted exception, in words; empty where there is none.
    """

    labels: tuple[str, ...]
    license: str
    ruling: str
    says: str
    next_step: str
    kept: str


class View(msgspec.Struct, frozen=True, kw_only=True):
    """All that a report for people shows.

    Attributes:
        user: name of the actor; empty when none was named.
        given: an actor was described.
        own: the project's own components: name and licence.
        library: names of standard-library components.
        policy: what the policy stops, the worst first; what has an accepted exception comes last.
        other_fees: fees for which no act is listed, because they come to nothing or an exception is on record.

    """

    project: str
    tool: str
    as_of: str
    user: str
    given: bool
    facts: tuple[FactLine, ...]
    headline: Headline
    acts: tuple[Act, ...]
    who_may: tuple[WhoMay, ...]
    rest: tuple[Tally, ...]
    granted: tuple[Granted, ...]
    bar: tuple[Slice, ...]
    bar_width: int
    duties: tuple[DutyLine, ...]
    exemptions: tuple[ExemptionLine, ...]
    ahead: tuple[AheadLine, ...]
    other_fees: tuple[FeeLine, ...]
    policy: tuple[PolicyLine, ...]
    problems: tuple[ProblemGroup, ...]
    own: tuple[tuple[str, str], ...]
    library: tuple[str, ...]
    sources: tuple[str, ...]
    caveat: str

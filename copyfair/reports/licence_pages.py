"""What each licence with rules of its own says, for the reports that have room: from the catalogue, in our own words."""

from collections.abc import Iterator

import msgspec

from copyfair.assessment import Assessment
from copyfair.licensing.catalogue import DutyClause, LicenseFile, RuleClause, SilentClause, default_catalogue
from copyfair.reciprocity.conditions import parse_condition, say
from copyfair.reports.words import https

__all__ = ["Clause", "LicencePage", "Part", "licence_pages"]


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A clause in our own words.

    Attributes:
        condition: when it applies, as a sentence; empty: always.
        readings: for a place that the text leaves open: name, what then holds, and what it says.

    """

    cite: str
    says: str
    condition: str = ""
    readings: tuple[tuple[str, str, str], ...] = ()


class Part(msgspec.Struct, frozen=True):
    """Clauses of one kind. `key`: who-may-not, left-open, who-may, otherwise, breach or duties."""

    key: str
    clauses: tuple[Clause, ...]


class LicencePage(msgspec.Struct, frozen=True, kw_only=True):
    """One licence as the catalogue has it; `url` is empty where it may not be a link."""

    id: str
    name: str
    family: str
    url: str
    summary: str
    reviewed_on: str
    reviewed_by: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


def licence_pages(assessment: Assessment) -> tuple[LicencePage, ...]:
    """The pages of the licences in play that have rules of their own, by id.

    Raises:
        RuleError: a licence file is broken.
    """
    found = {license_id for decision in assessment.decisions for license_id in _named(decision.license)}
    found |= {reason.license for decision in assessment.decisions for reason in decision.because}
    files = (default_catalogue().get(license_id) for license_id in sorted(found))
    return tuple(_page(file) for file in files if file is not None)


def _named(license_: str) -> Iterator[str]:
    """The ids in an expression, as text: words that may be one."""
    yield from license_.replace("(", " ").replace(")", " ").split()


def _page(file: LicenseFile) -> LicencePage:
    return LicencePage(
        id=file.id,
        name=file.name,
        family=file.family,
        url=https(file.url),
        summary=file.summary,
        reviewed_on=file.reviewed.on.isoformat(),
        reviewed_by=file.reviewed.by,
        parts=tuple(part for part in _parts(file) if part.clauses),
        notes=file.notes,
    )


def _parts(file: LicenseFile) -> Iterator[Part]:
    yield Part("who-may-not", tuple(map(_rule, file.bars)))
    yield Part("left-open", tuple(map(_rule, file.silent)))
    yield Part("who-may", tuple(map(_rule, file.grants)))
    sells = (Clause(cite=file.sells.clause, says=file.sells.says),) if file.sells else ()
    yield Part("otherwise", (Clause(cite=file.otherwise.clause, says=file.otherwise.says), *sells))
    end = file.termination
    yield Part("breach", (Clause(cite=end.clause, says=end.says),) if end else ())
    yield Part("duties", tuple(map(_rule, file.duties)))


def _rule(clause: RuleClause | DutyClause) -> Clause:
    asked = clause if isinstance(clause, SilentClause | DutyClause) else None
    return Clause(
        cite=clause.clause,
        says=clause.says,
        condition=say(parse_condition(clause.when)) if clause.when else "",
        readings=tuple((one.name, one.holds, one.says) for one in asked.readings) if asked else (),
    )

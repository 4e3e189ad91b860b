"""A licence's rules, compiled: a list of clauses in the order in which they decide.

Bars override everything; then what the text leaves open; then the grants, of which any
one suffices; then what the licence says of everything else.
"""

import datetime
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from copyfair.commons.model import Commons
from copyfair.errors import RuleError
from copyfair.licensing.catalogue import Catalogue, DutyClause, LicenseFile, RuleClause
from copyfair.licensing.categories import category, category_says, duties, widens
from copyfair.licensing.expression import Term
from copyfair.reciprocity.clauses import Clause, DutyRule, Rules
from copyfair.reciprocity.coherence import check_coherence
from copyfair.reciprocity.conditions import of_commons, parse_condition
from copyfair.reciprocity.model import DutyKind, Stance, Verdict
from copyfair.reciprocity.readings import of_license, taken
from copyfair.settings import ReadingChoice

__all__ = [
    "Rulebook",
    "check_rules",
    "lapsed_tariff",
    "permissions",
    "rules_for",
    "tariff_clause",
]


class Rulebook(msgspec.Struct, frozen=True):
    """The licences, and how the places that they leave open are read."""

    catalogue: Catalogue
    readings: tuple[ReadingChoice, ...] = ()

    def rules(self, term: Term) -> Rules | None:
        """The rules for one licence of an expression, or None where copyfair has none."""
        return rules_for(term, self.catalogue, self.readings)


def rules_for(term: Term, catalogue: Catalogue, readings: tuple[ReadingChoice, ...] = ()) -> Rules | None:
    """The rules for one licence of an expression, or None where copyfair has none."""
    if term.exception is not None and not widens(term.exception):
        return None
    file = catalogue.get(term.license)
    if file is not None:
        return _compiled(file, of_license(readings, file.id))
    return _ordinary(term.license, catalogue)


@cache
def _compiled(file: LicenseFile, choices: tuple[ReadingChoice, ...] = ()) -> Rules:
    rest, sells = file.otherwise, file.sells
    rules = Rules(
        license=file.id,
        decides=tuple(sorted(_clauses(file, choices), key=lambda clause: _ORDER.index(clause.stance))),
        otherwise=Clause(license=file.id, number=rest.clause, says=rest.says, stance=Stance.RESERVES),
        fallback=_fallback(file),
        sells=Clause(license=file.id, number=sells.clause, says=sells.says, stance=Stance.RECORD) if sells else None,
        duties=tuple(
            _duty(file.id, duty, choices, f"{file.id}.toml: $.duties[{n}]") for n, duty in enumerate(file.duties)
        ),
        reciprocal=True,
        termination=file.termination,
    )
    if not choices:  # a chosen reading may well make a clause of the file idle
        check_coherence(rules)
    return rules


_ORDER = (Stance.BARS, Stance.RESERVES, Stance.SILENT, Stance.GRANTS)
"""Bars override everything; then what an open place withholds by the reading taken, what stays open, what is granted."""
_READ = {"granted": Stance.GRANTS, "withheld": Stance.RESERVES}


def _clauses(file: LicenseFile, choices: tuple[ReadingChoice, ...]) -> Iterator[Clause]:
    """The clauses of a file, compiled, in the order in which they stand."""
    where = f"{file.id}.toml: $"
    for n, text in enumerate(file.bars):
        yield _clause(file.id, Stance.BARS, text, f"{where}.bars[{n}]")
    for n, silent in enumerate(file.silent):
        clause = _clause(file.id, Stance.SILENT, silent, f"{where}.silent[{n}]")
        reading, how = taken(silent, silent.readings, choices)
        if reading is not None:
            clause = msgspec.structs.replace(clause, stance=_READ[reading.holds], says=reading.says)
        only_grants = bool(silent.readings) and all(one.holds == "granted" for one in silent.readings)
        yield msgspec.structs.replace(clause, reading=how, restricts=not only_grants)
    for n, text in enumerate(file.grants):
        yield _clause(file.id, Stance.GRANTS, text, f"{where}.grants[{n}]")


def _duty(owner: str, duty: DutyClause, choices: tuple[ReadingChoice, ...], where: str) -> DutyRule:
    reading, how = taken(duty, duty.readings, choices)
    return DutyRule(
        kind=DutyKind(duty.kind),
        license=owner,
        says=duty.says,
        clause=duty.clause,
        when=parse_condition(duty.when, where) if duty.when else None,
        asked=reading.holds == "asked" if reading is not None else None if duty.question else True,
        reading=f"{reading.says} ({how})" if reading is not None else how,
    )


def _fallback(file: LicenseFile) -> Verdict:
    verdict = Verdict(file.otherwise.verdict)
    if verdict not in (Verdict.LICENCE_NEEDED, Verdict.PROHIBITED):
        raise RuleError(
            f"{file.id}.toml: $.otherwise.verdict: a licence reserves or prohibits, it does not make a fee due"
        )
    return verdict


def _clause(owner: str, stance: Stance, text: RuleClause, where: str) -> Clause:
    when = parse_condition(text.when, f"{where}.when")
    return Clause(license=owner, number=text.clause, says=text.says, stance=stance, when=when)


def _ordinary(license_id: str, catalogue: Catalogue) -> Rules | None:
    kind = catalogue.category(license_id)
    return None if kind is None else _by_category(license_id)


@cache
def _by_category(license_id: str) -> Rules | None:
    kind = category(license_id)
    if kind is None:
        return None
    where = f"categories.toml: {license_id}"
    return Rules(
        license=license_id,
        decides=(Clause(license=license_id, number="", says=category_says(kind), stance=Stance.GRANTS),),
        otherwise=Clause(license=license_id, number="", says="Nothing is kept back.", stance=Stance.RESERVES),
        fallback=Verdict.LICENCE_NEEDED,
        sells=None,
        duties=tuple(
            DutyRule(
                kind=DutyKind(duty.kind),
                license=license_id,
                says=duty.says,
                clause="",
                when=parse_condition(duty.when, where) if duty.when else None,
            )
            for duty in duties(license_id)
        ),
        reciprocal=False,
    )


def permissions(commons: Commons) -> tuple[Clause, ...]:
    """What the steward allows beyond the licence."""
    return tuple(
        Clause(
            license=commons.id,
            number=permission.clause,
            says=permission.says,
            stance=Stance.RECORD,
            when=of_commons(
                parse_condition(permission.when, f"{commons.source or commons.id}: $.permissions[{n}].when"),
                commons.id,
            ),
        )
        for n, permission in enumerate(commons.permissions)
    )


def tariff_clause(commons: Commons, as_of: datetime.date) -> Clause | None:
    """The tariff published for a day as a clause to cite, or None where there is none for that day."""
    tariff = commons.tariff_on(as_of)
    if tariff is None:
        return None
    return Clause(license=commons.id, number=tariff.clause, says=tariff.says, stance=Stance.RECORD)


def lapsed_tariff(commons: Commons, as_of: datetime.date) -> Clause | None:
    """A remark on a tariff that does not apply on a day, or None: an old tariff says nothing of what is owed now."""
    if not commons.tariffs or commons.tariff_on(as_of) is not None:
        return None
    tariff = min(commons.tariffs, key=lambda one: one.distance(as_of))
    says = f"The tariff {tariff.id} is {tariff.days}; none is known for {as_of}."
    return Clause(license=commons.id, number=tariff.clause, says=says, stance=Stance.RECORD)


def check_rules(catalogue: Catalogue) -> Mapping[str, Rules]:
    """Compile every licence file, so that a bad rule is found before it is needed.

    Raises:
        RuleError: names the file and the field.
    """
    return {file.id: _compiled(file) for file in catalogue.all()}

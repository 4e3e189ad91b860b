"""A licence's rules, compiled: a list of clauses in the order in which they decide.

Bars override everything; then what the text leaves open; then the grants, of which any
one suffices; then what the licence says of everything else.
"""

import datetime
from collections.abc import Mapping
from functools import cache

import msgspec

from copyfair.commons.model import Commons
from copyfair.errors import RuleError
from copyfair.licensing.catalogue import Catalogue, LicenseFile, RuleClause
from copyfair.licensing.categories import category, category_says, duties, widens
from copyfair.licensing.expression import Term
from copyfair.reciprocity.conditions import Atom, Condition, atoms, of_commons, parse_condition
from copyfair.reciprocity.model import DutyKind, Stance, Verdict

__all__ = ["Clause", "DutyRule", "Rules", "check_rules", "lapsed_tariff", "permissions", "rules_for", "tariff_clause"]


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of a licence, or of a commons, and when it applies.

    Attributes:
        license: the licence or commons it belongs to.
        number: as printed, "4(c)".
        says: in our own words.
        stance: what it does.
        when: its condition; None: always.
    """

    license: str
    number: str
    says: str
    stance: Stance
    when: Condition | None = None

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The comparisons of its condition."""
        return atoms(self.when) if self.when is not None else ()


class DutyRule(msgspec.Struct, frozen=True, kw_only=True):
    """A duty and what triggers it; None: every use."""

    kind: DutyKind
    license: str
    says: str
    clause: str
    when: Condition | None = None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What one licence asks and allows.

    Attributes:
        license: its id.
        decides: bars, silent places and grants, in the order in which they decide.
        otherwise: the clause that keeps the rest back.
        fallback: what that comes to.
        sells: the clause by which the licensor may grant a separate licence, or None.
        duties: what is asked in return.
        reciprocal: it asks who you are; False for a licence that is the same for everybody.
    """

    license: str
    decides: tuple[Clause, ...]
    otherwise: Clause
    fallback: Verdict
    sells: Clause | None
    duties: tuple[DutyRule, ...]
    reciprocal: bool


def rules_for(term: Term, catalogue: Catalogue) -> Rules | None:
    """The rules for one licence of an expression, or None where copyfair has none."""
    if term.exception is not None and not widens(term.exception):
        return None
    file = catalogue.get(term.license)
    if file is not None:
        return _compiled(file)
    return _ordinary(term.license, catalogue)


@cache
def _compiled(file: LicenseFile) -> Rules:
    def clauses(stance: Stance, field: str, texts: tuple[RuleClause, ...]) -> tuple[Clause, ...]:
        return tuple(_clause(file.id, stance, text, f"{file.id}.toml: $.{field}[{n}]") for n, text in enumerate(texts))

    decides = (
        *clauses(Stance.BARS, "bars", file.bars),
        *clauses(Stance.SILENT, "silent", file.silent),
        *clauses(Stance.GRANTS, "grants", file.grants),
    )
    asked = tuple(
        DutyRule(
            kind=DutyKind(duty.kind),
            license=file.id,
            says=duty.says,
            clause=duty.clause,
            when=parse_condition(duty.when, f"{file.id}.toml: $.duties[{n}]") if duty.when else None,
        )
        for n, duty in enumerate(file.duties)
    )
    rest = file.otherwise
    sells = file.sells
    return Rules(
        license=file.id,
        decides=decides,
        otherwise=Clause(license=file.id, number=rest.clause, says=rest.says, stance=Stance.RESERVES),
        fallback=_fallback(file),
        sells=Clause(license=file.id, number=sells.clause, says=sells.says, stance=Stance.RECORD) if sells else None,
        duties=asked,
        reciprocal=True,
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
    tariff = commons.tariff
    if tariff is None or lapsed_tariff(commons, as_of) is not None:
        return None
    return Clause(license=commons.id, number=tariff.clause, says=tariff.says, stance=Stance.RECORD)


def lapsed_tariff(commons: Commons, as_of: datetime.date) -> Clause | None:
    """A remark on a tariff that does not apply on a day, or None: an old tariff says nothing of what is owed now."""
    tariff = commons.tariff
    if tariff is None or tariff.valid_from <= as_of <= (tariff.valid_until or as_of):
        return None
    until = f" to {tariff.valid_until}" if tariff.valid_until else ""
    says = f"The tariff {tariff.id} is valid from {tariff.valid_from}{until}; none is known for {as_of}."
    return Clause(license=commons.id, number=tariff.clause, says=says, stance=Stance.RECORD)


def check_rules(catalogue: Catalogue) -> Mapping[str, Rules]:
    """Compile every licence file, so that a bad rule is found before it is needed.

    Raises:
        RuleError: names the file and the field.
    """
    return {file.id: _compiled(file) for file in catalogue.all()}

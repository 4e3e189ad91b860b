"""The types of compiled rules: what one licence says, clause by clause, in the order in which they decide."""

import msgspec

from copyfair.licensing.catalogue import Termination
from copyfair.reciprocity.conditions import Atom, Condition, atoms
from copyfair.reciprocity.model import DutyKind, Stance, Verdict

__all__ = ["Clause", "DutyRule", "Rules"]


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """One clause of a licence, or of a commons, and when it applies.

    Attributes:
        license: the licence or commons it belongs to.
        number: as printed, "4(c)".
        says: in our own words.
        stance: what it does.
        when: its condition; None: always.
        reading: for a place that the text leaves open: how it is read, and why so.
        restricts: nobody is kept from using it by a place whose every reading grants; what such a place leaves open
            are duties.
    """

    license: str
    number: str
    says: str
    stance: Stance
    when: Condition | None = None
    reading: str = ""
    restricts: bool = True

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The comparisons of its condition."""
        return atoms(self.when) if self.when is not None else ()


class DutyRule(msgspec.Struct, frozen=True, kw_only=True):
    """A duty and what triggers it.

    Attributes:
        kind, license, says, clause: as in `Duty`.
        when: None: every use.
        asked: None: it is disputed whether the text asks it.
        reading: as in `Clause`.
    """

    kind: DutyKind
    license: str
    says: str
    clause: str
    when: Condition | None = None
    asked: bool | None = True
    reading: str = ""


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
        termination: what a breach does, or None where that is not on record.
    """

    license: str
    decides: tuple[Clause, ...]
    otherwise: Clause
    fallback: Verdict
    sells: Clause | None
    duties: tuple[DutyRule, ...]
    reciprocal: bool
    termination: Termination | None = None

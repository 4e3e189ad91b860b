"""A second, slow judge: every case that unknown facts allow, one by one, for licences made of a few plain conditions.

It shares no code with `copyfair.reciprocity` but the words of its answers.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import strategies as st

from copyfair.licensing.catalogue import Catalogue, DutyClause, LicenseFile, Otherwise, Review, RuleClause, SilentClause
from copyfair.reciprocity.model import Doubt, Verdict

VALUES: dict[str, tuple[Any, ...]] = {
    "contributes_back": (True, False),
    "evil_use": (True, False),
    "has_owners": (True, False),
    "social_economy": (True, False),
    "head_count": (5, 50, 500),
}
"""Facts that say nothing about each other; a number for each stretch between two limits."""
USE = ("contributes_back", "evil_use")

ORDER = (
    Verdict.PROHIBITED,
    Verdict.LICENCE_NEEDED,
    Verdict.FEE_DUE,
    Verdict.PERMITTED_WITH_DUTIES,
    Verdict.PERMITTED,
)
FREE = ORDER[3:]

Case = Mapping[str, Any]


@dataclass(frozen=True)
class When:
    """A condition: as licence files write it, and as a function of a case."""

    text: str
    holds: Callable[[Case], bool]


def _yes(name: str) -> When:
    return When(name, lambda case: bool(case[name]))


SIMPLE = (
    *(_yes(name) for name in VALUES if name != "head_count"),
    When("not has_owners", lambda case: not case["has_owners"]),
    When("not evil_use", lambda case: not case["evil_use"]),
    When("head_count < 10", lambda case: case["head_count"] < 10),
    When("head_count <= 100", lambda case: case["head_count"] <= 100),
    When("head_count >= 10", lambda case: case["head_count"] >= 10),
)


def _joined(word: str, parts: tuple[When, When]) -> When:
    one, other = parts
    if word == "and":
        return When(f"({one.text} and {other.text})", lambda case: one.holds(case) and other.holds(case))
    return When(f"({one.text} or {other.text})", lambda case: one.holds(case) or other.holds(case))


def whens(simple: Sequence[When]) -> st.SearchStrategy[When]:
    """Conditions of one or two comparisons."""
    one = st.sampled_from(simple)
    return one | st.builds(_joined, st.sampled_from(("and", "or")), st.tuples(one, one))


@dataclass(frozen=True)
class Made:
    """A licence of a few clauses, what its steward allows beside it, and whether there is a tariff."""

    bars: list[When]
    silent: list[When]
    grants: list[When]
    otherwise: Verdict
    duties: list[When]
    permissions: list[When]
    tariff: bool

    def first(self, case: Case) -> tuple[str, str]:
        """The clause that decides in a case: its place in the order of clauses, and its text."""
        for stance, clauses in (("bars", self.bars), ("silent", self.silent), ("grants", self.grants)):
            for when in clauses:
                if when.holds(case):
                    return stance, when.text
        return "otherwise", "9"

    def outcome(self, case: Case) -> tuple[Verdict, Verdict, Doubt | None]:
        """Worst, best and doubt in a case in which all is known."""
        free = Verdict.PERMITTED_WITH_DUTIES if self.duties else Verdict.PERMITTED
        stance, _ = self.first(case)
        if stance == "grants" or any(when.holds(case) for when in self.permissions):
            return free, free, None
        if stance == "silent":
            return Verdict.FEE_DUE if self.tariff else self.otherwise, free, Doubt.SILENT_TEXT
        barred = Verdict.PROHIBITED if stance == "bars" else self.otherwise
        verdict = Verdict.FEE_DUE if self.tariff else barred
        return verdict, verdict, None

    def coherent(self) -> bool:
        """Each clause decides some case."""
        deciding = {self.first(case) for case in cases({})}
        own = [("bars", self.bars), ("silent", self.silent), ("grants", self.grants)]
        clauses = [(stance, when.text) for stance, whens in own for when in whens]
        return len(set(clauses)) == len(clauses) and set(clauses) <= deciding


def licences(simple: Sequence[When]) -> st.SearchStrategy[Made]:
    """Licences of a few clauses, some of which may never decide anything."""
    clauses = st.lists(whens(simple), max_size=2)
    return st.builds(
        Made,
        bars=clauses,
        silent=clauses,
        grants=clauses,
        otherwise=st.sampled_from((Verdict.LICENCE_NEEDED, Verdict.PROHIBITED)),
        duties=st.lists(st.sampled_from(simple), max_size=2),
        permissions=st.lists(whens(simple), max_size=1),
        tariff=st.booleans(),
    )


LICENCES = licences(SIMPLE)
COHERENT = LICENCES.filter(Made.coherent)
COUNTLESS = licences([when for when in SIMPLE if "head_count" not in when.text]).filter(Made.coherent)
"""No limit of a number: there the ways of an unknown are as many as its values."""
FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})
"""Some of the facts, known."""


def cases(known: Case) -> Iterator[dict[str, Any]]:
    """Every case that what is known allows."""
    names = list(VALUES)
    for values in product(*((known[name],) if name in known else VALUES[name] for name in names)):
        yield dict(zip(names, values, strict=True))


class Files(Catalogue):
    """A catalogue of licences made for one test, by their ids."""

    def __init__(self, made: Mapping[str, Made]) -> None:
        self._made = {license_id: _file(license_id, one) for license_id, one in made.items()}

    def get(self, license_id: str) -> LicenseFile | None:
        return self._made.get(license_id)


def _file(license_id: str, made: Made) -> LicenseFile:
    def clauses(kind: type[RuleClause], whens: Sequence[When]) -> tuple[Any, ...]:
        return tuple(kind(clause=when.text, says=when.text, when=when.text) for when in whens)

    return LicenseFile(
        id=license_id,
        name="Made",
        family="test",
        url="https://license.example/",
        reviewed=Review(on=datetime.date(2026, 11, 27), by="a test"),
        otherwise=Otherwise(clause="9", says="The rest is reserved.", verdict=made.otherwise.value),
        bars=clauses(RuleClause, made.bars),
        silent=clauses(SilentClause, made.silent),
        grants=clauses(RuleClause, made.grants),
        duties=tuple(DutyClause(kind="source", says=when.text, when=when.text) for when in made.duties),
    )


@dataclass(frozen=True)
class Tree:
    """A licence, or two expressions joined."""

    word: str
    parts: tuple["Tree", ...] = ()

    def __str__(self) -> str:
        return self.word if not self.parts else "(" + f" {self.word} ".join(map(str, self.parts)) + ")"

    def fold(
        self, leaf: Callable[[str], Any], both: Callable[[list[Any]], Any], either: Callable[[list[Any]], Any]
    ) -> Any:
        if not self.parts:
            return leaf(self.word)
        parts = [part.fold(leaf, both, either) for part in self.parts]
        return both(parts) if self.word == "AND" else either(parts)


IDS = ("LicenseRef-a", "LicenseRef-b", "LicenseRef-c")
TREES = st.recursive(
    st.sampled_from(IDS).map(Tree),
    lambda inner: st.builds(Tree, st.sampled_from(("AND", "OR")), st.tuples(inner, inner)),
    max_leaves=4,
)

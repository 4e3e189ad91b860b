"""The licence files: one TOML file for each licence whose answer depends on who asks and what for.

A file holds clauses, paraphrases and conditions; the conditions stay text here and are parsed by
`copyfair.reciprocity`. Files are read one at a time, when somebody asks for them.
"""

import datetime
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from copyfair.data import folder
from copyfair.errors import RuleError
from copyfair.licensing.categories import Category, category
from copyfair.licensing.combining import Combining
from copyfair.licensing.spdx import canonical_license

__all__ = [
    "Catalogue",
    "DutyClause",
    "DutyReading",
    "LicenseFile",
    "Named",
    "Otherwise",
    "Review",
    "RuleClause",
    "Sells",
    "SilentClause",
    "Termination",
    "TextMarks",
    "TextReading",
    "default_catalogue",
]


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the rules were last held against the text, and how."""

    on: datetime.date
    by: str


class TextMarks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Short phrases by whose clauses a text is told apart from its relatives.

    Attributes:
        contains: every one of them stands in the text.
        lacks: none of them does.
    """

    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class RuleClause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause that grants, bars or leaves a question open.

    Attributes:
        clause: its number ("4(c)").
        says: what it says, in our own words.
        when: condition in the rule language of `copyfair.reciprocity.conditions`.
    """

    clause: str
    says: str
    when: str


class TextReading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to read a place that the text leaves open.

    Attributes:
        name: ``literal``, ``steward`` (as its steward publishes it) or another word.
        holds: whether the use is then granted, or withheld and left to `Otherwise`.
        says: the reading, in our own words.
        source: who published it and where; a ``steward`` reading has one.
    """

    name: str
    holds: Literal["granted", "withheld"]
    says: str
    source: str = ""


class SilentClause(RuleClause, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question that the text leaves open, and the ways to read it.

    Attributes:
        question: short name, by which copyfair.toml chooses a reading; empty where there are none.
        default: the reading that is taken while nobody chooses; empty: the question stays open.
        readings: the ways to read it.
    """

    question: str = ""
    default: str = ""
    readings: tuple[TextReading, ...] = ()


class Otherwise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds when no grant reaches the actor."""

    clause: str
    says: str
    verdict: Literal["licence-needed", "prohibited"]


class DutyReading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to read a disputed duty; fields as in `TextReading`."""

    name: str
    holds: Literal["asked", "not-asked"]
    says: str
    source: str = ""


class DutyClause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clause that asks for something in return.

    Attributes:
        kind: value of `copyfair.reciprocity.model.DutyKind`.
        says: what to do, in our own words.
        clause: its number; empty for a licence known by its category only.
        when: condition that triggers it; empty: always.
        question, default, readings: as in `SilentClause`, for a duty that is disputed.
    """

    kind: str
    says: str
    clause: str = ""
    when: str = ""
    question: str = ""
    default: str = ""
    readings: tuple[DutyReading, ...] = ()


class Sells(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The licensor keeps the right to sell a separate licence."""

    clause: str
    says: str


class Termination(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a breach does to the licence.

    Attributes:
        clause: its number.
        says: what it says, in our own words.
        cure_days: days within which compliance mends it; None: the text knows no cure.
        cure_from: the day they count from: that of the notice, or that on which the breach was discovered.
        first_only: only the first breach can be mended.
    """

    clause: str
    says: str
    cure_days: Annotated[int, msgspec.Meta(ge=1, le=3660)] | None = None
    cure_from: Literal["notice", "discovery"] = "notice"
    first_only: bool = False


class LicenseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One licence as data.

    Attributes:
        id: SPDX id or ``LicenseRef-…``; also the name of the file.
        name: full name.
        family: kind of licence in a word ("copyfarleft", "non-commercial" …).
        url: where the text stands.
        reviewed: when and how the rules were checked.
        spdx: the id is on the SPDX list; taken from the list where the file does not say.
        names: other exact names, compared without regard to case.
        summary: the licence in a sentence.
        notes: what a careful reader should know.
        text: by which phrases the text is recognised.
        combining: what it says about being combined with other licences; None: nobody has read it for that.
        grants: any one suffices.
        bars: override every grant.
        silent: questions the text does not answer.
        otherwise: what holds when nothing grants.
        duties: what is asked in return.
        sells: a separate licence may be had.
        termination: what a breach does; None: the text says nothing of it.
        addition: a condition that is added to another licence; by itself it grants nothing.
    """

    id: str
    name: str
    family: str
    url: str
    reviewed: Review
    otherwise: Otherwise
    spdx: bool | None = None
    names: tuple[str, ...] = ()
    summary: str = ""
    notes: tuple[str, ...] = ()
    text: TextMarks = TextMarks()
    combining: Combining | None = None
    grants: tuple[RuleClause, ...] = ()
    bars: tuple[RuleClause, ...] = ()
    silent: tuple[SilentClause, ...] = ()
    duties: tuple[DutyClause, ...] = ()
    sells: Sells | None = None
    termination: Termination | None = None
    addition: bool = False

    @property
    def on_spdx_list(self) -> bool:
        """The id is on the SPDX list."""
        return self.spdx if self.spdx is not None else canonical_license(self.id) == self.id


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a licence file says first; fields as in `LicenseFile`."""

    id: str
    name: str
    url: str
    names: tuple[str, ...] = ()
    text: TextMarks = TextMarks()


class Catalogue:
    """The licence files of one folder.

    Args:
        path: the folder; every ``*.toml`` in it is a licence file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids = tuple(sorted(file.stem for file in path.glob("*.toml")))
        self._known = frozenset(self._ids)
        self._files: dict[str, LicenseFile] = {}
        self._named: tuple[Named | LicenseFile, ...] | None = None

    def __contains__(self, license_id: object) -> bool:
        return license_id in self._known

    def ids(self) -> tuple[str, ...]:
        """Every id, sorted; no file is opened for this."""
        return self._ids

    def get(self, license_id: str) -> LicenseFile | None:
        """The file of one licence, None if there is none.

        Raises:
            RuleError: the file is broken; names file and field.
        """
        if license_id not in self._known:
            return None
        if license_id not in self._files:
            self._files[license_id] = _load(self._path / f"{license_id}.toml")
        return self._files[license_id]

    def all(self) -> tuple[LicenseFile, ...]:
        """Every file, sorted by id.

        Raises:
            RuleError: a file is broken, or two files claim the same name.
        """
        loaded = tuple(file for name in self._ids if (file := self.get(name)) is not None)
        _check_names(loaded)
        return loaded

    def named(self) -> tuple[Named | LicenseFile, ...]:
        """How every licence is called and how its text is recognised, sorted by id; clauses are not read for this.

        Raises:
            RuleError: the beginning of a file is broken, or two files claim the same name.
        """
        if self._named is None:
            self._named = tuple(self._files.get(name) or _head(self._path / f"{name}.toml") for name in self._ids)
            _check_names(self._named)
        return self._named

    def category(self, license_id: str) -> Category | None:
        """The category of a licence that restricts nobody; None for every other one."""
        return None if license_id in self._known else category(license_id)


@cache
def default_catalogue() -> Catalogue:
    """The licence files that come with copyfair."""
    return Catalogue(folder("licenses"))


def _check_names(files: Iterable[Named | LicenseFile]) -> None:
    owners: dict[str, str] = {}
    for file in files:
        for name in (file.name, *file.names):
            owner = owners.setdefault(name.casefold(), file.id)
            if owner != file.id:
                raise RuleError(f"{file.id}.toml: $.names: {name!r} already stands for {owner}")


_TABLE = re.compile(r"^\[(?!(?:reviewed|text)\])", re.MULTILINE)
_LATE = re.compile(r"^\s*\[\s*[\"']?text|^\s*[\"']?text[\"']?\s*[.=]", re.MULTILINE)


def _head(path: Path) -> Named | LicenseFile:
    """What stands before the clauses; the whole file where that alone makes no sense, or is not all of it."""
    try:
        text = path.read_text("utf-8")
        clauses = _TABLE.search(text)
        end = clauses.start() if clauses else len(text)
        found = msgspec.convert(tomllib.loads(text[:end]), Named)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError):
        return _load(path)
    return found if found.id == path.stem and not _LATE.search(text, end) else _load(path)


def _load(path: Path) -> LicenseFile:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        file = msgspec.convert(raw, LicenseFile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name}: broken TOML: {error}") from None
    except RecursionError:
        raise RuleError(f"{path.name}: nested too deep") from None
    except OSError as error:
        raise RuleError(f"{path.name}: cannot be read: {error.strerror}") from None
    except msgspec.ValidationError as error:
        raise RuleError(f"{path.name}: {error}") from None
    if file.id != path.stem:
        raise RuleError(f"{path.name}: $.id: {file.id!r} is not the name of the file")
    if file.spdx is not None and file.spdx != (canonical_license(file.id) == file.id):
        raise RuleError(f"{path.name}: $.spdx: {file.spdx} is not what the SPDX list says about {file.id!r}")
    _check_questions(file)
    return file


def _check_questions(file: LicenseFile) -> None:
    places: list[tuple[str, SilentClause | DutyClause]] = [
        *((f"$.silent[{n}]", clause) for n, clause in enumerate(file.silent)),
        *((f"$.duties[{n}]", duty) for n, duty in enumerate(file.duties)),
    ]
    asked: set[str] = set()
    for place, clause in places:
        wrong = _wrong_question(clause, asked)
        if wrong:
            raise RuleError(f"{file.id}.toml: {place}: {wrong}")
        asked.add(clause.question)


def _wrong_question(clause: SilentClause | DutyClause, asked: set[str]) -> str:
    """What is wrong with the question of a clause; empty: nothing."""
    names = [reading.name for reading in clause.readings]
    if bool(clause.question) != bool(names):
        return "a question has readings, and readings answer a question"
    if clause.question and clause.question in asked:
        return f"the question {clause.question!r} is asked twice"
    if len(set(names)) != len(names):
        return "two readings have one name"
    if clause.default and clause.default not in names:
        return f"$.default: {clause.default!r} is none of its readings"
    if any(reading.name == "steward" and not reading.source for reading in clause.readings):
        return "a reading called steward needs its source"
    return ""

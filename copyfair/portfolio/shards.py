"""Makes a shard of some hundred documents; a pure function of their bytes."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from copyfair import inventory
from copyfair.errors import CopyfairError
from copyfair.inventory.entry import Held
from copyfair.inventory.model import Component, Inventory, Origin
from copyfair.inventory.sbom import Kind, kind
from copyfair.pipeline import Project, checked
from copyfair.portfolio.model import Document, Fact, Given, Reject, Shard, statement_of
from copyfair.portfolio.plain import Part
from copyfair.portfolio.ways import Ways
from copyfair.problem import Problem, Severity
from copyfair.settings import Settings, find_settings

__all__ = ["bill_in", "make_shard", "project_in"]


def make_shard(read: Iterable[tuple[Given, bytes | str, str]]) -> Shard:
    """The facts of documents.

    Args:
        read: each document with its bytes, or with the sentence why there are none, and with its hash.

    Raises:
        OSError: the system failed while a document was read; nothing of the shard may be kept.
    """
    shard = _Making()
    for given, data, sha256 in read:
        try:
            shard.take(given, data, sha256)
        except OSError:  # no fault of the document: a full disk, say; it must be read when that is over
            raise
        except Exception as error:  # noqa: BLE001 - whatever goes wrong costs one document, and is reported with it
            shard.reject(given, "failed", f"copyfair itself failed: {type(error).__name__}: {error}")
    return shard.done()


_MOST_KNOWN = 40_000
"""Components that a worker remembers from one shard to the next; each takes about a kilobyte."""


@cache
def _ways() -> Ways:
    """Those of this worker."""
    return Ways()


class _Making:
    """A shard while it grows."""

    def __init__(self) -> None:
        self._ways = _ways()
        self._ways.forget(_MOST_KNOWN)
        self._documents: list[Document] = []
        self._rejects: list[Reject] = []
        self._parts: dict[Part, int] = {}

    def done(self) -> Shard:
        """The shard."""
        statements = {id(part.said): part.said for part in self._parts}
        numbers = {said: number for number, said in enumerate(statements)}
        return Shard(
            documents=tuple(self._documents),
            facts=tuple(part.fact for part in self._parts),
            says=tuple(numbers[id(part.said)] for part in self._parts),
            statements=tuple(statements.values()),
            rejects=tuple(self._rejects),
        )

    def take(self, given: Given, data: bytes | str, sha256: str) -> None:
        """A document, or the fault that keeps it from being read."""
        if isinstance(data, str):
            reason, _, message = data.partition(": ")
            self.reject(given, reason, message)
        elif given.is_repository:
            self._repository(given)
        else:
            self._bill(given, data, sha256)

    def reject(self, given: Given, reason: str, message: str) -> None:
        """A document that is not read."""
        self._rejects.append(Reject(name=given.name, organisation=given.organisation, reason=reason, message=message))

    def _bill(self, given: Given, data: bytes, sha256: str) -> None:
        """A bill of materials."""
        name = _file_name(given)
        parts = self._ways.read(name, data)
        if parts is not None:
            self._keep(given, sha256, parts, ())
        elif kind(Held(name, data)) is Kind.OTHER:
            self.reject(given, "no-sbom", "it is no bill of materials that copyfair reads")
        else:
            self._inventory(given, sha256, bill_in(given, data))

    def _repository(self, given: Given) -> None:
        """A folder that is one project; its own settings count, as far as they are about what it is made of."""
        try:
            settings, where = find_settings(given.path or Path())
            own = _own_records(settings)
            if own:
                self.reject(
                    given, "own-records", f"{where} has [[{own}]], which counts for it alone: check it by itself"
                )
                return
            found = project_in(given).read()
        except CopyfairError as error:
            self.reject(given, "broken", str(error))
            return
        self._inventory(given, "", found)

    def _inventory(self, given: Given, sha256: str, found: Inventory) -> None:
        fault = next((one for one in found.problems if one.severity is Severity.ERROR), None)
        if not found.components and fault is not None:
            self.reject(given, "broken", fault.message)
            return
        judged = (one for one in found.components if one.origin is Origin.THIRD_PARTY)
        self._keep(given, sha256, list(map(self._part, judged)), found.problems)

    def _keep(self, given: Given, sha256: str, parts: Sequence[Part], problems: tuple[Problem, ...]) -> None:
        self._documents.append(
            Document(
                name=given.name,
                organisation=given.organisation,
                sha256=sha256,
                facts=tuple(sorted(self._numbers(parts))),
                problems=problems,
            )
        )

    def _numbers(self, parts: Sequence[Part]) -> set[int]:
        numbers = list(map(self._parts.get, parts))
        for place, part in enumerate(parts) if None in numbers else ():
            if numbers[place] is None:
                numbers[place] = self._parts.setdefault(part, len(self._parts))
        return cast("set[int]", set(numbers))

    def _part(self, one: Component) -> Part:
        fact = Fact(one.purl, one.name, one.version, one.scope, one.depth)
        return self._ways.parts.one(fact, statement_of(one.claims, one.rights))


def bill_in(given: Given, data: bytes) -> Inventory:
    """What a document lists, as the inventory reads a file of its name."""
    with TemporaryDirectory() as folder:
        file = Path(folder, _file_name(given))
        file.write_bytes(data)
        return inventory.read(file)


def project_in(given: Given) -> Project:
    """The project that a document is, with those of its own settings that are about what it is made of.

    Raises:
        InputError: its settings cannot be read.
    """
    root = given.path or Path()
    settings, where = find_settings(root)
    return Project(
        root=root,
        name=settings.project.name,
        selection=settings.project.selection,
        overrides=checked(settings.overrides, where),
        overrides_in=where.partition(":")[0],
    )


def _file_name(given: Given) -> str:
    """The name by which formats know the document; a line of a stream, and what no file can be called, has a plain one."""
    if given.path is not None:
        return given.path.name
    tail = given.name.rpartition("/")[2]
    stem, colon, line = tail.rpartition(":")
    usable = tail.isprintable() and 0 < len(tail.encode()) < _LONGEST_NAME and tail not in (".", "..")
    return tail if usable and not (stem and colon and line.isdigit()) else "bom.json"


_LONGEST_NAME = 200


def _own_records(settings: Settings) -> str:
    """The first record that changes the verdicts of one project only; empty where there is none."""
    records = {
        "component": any(one.facts for one in settings.component),
        "entitlement": settings.entitlement,
        "receipt": settings.receipt,
        "exception": settings.exception,
        "reading": settings.reading,
        "choice": settings.choice,
        "breach": settings.breach,
        "combination": settings.combination,
        "commons": settings.commons,
        "policy.evidence": settings.policy.evidence,
    }
    return next((name for name, given in records.items() if given), "")

"""cpanfile.snapshot of Carton: distributions of CPAN with the modules they hold and need."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.cpan import Distribution, asked, distribution, prereqs
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_text, load
from copyfair.inventory.model import Found
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "cpanfile.snapshot"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distributions in the order of the file, and the project.

    Raises:
        Unreadable: it is no snapshot of Carton.
    """
    lock = _Snapshot()
    for number, line in enumerate(entry.text().split("\n"), 1):
        wrong = lock.take(number, line.rstrip()) if line.strip() and not line.startswith("#") else None
        if wrong is not None:
            yield problem(entry, "bad-entry", wrong, number)
    if not lock.is_one:
        raise Unreadable("bad-syntax", "it has no heading DISTRIBUTIONS")
    for key, modules in lock.needs.items():
        for module in modules:
            target = lock.providers.get(module)  # what nobody provides came with Perl
            if target is not None and target != key:
                lock.found[key].need(target)
    project = _project(entry, lock)
    if project.needs:
        lock.found["."] = project
    yield from placed(entry, lock.found)


def _project(entry: Entry, lock: "_Snapshot") -> Locked:
    """The project, with what the cpanfile beside the snapshot asks for, or its META.json where there is none."""
    meta = _meta(entry)
    named = distribution(f"{as_text(meta.get('name'))}-{as_text(meta.get('version'))}")
    own = Locked(
        purl=named.purl if named else folder_purl(entry.root, entry.folder),
        name=named.name if named else folder_name(entry.root, entry.folder),
        version=named.version if named else None,
        at="cpanfile",
        origin=origin_of(entry.folder),
        home=entry.folder,
    )
    try:
        wanted = asked(entry.beside("cpanfile").text())
    except Unreadable:
        wanted = prereqs(meta)
    for module, scope in wanted:
        if module in lock.providers:  # what nobody provides came with Perl, or was not installed
            own.need(lock.providers[module], scope)
    return own


def _meta(entry: Entry) -> dict[str, Any]:
    """The project's META.json; what is wrong with it is said by its own format."""
    try:
        return as_dict(load(entry.beside("META.json"))[0])
    except Unreadable:
        return {}


class _Snapshot:
    """The file, as far as it has been read."""

    def __init__(self) -> None:
        self.found: dict[str, Locked] = {}
        self.providers: dict[str, str] = {}
        self.needs: dict[str, list[str]] = {}
        self.is_one = False
        self._key, self._part = "", ""

    def take(self, number: int, line: str) -> str | None:
        """Read one line; what is wrong with it, or None."""
        text = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if indent == 0:
            self.is_one = self.is_one or text == "DISTRIBUTIONS"
            return None if text == "DISTRIBUTIONS" else f"no heading of a snapshot: {shown(text)}"
        if indent == 2:
            return self._begin(text, number)
        if indent == 4:
            self._part = text.partition(":")[0]
            path = text.partition(":")[2].strip() if self._part == "pathname" else ""
            named = distribution(path) if path else None
            if named is not None and self._key in self.found:
                self.found[self._key].purl = named.purl
        elif self._key and self._part == "provides":
            self.providers.setdefault(text.partition(" ")[0], self._key)
        elif self._key and self._part == "requirements":
            self.needs[self._key].append(text.partition(" ")[0])
        return None

    def _begin(self, text: str, number: int) -> str | None:
        named: Distribution | None = distribution(text)
        self._key = text if named is not None else ""
        if named is None:
            return f"no distribution with a version: {shown(text)}; it was left out"
        self.found[text] = Locked(purl=named.purl, name=named.name, version=named.version, at=text, line=number)
        self.needs[text] = []
        return None


FORMAT = Format(
    name="cpanfile.snapshot",
    reads="cpanfile.snapshot of Carton, with what the cpanfile beside it asks for",
    files=("cpanfile.snapshot",),
    licences="None in the file; META.json of the same distribution in the tree says it.",
    gaps=(
        "What the cpanfile beside it asks for is read as text: what it computes is not followed.",
        "Without a cpanfile, `prereqs` of the project's META.json say what is direct.",
    ),
    matches=matches,
    read=read,
)

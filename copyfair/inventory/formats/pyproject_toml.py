"""``pyproject.toml``: the project itself, its licence, and what it asks for directly."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Depth, Found, Requirement, Source
from copyfair.inventory.paths import folder_name, folder_purl, neighbour, origin_of
from copyfair.inventory.problems import problem, shown, unread
from copyfair.inventory.projects import Asked, asked, poetry_table, project_table, table
from copyfair.inventory.python import canonical, is_name, is_version, pypi, stated_claims
from copyfair.inventory.texts import text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_FILES = 10_000


class _Lines:
    """Where things stand in the file, as far as a search can tell."""

    def __init__(self, text: str) -> None:
        self.text = text

    def of_string(self, value: str) -> int | None:
        """The first line with this text in quotes."""
        found = (self.text.find(f"{quote}{value}{quote}") for quote in "\"'")
        return self._line(min((at for at in found if at >= 0), default=-1))

    def of_key(self, key: str) -> int | None:
        """The first line that begins with this key."""
        match = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", self.text, re.MULTILINE)
        return self._line(match.start() if match else -1)

    def of_table(self, name: str) -> int | None:
        """The line of a table's heading."""
        match = re.search(rf"^[ \t]*\[{re.escape(name)}\]", self.text, re.MULTILINE)
        return self._line(match.start() if match else -1)

    def _line(self, at: int) -> int | None:
        return self.text.count("\n", 0, at) + 1 if at >= 0 else None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, then each thing it asks for directly.

    Raises:
        Unreadable: it cannot be read or is no TOML.
    """
    data = entry.toml()
    project, poetry = project_table(data), poetry_table(data)
    lines = _Lines(entry.text())
    wants: list[Asked] = []
    for item in asked(data):
        if isinstance(item, str):
            yield problem(entry, "bad-entry", item)
        else:
            wants.append(item)
    for key in ("project", "build-system", "dependency-groups", "tool"):
        if key in data and not isinstance(data[key], dict):
            yield problem(entry, "bad-entry", f"{key} is {shown(data[key])}, not a table")
    if not project and not poetry and not wants:
        return
    own = project.get("name") or poetry.get("name")
    claims: list[Claim] = []
    for found in _claims(entry, project, poetry, lines):
        if isinstance(found, Problem):
            yield found
        else:
            claims.append(found)
    if own is None and project:
        yield problem(entry, "bad-entry", "project.name is missing", lines.of_table("project"))
    elif own is not None and not is_name(own):
        yield problem(entry, "bad-entry", f"not the name of a project: {shown(own)}", lines.of_key("name"))
    name = own if is_name(own) else None
    wants = [want for want in wants if name is None or canonical(want.what.name) != canonical(name)]
    yield _project(entry, lines, wants, name=name, version=_version(project, poetry), claims=tuple(claims))
    yield from _direct(entry, wants, lines)


def _version(project: dict[str, Any], poetry: dict[str, Any]) -> str | None:
    version = project.get("version") or poetry.get("version")
    return version if is_version(version) else None


def _project(
    entry: Entry, lines: _Lines, wants: list[Asked], *, name: str | None, version: str | None, claims: tuple[Claim, ...]
) -> Found:
    """The project; one without a name is known by its folder, and takes a name from a better place."""
    known = name is not None
    line = lines.of_table("project") or lines.of_table("tool.poetry") or lines.of_table("build-system")
    return Found(
        purl=pypi(name, version) if name is not None else folder_purl(entry.root, entry.folder),
        name=name if name is not None else folder_name(entry.root, entry.folder),
        version=version if known else None,
        source=entry.source(line=line),
        claims=claims,
        requires=tuple(sorted({Requirement(target=want.what.purl, scope=want.scope) for want in wants})),
        depth=Depth.ROOT if entry.folder == "." else Depth.UNKNOWN,
        origin=origin_of(entry.folder),
        home=entry.folder,
        weak=not known,
    )


def _direct(entry: Entry, wants: list[Asked], lines: _Lines) -> Iterator[Found]:
    """Each thing asked for, once; what for is said by the project's edges."""
    first = {want.what.purl: want for want in reversed(wants)}
    for identity, want in sorted(first.items()):
        line = lines.of_string(want.written) or lines.of_key(want.written)
        yield Found(purl=identity, name=want.what.name, version=want.what.pin, source=entry.source(line=line))


def _claims(entry: Entry, project: dict[str, Any], poetry: dict[str, Any], lines: _Lines) -> Iterator[Claim | Problem]:
    field, stated = "project.license", project.get("license")
    if stated is None and poetry.get("license") is not None:
        field, stated = "tool.poetry.license", poetry["license"]
    options = stated if isinstance(stated, dict) else {}
    text = stated if isinstance(stated, str) else options.get("text", "")
    if stated is not None and (not isinstance(text, str) or not isinstance(stated, str | dict)):
        yield problem(entry, "bad-entry", f"{field} is {shown(stated)}, not a licence", lines.of_key("license"))
        text = ""
    classifiers = project.get("classifiers", poetry.get("classifiers", []))
    if not isinstance(classifiers, list):
        yield problem(entry, "bad-entry", f"classifiers is {shown(classifiers)}, not a list")
        classifiers = []
    # PEP 639: a string is an SPDX expression; PEP 621 and Poetry took any words.
    is_spdx = isinstance(stated, str) and field == "project.license" and "\n" not in text
    expression, words = (text, "") if is_spdx else ("", text)
    named = [one for one in classifiers if isinstance(one, str)]
    yield from stated_claims(expression, words, named, _at(entry, field, lines))
    if "file" in options:
        yield from _named(entry, options["file"], f"{field}.file")
    yield from _listed(entry, project.get("license-files"))


def _at(entry: Entry, field: str, lines: _Lines) -> Callable[[str], Source]:
    def source(kind: str) -> Source:
        if kind == "Classifier":
            return entry.source(f"{field.rpartition('.')[0]}.classifiers", lines.of_key("classifiers"))
        return entry.source(field, lines.of_key("license"))

    return source


def _named(entry: Entry, path: object, field: str) -> Iterator[Claim | Problem]:
    """The one file that is the licence, by the project's own word."""
    file = neighbour(entry, path)
    if file is None:
        yield problem(entry, "bad-entry", f"{field} leads out of the scanned folder: {shown(path)}")
        return
    yield from text_claims([file], _folder(entry), field=field, named=True)


def _folder(entry: Entry) -> Entry:
    return entry.at(entry.path.parent)


def _listed(entry: Entry, value: object) -> Iterator[Claim | Problem]:
    """``project.license-files``: patterns (PEP 639), or the table of that PEP's drafts."""
    if value is None:
        return
    if isinstance(value, dict):
        value = [*_list(table(value), "paths"), *_list(table(value), "globs")]
    if not isinstance(value, list):
        yield problem(entry, "bad-entry", f"project.license-files is {shown(value)}, not a list")
        return
    files: dict[str, Entry] = {}
    for pattern in value:
        parts = pattern.split("/") if isinstance(pattern, str) else [""]
        if any(part in ("", "..") for part in parts):
            yield problem(entry, "bad-entry", f"project.license-files: not a pattern: {shown(pattern)}")
            continue
        try:
            found = {str(file.path): file for file in _matching(_folder(entry), parts)}
        except Unreadable as stop:
            yield unread(entry, stop)
            continue
        if not found:
            yield problem(entry, "missing-file", f"project.license-files matches no file: {shown(pattern)}")
        files |= found
    yield from text_claims([files[path] for path in sorted(files)], _folder(entry), field="project.license-files")


def _list(options: dict[str, Any], key: str) -> list[Any]:
    value = options.get(key, [])
    return value if isinstance(value, list) else [value]


def _matching(folder: Entry, parts: list[str]) -> Iterator[Entry]:
    """The files below a folder that a pattern matches; ``**`` stands for any number of folders.

    Raises:
        Unreadable: a folder cannot be listed, or too much lies below.
    """
    waiting = [(folder, tuple(parts))]
    for visited, (here, rest) in enumerate(waiting):  # grows while it is walked
        if visited > _MOST_FILES:
            raise Unreadable("too-deep", f"project.license-files looks through more than {_MOST_FILES} entries")
        if not rest:
            if here.is_file():
                yield here
            continue
        first, *more = rest
        if first == "**":
            waiting.append((here, tuple(more)))
        if not here.is_dir():
            continue
        for name in here.names():
            if first == "**":
                child = here.child(name)
                if child.is_dir():
                    waiting.append((child, rest))
            elif fnmatchcase(name, first):
                waiting.append((here.child(name), tuple(more)))


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pyproject.toml"


FORMAT = Format(
    name="pyproject.toml",
    reads="a Python project: standard tables, dependency groups, Poetry",
    files=("pyproject.toml",),
    licences="`project.license` (expression, text or file), `project.license-files`, classifiers, `tool.poetry.license`.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=(
        "Only `==` pins a version, and in Poetry's tables a bare number: of a range nothing is known.",
        "Where `project.dependencies` stands, Poetry's own table adds no other packages, as in Poetry 2.",
    ),
    matches=matches,
    read=read,
)

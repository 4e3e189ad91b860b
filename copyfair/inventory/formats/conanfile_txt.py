"""conanfile.txt of Conan: what a project asks for."""

from collections.abc import Iterator

from copyfair.inventory.conan import asked, reference
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_SCOPES = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "tool_requires": Scope.BUILD,
    "test_requires": Scope.TEST,
}


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "conanfile.txt"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project's folder with what it asks for.

    Raises:
        Unreadable: it cannot be read.
    """
    yield from project(entry, _wants(entry))


def _wants(entry: Entry) -> Iterator[Want | Problem]:
    for number, section, line in asked(entry.text()):
        wanted = reference(line) if section else None
        if wanted is None:
            what = "no recipe" if section else "it stands in no section"
            yield problem(entry, "bad-entry", f"{what}: {shown(line)}; it was left out", number)
            continue
        yield Want(
            purl=wanted.purl,
            name=wanted.name,
            version=wanted.version,
            scope=_SCOPES.get(section, Scope.UNKNOWN),
            at=f"[{section}] {wanted.name}",
            line=number,
        )


FORMAT = Format(
    name="conanfile.txt",
    reads="conanfile.txt of Conan: what a project asks for",
    files=("conanfile.txt",),
    licences="None in the file.",
    gaps=("Ranges are not resolved.", "`conanfile.py` is a program and is not read."),
    matches=matches,
    read=read,
)

"""renv.lock of R."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.rlang import cran, is_name, is_version, needed
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FIELDS = (
    ("Requirements", Scope.RUNTIME),
    ("Depends", Scope.RUNTIME),
    ("Imports", Scope.RUNTIME),
    ("LinkingTo", Scope.BUILD),
)


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "renv.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of renv.
    """
    document, replaced = load(entry)
    yield from replaced
    if not isinstance(document, dict) or not isinstance(document.get("Packages"), dict):
        raise Unreadable("bad-syntax", "it lists no Packages")
    locked: dict[str, Locked] = {}
    for key, value in document["Packages"].items():
        package = _package(entry, key, as_dict(value))
        if package is None:
            message = f"Packages.{key if is_name(key) else shown(key)} is no package with a version; it was left out"
            yield problem(entry, "bad-entry", message)
        else:
            locked[package.name] = package
    for package in locked.values():
        for name in [name for name in package.needs if name not in locked]:
            # What comes with R (MASS, Matrix …) need not be in the lock.
            package.loose[cran(name)] = package.needs.pop(name)
    yield from placed(entry, locked)


def _package(entry: Entry, key: str, value: dict[str, Any]) -> Locked | None:
    name, version = as_text(value.get("Package")) or key, value.get("Version")
    if not is_name(name) or not is_version(version):
        return None
    licence = as_text(value.get("License"))
    kind = "bioconductor" if value.get("Source") == "Bioconductor" else "cran"
    package = Locked(
        purl=purl.make(kind, name, version),
        name=name,
        version=version,
        at=f"Packages.{name}",
        claims=(Claim(statements=(licence,), source=entry.source(f"Packages.{name}.License")),) if licence else (),
    )
    for field, scope in _FIELDS:
        said = value.get(field)
        for needs in needed(as_list(said) or as_text(said).split(",")):
            package.need(needs, scope)
    return package


FORMAT = Format(
    name="renv.lock",
    reads="renv.lock of R",
    files=("renv.lock",),
    licences="`License` of each package, where renv wrote it; DESCRIPTION files of a library in the tree.",
    lists="One statement in the words of R, in which `|` leaves the choice.",
    gaps=("What is direct is not in the file; DESCRIPTION beside it says it.", "R itself and its own packages."),
    matches=matches,
    read=read,
)

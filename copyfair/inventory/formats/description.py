"""DESCRIPTION of R: a package that the project makes, or one that is installed in a library."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Claim, Found, Origin, Requirement, Scope
from copyfair.inventory.paths import neighbour
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.rlang import OF_R, cran, is_name, is_version, needed
from copyfair.inventory.texts import text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FIELDS = (
    ("Depends", Scope.RUNTIME),
    ("Imports", Scope.RUNTIME),
    ("LinkingTo", Scope.BUILD),
    ("Suggests", Scope.OPTIONAL),
)
_BEGINNING = re.compile(rb"^Package:[ \t]*\S", re.MULTILINE)
_ALL_FILE = re.compile(r"file\s+(\S+)")
_MOST_BYTES = 64 * 1024


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "DESCRIPTION"


def recognises(entry: Entry) -> bool:
    """Others have files of this name too; that of R names a package and a version.

    Raises:
        Unreadable: it cannot be read.
    """
    if not matches(entry):
        return False  # the control files of Debian look alike
    head = entry.head(_MOST_BYTES)
    return _BEGINNING.search(head) is not None and b"\nVersion:" in head


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package with its licence and what it asks for.

    Raises:
        Unreadable: it is not text.
    """
    if _is_carried(entry):
        return
    fields = _fields(entry)
    name, version = fields.get("Package"), fields.get("Version")
    if not is_name(name) or not is_version(version):
        yield problem(entry, "bad-entry", f"no package with a version: {shown(name)} {shown(version)}")
        return
    identity, claims = cran(name, version), _claims(entry, fields.get("License", ""))
    wants = [
        Want(purl=cran(one), name=one, scope=scope, at=field)
        for field, scope in _FIELDS
        for one in needed(fields.get(field, "").split(","))
    ]
    if "Built" not in fields:
        yield from project(entry, wants, purl=identity, name=name, version=version, claims=claims)
        return
    used = [Requirement(target=want.purl, scope=want.scope) for want in wants if want.scope is not Scope.OPTIONAL]
    yield from library(
        entry,
        purl=identity,
        name=name,
        version=version,
        claims=claims,
        requires=used,
        home=entry.folder,
        origin=Origin.STANDARD_LIBRARY if fields.get("Priority") == "base" and name in OF_R else Origin.THIRD_PARTY,
    )


def _is_carried(entry: Entry) -> bool:
    """It lies inside a package that is installed, which carries it for tests of its own."""
    return any(entry.at(folder / "Meta" / "package.rds").is_file() for folder in entry.path.parent.parents)


def _fields(entry: Entry) -> dict[str, str]:
    """Debian's control format: ``Field: value``; a line that begins with a blank goes on with the one before."""
    try:
        text = entry.text()
    except Unreadable as stop:
        if stop.code != "bad-encoding":
            raise
        text = entry.data.decode("latin-1")  # as `Encoding: latin1` says
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        if line[:1] in (" ", "\t"):
            found.setdefault(name, []).append(line.strip())
        else:
            name, _, value = line.partition(":")
            found[name] = [value.strip()]
    return {name: " ".join(parts).strip() for name, parts in found.items()}


def _claims(entry: Entry, licence: str) -> Iterator[Claim | Problem]:
    """``License`` in R's words; ``file LICENSE`` alone says that the licence is in that file."""
    alone = _ALL_FILE.fullmatch(licence)
    if not licence:
        return
    if alone is None:
        yield Claim(statements=(licence,), source=entry.source("License"))
        return
    file = neighbour(entry, alone[1])
    if file is None:
        yield problem(entry, "symlink-outside", f"the licence is said to be in {shown(alone[1])}, which lies outside")
    else:
        yield from text_claims([file], entry.beside(), field="License", named=True)


FORMAT = Format(
    name="DESCRIPTION",
    reads="DESCRIPTION of R: a package that the project makes, or one that is installed in a library in the tree",
    files=("DESCRIPTION",),
    licences="`License`, or the file that it names; licence files beside it.",
    lists="One statement in the words of R, in which `|` leaves the choice.",
    gaps=(
        "Ranges are not resolved: without renv.lock a component has no version.",
        "What it enhances (`Enhances`) is not needed and not listed.",
        "R itself; its own packages are left out where they are asked for, and marked as its library where they are installed.",
        "A package that an installed one carries inside itself, for its tests say.",
        "What DESCRIPTION asks for is taken to be of CRAN, also where it is of Bioconductor.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)

"""Package.resolved of the Swift package manager, versions 1 to 3."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_ADDRESS = re.compile(r"(?:[a-z+]+://)?(?:[^@/\s]+@)?([A-Za-z0-9.-]+)(?::\d+)?[:/](.+)", re.ASCII)
_STEP = re.compile(r"[A-Za-z0-9_.~+-]{1,200}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,100}", re.ASCII)
_NEWEST = 3


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "Package.resolved"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no such file.
    """
    if {".build", "SourcePackages"} & set(entry.path.parts):
        return  # of a package that was fetched: it is for the work of the package's own makers
    document, replaced = load(entry)
    yield from replaced
    pins = as_dict(document).get("pins", as_dict(as_dict(document).get("object")).get("pins"))
    if not isinstance(pins, list):
        raise Unreadable("bad-syntax", "it lists no pins")
    version = document.get("version")
    if version not in range(1, _NEWEST + 1):
        yield problem(entry, "unsupported", f"version {shown(version)} of the format; 1 to {_NEWEST} are read")
    for index, pin in enumerate(as_list(pins)):
        yield from _package(entry, f"pins[{index}]", as_dict(pin))


def _package(entry: Entry, at: str, pin: dict[str, Any]) -> Iterator[Found | Problem]:
    address = as_text(pin.get("location")) or as_text(pin.get("repositoryURL"))
    name = as_text(pin.get("identity")) or as_text(pin.get("package"))
    if not _STEP.fullmatch(name):
        yield problem(entry, "bad-entry", f"{at} has no usable name: {shown(name)}; it was left out")
        return
    said = as_text(as_dict(pin.get("state")).get("version"))
    version = said if _VERSION.fullmatch(said) else None
    if said and version is None:
        yield problem(entry, "bad-entry", f"{at} ({name}): not a version: {shown(said)}")
    folder = address.rstrip("/").rpartition("/")[2].removesuffix(".git")
    checkout = entry.beside(".build", "checkouts", folder) if _STEP.fullmatch(folder) else None
    yield Found(
        purl=_purl(address, name, version),
        name=name,
        version=version,
        source=entry.source(at),
        home=str(checkout.path) if checkout is not None and checkout.is_dir() else None,
    )


def _purl(address: str, name: str, version: str | None) -> str:
    """By the address of the repository; a package of a registry has its scope before a dot."""
    found = _ADDRESS.fullmatch(address)
    steps = found[2].strip("/").removesuffix(".git").split("/") if found else []
    if found and all(_STEP.fullmatch(step) and step not in (".", "..") for step in steps):
        return purl.make("swift", steps[-1], version, "/".join((found[1].lower(), *steps[:-1])))
    scope, dot, rest = name.partition(".")
    return purl.make("swift", rest, version, scope) if dot and scope and rest else purl.make("swift", name, version)


FORMAT = Format(
    name="Package.resolved",
    reads="Package.resolved of the Swift package manager, versions 1 to 3",
    files=("Package.resolved",),
    licences="None in the file; licence files in `.build/checkouts/*`.",
    gaps=(
        "The file does not say what is direct, nor what needs what: Package.swift is a program and is not run.",
        "What follows a branch or a commit has no version.",
        "The Package.resolved of a package that was fetched, which only its makers use.",
    ),
    matches=matches,
    read=read,
)

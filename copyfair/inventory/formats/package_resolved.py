"""Package.resolved of the Swift package manager, versions 1 to 3."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.model import Found
from copyfair.inventory.problems import mistyped, problem, shown
from copyfair.inventory.swift import is_step, swift
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

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
    if not is_step(name):
        yield problem(entry, "bad-entry", f"{at} has no usable name: {shown(name)}; it was left out")
        return
    state = as_dict(pin.get("state"))
    yield from mistyped(entry, f"{at}.state", pin.get("state"), dict)
    yield from mistyped(entry, f"{at}.state.version", state.get("version"), str)
    said = as_text(state.get("version"))
    version = said if _VERSION.fullmatch(said) else None
    if said and version is None:
        yield problem(entry, "bad-entry", f"{at} ({name}): not a version: {shown(said)}")
    folder = address.rstrip("/").rpartition("/")[2].removesuffix(".git")
    checkout = entry.beside(".build", "checkouts", folder) if is_step(folder) else None
    yield Found(
        purl=swift(address, name, version),
        name=name,
        version=version,
        source=entry.source(at),
        home=str(checkout.path) if checkout is not None and checkout.is_dir() else None,
    )


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

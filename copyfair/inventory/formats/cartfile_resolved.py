"""Cartfile.resolved of Carthage: what a project of Apple's platforms was built with."""

import re
from collections.abc import Iterator

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.swift import is_step, swift
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_LINE = re.compile(r'(github|git|binary)\s+"([^"]+)"\s+"([^"]+)"\s*(?:#.*)?')
_COMMIT = re.compile(r"[0-9a-f]{40}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_/-]{0,100}", re.ASCII)
_CODE_HOST = "github.com"


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "Cartfile.resolved"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The frameworks in the order of the file.

    Raises:
        Unreadable: it cannot be read.
    """
    if "Carthage" in entry.path.parts[:-1]:
        return  # of a framework that was fetched: it is for the work of its own makers
    checkouts = entry.beside("Carthage", "Checkouts")
    fetched = frozenset(checkouts.names()) if checkouts.is_dir() else frozenset()
    for number, line in enumerate(entry.text().split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _framework(entry, line.strip(), number, fetched)


def _framework(entry: Entry, line: str, number: int, fetched: frozenset[str]) -> Found | Problem:
    """One line: of which kind the place is, the place, and a tag or a commit."""
    found = _LINE.fullmatch(line)
    kind, place, said = found.groups() if found else ("", "", "")
    name = place.rstrip("/").rpartition("/")[2].removesuffix(".json" if kind == "binary" else ".git")
    if not is_step(name):
        return problem(entry, "bad-entry", f"no framework: {shown(line)}; it was left out", number)
    version = said if _VERSION.fullmatch(said) and not _COMMIT.fullmatch(said) else None
    address = f"https://{_CODE_HOST}/{place}" if kind == "github" and "://" not in place else place
    identity = purl.make("generic", name, version) if kind == "binary" else swift(address, name, version)
    return Found(
        purl=identity,
        name=name,
        version=version,
        source=entry.source(place, number),
        home=str(entry.beside("Carthage", "Checkouts", name).path) if name in fetched else None,
    )


FORMAT = Format(
    name="Cartfile.resolved",
    reads="Cartfile.resolved of Carthage",
    files=("Cartfile.resolved",),
    licences="None in the file; licence files in `Carthage/Checkouts/*`.",
    gaps=(
        "The file does not say what is direct, nor what needs what.",
        "What follows a branch or a commit has no version.",
        "A framework that is only to be had as a binary is known by its name, not by its makers.",
    ),
    matches=matches,
    read=read,
)

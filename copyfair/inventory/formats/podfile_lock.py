"""Podfile.lock of CocoaPods. A part of a pod (``Pod/Part``) is the pod: it has one licence and one version."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Depth, Found, Origin, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_SPEC = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_+.-]{0,127})((?:/[A-Za-z0-9_+.-]+)*)(?: \((.*)\))?", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,100}", re.ASCII)


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "Podfile.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The pods in the order of the file, and the project with what it asks for.

    Raises:
        Unreadable: it is no lockfile of CocoaPods.
    """
    document = as_dict(next(iter(entry.yaml()), None))
    if not any(field in document for field in ("PODS", "DEPENDENCIES", "PODFILE CHECKSUM")):
        raise Unreadable("bad-syntax", "it holds no lock: neither PODS nor DEPENDENCIES")
    lines = _lines(entry.text())
    external = as_dict(document.get("EXTERNAL SOURCES"))
    locked: dict[str, Locked] = {}
    for item in as_list(document.get("PODS")):
        written, needs = next(iter(item.items()), ("", [])) if isinstance(item, dict) else (item, [])
        spec = _SPEC.fullmatch(as_text(written))
        if spec is None or not _VERSION.fullmatch(spec[3] or ""):
            message = f"no pod with a version: {shown(written)}; it was left out"
            yield problem(entry, "bad-entry", message, lines.get(as_text(written)))
            continue
        pod = locked.setdefault(spec[1], _pod(entry, spec, lines.get(spec[0]), external))
        for needed in as_list(needs):
            other = _SPEC.fullmatch(as_text(needed))
            if other is not None and other[1] != pod.name:
                pod.need(other[1])
    _add_project(entry, as_list(document.get("DEPENDENCIES")), locked)
    yield from placed(entry, locked)


def _lines(text: str) -> dict[str, int]:
    """The line of each item of a list, by what it says."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("- "):
            found.setdefault(line.strip().removeprefix("- ").removesuffix(":").strip("\"'"), number)
    return found


def _pod(entry: Entry, spec: re.Match[str], line: int | None, external: Mapping[str, Any]) -> Locked:
    """A pod: one that lies in the tree is the project's own, one that was fetched lies in ``Pods``."""
    name, version = spec[1], spec[3]
    home = place(entry, as_dict(external.get(name)).get(":path"))
    if home is not None and home.endswith(".podspec"):
        home = home.rpartition("/")[0] or "."
    own = origin_of(home) if home is not None else Origin.THIRD_PARTY
    fetched = entry.beside("Pods", name)
    if home is None and fetched.is_dir():
        home = str(fetched.path)
    return Locked(
        purl=purl.make("cocoapods", name, version),
        name=name,
        version=version,
        at=f"PODS.{name}",
        line=line,
        origin=own,
        home=home,
    )


def _add_project(entry: Entry, listed: list[Any], locked: dict[str, Locked]) -> None:
    own = Locked(
        purl=folder_purl(entry.root, entry.folder),
        name=folder_name(entry.root, entry.folder),
        at="DEPENDENCIES",
        origin=origin_of(entry.folder),
        home=entry.folder,
        depth=Depth.ROOT,
    )
    for written in listed:
        spec = _SPEC.fullmatch(as_text(written))
        if spec is not None:
            own.need(spec[1], Scope.RUNTIME)
    if any(package.home == entry.folder for package in locked.values()):
        return  # the project is a pod itself
    locked["."] = own


FORMAT = Format(
    name="Podfile.lock",
    reads="Podfile.lock of CocoaPods",
    files=("Podfile.lock",),
    licences="None in the file; licence files in the folders below `Pods`.",
    gaps=(
        "A pod with a path is the project's own, unless it lies where others' code is kept (`vendor` …).",
        "Parts of a pod are not told apart: they have the pod's version and licence.",
        "The Podfile is a program: which target asks for a pod, and whether for tests only, is not known.",
    ),
    matches=matches,
    read=read,
)

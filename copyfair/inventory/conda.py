"""What the formats of conda share: names, versions, and specifications of what is wanted."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import as_list, as_text
from copyfair.inventory.model import Claim, Found, Requirement
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["conda", "is_name", "is_version", "needed", "package", "spec"]

_NAME = re.compile(r"(?!__|\d+$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.+!-]{0,127}", re.ASCII)
_SPEC = re.compile(r"(?:[^\s\[\]:]+::)?([A-Za-z0-9_][A-Za-z0-9_.-]*)(.*)", re.ASCII | re.DOTALL)
_PIN = re.compile(r"(?:\s*==?\s*|\s+)(\d[0-9A-Za-z_.!]*(?:\+[0-9A-Za-z_.]+)?)(?:(?:=|\s+)[^\s=*<>,|]+)?\s*", re.ASCII)


def is_name(value: object) -> TypeGuard[str]:
    """It can be the name of a package: no mere number; what begins with two underscores is a property of the machine."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_version(value: object) -> TypeGuard[str]:
    """It can be a version."""
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def conda(name: str, version: str | None = None) -> str:
    """The package URL of a package, whatever its channel and build."""
    return purl.make("conda", name.lower(), version)


def spec(text: str) -> tuple[str, str | None] | None:
    """Name and pinned version of ``channel::name=1.0=build`` and its like; None where it names no package."""
    found = _SPEC.fullmatch(text.strip()[:1000])
    if found is None or not is_name(found[1]):
        return None
    pinned = _PIN.fullmatch(found[2])
    return found[1], pinned[1] if pinned else None


def needed(text: object) -> str | None:
    """The name of what ``name >=1.0`` in the metadata of a package asks for."""
    name = text.strip().partition(" ")[0] if isinstance(text, str) else ""
    return name if is_name(name) else None


def package(entry: Entry, record: Mapping[str, Any]) -> Iterator[Found | Problem]:
    """A package as its own metadata say: in its archive, or where it was installed from it."""
    name, version = record.get("name"), record.get("version")
    if not is_name(name):
        yield problem(entry, "bad-entry", f"no name of a package: {shown(name)}; it was left out")
        return
    if not is_version(version):
        yield problem(entry, "bad-entry", f"{name}: not a version: {shown(version)}")
        version = None
    licence = as_text(record.get("license"))
    if record.get("license") not in (None, "") and not licence:
        yield problem(entry, "bad-entry", f"license is {shown(record['license'])}, which names no licence")
    needs = filter(None, map(needed, as_list(record.get("depends"))))
    yield Found(
        purl=conda(name, version),
        name=name,
        version=version,
        source=entry.source(),
        claims=(Claim(statements=(licence,), source=entry.source("license")),) if licence else (),
        requires=tuple(sorted({Requirement(target=conda(one)) for one in needs})),
    )

"""What the databases of operating systems share: which system it is, and who needs whom by what it provides."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Claim, Found, Requirement, Scope, Source
from copyfair.inventory.purl import make

__all__ = ["Installed", "distribution", "installed", "is_name", "top"]

_ID = re.compile(r"^ID=[\"']?([a-z0-9._-]+)[\"']?\s*$", re.MULTILINE)
_NAME = re.compile(r"[^\s/]+")
_ARCHITECTURE = re.compile(r"[A-Za-z0-9_.-]+")


class Installed(msgspec.Struct, frozen=True, kw_only=True):
    """A package of a system.

    Attributes:
        name: as the package manager calls it.
        version: with epoch and release.
        architecture: as the package manager calls it; may be empty.
        source: where it stands.
        claims: what is said about its licence.
        needs: what it needs, by name of a package or of something that one provides, with what for.
        provides: what it provides beside its own name.
    """

    name: str
    version: str
    architecture: str
    source: Source
    claims: tuple[Claim, ...] = ()
    needs: tuple[tuple[str, Scope], ...] = ()
    provides: tuple[str, ...] = ()


def is_name(text: str) -> bool:
    """It can be the name of a package: neither blanks nor slashes are in any, and a package URL would lose them."""
    return _NAME.fullmatch(text) is not None


def top(entry: Entry, below: Sequence[str]) -> Entry | None:
    """The top folder of the system whose database lies in this path below it; None where it lies elsewhere."""
    parts = entry.path.parts
    if parts[-len(below) :] != tuple(below):
        return None
    return entry.at(PurePosixPath(*parts[: -len(below)]))


def distribution(system: Entry | None, otherwise: str) -> str:
    """The id of the system, from its os-release."""
    for path in (("etc", "os-release"), ("usr", "lib", "os-release")):
        if system is not None and system.child(*path).is_file():
            try:
                found = _ID.search(system.child(*path).text())
            except Unreadable:
                continue
            if found:
                return found[1]
    return otherwise


def installed(kind: str, namespace: str, packages: Sequence[Installed]) -> Iterator[Found]:
    """Each package with what it needs of the others.

    Args:
        kind: type of the package URLs (``deb``, ``apk``, ``rpm``).
        namespace: of the package URLs: the distribution.
        packages: all that the database says is installed.
    """
    purls = [_purl(kind, namespace, package) for package in packages]
    providers: dict[str, list[str]] = {}
    for package, purl in zip(packages, purls, strict=True):
        for name in dict.fromkeys((package.name, *package.provides)):
            providers.setdefault(name, []).append(purl)
    for package, purl in zip(packages, purls, strict=True):
        yield Found(
            purl=purl,
            name=package.name,
            version=package.version or None,
            source=package.source,
            claims=package.claims,
            requires=tuple(sorted(_requirements(package, purl, providers))),
        )


def _purl(kind: str, namespace: str, package: Installed) -> str:
    version, qualifiers = package.version, []
    if _ARCHITECTURE.fullmatch(package.architecture):
        qualifiers.append(f"arch={package.architecture}")
    if kind == "rpm" and ":" in version:  # of the three types, only this one keeps the epoch apart
        epoch, _, version = version.partition(":")
        qualifiers.append(f"epoch={epoch}")
    base = make(kind, package.name, version or None, namespace)
    return "?".join(filter(None, (base, "&".join(qualifiers))))


def _requirements(package: Installed, purl: str, providers: Mapping[str, Sequence[str]]) -> set[Requirement]:
    return {
        Requirement(target=target, scope=scope)
        for name, scope in package.needs
        for target in providers.get(name, ())
        if target != purl
    }

"""The database of dpkg: what is installed on a Debian system, with the copyright file of each package."""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory.dep5 import copyright_claims, statement
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.problems import apart, problem, shown
from copyfair.inventory.stanzas import Stanza, stanzas
from copyfair.inventory.system import Installed, distribution, installed, top
from copyfair.problem import Problem

__all__ = ["FORMAT", "described"]

_NEEDS = (
    ("pre-depends", Scope.RUNTIME),
    ("depends", Scope.RUNTIME),
    ("recommends", Scope.OPTIONAL),
    ("suggests", Scope.OPTIONAL),
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*")
_PLACE = ("var", "lib", "dpkg")
_OF_OPKG = (("usr", "lib", "opkg", "status"), ("var", "lib", "opkg", "status"))
"""Where a smaller relative of dpkg (OpenWrt, Yocto) keeps the same kind of file."""


_HEAD = re.compile(rb"\APackage: [^\n]+\n(?:[A-Z \t][^\n]*\n)*?(?:Status|Version): ")


def _matches(entry: Entry) -> bool:
    place = entry.disk.parts  # of a system, or the folder of its database alone
    if place[-4:] in ((*_PLACE, "status"), *_OF_OPKG):
        return True
    return place[-5:-1] == (*_PLACE, "status.d") and not entry.name.endswith(".md5sums")


def _recognises(entry: Entry) -> bool:
    return _matches(entry) or _HEAD.match(entry.head(1 << 14)) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package that is installed; what was removed and left its settings is not.

    Raises:
        Unreadable: it cannot be read.
    """
    system = _system(entry)
    is_opkg = entry.disk.parts[-4:] in _OF_OPKG
    packages: list[Installed] = []
    for stanza in stanzas(entry.text()):
        yield from (problem(entry, "bad-entry", "a line that is no field, or one twice", line) for line in stanza.torn)
        if "status" in stanza.fields and not stanza.said("status").endswith(" installed"):
            continue
        package = described(entry, stanza)
        if isinstance(package, Problem):
            yield package
            continue
        claims, problems = apart(_claims_of_opkg(entry, package.name) if is_opkg else _claims(system, package.name))
        yield from problems
        packages.append(msgspec.structs.replace(package, claims=tuple(claims)))
    if is_opkg:
        yield from installed("opkg", distribution(system, "openwrt"), packages)
    else:
        yield from installed("deb", distribution(system, "debian"), packages)


def _system(entry: Entry) -> Entry | None:
    """The system whose database it is, where that lies in the tree: a database by itself must not get the texts of another."""
    parts = entry.path.parts
    if parts[-4:] in ((*_PLACE, "status"), *_OF_OPKG):
        return top(entry, parts[-4:])
    return top(entry, parts[-5:]) if parts[-5:-1] == (*_PLACE, "status.d") else None


def described(entry: Entry, stanza: Stanza) -> Installed | Problem:
    """A package as its control fields describe it, without what is said of its licence."""
    name, version = stanza.said("package").strip(), stanza.said("version").strip()
    if not _NAME.fullmatch(name) or not version:
        message = f"a package with the name {shown(name)} and the version {shown(version)}"
        return problem(entry, "bad-entry", message, stanza.line)
    return Installed(
        name=name,
        version=version,
        architecture=stanza.said("architecture").strip(),
        source=entry.source(name, stanza.line),
        needs=tuple(_needs(stanza)),
        provides=tuple(_names(stanza.said("provides"))),
    )


def _claims(system: Entry | None, name: str) -> Iterator[Claim | Problem]:
    if system is not None:
        yield from copyright_claims(system.child("usr", "share", "doc", name, "copyright"))


def _claims_of_opkg(entry: Entry, name: str) -> Iterator[Claim]:
    """The control file of the package, which lies in the folder beside."""
    control = entry.beside("info", f"{name}.control")
    try:
        found = next(stanzas(control.text()), None) if control.is_file() else None
    except Unreadable:
        return
    if found is not None and statement(found):
        yield Claim(statements=(statement(found),), source=control.source("License", found.fields["license"][1]))


def _needs(stanza: Stanza) -> Iterator[tuple[str, Scope]]:
    for field, scope in _NEEDS:
        for name in _names(stanza.said(field)):
            yield name, scope


def _names(listed: str) -> Iterator[str]:
    """The names in a list of needs: each alternative, without versions and architectures."""
    for one in re.split(r"[,|]", listed):
        found = _NAME.match(one.strip())
        if found:
            yield found[0]


FORMAT = Format(
    name="dpkg-status",
    reads="the database of dpkg (Debian, Ubuntu …) or opkg (OpenWrt …) of a system or an image that lies in the folder",
    files=("var/lib/dpkg/status", "var/lib/dpkg/status.d/*", "usr/lib/opkg/status", "var/lib/opkg/status"),
    licences=(
        "`usr/share/doc/<package>/copyright`: the `License` fields of its files, else the text; "
        "of opkg `License` in `info/<package>.control`."
    ),
    lists="All licences of the files of a package bind.",
    gaps=(
        "Which packages somebody asked for, and which came along, is not read.",
        "The copyright files are read where the folder of the system is scanned, not where the database alone is.",
    ),
    matches=_matches,
    read=read,
    recognises=_recognises,
)

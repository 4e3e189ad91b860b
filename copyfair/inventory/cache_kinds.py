"""How each package manager lays out its cache, and what to ask of a package that lies there."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

import msgspec

from copyfair.inventory import hashes
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.hashes import from_integrity
from copyfair.inventory.loose_json import as_dict
from copyfair.inventory.maven import gradle_pom
from copyfair.inventory.model import Claim, Found
from copyfair.inventory.problems import unread
from copyfair.inventory.rubygems import read_gemspec
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["KINDS", "Kind"]

Reader = Callable[[Entry, Found], Iterator[Claim | Problem]]
"""What lies in a cache about a component; the entry is the cache's own folder, out of which nothing leads.

It may raise `Unreadable` for a folder or a file of the cache itself.
"""


class Kind(msgspec.Struct, frozen=True):
    """A package manager's cache.

    Attributes:
        type: of the package URLs of what lies in it.
        read: what it says of a component.
        lists: the formats of which it is asked; none: whatever lists a component of this type. Another package manager
            may take a package of the same name and version from another registry.
    """

    type: str
    read: Reader
    lists: frozenset[str] = frozenset()


def _cargo(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``registry/src/<index>/<name>-<version>/Cargo.toml``, and the licence files beside it; else what is in the archive.

    A registry is known to Cargo by its address, which the name of its folder does not tell, and what comes from git may
    have the name and version of something in a registry. So the archive that lies in ``registry/cache`` has to be the
    one whose hash the lockfile has.
    """
    from copyfair.inventory.formats import cargo_toml, crate  # noqa: PLC0415 - formats import this package

    title, archives = f"{one.name}-{one.version}", top.child("registry", "cache")
    for index in archives.names() if one.hashes and archives.is_dir() else ():
        folder, archive = top.child("registry", "src", index, title), archives.child(index, f"{title}.crate")
        if not _is(archive, one):
            continue
        if folder.is_dir():
            yield from _manifest(folder.child("Cargo.toml"), one, cargo_toml.read, "Cargo.toml")
            yield from _texts(folder, "Cargo.toml")
        else:
            yield from _manifest(archive, one, crate.read, "crate")
        return


def _is(archive: Entry, one: Found, algorithm: str = "SHA-256") -> bool:
    try:
        return hashes.is_of(archive.data, one.hashes, algorithm)
    except Unreadable:
        return False


def _go(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<module>@<version>``, in which a capital is ``!`` and the small letter; its licence files."""
    folder = top.child(*f"{_lowered(one.name)}@{_lowered(one.version or '')}".split("/"))
    if folder.is_dir():
        yield from _texts(folder, "go.sum")


def _nuget(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<name>/<version>/<name>.nuspec``, all in small letters, and the licence file that it names."""
    from copyfair.inventory.formats import nuspec  # noqa: PLC0415 - as above

    name, version = one.name.lower(), (one.version or "").lower()
    file = top.child(name, version, f"{name}.nuspec")
    if file.is_file():
        yield from _manifest(file, one, nuspec.read, "nuspec")


def _maven(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<group as folders>/<artifact>/<version>/<artifact>-<version>.pom``, and its parents, which lie there too."""
    from copyfair.inventory.formats import pom_xml  # noqa: PLC0415 - as above

    group, _, artifact = one.name.rpartition(":")
    version = one.version or ""
    file = top.child(*group.split("."), artifact, version, f"{artifact}-{version}.pom")
    if group and file.is_file():
        yield from _manifest(file, one, pom_xml.read, "pom.xml")


def _gem(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """A gem home: ``specifications/<name>-<version>[-<platform>].gemspec``, and the archive it came from in ``cache``."""
    from copyfair.inventory.formats import gem_home  # noqa: PLC0415 - as above

    title, folder = f"{one.name}-{one.version}", top.child("specifications")
    for name in folder.names() if folder.is_dir() else ():
        if name != f"{title}.gemspec" and not (name.startswith(f"{title}-") and name.endswith(".gemspec")):
            continue
        file = folder.at(folder.path / name, format_name="gem-home")
        try:
            described = read_gemspec(file)
        except Unreadable as stop:
            yield unread(file, stop)
            continue
        if (described.name, described.version) != (one.name, one.version) or f"{described.title}.gemspec" != name:
            continue
        if not one.hashes or _is(top.child("cache", f"{described.title}.gem"), one):
            yield from gem_home.installed(top.at(top.path, format_name="gem-home"), file, described)
            return


def _gradle(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<group>/<artifact>/<version>/<hash>/<artifact>-<version>.pom``, and its parents, which lie there too."""
    from copyfair.inventory.formats import pom_xml  # noqa: PLC0415 - as above

    group, _, artifact = one.name.rpartition(":")
    file = gradle_pom(top, group, artifact, one.version or "")
    if file is not None:
        yield from _manifest(file, one, pom_xml.read, "pom.xml")


def _pub(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``hosted/<host>/<name>-<version>``; the hash of the archive it came from lies in ``hosted-hashes``."""
    title, sums = f"{one.name}-{one.version}", top.child("hosted-hashes")
    for host in sums.names() if one.hashes and sums.is_dir() else ():
        file = sums.child(host, f"{title}.sha256")
        folder = top.child("hosted", host, title)
        if folder.is_dir() and file.is_file() and hashes.from_hex("SHA-256", file.text().strip()) == one.hashes:
            yield from _texts(folder, "pubspec.lock")
            return


def _yarn(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<name>-npm-<version>-<hash>-<version of the cache>.zip``; the lockfile has the hash of the archive."""
    from copyfair.inventory.formats import yarn_cache  # noqa: PLC0415 - as above

    start = f"{one.name.replace('/', '-')}-npm-{one.version}-"
    names = _listing(top) if any(sum_.algorithm == "yarn" for sum_ in one.hashes) else ()
    for name in names[bisect_left(names, start) :]:
        if not name.startswith(start):
            return
        if name.endswith(".zip") and _is(top.child(name), one, "yarn"):
            yield from _manifest(top.child(name), one, yarn_cache.read_zip, "yarn-cache")
            return


@lru_cache(maxsize=4)
def _listing(top: Entry) -> tuple[str, ...]:
    """A cache that keeps everything in one folder is listed once for all that is looked up in it."""
    return tuple(top.names())


def _bun(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``<name>@<version>@@@1``: of the usual registry; others have their address before the last sign."""
    yield from _npm(top.child(*f"{one.name}@{one.version}@@@1".split("/")), one)


def _deno(top: Entry, one: Found) -> Iterator[Claim | Problem]:
    """``npm/<host>/<name>/<version>``; what the registry said of the package, hashes and all, lies above it."""
    hosts = top.child("npm")
    for host in hosts.names() if one.hashes and hosts.is_dir() else ():
        place = hosts.child(host, *one.name.split("/"))
        folder = place.child(one.version or "")
        if not folder.is_dir():
            continue
        try:
            told = as_dict(as_dict(as_dict(place.child("registry.json").json()).get("versions")).get(one.version or ""))
        except Unreadable:
            continue
        if any(sum_ in one.hashes for sum_ in from_integrity(as_dict(told.get("dist")).get("integrity"))):
            yield from _npm(folder, one)
            return


def _npm(folder: Entry, one: Found) -> Iterator[Claim | Problem]:
    from copyfair.inventory.npm_package import alone  # noqa: PLC0415 - few scans look into a cache

    if folder.is_dir():
        yield from _manifest(folder, one, alone, "node_modules")


KINDS: Mapping[str, Kind] = {
    "bun": Kind("npm", _bun, frozenset({"bun.lock"})),
    "cargo": Kind("cargo", _cargo),
    "deno": Kind("npm", _deno, frozenset({"deno.lock"})),
    "gem": Kind("gem", _gem, frozenset({"Gemfile.lock"})),
    "golang": Kind("golang", _go),
    "gradle": Kind("maven", _gradle),
    "maven": Kind("maven", _maven),
    "nuget": Kind("nuget", _nuget),
    "pub": Kind("pub", _pub, frozenset({"pubspec.lock"})),
    "yarn": Kind("npm", _yarn, frozenset({"yarn.lock"})),
}
"""Name of a cache -> how it is read."""


def _manifest(
    file: Entry, one: Found, read: Callable[[Entry], Iterator[Found | Problem]], format_name: str
) -> Iterator[Claim | Problem]:
    entry = file.at(file.path, format_name=format_name)
    try:
        for item in read(entry):
            if isinstance(item, Problem):
                yield item
            elif item.purl == one.purl:
                yield from item.claims
    except Unreadable as stop:
        yield unread(entry, stop)


def _texts(folder: Entry, format_name: str) -> Iterator[Claim | Problem]:
    place = folder.at(folder.path, format_name=format_name)
    try:
        yield from text_claims(licence_files(place), place)
    except Unreadable as stop:
        yield unread(place, stop)


def _lowered(text: str) -> str:
    return "".join(f"!{sign.lower()}" if sign.isupper() else sign for sign in text)

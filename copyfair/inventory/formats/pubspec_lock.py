"""pubspec.lock of Dart and Flutter."""

from collections.abc import Iterator

from copyfair.inventory.dart import exact, is_name, pub
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import key_lines
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.loose_json import as_dict, as_text
from copyfair.inventory.model import Depth, Found, Origin, Scope
from copyfair.inventory.paths import origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_KINDS = {
    "direct main": (Depth.DIRECT, Scope.RUNTIME),
    "direct dev": (Depth.DIRECT, Scope.DEV),
    "direct overridden": (Depth.UNKNOWN, Scope.UNKNOWN),
    "transitive": (Depth.TRANSITIVE, Scope.UNKNOWN),
}


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pubspec.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Dart.
    """
    document = as_dict(next(iter(entry.yaml()), None))
    if "packages" not in document and "sdks" not in document:
        raise Unreadable("bad-syntax", "it holds no lock: neither packages nor sdks")
    listed = document.get("packages")
    if not isinstance(listed, dict | None | str) or listed not in (None, "", as_dict(listed)):
        yield problem(entry, "bad-entry", f"packages is {shown(listed)}")
    lines = key_lines(entry.text(), 2)
    for name, value in as_dict(listed).items():
        yield from _package(entry, name, value, lines.get(str(name)))


def _package(entry: Entry, name: object, value: object, line: int | None) -> Iterator[Found | Problem]:
    if not is_name(name) or not isinstance(value, dict):
        yield problem(entry, "bad-entry", f"{shown(name)} is no package: {shown(value)}; it was left out", line)
        return
    depth, scope = _KINDS.get(as_text(value.get("dependency")), (Depth.UNKNOWN, Scope.UNKNOWN))
    source = value.get("source")
    home = place(entry, as_dict(value.get("description")).get("path")) if source == "path" else None
    origin = Origin.STANDARD_LIBRARY if source == "sdk" else Origin.THIRD_PARTY
    version = exact(as_text(value.get("version")))
    if version is None:
        yield problem(entry, "bad-entry", f"{name}: not a version: {shown(value.get('version'))}", line)
    yield Found(
        purl=pub(name, version),
        name=name,
        version=version,
        source=entry.source(f"packages.{name}", line),
        scope=scope,
        depth=depth,
        origin=origin if home is None else origin_of(home),
        home=home,
        hashes=from_hex("SHA-256", as_dict(value.get("description")).get("sha256")) if source == "hosted" else (),
        elsewhere=source != "hosted",
    )


FORMAT = Format(
    name="pubspec.lock",
    reads="pubspec.lock of Dart and Flutter",
    files=("pubspec.lock",),
    licences="None in the file; the licence files in Pub's cache (`PUB_CACHE`) say it.",
    gaps=(
        "The file does not say what needs what; what a transitive package is for is not known.",
        "In Pub's cache: what the lockfile has no hash for, as before Dart 2.19.",
        "What comes with the SDK is marked as its library.",
    ),
    matches=matches,
    read=read,
)

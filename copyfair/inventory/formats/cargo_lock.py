"""Cargo.lock, versions 1 to 4. What is needed for what stands in the Cargo.toml of the project and its members."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory import hashes, rust
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.inventory.paths import origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_NEWEST = 4


def _matches(entry: Entry) -> bool:
    return entry.name == "Cargo.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file; those without a source are the project's own where a member has the name.

    Raises:
        Unreadable: it is no lockfile of Cargo.
    """
    if rust.lies_in_vendored(entry.beside()):
        return
    data = entry.toml()
    if not any(field in data for field in ("version", "package", "root")):
        raise Unreadable("bad-syntax", "it holds no lock: neither a version nor a package")
    version = data.get("version", 1)
    if version not in range(1, _NEWEST + 1):
        yield problem(entry, "unsupported", f"version {shown(version)} of the format; 1 to {_NEWEST} are read")
    if not isinstance(data.get("package", []), list):
        yield problem(entry, "bad-entry", f"package is {shown(data['package'])}, not a list")
    listed = [*([data["root"]] if "root" in data else []), *as_list(data.get("package"))]
    lines = [number for number, line in enumerate(entry.text().split("\n"), 1) if line.strip() in _HEADINGS]
    manifests, sums = rust.own_manifests(entry), as_dict(data.get("metadata"))
    locked: dict[str, Locked] = {}
    tables: list[tuple[Locked, dict[str, Any]]] = []
    for index, value in enumerate(listed):
        line = lines[index] if len(lines) == len(listed) else None
        package = _package(index, value, line, manifests, sums)
        if package is None:
            message = f"package[{index}] has no usable name and version: {shown(value)}; it was left out"
            yield problem(entry, "bad-entry", message, line)
            continue
        locked.setdefault(_key(value), package)
        tables.append((package, value))
    short = _short(locked)
    for package, value in tables:
        _needs(package, value, short, manifests)
    yield from placed(entry, locked)


_HEADINGS = ("[[package]]", "[root]")


def _key(value: dict[str, Any]) -> str:
    return f"{value.get('name')} {value.get('version')} ({as_text(value.get('source'))})"


def _package(
    index: int, value: object, line: int | None, manifests: rust.Manifests, sums: dict[str, Any]
) -> Locked | None:
    """One package; `sums` are the checksums of version 1, which stand beside the packages."""
    if not isinstance(value, dict) or not rust.is_name(value.get("name")) or not as_text(value.get("version")):
        return None
    name, version = value["name"], as_text(value["version"])
    own = manifests.get(name) if not value.get("source") else None
    return Locked(
        purl=rust.cargo(name, version),
        name=name,
        version=version,
        at=f"package[{index}]",
        line=line,
        origin=origin_of(own[0]) if own else Origin.THIRD_PARTY,
        home=own[0] if own else None,
        # What comes from git or a folder has none: another package may have its name and version in a registry.
        hashes=hashes.from_hex("SHA-256", value.get("checksum") or sums.get(f"checksum {_key(value)}")),
    )


def _short(locked: dict[str, Locked]) -> dict[str, list[str]]:
    """Cargo names what is needed as shortly as it can: ``name``, ``name version`` or ``name version (source)``."""
    short: dict[str, list[str]] = {}
    for key, package in locked.items():
        for text in (package.name, f"{package.name} {package.version}", key):
            short.setdefault(text, []).append(key)
    return short


def _needs(package: Locked, value: dict[str, Any], short: dict[str, list[str]], manifests: rust.Manifests) -> None:
    scopes = rust.scopes(manifests[package.name][1]) if package.home is not None else {}
    for text in as_list(value.get("dependencies")):
        name = as_text(text).partition(" ")[0]
        keys = short.get(as_text(text)) or short.get(" ".join(as_text(text).split(" ")[:2]))
        if not keys:
            package.missing.append(name)
        for key in keys or ():
            package.need(key, scopes.get(name, Scope.RUNTIME))


FORMAT = Format(
    name="Cargo.lock",
    reads="Cargo.lock of Cargo, versions 1 to 4, with workspaces",
    files=("Cargo.lock",),
    licences="None in the file; `license` or `license-file` of `vendor/*/Cargo.toml` says it.",
    gaps=(
        "A package without a source is the project's own only where a Cargo.toml in the tree names it.",
        "The Cargo.lock of a vendored crate, which only its makers use.",
        "What a lock holds for any platform or feature is listed; conditions are not evaluated.",
        "Build and test needs of third parties cannot be told from others.",
    ),
    matches=_matches,
    read=read,
)

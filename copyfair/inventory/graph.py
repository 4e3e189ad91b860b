"""What lockfiles of many ecosystems share: packages under keys of the file's own that need others by these keys."""

from collections.abc import Iterator, Mapping

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.model import Claim, Depth, Found, Hash, Origin, Requirement, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["Locked", "item_lines", "key_lines", "placed"]

_SCOPES = list(Scope)


class Locked(msgspec.Struct, kw_only=True):
    """One package of a lockfile, or the project and the members of its workspace.

    Attributes:
        purl: package URL.
        name: as people write it.
        version: exact version, None without one.
        at: the place of its entry in the file.
        line: where it begins.
        needs: key of what it needs -> what for.
        loose: package URL without a version -> what for, where the file does not tell which of several is meant.
        missing: names of what it needs and the file does not list.
        scope: only where the file states it.
        depth: only where the file states it.
        origin: whose it is.
        home: its folder, if it lies in the scanned tree.
        claims: what the file says about its licence.
        hashes: as in `Found`.
        elsewhere: as in `Found`.
    """

    purl: str
    name: str
    version: str | None = None
    at: str = ""
    line: int | None = None
    needs: dict[str, Scope] = msgspec.field(default_factory=dict)
    loose: dict[str, Scope] = msgspec.field(default_factory=dict)
    missing: list[str] = msgspec.field(default_factory=list)
    scope: Scope = Scope.UNKNOWN
    depth: Depth = Depth.UNKNOWN
    origin: Origin = Origin.THIRD_PARTY
    home: str | None = None
    claims: tuple[Claim, ...] = ()
    hashes: tuple[Hash, ...] = ()
    elsewhere: bool = False

    def need(self, key: str, scope: Scope = Scope.RUNTIME) -> None:
        """It needs what stands under this key; of several reasons the best counts."""
        self.needs[key] = min(self.needs.get(key, scope), scope, key=_SCOPES.index)


def placed(entry: Entry, locked: Mapping[str, Locked]) -> Iterator[Found | Problem]:
    """Each package once, with exact edges; one that stands under several keys (for several peers) needs what all need."""
    merged: dict[str, tuple[Locked, dict[str, Scope]]] = {}
    archives: dict[str, set[tuple[Hash, ...]]] = {}
    elsewhere = {package.purl for package in locked.values() if package.elsewhere}
    for package in locked.values():
        archives.setdefault(package.purl, set()).add(package.hashes)
        _, needs = merged.setdefault(package.purl, (package, dict(package.loose)))
        missing = list(package.missing)
        for key, scope in package.needs.items():
            target = locked.get(key)
            if target is None:
                missing.append(key)
            elif target.purl != package.purl:
                needs[target.purl] = min(needs.get(target.purl, scope), scope, key=_SCOPES.index)
        if missing:
            names = ", ".join(shown(name) for name in missing[:10])
            message = f"{shown(package.name)} asks for {names}, which the lockfile does not list"
            yield problem(entry, "bad-entry", message, package.line)
    for package, needs in merged.values():
        yield Found(
            purl=package.purl,
            name=package.name,
            version=package.version,
            source=entry.source(package.at, package.line),
            claims=package.claims,
            requires=tuple(sorted(Requirement(target=target, scope=scope) for target, scope in needs.items())),
            scope=package.scope,
            depth=package.depth,
            origin=package.origin,
            home=package.home,
            hashes=package.hashes if len(archives[package.purl]) == 1 else (),  # of two sources, say
            elsewhere=package.purl in elsewhere,
        )


def key_lines(text: str, indent: int) -> dict[str, int]:
    """The line of each key of a YAML file at this depth; the first one where a key stands several times."""
    lines: dict[str, int] = {}
    blanks = " " * indent
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(blanks) and line[indent : indent + 1] not in ("", " ", "#", "-"):
            key, colon, _ = (
                line.strip().rpartition(":") if line.rstrip().endswith(":") else line.strip().partition(": ")
            )
            if colon:
                lines.setdefault(key.removeprefix("? ").strip("'\""), number)
    return lines


def item_lines(text: str, count: int) -> list[int | None]:
    """The lines of the items of the one list at the margin of a YAML file; None each where that is not clear."""
    found: list[int | None] = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("- ")]
    return found if len(found) == count else [None] * count

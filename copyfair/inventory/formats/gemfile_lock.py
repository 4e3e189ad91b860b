"""Gemfile.lock and gems.locked of Bundler. The Gemfile beside it is a program: its groups are read as text, never run."""

import re
from collections.abc import Iterator

from copyfair.inventory import hashes, purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import Locked, placed
from copyfair.inventory.model import Depth, Found, Origin, Scope
from copyfair.inventory.paths import folder_name, folder_purl, origin_of, place
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import best_scope, scope_of
from copyfair.inventory.ruby import lies_in_gem
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_SPEC = re.compile(r"( {4}| {6})([A-Za-z0-9_.-]+?)(!)?(?: \(([^()]*)\))?(!)?")
_DEPENDENCY = re.compile(r"  ([A-Za-z0-9_.-]+?)!?(?: \([^()]*\))?!?")
_PLATFORM = re.compile(
    r"-(?:java|jruby|ruby|mswin\w*|mingw\w*|x64-\w+|x86[-_]\w+(?:-\w+)*|(?:arm64|aarch64|arm|universal|i[36]86)-[\w-]+)$"
)
_SUM = re.compile(r"  ([A-Za-z0-9_.-]+?) \([^()]*\) sha256=([0-9a-fA-F]{64})\b.*")
_SECTIONS = frozenset({"GIT", "GEM", "PATH", "PLUGIN SOURCE"})
_LONGEST_LINE = 2000
_GROUP = re.compile(r"\s*group[ (]+(.*?)\)?\s*do\b")
_BLOCK = re.compile(r".*\bdo\b(?:\s*\|[^|]*\|)?\s*$|\s*(?:if|unless|case|begin|def)\b.*")
_GEM = re.compile(r"\s*gem[ (]+[\"']([A-Za-z0-9_.-]+)[\"'](.*)")
_IN_LINE = re.compile(r"(?:\bgroups?:|:groups?\s*=>)\s*(\[[^\]]*\]|:\w+|[\"']\w+[\"'])")
_WORD = re.compile(r"\w+")


def _matches(entry: Entry) -> bool:
    return entry.name in ("Gemfile.lock", "gems.locked")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project and the gems in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Bundler.
    """
    if lies_in_gem(entry):
        return
    lock = _Lock(entry)
    for number, line in enumerate(entry.text().split("\n"), 1):
        wrong = lock.take(number, line.rstrip()) if line.strip() else None
        if wrong is not None:
            yield problem(entry, "bad-entry", wrong, number)
    if not lock.is_one:
        raise Unreadable("bad-syntax", "it has none of the sections that Bundler writes")
    for package in lock.gems.values():
        if "bundler" not in lock.gems:  # it comes with Ruby; a lock does not list it
            package.needs.pop("bundler", None)
    _add_project(entry, lock.gems, lock.direct)
    yield from placed(entry, lock.gems)


class _Lock:
    """The file, as far as it has been read."""

    def __init__(self, entry: Entry) -> None:
        self.gems: dict[str, Locked] = {}
        self.direct: list[str] = []
        self.is_one = False
        self._entry, self._section, self._remote, self._gem = entry, "", "", ""

    def take(self, number: int, line: str) -> str | None:
        """Read one line; what is wrong with it, or None."""
        if line[0] != " ":
            self._section, self._remote, self._gem = line, "", ""
            self.is_one = self.is_one or line in _SECTIONS or line in ("DEPENDENCIES", "PLATFORMS")
            is_conflict = line.startswith(("<<<<<<<", "=======", ">>>>>>>"))
            return "a conflict between two versions of the file was left in it" if is_conflict else None
        if self._section == "DEPENDENCIES":
            found = _DEPENDENCY.fullmatch(line)
            if found is None:
                return f"no gem: {shown(line.strip())}; it was left out"
            self.direct.append(found[1])
        elif self._section == "CHECKSUMS":
            self._take_sum(line)
        elif self._section in _SECTIONS and line.startswith("  remote:"):
            self._remote = line.partition(":")[2].strip()
        elif self._section in _SECTIONS and line.startswith("    "):
            return self._take_gem(number, line)
        return None

    def _take_sum(self, line: str) -> None:
        """``  rake (13.2.1) sha256=…``, one line a platform; a gem without one has none."""
        found = _SUM.fullmatch(line)
        package = self.gems.get(found[1]) if found is not None else None
        if found is not None and package is not None and not package.elsewhere:
            package.hashes += hashes.from_hex("SHA-256", found[2])

    def _take_gem(self, number: int, line: str) -> str | None:
        """A gem, or (deeper) what the gem above it needs."""
        spec = _SPEC.fullmatch(line)
        if spec is None or (len(spec[1]) == 4 and not (spec[4] or "")[:1].isdigit()):
            return f"no gem with a version: {shown(line.strip())}; it was left out"
        if len(spec[1]) == 4:
            self._gem = spec[2]
            self.gems.setdefault(self._gem, _gem(self._entry, self._section, self._remote, spec, number))
        elif self._gem in self.gems:
            self.gems[self._gem].need(spec[2])
        return None


def _gem(entry: Entry, section: str, remote: str, spec: re.Match[str], line: int) -> Locked:
    name, version = spec[2], _PLATFORM.sub("", spec[4]) if len(spec[4]) <= _LONGEST_LINE else spec[4]
    home = place(entry, remote) if section == "PATH" else None
    return Locked(
        purl=purl.make("gem", name, version),
        name=name,
        version=version,
        at=f"{section}.{name}",
        line=line,
        origin=Origin.THIRD_PARTY if home is None else origin_of(home),
        home=home,
        elsewhere=section != "GEM",
        scope=Scope.BUILD if section == "PLUGIN SOURCE" else Scope.UNKNOWN,
    )


def _add_project(entry: Entry, locked: dict[str, Locked], direct: list[str]) -> None:
    groups = _groups(entry)
    own = next((package for package in locked.values() if package.home == entry.folder), None)
    if own is None:
        own = locked.setdefault(
            ".",
            Locked(
                purl=folder_purl(entry.root, entry.folder),
                name=folder_name(entry.root, entry.folder),
                at="DEPENDENCIES",
                origin=origin_of(entry.folder),
                home=entry.folder,
                depth=Depth.ROOT,
            ),
        )
    for name in direct:
        if name in locked:
            own.need(name, groups.get(name, Scope.RUNTIME))
        elif name != "bundler":
            own.missing.append(name)


def _groups(entry: Entry) -> dict[str, Scope]:
    """What each gem is for, by the groups of the Gemfile; a gem in no group, or one that is not found, is needed to run."""
    name = "gems.rb" if entry.name == "gems.locked" else "Gemfile"
    try:
        lines = entry.beside(name).text().split("\n")
    except Unreadable:
        return {}
    found: dict[str, Scope] = {}
    blocks: list[frozenset[Scope]] = [frozenset()]
    for line in lines:
        code = line[:_LONGEST_LINE].partition("#")[0].rstrip()
        gem, group = _GEM.fullmatch(code), _GROUP.match(code)
        if group is not None:
            blocks.append(blocks[-1] | _scopes(group[1]))
        elif code.strip() == "end":
            blocks = blocks[:-1] or blocks
        elif gem is not None:
            in_line = _IN_LINE.search(gem[2])
            scopes = blocks[-1] | (_scopes(in_line[1]) if in_line else frozenset())
            scope = best_scope(scopes) if scopes else Scope.RUNTIME
            found[gem[1]] = best_scope((scope, found.get(gem[1], scope)))
        elif _BLOCK.fullmatch(code):
            blocks.append(blocks[-1])
    return found


def _scopes(groups: str) -> frozenset[Scope]:
    return frozenset(scope_of(word, Scope.OPTIONAL) for word in _WORD.findall(groups))


FORMAT = Format(
    name="Gemfile.lock",
    reads="Gemfile.lock and gems.locked of Bundler, with the groups of the Gemfile",
    files=("Gemfile.lock", "gems.locked"),
    licences="None in the file; installed gems (`vendor/bundle`, the gem home of the user) and `vendor/cache/*.gem` say it.",
    gaps=(
        "A Gemfile that computes its groups is not followed: such a gem counts as needed to run.",
        "One gem for several platforms is listed once.",
        "The Gemfile.lock of an installed gem, which only its makers use.",
        "Bundler itself (`BUNDLED WITH`) is not listed.",
    ),
    matches=_matches,
    read=read,
)

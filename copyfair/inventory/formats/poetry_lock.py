"""``poetry.lock``, of Poetry 1 and 2."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_prefixed
from copyfair.inventory.locks import Locked, Versions, packages
from copyfair.inventory.loose_json import as_dict, as_list
from copyfair.inventory.model import Found, Requirement, Scope
from copyfair.inventory.paths import place
from copyfair.inventory.problems import apart, problem, shown
from copyfair.inventory.projects import Asked, asked, table
from copyfair.inventory.python import best_scope, canonical, is_name, pypi, scope_of, wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "poetry.lock"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file; what is direct stands in ``pyproject.toml`` beside it.

    Raises:
        Unreadable: it cannot be read or is no TOML.
    """
    data = entry.toml()
    if "metadata" not in data and "package" not in data:
        raise Unreadable("bad-syntax", "it holds no lock: neither metadata nor a package")
    found, problems = apart(packages(entry, data, "package", versioned=True))
    yield from problems
    versions = Versions(found)
    extras = _extras(entry, found)
    for package in found:
        yield from _package(entry, package, versions, extras.get(canonical(package.name), set()))


def _package(entry: Entry, package: Locked, versions: Versions, extras: set[str]) -> Iterator[Found | Problem]:
    edges: set[Requirement] = set()
    listed = package.table.get("dependencies", {})
    if not isinstance(listed, dict):
        yield problem(entry, "bad-entry", f"{package.name}: dependencies is {shown(listed)}, not a table", package.line)
        listed = {}
    wanted_by_extra = _targets(package, extras)
    for name, constraint in listed.items():
        if not is_name(name):
            yield problem(entry, "bad-entry", f"{package.name}: not a dependency: {shown(name)}", package.line)
        elif not _is_optional(constraint) or canonical(name) in wanted_by_extra:
            edges.add(Requirement(target=versions.purl(name)))
    source = table(package.table, "source")
    local = source.get("url") if source.get("type") == "directory" else None
    yield Found(
        purl=pypi(package.name, package.version),
        name=package.name,
        version=package.version,
        source=entry.source(line=package.line),
        requires=tuple(sorted(edges)),
        scope=_scope(package),
        home=place(entry, local) if local is not None else None,
        hashes=from_prefixed(as_dict(file).get("hash") for file in as_list(package.table.get("files"))),
    )


def _is_optional(constraint: object) -> bool:
    """Needed only for an extra; one of several constraints that is not makes it needed."""
    several = constraint if isinstance(constraint, list) else [constraint]
    return all(isinstance(one, dict) and one.get("optional") is True for one in several)


def _scope(package: Locked) -> Scope:
    """By ``groups`` (Poetry 2) or ``category`` (Poetry 1); UNKNOWN for the versions between, which write neither."""
    groups = package.table.get("groups")
    names = [name for name in groups if isinstance(name, str)] if isinstance(groups, list) else []
    if not names and isinstance(package.table.get("category"), str):
        names = [package.table["category"]]
    scope = best_scope(scope_of(name, Scope.DEV) for name in names)
    return Scope.OPTIONAL if scope is Scope.RUNTIME and package.table.get("optional") is True else scope


def _targets(package: Locked, extras: set[str]) -> set[str]:
    """What the extras in use bring in: ``[package.extras]`` lists requirements under each."""
    result: set[str] = set()
    for extra, entries in table(package.table, "extras").items():
        if canonical(extra) not in extras or not isinstance(entries, list):
            continue
        for text in entries:
            try:
                result.add(canonical(wanted(text).name))
            except ValueError:
                # Poetry writes constraints of its own here (`foo (^1.0)`); the name before them is what counts.
                name = text.partition("(")[0].partition("[")[0].strip() if isinstance(text, str) else ""
                result.add(canonical(name))
    return result


def _extras(entry: Entry, found: list[Locked]) -> dict[str, set[str]]:
    """The extras in use, by package: those that the project or another package asks for."""
    result: dict[str, set[str]] = {}
    for one in _direct(entry):
        result.setdefault(canonical(one.what.name), set()).update(one.what.extras)
    for package in found:
        for name, constraint in table(package.table, "dependencies").items():
            for one_constraint in constraint if isinstance(constraint, list) else [constraint]:
                listed = one_constraint.get("extras") if isinstance(one_constraint, dict) else None
                names = (
                    {canonical(extra) for extra in listed if isinstance(extra, str)}
                    if isinstance(listed, list)
                    else set()
                )
                result.setdefault(canonical(name), set()).update(names)
    return result


def _direct(entry: Entry) -> list[Asked]:
    """What the project asks for; what is wrong with its file is said by the format that reads it."""
    try:
        data = entry.beside("pyproject.toml").toml()
    except Unreadable:
        return []
    return [item for item in asked(data) if isinstance(item, Asked)]


FORMAT = Format(
    name="poetry.lock",
    reads="Poetry's lock file, versions 1 and 2",
    files=("poetry.lock",),
    licences="None in the file; an installed environment says it.",
    gaps=("Markers are not evaluated: what is locked for any platform is listed.",),
    matches=matches,
    read=read,
)

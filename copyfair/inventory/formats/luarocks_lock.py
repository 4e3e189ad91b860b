"""luarocks.lock of LuaRocks: the versions that a rock of one's own is made with."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.lua import is_inside_rocks, is_rock, is_version, rock, table_of, values
from copyfair.inventory.model import Found, Origin, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_LISTS = (
    ("dependencies", Scope.RUNTIME),
    ("build_dependencies", Scope.BUILD),
    ("test_dependencies", Scope.TEST),
)


def matches(entry: Entry) -> bool:
    """By its one name; that of an installed rock is its makers' own."""
    return entry.name == "luarocks.lock" and not is_inside_rocks(entry.path)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The rocks in the order of the file.

    Raises:
        Unreadable: it is no such file.
    """
    returned = next((one.said for one in values(entry.text()) if isinstance(one.said, list)), None)
    if returned is None or not any(one.key in dict(_LISTS) for one in returned):
        raise Unreadable("bad-syntax", "it returns no table of dependencies")
    for field, scope in _LISTS:
        for one in table_of(returned, field):
            if not isinstance(one.said, str) or not is_rock(one.key) or not is_version(one.said):
                message = f"{field}: no rock with a version: {shown(one.key)}; it was left out"
                yield problem(entry, "bad-entry", message, one.line)
                continue
            yield Found(
                purl=rock(one.key, one.said),
                name=one.key,
                version=one.said,
                source=entry.source(f"{field}.{one.key}", one.line),
                scope=scope,
                origin=Origin.STANDARD_LIBRARY if one.key == "lua" else Origin.THIRD_PARTY,
            )


FORMAT = Format(
    name="luarocks.lock",
    reads="luarocks.lock of LuaRocks",
    files=("luarocks.lock",),
    licences="None in the file; the rockspec of the same rock in the tree says it.",
    gaps=(
        "The file does not say what needs what; the rockspec beside it says what is direct.",
        "Lua itself is marked as its library.",
    ),
    matches=matches,
    read=read,
)

"""``[tool.pixi]`` of pyproject.toml: what a project of Python asks for of conda, and of PyPI beside its standard tables."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import project
from copyfair.inventory.model import Found
from copyfair.inventory.pixi import wants
from copyfair.inventory.projects import project_table, table
from copyfair.inventory.python import is_name, is_version, pypi
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "pyproject.toml"


def recognises(entry: Entry) -> bool:
    """Few projects of Python use pixi.

    Raises:
        Unreadable: it cannot be read.
    """
    return entry.name == "pyproject.toml" and b"tool.pixi" in entry.data


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with what it asks for in the tables of pixi; one without a name is known by its folder.

    Raises:
        Unreadable: it cannot be read or is no TOML.
    """
    data = entry.toml()
    about = project_table(data)
    name, version = about.get("name"), about.get("version")
    known = version if is_version(version) else None
    asked = wants(entry, table(data, "tool", "pixi"), "tool.pixi.")
    if is_name(name):
        yield from project(entry, asked, purl=pypi(name, known), name=name, version=known)
    else:
        yield from project(entry, asked)


FORMAT = Format(
    name="tool-pixi",
    reads="the tables of pixi in pyproject.toml: what a project asks for, of conda and of PyPI",
    files=("pyproject.toml",),
    licences="None in these tables; `conda-meta` of an environment in the tree, and pixi.lock, say it.",
    gaps=("Ranges are not resolved: without pixi.lock a component has no version unless it is pinned with `==`.",),
    matches=matches,
    recognises=recognises,
    read=read,
)

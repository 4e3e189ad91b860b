"""Components declared by hand in ``[tool.copyfair]`` of a ``pyproject.toml``."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format, copyfair_toml
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_TABLE = re.compile(r"\s*\[\[\s*tool\.copyfair\.component\s*\]\]")


def matches(entry: Entry) -> bool:
    """Where the settings of the scanned project stand: a copyfair.toml beside it counts instead."""
    at_top = entry.name == "pyproject.toml" and entry.folder == "."
    return at_top and not (entry.root / "copyfair.toml").is_file()


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The `[[tool.copyfair.component]]` entries.

    Raises:
        Unreadable: the file cannot be read.
    """
    text = entry.text()
    if "copyfair" not in text:
        return
    from copyfair.errors import InputError  # noqa: PLC0415 - with the next: only where there are such settings
    from copyfair.settings import parse_shared_settings  # noqa: PLC0415

    try:
        settings = parse_shared_settings(text)
    except InputError as error:
        yield problem(entry, "bad-syntax", error.message)
        return
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _TABLE.match(line)]
    yield from copyfair_toml.declared(entry, settings.component if settings else (), lines)


FORMAT = Format(
    name="tool-copyfair",
    reads="components declared by hand in pyproject.toml",
    files=("pyproject.toml",),
    licences="`license` of the entry, or the licence file that it names.",
    gaps=("Only the file in the scanned folder itself, and only where no copyfair.toml stands beside it.",),
    matches=matches,
    read=read,
)

"""setup.cfg of setuptools: a project of Python as it was described before pyproject.toml."""

import configparser
import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.inventory.setup_files import Described, Listed, described
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_BYTES = 256 * 1024
_LOOKED_UP = re.compile(r"(?:file|attr|find|find_namespace):")
_DESCRIBES = re.compile(r"^\[(?:metadata|options)\]", re.MULTILINE)
_EXTRAS = "options.extras_require"


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "setup.cfg"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with what it asks for; many such files only hold settings of tools.

    Raises:
        Unreadable: it cannot be read, or is no such file.
    """
    if len(entry.data) > _MOST_BYTES:
        raise Unreadable("file-too-large", f"a setup.cfg is read up to {_MOST_BYTES >> 10} KiB")
    text = entry.text()
    if _DESCRIBES.search(text) is None:
        return
    settings = _Parser(strict=False, allow_no_value=True)
    try:
        settings.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or next((number for number, _ in getattr(error, "errors", ())), None)
        raise Unreadable("bad-syntax", "it is no list of sections with settings", line) from None
    yield from described(entry, _Settings(settings).described())


class _Parser(configparser.RawConfigParser):
    """Fields may be written with hyphens, too."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr.strip().lower().replace("-", "_")


class _Settings:
    """The sections of the file; what is looked up elsewhere (``file:``, ``attr:``) is not said here."""

    def __init__(self, settings: configparser.RawConfigParser) -> None:
        self._settings = settings
        self._computed: list[str] = []

    def described(self) -> Described:
        """The project."""
        extras = self._settings.options(_EXTRAS) if self._settings.has_section(_EXTRAS) else ()
        return Described(
            name=self._plain("metadata", "name"),
            version=self._plain("metadata", "version"),
            licence=self._plain("metadata", "license") or self._plain("metadata", "licence"),
            classifiers=tuple(self._lines("metadata", "classifiers")),
            requires=self._listed("options", "install_requires"),
            extras={extra: self._listed(_EXTRAS, extra) for extra in extras},
            builds=self._listed("options", "setup_requires"),
            tests=self._listed("options", "tests_require"),
            computed=tuple(self._computed),
        )

    def _plain(self, section: str, key: str) -> str:
        said = (self._settings.get(section, key, fallback="") or "").strip()
        return "" if _LOOKED_UP.match(said) else said

    def _lines(self, section: str, key: str) -> Iterator[str]:
        """One to a line; on a single line there may be semicolons between them, which markers have too."""
        said = self._plain(section, key)
        pieces = said.split(";") if "\n" not in said and not set(said) & {'"', "'"} else said.split("\n")
        yield from filter(None, (piece.partition(" #")[0].strip() for piece in pieces))

    def _listed(self, section: str, key: str) -> tuple[Listed, ...]:
        if _LOOKED_UP.match((self._settings.get(section, key, fallback="") or "").strip()):
            self._computed.append(key)
        return tuple(Listed(line) for line in self._lines(section, key) if not line.startswith("#"))


FORMAT = Format(
    name="setup.cfg",
    reads="setup.cfg of setuptools: a project of Python as it was described before pyproject.toml",
    files=("setup.cfg",),
    licences="`license` of `metadata`, classifiers; licence files beside it.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=(
        "Only `==` pins a version: of a range nothing is known.",
        "What is looked up elsewhere (`file:`, `attr:`) is not followed; requirement files beside it are read for themselves.",
        "What `[project]` of a pyproject.toml beside it says is not taken from here, as setuptools has it.",
    ),
    matches=matches,
    read=read,
)

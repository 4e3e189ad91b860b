"""Where files say that money is welcome: hints for a person to follow up, never an account to pay into.

Whoever can write a file into a package can write any address into it. So nothing that is read here is ever a payee:
that takes an entry in the registry (`copyfair.commons.registry`). A bank account in such a file is not even shown.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.loose_json import as_dict, as_list, as_text

__all__ = ["Hint", "hints"]

_MOST_FILES, _MOST_BYTES, _MOST_HINTS = 200_000, 1_000_000, 50
_SKIPPED = frozenset({".git", ".hg", ".svn", "__pycache__"})
_LABELS = ("fund", "donat", "sponsor")
_LINK = ("https://", "http://")


class Hint(msgspec.Struct, frozen=True, order=True):
    """Something that a file says about money.

    Attributes:
        file: path below the folder that was looked at.
        field: where in it.
        about: the package or project, as the file names it.
        says: an address, or what kind of channel it is.
    """

    file: str
    field: str
    about: str
    says: str

    def __str__(self) -> str:
        about = f" about {self.about}" if self.about else ""
        return f"unverified hint{about}: {self.says} ({self.file}, {self.field})"


def hints(root: Path) -> tuple[Hint, ...]:
    """What the files below a folder say, sorted; a file that cannot be read gives none."""
    return tuple(sorted({hint for entry in _entries(root) for hint in _read(entry)}))


def _entries(root: Path) -> Iterator[Entry]:
    seen = 0
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in _SKIPPED)
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        for name in sorted(names):
            seen += 1
            if seen > _MOST_FILES:
                return
            if _reader(here / name) is not None:
                yield Entry(root, here / name)


_Reader = Callable[[Entry], Iterator[Hint]]


def _reader(path: PurePosixPath) -> _Reader | None:
    if path.name == "METADATA" and not path.parent.name.endswith(".dist-info"):
        return None
    return _READERS.get(path.name)


def _read(entry: Entry) -> Iterator[Hint]:
    reader = _reader(entry.path)
    try:
        if reader is None or len(entry.head(_MOST_BYTES + 1)) > _MOST_BYTES:
            return
        for number, hint in enumerate(reader(entry)):
            if number == _MOST_HINTS:
                return
            yield hint
    except (Unreadable, RecursionError):
        return


# ---------------------------------------------------------------- one reader a kind of file


def _npm(entry: Entry) -> Iterator[Hint]:
    """``funding`` of a package.json: an address, a table with one, or a list of either."""
    manifest = as_dict(entry.json())
    given = manifest.get("funding")
    for number, one in enumerate(given if isinstance(given, list) else [given]):
        address = as_text(one) or as_text(as_dict(one).get("url"))
        field = f"funding[{number}]" if isinstance(given, list) else "funding"
        yield from _link(entry, field, as_text(manifest.get("name")), address)


def _funding_json(entry: Entry) -> Iterator[Hint]:
    """funding.json, version 1: the channels, and of each only its kind unless it is a web address."""
    given = as_dict(entry.json())
    about = as_text(as_dict(given.get("entity")).get("name"))
    for number, channel in enumerate(as_list(as_dict(given.get("funding")).get("channels"))):
        kind, address = as_text(as_dict(channel).get("type")), as_text(as_dict(channel).get("address"))
        field = f"funding.channels[{number}]"
        if kind != "bank" and address.startswith(_LINK):
            yield from _link(entry, field, about, address)
        elif kind:
            says = f"a channel of the kind {kind!r}; ask for it over an address that you already know"
            yield Hint(str(entry.path), field, about, says)


def _github(entry: Entry) -> Iterator[Hint]:
    """``.github/FUNDING.yml``: the name of a platform, and one account on it or several."""
    import yaml  # noqa: PLC0415 - only where there is such a file

    try:
        given = yaml.load(entry.text(), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes texts, lists and tables only
    except yaml.YAMLError:
        return
    for platform, accounts in as_dict(given).items():
        for account in accounts if isinstance(accounts, list) else [accounts]:
            text = as_text(account)
            if text and platform == "custom":
                yield from _link(entry, "custom", "", text)
            elif text:
                yield Hint(str(entry.path), str(platform), "", f"{text!r} on {platform}")


def _project(entry: Entry) -> Iterator[Hint]:
    """``[project.urls]`` of a pyproject.toml."""
    project = as_dict(entry.toml().get("project"))
    yield from _labelled(entry, "project.urls", as_text(project.get("name")), as_dict(project.get("urls")))


def _metadata(entry: Entry) -> Iterator[Hint]:
    """``Project-URL`` lines of an installed Python package."""
    headers = HeaderParser().parsestr(entry.text())
    pairs = (str(line).partition(",") for line in headers.get_all("Project-URL", []))
    links = {label.strip(): url for label, _, url in pairs}
    yield from _labelled(entry, "Project-URL", as_text(headers.get("Name")), links)


def _labelled(entry: Entry, field: str, about: str, links: Mapping[str, Any]) -> Iterator[Hint]:
    for label, address in links.items():
        if any(word in label.lower() for word in _LABELS):
            yield from _link(entry, f"{field}: {label}", about, as_text(address))


def _link(entry: Entry, field: str, about: str, address: str) -> Iterator[Hint]:
    if address.startswith(_LINK):
        yield Hint(str(entry.path), field, about, address)


_READERS: Mapping[str, _Reader] = {
    "FUNDING.yml": _github,
    "METADATA": _metadata,
    "funding.json": _funding_json,
    "package.json": _npm,
    "pyproject.toml": _project,
}

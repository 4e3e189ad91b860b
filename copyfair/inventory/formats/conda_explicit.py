"""Lists of addresses that conda installs as they stand: ``conda list --explicit``, and what conda-lock renders for one platform."""

import re
from collections.abc import Iterator

from copyfair.inventory.conda import conda, is_name, is_version
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(
    r"conda(?:-[a-z0-9_-]+)?\.lock|(?:conda-)?(?:explicit|spec-file)(?:[-_.][\w.-]+)?\.txt", re.IGNORECASE
)
_MARK = "@EXPLICIT"
_PACKAGE = re.compile(r"(.+)-(\d[^-]*)-[^-]+\.(?:tar\.bz2|conda)")
_MOST_BYTES = 64 * 1024


def matches(entry: Entry) -> bool:
    """``conda.lock``, ``conda-linux-64.lock``, ``explicit.txt`` and names like them."""
    return _FILE.fullmatch(entry.name) is not None


def recognises(entry: Entry) -> bool:
    """By a name that only conda-lock gives; otherwise conda's mark stands at its head.

    Raises:
        Unreadable: it cannot be read.
    """
    return matches(entry) and (entry.name.endswith(".lock") or _MARK.encode() in entry.head(_MOST_BYTES))


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no such list.
    """
    lines = [line.strip() for line in entry.text().split("\n")]
    if _MARK not in lines and any(line and not line.startswith("#") for line in lines):
        raise Unreadable("bad-syntax", f"it has no line {_MARK}")
    for number, line in enumerate(lines, 1):
        if not line or line == _MARK or line.startswith("#"):
            continue
        found = _PACKAGE.fullmatch(line.partition("#")[0].rpartition("/")[2])
        name, version = (found[1], found[2]) if found else ("", "")
        if "/" not in line or not is_name(name) or not is_version(version):
            yield problem(entry, "bad-entry", f"no address of a package: {shown(line)}; it was left out", number)
        else:
            yield Found(purl=conda(name, version), name=name, version=version, source=entry.source(line=number))


FORMAT = Format(
    name="conda-explicit",
    reads="explicit lists of conda, for one platform (conda.lock, conda-linux-64.lock, explicit.txt)",
    files=("conda.lock", "conda-*.lock", "explicit.txt", "spec-file.txt"),
    licences="None in the file; `conda-meta` of an environment in the tree says it.",
    gaps=(
        "The file does not say what is direct, nor what needs what.",
        "What conda-lock leaves in comments for pip is not read.",
        "Channel, build and platform are not part of a component's name.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)

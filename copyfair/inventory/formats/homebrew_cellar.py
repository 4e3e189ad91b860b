"""What Homebrew installed: a receipt and the formula in each ``Cellar/<name>/<version>``.

A formula is a program in Ruby. It is read as text and never run.
"""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_list, as_text, load
from copyfair.inventory.model import Claim, Combine, Depth, Found, Requirement
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_RECEIPT = "INSTALL_RECEIPT.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@+_.-]{0,127}", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_.,-]{0,127}", re.ASCII)
_LICENCE = re.compile(r"^[ \t]{0,40}license[ \t]{1,40}(?=\S)([^\n]{1,4000})", re.MULTILINE)
_LIST = re.compile(r"[ \t]*license[ \t]+(any_of|all_of):[ \t]*\[([^\[\]{}]{0,4000})\]")
_TEXTS = re.compile(r'\s*"[^"\n#]*"(?:\s*,\s*"[^"\n#]*")*\s*,?\s*')
_TEXT = re.compile(r'"([^"\n#]*)"')
_COMBINED = {"any_of": Combine.ANY, "all_of": Combine.ALL}


def _matches(entry: Entry) -> bool:
    return _package(entry) is not None


def _package(entry: Entry) -> tuple[str, str] | None:
    """Name and version of the package that this file belongs to, from its folders."""
    is_receipt = entry.name == _RECEIPT
    if not is_receipt and not entry.name.endswith(".rb"):
        return None  # asked of every file of a tree
    parts = entry.path.parts
    if is_receipt and parts[-4:-3] == ("Cellar",):
        return parts[-3], parts[-2]
    if parts[-5:-4] == ("Cellar",) and parts[-2] == ".brew":
        return parts[-4], parts[-3]
    return None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package; a receipt knows what it needs, a formula its licence.

    Raises:
        Unreadable: the file cannot be read.
    """
    name, version = _package(entry) or ("", "")
    if not _NAME.fullmatch(name) or not _VERSION.fullmatch(version):
        yield problem(entry, "bad-entry", f"its folder names no package with a version: {shown(f'{name}/{version}')}")
        return
    receipt: dict[str, Any] = {}
    claims: list[Claim] = []
    if entry.name == _RECEIPT:
        loaded, replaced = load(entry)
        yield from replaced
        if not isinstance(loaded, dict):
            raise Unreadable("bad-syntax", f"it is {shown(loaded)}, no receipt")
        receipt = loaded
    else:
        claims = list(_claims(entry))
    full = (as_text(as_dict(one).get("full_name")) for one in as_list(receipt.get("runtime_dependencies")))
    needed = [one.rpartition("/")[2] for one in full]  # without the tap that it comes from
    needs = {Requirement(target=_brew(one)) for one in needed if _NAME.fullmatch(one)}
    yield Found(
        purl=_brew(name, version),
        name=name,
        version=version,
        source=entry.source(),
        claims=tuple(claims),
        requires=tuple(sorted(needs)),
        depth=_depth(receipt),
    )


def _depth(receipt: dict[str, Any]) -> Depth:
    """Somebody asked for it by name, or it came with another one."""
    asked = receipt.get("installed_on_request")
    return Depth.UNKNOWN if not isinstance(asked, bool) else Depth.DIRECT if asked else Depth.TRANSITIVE


def _brew(name: str, version: str | None = None) -> str:
    return purl.make("brew", name, version)


def _claims(entry: Entry) -> Iterator[Claim]:
    """``license``: a text, or a list of which any or all count; of what is written otherwise no more than that it is there."""
    text = entry.text()
    found = _LICENCE.search(text)
    if found is None:
        return
    listed = _LIST.match(text, found.start())
    said, combine = (found[1].partition("#")[0], Combine.ONE) if listed is None else (listed[2], _COMBINED[listed[1]])
    statements = tuple(_TEXT.findall(said)) if _TEXTS.fullmatch(said) else (UNREADABLE,)
    source = entry.source("license", text.count("\n", 0, found.start()) + 1)
    combine = combine if len(statements) > 1 else Combine.ONE
    yield Claim(statements=statements, source=source, combine=combine, is_spdx=True)


FORMAT = Format(
    name="homebrew-cellar",
    reads="what Homebrew installed in a system or an image that lies in the folder",
    files=("Cellar/*/*/INSTALL_RECEIPT.json", "Cellar/*/*/.brew/*.rb"),
    licences="`license` of the formula that lies with each package.",
    lists="`any_of`: the user may choose; `all_of`: all bind.",
    gaps=(
        "A formula is a program and read as text: a licence with an exception, and lists within lists, stay unknown.",
        "Casks, and the formulae of taps that nobody installed, are not read.",
    ),
    matches=_matches,
    read=read,
)

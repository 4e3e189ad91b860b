"""What the formats of PHP share: names, licences, and what a package asks for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_text
from copyfair.inventory.model import Claim, Combine
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["claims", "composer", "exact", "is_name", "needs", "version_of"]

_NAME = re.compile(r"[a-z0-9]+(?:[_.-][a-z0-9]+)*/[a-z0-9]+(?:[_.-]{1,2}[a-z0-9]+)*", re.IGNORECASE | re.ASCII)
_EXACT = re.compile(
    r"=?\s*v?(\d+(?:\.\d+){1,3}(?:-(?:alpha|beta|rc|a|b|p|patch)\.?\d*)?)(?:\+[0-9A-Za-z.-]+)?(?:@\w+)?",
    re.IGNORECASE | re.ASCII,
)


def is_name(value: object) -> bool:
    """It can be the name of a package: ``vendor/name``."""
    # The length first: the pattern may try many ways through a long text.
    return isinstance(value, str) and len(value) <= 120 and _NAME.fullmatch(value) is not None


def composer(name: str, version: str | None = None) -> str:
    """The package URL of a package."""
    vendor, _, rest = name.partition("/")
    return purl.make("composer", rest, version, vendor) if rest else purl.make("composer", name, version)


def version_of(value: Mapping[str, Any]) -> str | None:
    """The version as written, without the ``v`` that tags have; some repositories give a date as a number."""
    said = value.get("version")
    text = str(said) if type(said) is int and said.bit_length() < 64 else as_text(said)
    return (text[1:] if re.match(r"[vV]\d", text) else text) or None


def exact(constraint: str) -> str | None:
    """The version that a constraint pins, without its ``v``; None for a range or a branch."""
    found = _EXACT.fullmatch(constraint) if len(constraint) <= 100 else None
    return found[1] if found else None


def needs(value: Mapping[str, Any], field: str = "require") -> Iterator[str]:
    """The packages that a package asks for; PHP itself, its extensions and Composer are none."""
    yield from (name.lower() for name in as_dict(value.get(field)) if is_name(name))


def claims(entry: Entry, value: Mapping[str, Any], at: str = "") -> Iterator[Claim | Problem]:
    """``license``: one name or a list, of which the user may choose (composer's documentation of the schema)."""
    said = value.get("license")
    if said is None or said in ("", []):
        return
    listed = said if isinstance(said, list) else [said]
    for item in listed:
        if not as_text(item):
            yield problem(entry, "bad-entry", f"{at}license says {shown(item)}, which names no licence")
    statements = tuple(as_text(item) or UNREADABLE for item in listed)
    combine = Combine.ANY if len(statements) > 1 else Combine.ONE
    yield Claim(statements=statements, source=entry.source(f"{at}license"), combine=combine, is_spdx=True)

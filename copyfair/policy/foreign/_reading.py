"""What the readers of other tools' policies share."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from copyfair.errors import ExpressionError
from copyfair.inventory.purl import make
from copyfair.licensing.expression import parse
from copyfair.policy.foreign import Draft

__all__ = [
    "allowed",
    "choice",
    "exception",
    "is_expression",
    "licences",
    "listed",
    "override",
    "package",
    "table",
    "tables",
    "word",
]


def word(value: Any, default: str = "") -> str:
    """A text, number or truth as it is written; without it, or for a list or table, the default."""
    return str(value) if isinstance(value, str | int | float) else default


def table(value: Any) -> Mapping[str, Any]:
    """A table; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> Iterator[Mapping[str, Any]]:
    """The tables of a list."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def listed(value: Any) -> tuple[str, ...]:
    """The texts of a list, or of one text with commas, each once."""
    if isinstance(value, str):
        value = value.split(",")
    texts = (one.strip() for one in value if isinstance(one, str)) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(text for text in texts if text))


def licences(names: Iterable[str], what: str, left: list[str]) -> tuple[str, ...]:
    """Those that are one SPDX licence, in its official spelling, each once; of the others it is said that they are left.

    Args:
        names: as the other tool has them.
        what: the list they stand in.
        left: takes what could not be carried over.
    """
    found: dict[str, None] = {}
    for name in names:
        try:
            terms = [str(term) for term in parse(name).terms()]
        except ExpressionError:
            terms = []
        if len(terms) == 1 and terms[0] not in ("NONE", "NOASSERTION"):
            found[terms[0]] = None
        else:
            left.append(f"{name[:100]!r} of {what}: it is not one SPDX licence")
    return tuple(found)


def allowed(names: Iterable[str], what: str, left: list[str]) -> tuple[str, ...]:
    """The same for the list of a tool that stops what it does not name."""
    found = licences(names, what, left)
    if not found:
        left.append(
            f"{what} names nothing that is known here, so it stops everything there and nothing here: list licences"
        )
    return found


def is_expression(text: object) -> bool:
    """It is an SPDX licence expression."""
    try:
        return isinstance(text, str) and bool(parse(text))
    except ExpressionError:
        return False


def exception(component: str, *, reason: str = "") -> Draft:
    """A component that the other tool lets through; copyfair asks why, who says so and until when."""
    return _draft("exception", {"component": component, "reason": reason}, ("reason", "approver", "until"))


def override(component: str, licence: str, *, versions: str = "", reason: str = "") -> Draft:
    """A licence that the other tool's users established."""
    fields = {"component": component, "license": licence, "versions": versions, "reason": reason}
    return _draft("overrides", fields, ("reason",))


def choice(component: str, take: str) -> Draft:
    """A side of an OR that the other tool's users took."""
    return _draft("choice", {"component": component, "take": take}, ("reason",))


def _draft(name: str, fields: Mapping[str, str], needed: Iterable[str]) -> Draft:
    given = tuple((key, value) for key, value in fields.items() if value)
    return Draft(table=name, fields=given, open=tuple(key for key in needed if not fields.get(key)))


_TYPES = {
    "bower": "bower",
    "bundler": "gem",
    "cargo": "cargo",
    "cocoapods": "cocoapods",
    "composer": "composer",
    "conan": "conan",
    "crate": "cargo",
    "gem": "gem",
    "go": "golang",
    "gomod": "golang",
    "gradle": "maven",
    "maven": "maven",
    "npm": "npm",
    "nuget": "nuget",
    "packagist": "composer",
    "pip": "pypi",
    "pipenv": "pypi",
    "pnpm": "npm",
    "pub": "pub",
    "pypi": "pypi",
    "swift": "swift",
    "yarn": "npm",
}
"""What other tools call an ecosystem, and the type of a package URL."""


def package(kind: str, name: str, version: str = "") -> str:
    """The package URL of a package of an ecosystem; empty where the ecosystem is not known or the name makes none."""
    known = _TYPES.get(kind.lower())
    space, _, last = name.rpartition("/")
    try:
        return make(known, last, version or None, space or None) if known and last else ""
    except ValueError:
        return ""

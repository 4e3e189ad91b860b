"""deno.json and deno.jsonc: a project of Deno or a package of JSR, and what its imports ask for."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.deno import asked, jsr
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.javascript import exact, is_name, stated_claims
from copyfair.inventory.loose_json import as_dict, as_text, commented
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Found
from copyfair.inventory.paths import neighbour
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its two names."""
    return entry.name in ("deno.json", "deno.jsonc")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project and what it asks for.

    Raises:
        Unreadable: it is no JSON object.
    """
    document = commented(entry)
    if not isinstance(document, dict):
        raise Unreadable("bad-syntax", f"a deno.json is a JSON object, this is {shown(document)}")
    name, version = as_text(document.get("name")), exact(as_text(document.get("version")))
    is_package = is_name(name) and name.startswith("@") and "/" in name
    if document.get("name") is not None and not is_package:
        message = f"name is {shown(document['name'])}, no name of a package of JSR (`@scope/name`)"
        yield problem(entry, "bad-entry", message)
    yield from project(
        entry,
        _wants(entry, document),
        purl=jsr(name, version) if is_package else None,
        name=name if is_package else None,
        version=version if is_package else None,
        claims=stated_claims(entry, document),
    )


def _wants(entry: Entry, document: dict[str, Any]) -> Iterator[Want | Problem]:
    yield from _mapped(entry, document, "")
    path = document.get("importMap")
    file = neighbour(entry, path) if path is not None and "://" not in as_text(path) else None
    if file is not None:
        try:
            yield from _mapped(file, as_dict(commented(file)), "")
        except Unreadable as stop:
            yield problem(entry, stop.code, f"its importMap {shown(path)} cannot be read: {stop.message}")
    elif path is not None:
        yield problem(entry, "missing-file", f"its importMap {shown(path)} does not lie in the folder; it was not read")


def _mapped(entry: Entry, document: dict[str, Any], at: str) -> Iterator[Want | Problem]:
    """An import map (`imports`, and `scopes` for parts of the project); a path to a file of the project asks for nothing."""
    tables = [(f"{at}imports", document.get("imports"))]
    scopes = as_dict(document.get("scopes"))
    tables += [(f"{at}scopes[{scope!r}]", table) for scope, table in scopes.items()]
    for field, table in tables:
        if table is not None and not isinstance(table, dict):
            yield problem(entry, "bad-entry", f"{field} is {shown(table)}, not a table")
        for alias, specifier in as_dict(table).items():
            found = asked(as_text(specifier))
            if found is not None:
                place = f"{field}[{alias!r}]"
                yield Want(purl=found.purl, name=found.name, version=found.version, at=place)
            elif as_text(specifier).startswith(("npm:", "jsr:", "http:", "https:")) or not as_text(specifier):
                yield problem(entry, "bad-entry", f"{field}: {shown(alias)} is {shown(specifier)}; it was left out")


FORMAT = Format(
    name="deno.json",
    reads="deno.json and deno.jsonc: a project of Deno or a package of JSR, and what its imports ask for",
    files=("deno.json", "deno.jsonc"),
    licences="`license`; licence files beside it.",
    lists="One SPDX expression.",
    gaps=(
        "What a program imports without the import map is in deno.lock alone.",
        "Ranges are not resolved: without deno.lock what it asks for has no version unless it is pinned.",
        "Everything counts as needed to run.",
    ),
    matches=matches,
    read=read,
)

"""META.json or META.yml of Perl: a distribution that the project makes, and MYMETA.json of one that is installed."""

from collections.abc import Iterator
from typing import Any

from copyfair.inventory.cpan import Distribution, distribution
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_dict, as_list, as_text, load
from copyfair.inventory.manifests import library, project
from copyfair.inventory.model import Claim, Combine, Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_SAYS_NOTHING = frozenset({"", "unknown"})


def matches(entry: Entry) -> bool:
    """``META.json`` and ``MYMETA.json``, and ``META.yml``, which older distributions have instead."""
    return entry.name in ("META.json", "MYMETA.json", "META.yml")


def recognises(entry: Entry) -> bool:
    """Others have files of this name too; Perl's name their own specification.

    Raises:
        Unreadable: it cannot be read.
    """
    return b"meta-spec" in entry.data


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The distribution with its licence.

    Raises:
        Unreadable: it is no table.
    """
    if entry.name == "META.yml":
        if entry.beside("META.json").is_file():
            return  # it says the same, and more
        meta: object = next(iter(entry.yaml()), None)
    else:
        meta, replaced = load(entry)
        yield from replaced
    if not isinstance(meta, dict):
        raise Unreadable("bad-syntax", f"a {entry.name} is a table, this is {shown(meta)}")
    said = f"{as_text(meta.get('name'))}-{as_text(meta.get('version'))}"
    named = distribution(said)
    if named is None:
        yield problem(entry, "bad-entry", f"no distribution with a version: {shown(said)}")
        return
    claims = _claims(entry, meta)
    installed = _installed(entry)
    if installed is not None:
        identity = Distribution(name=named.name, version=named.version, author=installed.author).purl
        yield from library(entry, purl=identity, name=named.name, version=named.version, claims=claims)
    elif entry.name != "MYMETA.json":
        yield from project(entry, (), purl=named.purl, name=named.name, version=named.version, claims=claims)


def _installed(entry: Entry) -> Distribution | None:
    """Who made an installed distribution stands in install.json beside it."""
    try:
        record = as_dict(load(entry.beside("install.json"))[0])
    except Unreadable:
        return None
    return distribution(as_text(record.get("pathname"))) or distribution(as_text(record.get("dist")))


def _claims(entry: Entry, meta: dict[str, Any]) -> Iterator[Claim | Problem]:
    """``license``: a list of short names; what several mean is left to the documentation of the distribution."""
    listed = meta.get("license")
    if listed is not None and not isinstance(listed, list | str):
        yield problem(entry, "bad-entry", f"license is {shown(listed)}, which names no licence")
    names = tuple(as_text(one) for one in (as_list(listed) or [listed]) if as_text(one) not in _SAYS_NOTHING)
    if names:
        combine = Combine.UNDEFINED if len(names) > 1 else Combine.ONE
        yield Claim(statements=names, source=entry.source("license"), combine=combine)


FORMAT = Format(
    name="META.json",
    reads="META.json or META.yml of a distribution of Perl, and MYMETA.json of one that is installed in the tree",
    files=("META.json", "META.yml", ".meta/*/MYMETA.json"),
    licences="`license`, the short names of the specification (`perl_5`, `artistic_2` …); licence files beside it.",
    lists="Several have no meaning in the specification: read as all of them, and the report says so.",
    gaps=(
        "What a distribution needs is listed by modules, not by distributions: cpanfile.snapshot beside it says which these are.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)

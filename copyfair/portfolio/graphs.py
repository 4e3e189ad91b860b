"""What needs what among the components of an organisation: shards do not keep it, so documents are read once more.

Only a commons that passes fees on asks for it, and only the documents that list what belongs to it are read.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from copyfair.errors import InputError
from copyfair.inventory.model import Component, Depth, Inventory
from copyfair.portfolio.model import Given
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.shards import bill_in, project_in
from copyfair.portfolio.sources import contents, documents, fetched

__all__ = ["Wanted", "projects"]

_LARGEST = 64 * 1024 * 1024
"""Bytes of a document that are read: as many as an ingest can be told to read."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the store knows it.

    Attributes:
        organisation: whose it is.
        sha256: of its bytes; empty for a project.
        components: package URLs of what it lists.
    """

    organisation: str
    sha256: str
    components: frozenset[str]


def projects(sources: Sequence[str], wanted: Mapping[str, Wanted]) -> dict[str, tuple[Component, ...]]:
    """By organisation, the components of its documents as those of one project.

    What one document says a component needs counts for all: the organisation pays once for all of them.

    Args:
        sources: of the ingest, as they were given.
        wanted: by name of the document.

    Raises:
        InputError: a document is not there any more, or is not what was ingested.
    """
    merged: dict[str, dict[str, Component]] = {one.organisation: {} for one in wanted.values()}
    missing = set(wanted)
    for given in documents(sources, Organisations(), _LARGEST) if wanted else ():
        if given.name in missing:
            missing.remove(given.name)
            one = wanted[given.name]
            _merge(merged[one.organisation], _checked(given, one))
    if missing:
        raise InputError("is not there any more, and how the fee is passed on depends on it", where=min(missing))
    return {name: tuple(found[purl] for purl in sorted(found)) for name, found in merged.items()}


def _checked(given: Given, wanted: Wanted) -> tuple[Component, ...]:
    """The components of a document that is what was ingested."""
    (read,) = fetched(contents([given], _LARGEST))
    found: Inventory | None = None
    if given.is_repository:
        found = project_in(given).read()
    elif not read.fault and hashlib.sha256(read.data).hexdigest() == wanted.sha256:
        found = bill_in(given, read.data)
    components = found.third_party if found is not None else ()
    if {one.purl for one in components} != wanted.components:
        raise InputError("has changed since it was ingested: ingest and decide again", where=given.name)
    return components


_NEAREST = (Depth.DIRECT, Depth.TRANSITIVE, Depth.UNKNOWN)


def _merge(found: dict[str, Component], components: Iterable[Component]) -> None:
    for one in components:
        had = found.get(one.purl)
        if had is not None:
            requires = tuple(sorted({*had.requires, *one.requires}))
            depth = next((depth for depth in _NEAREST if depth in (had.depth, one.depth)), had.depth)
            one = msgspec.structs.replace(had, requires=requires, depth=depth)  # noqa: PLW2901 - the two as one
        found[one.purl] = one

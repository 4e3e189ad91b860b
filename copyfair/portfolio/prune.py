"""Deletes what an estate no longer needs."""

from pathlib import Path

import msgspec

from copyfair.portfolio.store import Store

__all__ = ["Pruned", "prune"]


class Pruned(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the shards of a store.

    Attributes:
        kept: shards that the manifest names.
        deleted: shards that it does not.
        size: bytes of these.
    """

    kept: int
    deleted: int
    size: int


def prune(store: Path | str, *, is_trial: bool = False) -> Pruned:
    """Delete the shards that are no longer part of the estate; days that were decided stay.

    Of an ingest that was not finished this deletes what it had read beyond the one before; it is then read again.

    Args:
        store: folder of the store, or its URL; nobody may ingest into a store in object storage meanwhile.
        is_trial: delete nothing, only count.

    Raises:
        InputError: nothing was ingested yet, so that nobody can tell which shards count; or the store is in use.
    """
    place = Store(store)
    place.manifest()  # before a lock makes the folder
    with place.locked():
        named = set(place.manifest().shards)
        sizes = place.sizes()
        gone = sizes.keys() - named
        for name in () if is_trial else sorted(gone):
            place.remove(name)
    return Pruned(kept=len(sizes) - len(gone), deleted=len(gone), size=sum(sizes[name] for name in gone))

"""A store in object storage as a folder on this disk, for what works on files: to decide and to report."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from copyfair.errors import InputError
from copyfair.portfolio.objects import Bucket
from copyfair.portfolio.store import Store

__all__ = ["at_hand"]


@contextmanager
def at_hand(store: Path | str, *, shards: bool) -> Iterator[Path]:
    """The store as a folder: itself, or a copy of what is in object storage; what changes in the copy is put back.

    Args:
        store: its folder or URL.
        shards: the shards are needed too, not only what was decided.

    Raises:
        InputError: nothing was ingested yet, or the storage gives no good answer.
    """
    if isinstance(store, Path):
        yield store
        return
    bucket, named = Bucket(store), Store(store).manifest().shards
    with TemporaryDirectory(prefix="copyfair-") as name:
        folder = Path(name)
        bucket.bring(["manifest.json"], folder)
        bucket.bring([f"decided/{one}" for one in bucket.sizes("decided")], folder)
        if shards:
            there = bucket.sizes("shards")
            bucket.bring([f"shards/{one}" for one in named if one in there], folder)
        before = _state(folder)
        try:
            yield folder
        except InputError as error:  # what is wrong with the copy is wrong with the store
            raise InputError(error.message, where=error.where.replace(name, bucket.name)) from None
        for changed, _ in sorted(_state(folder).items() - before.items()):
            bucket.put(folder / changed, changed)


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """What of a store is put back when it changes, with the time and the size by which a change is known."""
    found = {}
    for file in folder.rglob("[!.]*"):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name != "lock" and not name.startswith("shards/"):
            found[name] = file.stat().st_mtime_ns, file.stat().st_size
    return found

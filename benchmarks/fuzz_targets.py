"""What is fuzzed: each reader of the inventory, on the files of its own cases; what else is read is in `fuzz_others.py`."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from zlib import crc32

import msgspec
from fuzz_documents import Kind, kind_of

TOP = Path(__file__).resolve().parents[1]
CASES = TOP / "tests" / "inventory"


class Seed(msgspec.Struct, frozen=True):
    """A file that can be read: of a tree, or a text of its own."""

    path: str
    data: bytes
    tree: Path = Path()


class Target(msgspec.Struct, frozen=True):
    """Something that reads what comes from outside.

    Attributes:
        name: of the format, or of what else it is.
        seeds: what it can read.
        read: read this seed with these bytes instead of its own, and (True) all else that lies in its tree; how much was
            found; raises what is a finding.
    """

    name: str
    seeds: tuple[Seed, ...]
    read: Callable[[Seed, bytes, bool], int]

    def run(self, seed: Seed, data: bytes) -> None:
        """Read once; what lies beside the file is read a third of the times, and always the same for the same bytes."""
        self.read(seed, data, crc32(data) % 3 == 0)

    def kinds(self) -> list[Kind | None]:
        """As what each seed is changed: where it is written as JSON, say, as much is found as in the seed itself."""
        return [self._kind(seed) for seed in self.seeds]

    def _kind(self, seed: Seed) -> Kind | None:
        found = self.read(seed, seed.data, True)
        return kind_of(seed.data, lambda written: self.read(seed, written, True) == found)


def targets(scratch: Path) -> dict[str, Target]:
    """Everything by name; the trees of the cases are copied below `scratch`."""
    from fuzz_others import others

    from copyfair.inventory.formats import all_formats

    every = [*(_of_format(one, scratch / one.name) for one in all_formats()), *others(scratch)]
    return {one.name: one for one in every}


def _of_format(found: object, scratch: Path) -> Target:
    from copyfair.inventory.entry import Entry

    seeds: list[Seed] = []
    for tree in sorted((CASES / found.name).glob("*/tree")):
        copy = scratch / tree.parent.name
        files = [path.relative_to(tree).as_posix() for path in sorted(tree.rglob("*")) if path.is_file()]
        seeds += [Seed(path, (tree / path).read_bytes(), copy) for path in files]

    paths: dict[Path, list[PurePosixPath]] = {}

    def read(seed: Seed, data: bytes, whole: bool) -> int:
        if not seed.tree.exists():
            source = CASES / found.name / seed.tree.name / "tree"
            shutil.copytree(source, seed.tree, symlinks=True)
        (seed.tree / seed.path).write_bytes(data)
        if seed.tree not in paths:
            paths[seed.tree] = list(_taken(found, seed.tree))
        own = PurePosixPath(seed.path)
        read_now = paths[seed.tree] if whole or own not in paths[seed.tree] else [own]
        try:
            return _check_tree(found, [Entry(seed.tree, path, format_name=found.name) for path in read_now])
        finally:
            (seed.tree / seed.path).write_bytes(seed.data)

    return Target(found.name, tuple(seeds), read)


def _check_tree(found: object, entries: Sequence[object]) -> int:
    """Read what the format takes of the tree, and put together what it yields, as a scan does; how much was found."""
    from copyfair.inventory.assemble import assemble
    from copyfair.inventory.entry import Unreadable
    from copyfair.inventory.model import Found
    from copyfair.inventory.rival_locks import rival_locks

    items: list[object] = []
    for entry in entries:
        try:
            if found.recognises is None or found.recognises(entry):
                items.extend(found.read(entry))
        except Unreadable as stop:
            must(bool(stop.message), "a refusal says why")
        except RecursionError:  # the scan makes a problem of it
            continue
    msgspec.json.encode(items)
    listed = [item for item in items if isinstance(item, Found)]
    must(all(one.purl.startswith("pkg:") for one in listed), "a package URL")
    must(all(claim.statements for one in listed for claim in one.claims), "a claim says something")
    components, _ = assemble(listed)
    msgspec.json.encode([components, list(rival_locks(listed))])
    return len(listed)


def must(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"broken: {what}")


def _taken(found: object, tree: Path) -> Iterator[PurePosixPath]:
    """Where the files (or folders) lie that the format takes by their names."""
    from copyfair.inventory.entry import Entry

    for path in sorted(tree.rglob("*")):
        entry = Entry(tree, PurePosixPath(path.relative_to(tree).as_posix()), format_name=found.name)
        if entry.is_dir() == found.folder and found.matches(entry):
            yield entry.path

"""Takes a piece out of a file, or puts another in its place, and reads what is left."""

from pathlib import Path, PurePosixPath

from hypothesis import strategies as st

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.problem import Problem


def read_torn(data: st.DataObject, found: Format, whole: bytes, root: Path, path: str) -> list[Found | Problem | Unreadable]:
    """What a reader makes of a torn file; a refusal counts as well.

    Everything that it yields can be used, whatever was torn.
    """
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 80)))
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:])
    try:
        items = list(found.read(Entry(root, PurePosixPath(path))))
    except Unreadable as stop:
        assert stop.message
        return [stop]
    for item in items:
        assert item.message if isinstance(item, Problem) else item.purl.startswith("pkg:")
        assert isinstance(item, Problem) or all(claim.statements for claim in item.claims)
    return list(items)

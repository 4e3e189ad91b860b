"""Takes a piece out of a file, or puts another in its place, and reads what is left."""

import re
from pathlib import Path, PurePosixPath

from hypothesis import strategies as st

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found
from copyfair.problem import Problem

_WORD = re.compile(rb"\"[^\"\n]*\"|'[^'\n]*'|[\w.+-]+|\n[ \t]*")
_OTHER_WORDS = (
    b"", b'""', b"null", b"true", b"0", b"-1", b"1e999", b"9" * 30, b"[]", b"[[]]", b"{}", b'["x"]', b'{"x": 1}', b"..", b"../../x", b"@", b"a@b@c",
    b"http://[", b"http://h:99999999", b"%zz", b"pkg:", b"\xc2\xb2", b"\\ud800", b"\xed\xa0\x80", b"\0", b"#", b"(MIT OR", b"*a", b"&a [*a]", b"<x/>", b"\n",
    b"2026-13-45",
)  # fmt: skip


@st.composite
def torn(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with a piece missing or replaced, or with another word in the place of one."""
    words = list(_WORD.finditer(whole))
    if words and draw(st.booleans()):
        word = draw(st.sampled_from(words))
        return whole[: word.start()] + draw(st.sampled_from(_OTHER_WORDS)) + whole[word.end() :]
    start = draw(st.integers(0, len(whole)))
    end = draw(st.integers(start, min(len(whole), start + 80)))
    return whole[:start] + draw(st.binary(max_size=8)) + whole[end:]


def read_torn(data: st.DataObject, found: Format, whole: bytes, root: Path, path: str) -> list[Found | Problem | Unreadable]:
    """What a reader makes of a torn file; a refusal counts as well.

    Everything that it yields can be used, whatever was torn.
    """
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data.draw(torn(whole)))
    return read_usable(found, Entry(root, PurePosixPath(path)))


def read_usable(found: Format, entry: Entry) -> list[Found | Problem | Unreadable]:
    """What a reader makes of an entry, each item of it looked at; a refusal counts as well."""
    try:
        items = list(found.read(entry))
    except Unreadable as stop:
        assert stop.message
        return [stop]
    for item in items:
        assert item.message if isinstance(item, Problem) else item.purl.startswith("pkg:")
        assert isinstance(item, Problem) or all(claim.statements for claim in item.claims)
    return list(items)

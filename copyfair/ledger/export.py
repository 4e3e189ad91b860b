"""A ledger as a file that anybody can check: one line of JSON for each entry, and the head at the end.

Every line is canonical JSON (RFC 8785): ``{"entry":{…},"files":{"<sha256>":"<base64>"},"hash":"…"}``, where the hash
is SHA-256 of the canonical entry. The last line is ``{"head":{…}}``.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from copyfair.canonical import canonical, is_canonical
from copyfair.ledger.books import Ledger, entry_of
from copyfair.ledger.model import Document, Head
from copyfair.ledger.verify import Checked, Flaw, Line, check

__all__ = ["export", "verify_export"]


def export(ledger: Ledger, *, files: bool = True) -> Iterator[bytes]:
    """The lines of the file, each with its line end.

    Args:
        ledger: what is exported; entries that are added meanwhile are not in it.
        files: with the documents themselves; without, their hashes stay, and who has a document can still check it.

    Raises:
        LedgerError: an entry cannot be read.
    """
    with ledger.base.snapshot():
        for hash_, text in ledger.base.rows("SELECT hash, entry FROM ledger_entries ORDER BY seq"):
            what = entry_of(text).what
            line: dict[str, Any] = {"entry": json.loads(text), "hash": hash_}
            if files:
                named = {one.sha256 for one in what.files} if isinstance(what, Document) else ()
                line["files"] = {name: base64.b64encode(ledger.data(name)).decode("ascii") for name in named}
            yield canonical(line) + b"\n"
        yield canonical({"head": ledger.head()}) + b"\n"


def verify_export(lines: Iterable[bytes], *, heads: Sequence[Head] = ()) -> Checked:
    """Check an exported file, without any database.

    Args:
        lines: of the file.
        heads: as in `check`.
    """
    flaws: list[Flaw] = []
    ends: list[Head] = []
    found = check(_read(lines, flaws, ends), heads=heads)
    if not ends:
        flaws.append(Flaw(where="the end of the file", says="there is no head, so entries may be missing at the end"))
    elif found.head is not None and ends[-1] != found.head:
        flaws.append(Flaw(where="the end of the file", says=f"the head says {ends[-1]}, the entries {found.head}"))
    elif found.head is None and ends[-1].seq:
        flaws.append(
            Flaw(where="the end of the file", says=f"the head says {ends[-1].seq} entries, and there are none")
        )
    return msgspec.structs.replace(found, flaws=(*found.flaws, *flaws))


def _read(lines: Iterable[bytes], flaws: list[Flaw], ends: list[Head]) -> Iterator[Line]:
    for number, raw in enumerate(lines, 1):
        where = f"line {number} of the file"
        if ends:
            flaws.append(Flaw(where=where, says="stands after the head"))
            return
        line = raw.removesuffix(b"\n")
        if not is_canonical(line) or not raw.endswith(b"\n"):
            flaws.append(Flaw(where=where, says="is not canonical JSON, so it was changed after the export"))
        try:
            _take(json.loads(line), ends)
            if not ends:
                yield _line(json.loads(line))
        except (ValueError, OverflowError, KeyError, TypeError, AttributeError, RecursionError, msgspec.MsgspecError):
            flaws.append(Flaw(where=where, says="is neither an entry nor a head"))


def _take(data: dict[str, Any], ends: list[Head]) -> None:
    if "head" in data:
        if set(data) != {"head"}:
            raise ValueError("a head stands alone")
        ends.append(msgspec.convert(data["head"], Head))


def _line(data: dict[str, Any]) -> Line:
    if set(data) - {"files"} != {"entry", "hash"}:
        raise ValueError("an entry has a hash, and its files")
    files = data.get("files")
    return Line(
        seq=int(data["entry"]["seq"]),
        hash=str(data["hash"]),
        text=canonical(data["entry"]),
        files=None if files is None else {name: _decoded(text) for name, text in files.items()},
    )


def _decoded(text: str) -> bytes:
    """The bytes; where the text is not the one that stands for them, nothing, which no hash fits."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
    return data if base64.b64encode(data).decode("ascii") == text else b""

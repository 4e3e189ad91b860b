"""Archives and databases with one thing inside changed: what holds it is whole, so that readers get to see the change."""

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

import msgspec

Change = Callable[[bytes, Random], bytes]
Members = list[tuple[str, bytes]]

_AR = b"!<arch>\n"
_FAULTS = (
    zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, KeyError, zlib.error, lzma.LZMAError,
    sqlite3.Error, OverflowError, UnicodeError,
)  # fmt: skip


class _Packing(msgspec.Struct, frozen=True):
    """How a compressed stream is told, opened, and made."""

    begins: bytes
    opened: Callable[[bytes], bytes]
    made: Callable[[bytes], bytes]


_PACKINGS = (
    _Packing(b"\x1f\x8b", gzip.decompress, lambda data: gzip.compress(data, 1)),
    _Packing(b"BZh", bz2.decompress, bz2.compress),
    _Packing(b"\xfd7zXZ", lzma.decompress, lzma.compress),
)


def changed_archive(data: bytes, random: Random, change: Change) -> bytes | None:
    """The archive or database with one of its members, or rows, changed; None where it is none.

    Args:
        data: the file.
        random: where chance comes from.
        change: changes what is inside, which may be an archive itself.
    """
    try:
        for packing in _PACKINGS:
            if data.startswith(packing.begins):
                return packing.made(change(packing.opened(data), random))
        if data.startswith(b"SQLite format 3\0"):
            return _changed_database(data, random, change)
        for begins, read, write in _KINDS:
            if data[begins[0] :].startswith(begins[1]):
                return write(_changed_members(read(data), random, change))
    except _FAULTS:
        return data
    return None


def _changed_members(members: Members, random: Random, change: Change) -> Members:
    if not members:
        return [("x", b"x")]
    at = random.randrange(len(members))
    name, content = members[at]
    match random.randrange(12):
        case 0:
            members[at] = (
                change(name.encode(), random).decode("utf-8", "replace").replace("\0", "")[:200] or "x",
                content,
            )
        case 1:
            members.insert(random.randrange(len(members)), members[at])
        case 2:
            del members[at]
        case _:
            members[at] = (name, change(content, random))
    return members


def _read_zip(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _write_zip(members: Members) -> bytes:
    made = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),  # of names that stand twice
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _read_tar(data: bytes) -> Members:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        files = [member for member in archive if member.isfile()]
        return [(member.name, content.read()) for member in files if (content := archive.extractfile(member))]


def _write_tar(members: Members) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in members:
            heading = tarfile.TarInfo(name)
            heading.size = len(content)
            archive.addfile(heading, io.BytesIO(content))
    return made.getvalue()


def _read_ar(data: bytes) -> Members:
    members, at = Members(), len(_AR)
    while at + 60 <= len(data):
        name, size = data[at : at + 16].decode("ascii"), int(data[at + 48 : at + 58])
        members.append((name.rstrip(), data[at + 60 : at + 60 + size]))
        at += 60 + size + size % 2
    return members


def _write_ar(members: Members) -> bytes:
    parts = [_AR]
    for name, content in members:
        heading = f"{name[:16]:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n"
        parts += [heading.encode("ascii", "replace"), content, b"\n" * (len(content) % 2)]
    return b"".join(parts)


_KINDS = (
    ((0, b"PK"), _read_zip, _write_zip),
    ((0, _AR), _read_ar, _write_ar),
    ((257, b"ustar"), _read_tar, _write_tar),
)
"""What stands where in an archive of the kind, and how it is read and written."""


def _changed_database(data: bytes, random: Random, change: Change) -> bytes:
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(data[:18] + b"\x01\x01" + data[20:])  # without the log that a copy in memory cannot have
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = random.choice(tables)
        for name, statement in base.execute("SELECT name, type FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP {statement} "{name}"')
        columns = [row[1] for row in base.execute(f'PRAGMA table_info("{table}")')]
        column = random.choice(columns)
        rows = base.execute(f'SELECT rowid, "{column}" FROM "{table}" LIMIT 1000').fetchall()  # noqa: S608 - names of our own
        place, value = random.choice(rows)
        new = _changed_value(value, random, change)
        base.execute(f'UPDATE OR REPLACE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, place))  # noqa: S608
        base.commit()
        return base.serialize()
    except IndexError:  # no table, or no row
        return data
    finally:
        base.close()


def _changed_value(value: object, random: Random, change: Change) -> object:
    match value:
        case bytes():
            return _changed_words(value, random, change)
        case str():
            new = change(value.encode(), random)
            return new if random.random() < 0.1 else new.decode("utf-8", "replace")
        case _:
            return random.choice((None, 0, -1, 2**62, 1.5, "x", b"x", ""))


def _changed_words(blob: bytes, random: Random, change: Change) -> bytes:
    """Bytes with texts between zeros, as rpm has them: another text of the same length, or other bytes."""
    words = blob.split(b"\0")
    at = random.choice([place for place, word in enumerate(words) if len(word) > 1] or [0])
    if random.random() < 0.7:
        words[at] = change(words[at], random)[: len(words[at])].replace(b"\0", b" ").ljust(len(words[at]))
        return b"\0".join(words)
    place = random.randrange(len(blob) or 1)
    return blob[:place] + bytes([random.choice((0, 1, 127, 128, 255, random.randrange(256)))]) + blob[place + 1 :]

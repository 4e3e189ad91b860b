"""The database of rpm: one of SQLite, or of the two older kinds.

The file is read into memory. One of SQLite is opened there: nothing that it defines can write, and a query that takes too
long ends.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.problems import problem
from copyfair.inventory.rpm_stores import is_berkeley, is_ndb, of_berkeley, of_ndb
from copyfair.inventory.system import Installed, distribution, installed, is_name, top
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_FOLDERS = (("var", "lib", "rpm"), ("usr", "lib", "sysimage", "rpm"), ("usr", "share", "rpm"))
_FILES = ("rpmdb.sqlite", "Packages.db", "Packages")
_MAGIC = b"SQLite format 3\0"
_MOST_STEPS = 5_000
"""Each is a thousand instructions of SQLite: some seconds."""
_MOST_PACKAGES = 50_000
_MOST_ENTRIES = 65_536
_MOST_VALUES = 1_000_000

_TAGS = {1000: "name", 1001: "version", 1002: "release", 1003: "epoch", 1014: "license", 1022: "arch"}
_LISTS = {1047: "provides", 1049: "requires"}
_INT, _STRING, _STRINGS, _TRANSLATED = 4, 6, 8, 9

_Header = Mapping[str, list[str]]


def _matches(entry: Entry) -> bool:
    return entry.name in _FILES and any(entry.path.parts[-len(folder) - 1 : -1] == folder for folder in _FOLDERS)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """Every package that is installed.

    Raises:
        Unreadable: it is no database of rpm.
    """
    folder = next(folder for folder in _FOLDERS if entry.path.parts[-len(folder) - 1 : -1] == folder)
    system = top(entry, (*folder, entry.name))
    log = entry.beside(entry.name + "-wal")
    if log.is_file() and log.head(1):
        yield problem(entry, "unsupported", "changes that rpm has not written back yet (rpmdb.sqlite-wal) are not read")
    packages: list[Installed] = []
    for number, blob in _rows(entry):
        try:
            header = _header(blob)
        except (ValueError, struct.error):
            what = f"package {number} is broken" if number else "it is cut short; packages are missing"
            yield problem(entry, "bad-entry", what)
            continue
        name, version = _one(header, "name"), _one(header, "version")
        if not is_name(name) or not version:
            yield problem(entry, "bad-entry", f"package {number} has no name or no version")
        elif name != "gpg-pubkey":  # a key, which rpm keeps among the packages
            packages.append(_package(entry, header, number))
    yield from installed("rpm", distribution(system, "rpm"), packages)


def _rows(entry: Entry) -> list[tuple[int, bytes]]:
    """Number and record of each package, by what the file is and not by its name."""
    data = entry.data
    if data.startswith(_MAGIC):
        return _of_sqlite(data)
    if is_berkeley(data) or is_ndb(data):
        try:
            return _within(of_ndb(data) if is_ndb(data) else of_berkeley(data), len(data))
        except (IndexError, struct.error):
            raise Unreadable("bad-syntax", "it is no database of rpm: it is cut short") from None
        except ValueError as error:
            raise Unreadable("bad-syntax", f"it is no database of rpm: {error}") from None
    raise Unreadable("bad-syntax", "it is no database of SQLite, of Berkeley DB, or of rpm's own kind")


def _of_sqlite(data: bytes) -> list[tuple[int, bytes]]:
    import sqlite3  # noqa: PLC0415 - few systems have such a database

    # 1 for 2 in these two bytes: read it without the log that a copy in memory cannot have.
    data = data[:18] + b"\x01\x01" + data[20:]
    steps = iter(range(_MOST_STEPS))
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(data)
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, len(data))
        base.execute("PRAGMA query_only = 1")
        base.execute("PRAGMA trusted_schema = 0")
        base.set_progress_handler(lambda: next(steps, None) is None, 1000)
        rows = base.execute("SELECT hnum, blob FROM Packages ORDER BY hnum LIMIT ?", (_MOST_PACKAGES + 1,))
        return _within(rows, len(data))
    except (sqlite3.Error, OverflowError, MemoryError) as error:
        raise Unreadable("bad-syntax", f"it is no database of rpm: {error}") from None
    except UnicodeError:  # its own message quotes a name that is not UTF-8
        raise Unreadable("bad-encoding", "it is no database of rpm: a name in it is not UTF-8") from None
    except AttributeError:
        raise Unreadable("unsupported", "this Python cannot open a database in memory") from None
    finally:
        base.close()


def _within(rows: Iterable[tuple[Any, Any]], most: int) -> list[tuple[int, bytes]]:
    """The rows, unless they are more than a table of this file could hold (a view makes up what it likes)."""
    found: list[tuple[int, bytes]] = []
    for number, blob in rows:
        most -= len(blob) if isinstance(blob, bytes) else 1
        if most < 0 or len(found) == _MOST_PACKAGES:
            raise Unreadable(
                "file-too-large", f"it has more than {_MOST_PACKAGES:,} packages, or more than it can hold"
            )
        found.append((number, blob if isinstance(blob, bytes) else b""))
    return found


def _header(blob: bytes) -> _Header:
    """The fields of a package that copyfair asks for.

    Raises:
        ValueError: what it says about itself does not fit.
    """
    count, size = struct.unpack_from(">II", blob)
    begins = 8 + 16 * count
    if count > _MOST_ENTRIES or begins + size > len(blob):
        raise ValueError("it is cut short")
    store = blob[begins : begins + size]
    found: dict[str, list[str]] = {}
    for index in range(count):
        tag, kind, offset, several = struct.unpack_from(">IIiI", blob, 8 + 16 * index)
        field = _TAGS.get(tag) or _LISTS.get(tag)
        if field and field not in found:  # each stands once; thousands of the same would be read from the whole store
            found[field] = _values(store, kind, offset, 1 if tag in _TAGS else several)
    return found


def _values(store: bytes, kind: int, offset: int, count: int) -> list[str]:
    if not 0 <= offset < len(store) or count > _MOST_VALUES:
        raise ValueError("a field lies outside")
    if kind == _INT:
        return [str(struct.unpack_from(">I", store, offset)[0])]
    if kind not in (_STRING, _STRINGS, _TRANSLATED):
        raise ValueError("a field is of another kind")
    values = store[offset:].split(b"\0", count)
    if len(values) <= count:
        raise ValueError("a field has no end")
    return [value.decode("utf-8", "replace") for value in values[:count]]


def _one(header: _Header, field: str) -> str:
    return header.get(field, [""])[0].strip()


def _package(entry: Entry, header: _Header, number: int) -> Installed:
    epoch, release = _one(header, "epoch"), _one(header, "release")
    version = _one(header, "version") + (f"-{release}" if release else "")
    said, at = _one(header, "license"), f"Packages[{number}]"
    return Installed(
        name=_one(header, "name"),
        version=f"{epoch}:{version}" if epoch not in ("", "0") else version,
        architecture=_one(header, "arch"),
        source=entry.source(at),
        claims=(Claim(statements=(said,), source=entry.source(f"{at}.License")),) if said else (),
        needs=tuple((name, Scope.RUNTIME) for name in header.get("requires", ())),
        provides=tuple(header.get("provides", ())),
    )


FORMAT = Format(
    name="rpm-database",
    reads="the database of rpm (Fedora, SUSE …) of a system or an image that lies in the folder",
    files=(
        "var/lib/rpm/rpmdb.sqlite",
        "usr/lib/sysimage/rpm/rpmdb.sqlite",
        "var/lib/rpm/Packages",
        "var/lib/rpm/Packages.db",
    ),
    licences="The field `License` of each package.",
    lists="Expressions say it themselves.",
    gaps=(
        "Databases over 64 MiB.",
        "Needs that name a file (`/bin/sh`) or a choice (`(a or b)`) are not followed, nor weak ones (`Recommends`).",
    ),
    matches=_matches,
    read=read,
)

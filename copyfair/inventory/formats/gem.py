"""A gem as RubyGems packs it: a tar archive with its metadata in YAML, and its files in another archive."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from copyfair.inventory.entry import Entry, Held, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_list, as_text
from copyfair.inventory.manifests import library
from copyfair.inventory.model import Claim, Found, Scope
from copyfair.inventory.packed import MOST_MEMBER_BYTES, archive_of, odd_names, packed
from copyfair.inventory.problems import problem, shown, unread
from copyfair.inventory.rubygems import Gem, Need, claims_of, gem, is_name, is_version
from copyfair.inventory.tarballs import Tarball, unpacked
from copyfair.inventory.texts import is_licence_name, licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By the ending."""
    return entry.name.endswith(".gem")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The gem.

    Raises:
        Unreadable: it is no gem.
    """
    outer = Tarball(entry.data, lambda name: name in ("metadata.gz", "data.tar.gz"), len(entry.data))
    yield from odd_names(entry, outer)
    if "metadata.gz" not in outer:
        raise Unreadable("bad-syntax", "the archive holds no metadata of a gem")
    described = _described(unpacked(outer.read("metadata.gz", len(entry.data)), MOST_MEMBER_BYTES))
    if described.name is None or described.version is None:
        said = f"{described.name}-{described.version}"
        yield problem(entry, "bad-entry", f"its metadata give no name and version: {shown(said)}")
        return
    claims = [*claims_of(entry, described), *_texts(entry, outer)]
    found = library(
        entry,
        purl=gem(described.name, described.version),
        name=described.name,
        version=described.version,
        claims=claims,
        requires=described.requires,
    )
    # Bundler keeps the archives of what it installed in `vendor/cache`, RubyGems in `cache` of a gem home.
    yield from archive_of(entry, found, evidence_only=entry.path.parent.name == "cache")


def _described(data: bytes) -> Gem:
    """What the metadata say; their tags of Ruby's classes are taken for what they are: texts, lists and tables."""
    document = as_dict(next(iter(Held("metadata", data).yaml()), None))
    name, version = document.get("name"), as_dict(document.get("version")).get("version")
    listed = as_list(document.get("licenses"))
    return Gem(
        name=as_text(name) if is_name(name) else None,
        version=as_text(version) if is_version(version) else None,
        licences=tuple(as_text(one) or UNREADABLE for one in listed),
        needs=tuple(_needs(as_list(document.get("dependencies")))),
    )


def _needs(listed: list[Any]) -> Iterator[Need]:
    for one in map(as_dict, listed):
        if is_name(one.get("name")):
            scope = Scope.RUNTIME if one.get("type") == ":runtime" else Scope.DEV
            yield Need(name=as_text(one["name"]), scope=scope)


def _texts(entry: Entry, outer: Tarball) -> Iterator[Claim | Problem]:
    if "data.tar.gz" not in outer:
        return
    try:
        inner = Tarball(outer.read("data.tar.gz", len(entry.data)), _is_licence, MOST_MEMBER_BYTES)
    except Unreadable as stop:
        yield unread(entry, stop)
        return
    yield from odd_names(entry, inner)
    top = packed(entry, inner)
    yield from text_claims(licence_files(top), top)


def _is_licence(name: str) -> bool:
    return is_licence_name(PurePosixPath(name).name) and "/" not in name


FORMAT = Format(
    name="gem",
    reads="a gem as RubyGems packs it (*.gem); those in a folder called `cache` say what others list, and list nothing",
    files=("*.gem", "vendor/cache/*.gem"),
    licences="`licenses` of its metadata; licence files at the top of what it packs.",
    lists="RubyGems gives the list no meaning: read as all of them, and the report says so.",
    matches=matches,
    read=read,
)

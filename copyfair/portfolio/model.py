"""What a store holds: shards of facts, each made from some hundred documents and never changed afterwards."""

import re
from pathlib import Path

import msgspec

from copyfair.inventory.model import Claim, Component, Depth, Origin, Scope, Source, StatedRight
from copyfair.problem import Problem

__all__ = ["Document", "Done", "Fact", "Given", "Manifest", "Read", "Reject", "Shard", "Statement", "statement_of"]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A document before it is read.

    Attributes:
        name: as reports call it: the source as it was given, and the way from there.
        organisation: whose it is, by the table of organisations; empty where the table names nobody.
        path: where it lies; None where `data` holds it.
        data: its bytes, for a member of an archive or a line of a stream.
        version: for an object in object storage, called `name`: its ETag.
        is_repository: `path` is a folder that is one project.
        fault: why it cannot be read, known before anybody tried; empty otherwise.
        size: bytes, as far as they are known before it is read.
    """

    name: str
    organisation: str = ""
    path: Path | None = None
    data: bytes | None = None
    version: str | None = None
    is_repository: bool = False
    fault: str = ""
    size: int = 0


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A document and its bytes.

    Attributes:
        given: the document.
        identity: changes when its content does; a hash of its bytes, where these must be read to know.
        data: its bytes; empty for a repository, and for an object that was not fetched yet.
        fault: why it cannot be read; empty otherwise.
    """

    given: Given
    identity: str = ""
    data: bytes = b""
    fault: str = ""


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says about a component's licence, word for word, apart from where it says so."""

    claims: tuple[Claim, ...] = ()
    rights: tuple[StatedRight, ...] = ()


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A component as documents list it, without what they say of its licence: the same bytes in every shard.

    The fields are those of `copyfair.inventory.model.Component`.
    """

    purl: str
    name: str
    version: str | None
    scope: Scope
    depth: Depth

    def component(self, statement: Statement) -> Component:
        """The component that this was, without its ways and places."""
        return Component(
            purl=self.purl,
            name=self.name,
            version=self.version,
            scope=self.scope,
            depth=self.depth,
            origin=Origin.THIRD_PARTY,
            paths=(),
            claims=statement.claims,
            found_in=(),
            rights=statement.rights,
        )


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was read.

    Attributes:
        name, organisation: as in `Given`.
        sha256: hash of its bytes in hex; empty for a repository.
        facts: numbers of its facts in the shard, by package URL; only what is judged.
        problems: what of it could not be read.
    """

    name: str
    organisation: str
    sha256: str
    facts: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


class Reject(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A document that was not read.

    Attributes:
        name, organisation: as in `Given`.
        reason: a word: too-large, broken, no-sbom, own-records, not-readable, worker-died.
        message: what happened to this very document.
    """

    name: str
    organisation: str
    reason: str
    message: str


class Shard(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of some hundred documents; each is there once with the same statement, however many documents have it.

    Attributes:
        documents, rejects: what was read and what was not.
        facts: those that documents list.
        says: by fact, the number of its statement.
        statements: each distinct one.
    """

    documents: tuple[Document, ...] = ()
    facts: tuple[Fact, ...] = ()
    says: tuple[int, ...] = ()
    statements: tuple[Statement, ...] = ()
    rejects: tuple[Reject, ...] = ()

    def said(self, fact: int) -> Statement:
        """What is said of the licence of a fact, by its number."""
        return self.statements[self.says[fact]]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the store holds: the outcome of the last ingest.

    Attributes:
        sources: as they were given.
        shards: names, in the order of the documents.
        rejects: documents of shards that killed their worker.
    """

    sources: tuple[str, ...] = ()
    shards: tuple[str, ...] = ()
    rejects: tuple[Reject, ...] = ()


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one shard.

    Attributes:
        shard: its name.
        documents, rejects: how many.
        size: bytes read.
        is_new: it was not there before.
    """

    shard: str
    documents: int
    rejects: int
    size: int
    is_new: bool


_NUMBERS = re.compile(r"\[\d+\]")


def statement_of(claims: tuple[Claim, ...], rights: tuple[StatedRight, ...]) -> Statement:
    """What is said, the same for every document and every place that says it."""
    return Statement(
        claims=tuple(msgspec.structs.replace(claim, source=_anywhere(claim.source)) for claim in claims),
        rights=tuple(msgspec.structs.replace(right, source=_anywhere(right.source)) for right in rights),
    )


def _anywhere(source: Source) -> Source:
    return Source(file="", field=_NUMBERS.sub("[]", source.field), format=source.format)

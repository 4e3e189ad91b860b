"""What travels out of the inventory: components and what files say about their licences."""

from enum import StrEnum

import msgspec

from copyfair.problem import Problem
from copyfair.settings import Entitlement

__all__ = [
    "Claim",
    "Combine",
    "Component",
    "Depth",
    "Found",
    "Hash",
    "Inventory",
    "Origin",
    "Requirement",
    "Scope",
    "Source",
    "Standing",
    "StatedRight",
]


class Scope(StrEnum):
    """What a component is needed for, best known use first."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"
    BUILD = "build"
    DEV = "dev"
    TEST = "test"
    UNKNOWN = "unknown"


class Depth(StrEnum):
    """How far a component is from the project itself."""

    ROOT = "root"
    DIRECT = "direct"
    TRANSITIVE = "transitive"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Whose a component is. Only third-party components are judged."""

    THIRD_PARTY = "third-party"
    FIRST_PARTY = "first-party"
    STANDARD_LIBRARY = "standard-library"


class Combine(StrEnum):
    """What a list of licences means in the format that holds it."""

    ONE = "one"
    """No list: a single statement."""
    ANY = "any"
    """The user may choose (composer.json, several `<license>` in a POM)."""
    ALL = "all"
    """All bind."""
    UNDEFINED = "undefined"
    """The format does not say; read as `ALL`, and the report says so."""


class Standing(StrEnum):
    """On whose word a claim rests, weakest first."""

    MENTIONED = "mentioned"
    """Prose about the component says so (a README); it may contradict, but settles nothing."""
    FOUND = "found"
    """A licence text or a file header lies with the component."""
    DECLARED = "declared"
    """The component's own metadata says so."""
    CONCLUDED = "concluded"
    """Somebody looked and concluded (an SBOM's author)."""
    RECORDED = "recorded"
    """The user recorded it in copyfair.toml, with a reason; overrides the rest."""


class Source(msgspec.Struct, frozen=True, kw_only=True, gc=False, order=True):
    """Where something was read.

    Attributes:
        file: path relative to the scanned folder, with forward slashes.
        field: the field or entry inside it, as ``License-Expression`` or ``packages[3].licenses``.
        line: first line, counted from one, where it is known.
        sha256: hash of the whole file in hex, where it was taken.
        format: name of the format that read it.
    """

    file: str
    field: str = ""
    line: int | None = None
    sha256: str | None = None
    format: str = ""


class Claim(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one place says about a component's licence, word for word.

    Attributes:
        statements: expressions, names, URLs or classifiers as written; for a
            text, its one element is the whole text.
        combine: what it means that there are several.
        standing: on whose word it rests.
        is_text: the statement is a licence text to be identified, not a name.
        primary: for a text: it is *the* licence file of the component, not
            one of several or one of something bundled inside.
        reason: why, for a recorded claim.
        is_spdx: the rules of the format ask for an SPDX expression in this place, so that an id of the SPDX list that
            others use as an abbreviation (``PPL``) means what the list says.
    """

    statements: tuple[str, ...]
    source: Source
    standing: Standing = Standing.DECLARED
    combine: Combine = Combine.ONE
    is_text: bool = False
    primary: bool = False
    reason: str = ""
    is_spdx: bool = False


class StatedRight(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A right of use that a file says somebody was granted, for one component.

    Attributes:
        entitlement: what it says; a text is empty where it says nothing.
        license: the licence it is a right under, as written there; empty for a right that is only put on record.
        source: where it stands.
        beside: other licences stand beside it, and nothing says that it replaces them.
    """

    entitlement: Entitlement
    license: str
    source: Source
    beside: bool = False


class Requirement(msgspec.Struct, frozen=True, kw_only=True, gc=False, order=True):
    """One component needs another.

    Attributes:
        target: the package URL of what is needed, with a version where the
            format pins it, without where any installed version will do.
        scope: what it is needed for.
    """

    target: str
    scope: Scope = Scope.RUNTIME


class Hash(msgspec.Struct, frozen=True, order=True, gc=False):
    """Of the archive in which a package manager fetches a component.

    Attributes:
        algorithm: as CycloneDX calls it (`SHA-256`); `yarn` for that of the archive which yarn itself makes of a package.
        value: in hex, small letters.
    """

    algorithm: str
    value: str


class Found(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a format reads: a component before the places are put together.

    Attributes:
        purl: package URL in canonical form; the identity by which places are joined.
        name: as people write it, with its namespace (``@scope/name``, ``group:name``).
        version: exact version, None where the file pins none.
        source: where this entry stands.
        claims: what this place says about the licence.
        rights: the rights of use that this place says somebody was granted.
        requires: what it needs; depth, scope and paths are worked out from these.
        scope: only where the file itself states it; otherwise UNKNOWN.
        origin: FIRST_PARTY for the project itself and its workspace members.
        home: for something that lies in the scanned tree as a folder (the
            project, a vendored library): that folder. Places with the same
            home are one component.
        weak: this place only tells about a folder (a LICENSE file); it takes
            name and purl from a better place with the same home.
        evidence_only: tells about a component but is no reason to list it
            (an installed distribution of an environment outside the tree).
        is_archive: this place is the archive of a package, as its package manager fetches it.
        hashes: of the archive in which its package manager fetches it, as far as the file says; several of one algorithm
            where there are several such archives (one a platform).
        overrides: a pattern of files whose own words do not count, since what this place says counts instead; then the
            patterns of those files of which that is not so.
        elsewhere: it does not come from its package manager's registry (but from a repository, say): what others have
            under its name and version may be something else.
    """

    purl: str
    name: str
    source: Source
    version: str | None = None
    claims: tuple[Claim, ...] = ()
    rights: tuple[StatedRight, ...] = ()
    requires: tuple[Requirement, ...] = ()
    scope: Scope = Scope.UNKNOWN
    depth: Depth = Depth.UNKNOWN
    origin: Origin = Origin.THIRD_PARTY
    home: str | None = None
    weak: bool = False
    evidence_only: bool = False
    is_archive: bool = False
    hashes: tuple[Hash, ...] = ()
    overrides: tuple[str, ...] = ()
    elsewhere: bool = False


class Component(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing the project is made of, wherever and however often it was found.

    Attributes:
        purl: package URL in canonical form (``pkg:npm/left-pad@1.3.0``).
        name: as people write it.
        version: exact version or None.
        scope: the best reason for which the project needs it.
        depth: direct or transitive.
        origin: whose it is.
        paths: shortest way from each root, names from the root to this component.
        requires: package URLs of what it needs itself, as far as a file says so.
        claims: everything any place says about its licence.
        found_in: every place it was found.
        rights: rights of use that any place says somebody was granted.
        hashes: of the archive it is fetched in, where the places agree.
    """

    purl: str
    name: str
    version: str | None
    scope: Scope
    depth: Depth
    origin: Origin
    paths: tuple[tuple[str, ...], ...]
    claims: tuple[Claim, ...]
    found_in: tuple[Source, ...]
    rights: tuple[StatedRight, ...] = ()
    requires: tuple[str, ...] = ()
    hashes: tuple[Hash, ...] = ()

    @property
    def label(self) -> str:
        """Name and version as a person would say it."""
        return f"{self.name} {self.version}" if self.version else self.name


class Inventory(msgspec.Struct, frozen=True, kw_only=True):
    """What is here.

    Attributes:
        root: name of what was scanned, never its path on this machine.
        components: sorted by package URL; the project's own parts are among them, marked by origin.
        sources: the files that were read, each once.
        problems: what could not be read.
    """

    root: str
    components: tuple[Component, ...]
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]

    @property
    def third_party(self) -> tuple[Component, ...]:
        """The components that are judged."""
        return tuple(c for c in self.components if c.origin is Origin.THIRD_PARTY)

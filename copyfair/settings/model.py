"""`copyfair.toml`: what a project records about itself.

One file beside the project's manifests holds what no tool can find out: components
declared by hand, which commons apply, rights bought, exceptions accepted, and, if
one likes, the actor and the use. Unknown fields are errors, because a mistyped
exception must not silently stop to count.
"""

import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec

__all__ = [
    "Breach",
    "Choice",
    "Combination",
    "Count",
    "DeclaredComponent",
    "Entitlement",
    "Exemption",
    "How",
    "Override",
    "Policy",
    "ProjectSettings",
    "ReadingChoice",
    "ReceiptFile",
    "RightType",
    "Selection",
    "Settings",
]


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """What the user wants to be looked at.

    Attributes:
        exclude: patterns for what is left out.
        include: patterns for what alone is looked at, and all that lies in it; none: everything.
        gitignore: what the .gitignore files of the tree and .git/info/exclude leave out is left out; with it go
            node_modules and environments that they name, and the licences that lie there.
    """

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    gitignore: bool = False

    def with_more(self, other: "Selection") -> "Selection":
        """Both together: what either leaves out is left out; `other` says what alone is looked at, if it says so."""
        return Selection(
            exclude=(*self.exclude, *other.exclude),
            include=other.include or self.include,
            gitignore=self.gitignore or other.gitignore,
        )


class ProjectSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[project]`: what is scanned.

    Attributes:
        name: shown in reports; empty: the folder's name.
        exclude: patterns as in .gitignore files for what is not part of the project.
        include: the same for what alone is looked at; none: everything.
        gitignore: what .gitignore files leave out is left out.
        license: SPDX expression under which the project goes out; empty: what its manifests and LICENSE files say.
    """

    name: str = ""
    license: str = ""
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    gitignore: bool = False

    @property
    def selection(self) -> Selection:
        """What of the folder is looked at."""
        return Selection(exclude=self.exclude, include=self.include, gitignore=self.gitignore)


class DeclaredComponent(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"licence_file": "licence-file"}
):
    """`[[component]]`: something no manifest lists, or whose licence the user has looked up.

    Attributes:
        name: as people write it.
        purl: package URL; a component with the same one that was found elsewhere is this one.
        version: exact version.
        license: SPDX expression the user has established.
        reason: how it was established; needed with `license`.
        kind: software, text, design, data or media.
        path: folder in the project it lies in.
        scope: what it is needed for.
        licence_file: its licence text, relative to copyfair.toml.
        url: where it comes from.
        facts: facts about this component (change date, release date …).
    """

    name: Annotated[str, msgspec.Meta(min_length=1)]
    purl: str = ""
    version: str = ""
    license: str = ""
    reason: str = ""
    kind: Literal["software", "text", "design", "data", "media"] = "software"
    path: str = ""
    scope: Literal["runtime", "optional", "build", "dev", "test"] = "runtime"
    licence_file: str = ""
    url: str = ""
    facts: dict[str, Any] = {}


class RightType(StrEnum):
    """Of which type a bought right is: the words of CycloneDX `licenseTypes`."""

    ACADEMIC = "academic"
    APPLIANCE = "appliance"
    CLIENT_ACCESS = "client-access"
    CONCURRENT_USER = "concurrent-user"
    CORE_POINTS = "core-points"
    CUSTOM_METRIC = "custom-metric"
    DEVICE = "device"
    EVALUATION = "evaluation"
    NAMED_USER = "named-user"
    NODE_LOCKED = "node-locked"
    OEM = "oem"
    PERPETUAL = "perpetual"
    PROCESSOR_POINTS = "processor-points"
    SUBSCRIPTION = "subscription"
    USER = "user"
    OTHER = "other"


class Count(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much a right covers: ``{ of = "seats", bought = 10, in_use = 7 }``.

    Attributes:
        of: what is counted, in the plural.
        bought: how many the right covers.
        in_use: how many are in use under this right; None: not known, so nobody can say whether it suffices.
    """

    of: Annotated[str, msgspec.Meta(min_length=1)]
    bought: Annotated[int, msgspec.Meta(ge=1)]
    in_use: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Entitlement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[entitlement]]`: a right on record: a bought licence, a receipt, a written permission.

    Attributes:
        component: package URL (``*`` as in file names; without a version: every version) or a plain name.
        reference: where the proof is (purchase order, letter).
        licensor: who granted it.
        licensee: to whom, by name, register number or VAT number; empty: the actor.
        valid_from, valid_until: first and last day.
        scope: what it covers, in words.
        types: of which type it is; several limit it together.
        count: how much it covers; None: it is not counted.
        renewed: the day it was bought or last renewed.
        purchaser: who bought it, where that is not the licensee.
        purchase_order: number of the order.
        alt_ids: other numbers it is known by.
    """

    component: Annotated[str, msgspec.Meta(min_length=1)]
    reference: Annotated[str, msgspec.Meta(min_length=1)]
    licensor: Annotated[str, msgspec.Meta(min_length=1)]
    licensee: str = ""
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    scope: str = ""
    types: tuple[RightType, ...] = ()
    count: Count | None = None
    renewed: datetime.date | None = None
    purchaser: str = ""
    purchase_order: str = ""
    alt_ids: tuple[str, ...] = ()


class Exemption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[exception]]`: the organisation knows a finding and lives with it until a day.

    It never changes a verdict; it keeps the finding from failing the check.

    Attributes:
        component: as in `Entitlement`.
        reason: why it is accepted.
        approver: who accepted it.
        until: last day; there is always one.
        verdict: what was accepted; the exception does not hold for anything worse. Empty: whatever it is.
    """

    component: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1)]
    approver: Annotated[str, msgspec.Meta(min_length=1)]
    until: datetime.date
    verdict: Literal["", "undetermined", "fee-due", "licence-needed", "prohibited"] = ""


class ReadingChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[reading]]`: how the organisation reads a place that a licence leaves open.

    Attributes:
        license: id of the licence.
        question: which open question of its file.
        take: the reading, by name.
        reason: why.
    """

    license: Annotated[str, msgspec.Meta(min_length=1)]
    question: Annotated[str, msgspec.Meta(min_length=1)]
    take: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1)]


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[choice]]`: which licence of an OR the organisation takes.

    Attributes:
        component: as in `Entitlement`.
        take: one side of the OR, as an SPDX expression.
        reason: why.
    """

    component: Annotated[str, msgspec.Meta(min_length=1)]
    take: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1)]


class Breach(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[breach]]`: the organisation kept not to a licence, and knows it. Nobody is presumed to.

    Attributes:
        component: as in `Entitlement`.
        reference: the notice, or how it was found out.
        noticed_on: the day of the notice, or of the discovery, whichever the licence counts from.
        cured_on: the day from which everything was in order again; None: not yet.
    """

    component: Annotated[str, msgspec.Meta(min_length=1)]
    reference: Annotated[str, msgspec.Meta(min_length=1)]
    noticed_on: datetime.date
    cured_on: datetime.date | None = None


class ReceiptFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[receipt]]`: a receipt that a steward signed for a fee that was paid.

    Attributes:
        file: the receipt, or a folder of them (every ``*.json`` in it), relative to copyfair.toml.
        key: the steward's key directory, which you trust for it, relative to copyfair.toml.
    """

    file: Annotated[str, msgspec.Meta(min_length=1)]
    key: Annotated[str, msgspec.Meta(min_length=1)]


class How(StrEnum):
    """How a component is combined with the project."""

    LINKED = "linked"
    """Into one work: linked, imported, built in, adapted."""
    BUNDLED = "bundled"
    """Passed on beside it, as a separate work."""
    TOOL = "tool"
    """Only used to make, test or run it; not passed on with it."""
    SERVICE = "service"
    """Run apart from it and called over a network."""
    UNKNOWN = "unknown"


class Combination(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[combination]]`: how components are combined with the project, which no manifest says.

    Attributes:
        component: as in `Entitlement`.
        how: in which way.
    """

    component: Annotated[str, msgspec.Meta(min_length=1)]
    how: How


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[overrides]]`: the licence of something that was found, where what is said about it disagrees or is unclear.

    What no file lists is declared as `[[component]]` instead. `copyfair clarify` writes these entries.

    Attributes:
        component: as in `Entitlement`.
        license: SPDX expression that the user has established.
        reason: how it was established.
        file: the text it rests on, by its path as reports give it; the record lapses when the text changes.
        sha256: hash of that text in hex; needed with `file`.
        versions: for which versions it holds, as in Python requirements (``>=2.1,<3``); empty: for all.
    """

    component: Annotated[str, msgspec.Meta(min_length=1)]
    license: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1)]
    file: str = ""
    sha256: Annotated[str, msgspec.Meta(pattern="^(?:[0-9a-fA-F]{64})?$")] = ""
    versions: str = ""


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[policy]`: what the organisation asks for beyond the licences.

    Attributes:
        evidence: fact -> the weakest kind of evidence with which it counts; with less it is unknown.
        allow: licences, categories of licences and named groups that may be used; once one is listed, no other may.
        deny: those that may not; the more precise entry wins, and of two as precise the one that denies.
        groups: name -> licences and categories.
        scopes: what is needed for anything else is not held against the policy; empty: everything is.
    """

    evidence: dict[str, str] = {}
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] = {}
    scopes: tuple[Literal["runtime", "optional", "build", "dev", "test"], ...] = ()


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of copyfair.toml.

    Attributes:
        extends: other files of settings, relative to this one; see `copyfair.settings.shared`.
        project: what is scanned.
        commons: paths of commons files, relative to copyfair.toml.
        actor, facts, use: as in actor.toml; a separate actor file replaces them.
        policy: which licences may be used, and what counts as evidence.
        component, entitlement, receipt, exception, reading, choice, breach, combination, overrides: records.
    """

    extends: str | tuple[str, ...] = ()
    project: ProjectSettings = ProjectSettings()
    commons: tuple[str, ...] = ()
    actor: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    use: dict[str, Any] = {}
    policy: Policy = Policy()
    component: tuple[DeclaredComponent, ...] = ()
    entitlement: tuple[Entitlement, ...] = ()
    receipt: tuple[ReceiptFile, ...] = ()
    exception: tuple[Exemption, ...] = ()
    reading: tuple[ReadingChoice, ...] = ()
    choice: tuple[Choice, ...] = ()
    breach: tuple[Breach, ...] = ()
    combination: tuple[Combination, ...] = ()
    overrides: tuple[Override, ...] = ()

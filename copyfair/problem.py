"""What could not be read or decided, as a value that reaches every report.

A `Problem` never stops a scan. Its code is one of `CODES`: stable, searchable,
and explained by ``copyfair explain CODE``.
"""

from enum import StrEnum

import msgspec

__all__ = ["CODES", "CodeInfo", "Problem", "Severity"]


class Severity(StrEnum):
    """How much of the answer a problem costs."""

    ERROR = "error"
    """Something that belongs in the answer is missing from it: the check cannot be clean."""
    WARNING = "warning"
    """The answer stands, but somebody should look."""
    NOTE = "note"
    """Worth knowing."""


class CodeInfo(msgspec.Struct, frozen=True):
    """What one problem code means and what to do about it."""

    severity: Severity
    meaning: str
    todo: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One thing that could not be read or decided.

    Attributes:
        code: a key of `CODES`.
        where: path relative to what was scanned, with ``:line`` where it is known.
        message: what happened to this very file or entry.
    """

    where: str
    code: str
    message: str

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code!r} is not a problem code")

    @property
    def severity(self) -> Severity:
        """How much of the answer this costs."""
        return CODES[self.code].severity

    @property
    def todo(self) -> str:
        """What to do about it."""
        return CODES[self.code].todo


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, CodeInfo] = {
    "ambiguous-record": CodeInfo(
        _E,
        "An entry of copyfair.toml or of a commons file gives a plain name that components of several ecosystems have.",
        "Write the package URL of the component that is meant.",
    ),
    "archive-differs": CodeInfo(
        _E,
        "An archive lies here under a name and version that a lockfile lists, and is not the one whose hash the lockfile has.",
        "Fetch it again; or, if it is meant to be another one, give it a version of its own.",
    ),
    "bad-encoding": CodeInfo(
        _E, "The file is not text in UTF-8.", "Save it as UTF-8, or leave it out with `exclude` in copyfair.toml."
    ),
    "bad-entry": CodeInfo(
        _E,
        "One entry of a file has the wrong shape; the other entries were read.",
        "Mend the entry, or make the file again with the tool that wrote it.",
    ),
    "bad-receipt": CodeInfo(
        _E,
        "A receipt that copyfair.toml lists cannot be trusted or read; it frees nobody.",
        "Ask the steward for it again, and for the key directory over an address you already know.",
    ),
    "bad-syntax": CodeInfo(
        _E,
        "The file breaks the rules of its format (JSON, TOML, a requirement line …).",
        "Make the file again with the tool that wrote it.",
    ),
    "file-too-large": CodeInfo(
        _E,
        "The file is larger than copyfair reads.",
        "Split it, scan its parts, or leave it out with `exclude` in copyfair.toml.",
    ),
    "list-meaning-undefined": CodeInfo(
        _N,
        "Several licences stand in a list, and the format does not say whether they all bind or one may be chosen; "
        "they are read as all binding.",
        "Record the component's licence as an expression in copyfair.toml.",
    ),
    "locks-disagree": CodeInfo(
        _W,
        "Two lockfiles of one project pin a package to different versions; both versions are listed and judged.",
        "Remove the lockfile that is not used any more, or make both again from the same manifest.",
    ),
    "missing-file": CodeInfo(
        _W,
        "A file that another file points to is not there.",
        "Restore it, or record the component's licence in copyfair.toml.",
    ),
    "not-a-file": CodeInfo(
        _E, "A folder stands where a file belongs, or the entry is neither file nor folder.", "Remove or rename it."
    ),
    "not-installed": CodeInfo(
        _N,
        "An optional, development, test or build dependency is declared, but the project's environment does not hold it; "
        "it is not judged.",
        "Install it and check again, if its licence should be checked too.",
    ),
    "not-readable": CodeInfo(
        _E, "The operating system does not let copyfair read this.", "Give read permission, or leave it out."
    ),
    "receipt-not-counted": CodeInfo(
        _W,
        "A receipt is genuine, but has run out, has not begun, or was given to somebody else; it frees nobody here.",
        "Ask the steward for a new one when the next fee is paid, or take it out of copyfair.toml.",
    ),
    "stale-record": CodeInfo(
        _W,
        "An entry of copyfair.toml (an override, an entitlement, an exception, a commons) matched nothing, has run out, does "
        "nothing, or rests on something that has changed.",
        "Remove it or bring it up to date.",
    ),
    "symlink-outside": CodeInfo(
        _E,
        "A symbolic link leads out of the scanned folder or in a circle; it was not followed.",
        "Scan the place it leads to, or leave the link out with `exclude` in copyfair.toml.",
    ),
    "too-deep": CodeInfo(
        _E, "The file or folder is nested deeper than copyfair follows.", "Flatten it, or leave it out with `exclude`."
    ),
    "too-many-unknowns": CodeInfo(
        _W,
        "So many facts are missing that not every combination was tried; the decision stays open.",
        "Give some of the facts that the decision names.",
    ),
    "too-slow": CodeInfo(
        _E,
        "Reading a file took longer than copyfair gives to one; the entries behind that point are missing.",
        "Split it, or leave it out with `exclude` in copyfair.toml; please report a file that is small.",
    ),
    "unsupported": CodeInfo(
        _E,
        "copyfair knows this format or version but does not read it yet, so what it lists is missing from the answer.",
        "Give the same content in a format that `copyfair explain formats` lists, for example a CycloneDX file.",
    ),
    "unused-policy-entry": CodeInfo(
        _N,
        "A policy allows a licence or category by which no component here is let through, or has a group that no list names.",
        "Leave it out if nothing is expected to need it.",
    ),
    "unused-environment": CodeInfo(
        _N,
        "An environment was given or found, but nothing in the project asks for what it holds.",
        "Give the environment of this project, or none.",
    ),
}
"""Every problem code, in one place."""

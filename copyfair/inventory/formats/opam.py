"""opam files of OCaml: a package that the project makes, or one of a switch that lies in the tree."""

import re
from collections.abc import Iterator, Sequence

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, library, project
from copyfair.inventory.model import Claim, Combine, Found, Requirement, Scope
from copyfair.inventory.ocaml import Need, Token, fields, needs
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read", "recognises"]

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_+-]{0,127}")
_VERSION = re.compile(r"[A-Za-z0-9_.+~-]{1,100}")
_MOST_BYTES = 256 * 1024
_LOCKED = ".opam.locked"
_SCOPES = (
    ("with-test", Scope.TEST),
    ("with-doc", Scope.DEV),
    ("with-dev-setup", Scope.DEV),
    ("with-tools", Scope.DEV),
    ("dev", Scope.DEV),
    ("build", Scope.BUILD),
)
"""Words in the braces behind a package that say when it is needed."""


def matches(entry: Entry) -> bool:
    """``opam``, ``*.opam`` and ``*.opam.locked``; not the folder that has this name."""
    return entry.name == "opam" or entry.name.endswith((".opam", _LOCKED))


def recognises(entry: Entry) -> bool:
    """A file called ``opam`` may also be the program of that name."""
    return entry.name.endswith((".opam", _LOCKED)) or b"opam-version" in entry.head(1 << 16)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package with its licence and what it asks for.

    Raises:
        Unreadable: it is no opam file.
    """
    if len(entry.data) > _MOST_BYTES:
        raise Unreadable(
            "file-too-large", f"it has {len(entry.data) >> 10} KiB; an opam file is read up to {_MOST_BYTES >> 10} KiB"
        )
    said = fields(entry.text())
    if "opam-version" not in said and "depends" not in said:
        raise Unreadable("bad-syntax", "it has neither opam-version nor depends")
    if entry.name.endswith(_LOCKED):
        yield from _pinned(entry, said)
        return
    name, version = _identity(entry, said)
    is_named = _NAME.fullmatch(name) is not None
    if name and not is_named:
        yield problem(entry, "bad-entry", f"name is {shown(name)}, no name of a package")
    identity = purl.make("opam", name, version) if is_named else None
    claims = tuple(_claims(entry, said))
    wants = list(_wants(entry, said))
    if ".opam-switch" in entry.path.parts and identity is not None:  # installed: of somebody else
        known = {Requirement(target=want.purl, scope=want.scope) for want in wants if isinstance(want, Want)}
        yield from library(entry, purl=identity, name=name, version=version, claims=claims, requires=known)
    else:
        yield from project(entry, wants, purl=identity, name=name if is_named else None, version=version, claims=claims)


def _pinned(entry: Entry, said: dict[str, list[Token]]) -> Iterator[Found | Problem]:
    """What a lock lists: everything that is installed, whoever needs it; the opam file beside it says what is direct."""
    for want in _wants(entry, {"depends": said.get("depends", [])}):
        if isinstance(want, Problem):
            yield want
        else:
            scope = Scope.UNKNOWN if want.scope is Scope.RUNTIME else want.scope
            source = entry.source(want.at, want.line)
            yield Found(purl=want.purl, name=want.name, version=want.version, source=source, scope=scope)


def _identity(entry: Entry, said: dict[str, list[Token]]) -> tuple[str, str | None]:
    """Name and version as the file says, else as its name or the folder ``name.version`` says."""
    written = entry.path.stem if entry.name != "opam" else entry.path.parent.name
    plain, _, release = written.partition(".") if entry.name == "opam" else (written, "", "")
    name, version = _text(said, "name") or plain, _text(said, "version") or release
    return name, version if _VERSION.fullmatch(version) else None


def _text(said: dict[str, list[Token]], field: str) -> str:
    return next((token.text.strip() for token in said.get(field, ()) if token.is_text), "")


def _claims(entry: Entry, said: dict[str, list[Token]]) -> Iterator[Claim]:
    listed = [token for token in said.get("license", ()) if token.is_text and token.text.strip()]
    if listed:
        combine = Combine.UNDEFINED if len(listed) > 1 else Combine.ONE
        statements = tuple(token.text for token in listed)
        yield Claim(statements=statements, source=entry.source("license", listed[0].line), combine=combine)


def _wants(entry: Entry, said: dict[str, list[Token]]) -> Iterator[Want | Problem]:
    neighbours = set(entry.beside().names())
    for field, scope in (("depends", Scope.RUNTIME), ("depopts", Scope.OPTIONAL)):
        for need in needs(said.get(field, ())):
            if f"{need.name}.opam" not in neighbours:  # else it is the project's own and read for itself
                yield _want(entry, field, need, scope)


def _want(entry: Entry, field: str, need: Need, scope: Scope) -> Want | Problem:
    if not _NAME.fullmatch(need.name):
        message = f"{field}: {shown(need.name)} is no name of a package; it was left out"
        return problem(entry, "bad-entry", message, need.line)
    version = need.pin if need.pin and _VERSION.fullmatch(need.pin) else None
    return Want(
        purl=purl.make("opam", need.name, version),
        name=need.name,
        version=version,
        scope=_scope(need.condition.split(), scope),
        at=f"{field}.{need.name}",
        line=need.line,
    )


def _scope(words: Sequence[str], otherwise: Scope) -> Scope:
    return next((scope for word, scope in _SCOPES if word in words), otherwise)


FORMAT = Format(
    name="opam",
    reads="opam files of OCaml: a package of the project and its lock, or one of a switch that lies in the tree",
    files=("opam", "*.opam", "*.opam.locked"),
    licences="`license`; licence files beside it.",
    lists="Several have no meaning in the format: read as all of them, and the report says so.",
    gaps=(
        "Ranges are not resolved: a component has a version only where one is pinned.",
        "Conditions are not evaluated: what any of them asks for is listed.",
        "Several opam files in one folder count as one project.",
        "`*.opam.locked` does not say what is direct, nor what needs what; the opam file beside it says what is direct.",
    ),
    matches=matches,
    read=read,
    recognises=recognises,
)

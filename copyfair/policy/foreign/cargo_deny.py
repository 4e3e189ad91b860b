"""deny.toml of cargo-deny: the `[licenses]` check. Source: its documentation and its own configuration files."""

from collections.abc import Iterator
from typing import Any

from copyfair.policy.foreign import Draft, ForeignPolicy, Imported
from copyfair.policy.foreign._reading import (
    allowed,
    exception,
    is_expression,
    licences,
    listed,
    override,
    package,
    table,
    tables,
)

__all__ = ["FORMAT"]

_OTHER_WORDS = {
    "copyleft": "write the categories you mean into `deny`",
    "allow-osi-fsf-free": "list the licences or categories you mean in `allow`",
    "default": "a list in `allow` stops what it does not name, and nothing else does",
    "unlicensed": "copyfair never lets a component without a licence through",
    "confidence-threshold": "copyfair names a licence by its clauses, not by a share of its words",
    "private": "your own components are not judged here",
    "unused-allowed-license": "what is allowed in vain is a note here",
    "unused-license-exception": "an exception that does nothing is reported as stale here",
}
"""Settings that have no counterpart, and what to do instead."""


def _read(data: dict[str, Any]) -> Imported:
    given = table(data.get("licenses"))
    left: list[str] = []
    allow = allowed(listed(given.get("allow")), "`allow`", left)
    deny = licences(listed(given.get("deny")), "`deny`", left)
    left += [f"`{key}`: {instead}" for key, instead in _OTHER_WORDS.items() if key in given]
    if any(" WITH " not in licence for licence in allow):
        left.append("an allowed licence also allows the same one with an SPDX exception that only adds permissions")
    return Imported(
        allow=allow,
        deny=deny,
        scopes=_scopes(given),
        drafts=(*_exceptions(given, left), *_clarified(given, left)),
        left=tuple(left),
    )


def _scopes(given: Any) -> tuple[str, ...]:
    """cargo-deny leaves development dependencies out unless told otherwise, and takes build dependencies in."""
    build = ("build",) if given.get("include-build", True) else ()
    return ("runtime", "optional", *build, *(("dev", "test") if given.get("include-dev", False) else ()))


def _exceptions(given: Any, left: list[str]) -> Iterator[Draft]:
    for entry in tables(given.get("exceptions")):
        component, versions = _crate(entry)
        if not component:
            left.append("an entry of `exceptions` names no crate")
            continue
        named = ", ".join(listed(entry.get("allow")))
        left.append(
            f"`exceptions` for {component}: it was for {named or 'no licence'} alone; here it covers the component"
        )
        if versions:
            left.append(f"`exceptions` for {component}: it was for versions {versions} alone")
        yield exception(component)


def _clarified(given: Any, left: list[str]) -> Iterator[Draft]:
    for entry in tables(given.get("clarify")):
        component, versions = _crate(entry)
        licence = entry.get("expression")
        if not component or not is_expression(licence):
            left.append("an entry of `clarify` has no crate or no SPDX expression")
            continue
        if versions:
            left.append(f"`clarify` for {component}: it was for versions {versions} alone")
        if entry.get("license-files"):
            left.append(f"`clarify` for {component}: its hashes of files are of another kind; give `file` and `sha256`")
        yield override(component, str(licence))


def _crate(entry: Any) -> tuple[str, str]:
    """The package URL of a crate, and for which versions the entry holds; both empty where none is named."""
    spec = next((entry[key] for key in ("crate", "name") if isinstance(entry.get(key), str)), "")
    name, _, versions = spec.replace(":", "@").partition("@")
    given = entry.get("version", versions)
    return package("cargo", name), given if isinstance(given, str) and given != "*" else ""


FORMAT = ForeignPolicy(
    name="cargo-deny",
    says="deny.toml of cargo-deny, its [licenses]",
    files=("deny.toml", ".deny.toml"),
    read=_read,
)

""".grant.yaml of Anchore Grant, today's lists and the former rules. Source: its README and its own configuration."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from copyfair.licensing.spdx import all_licenses
from copyfair.policy.foreign import ForeignPolicy, Imported
from copyfair.policy.foreign._reading import allowed, exception, licences, listed, tables, word

__all__ = ["FORMAT"]

_WILD = "*?["


def _read(data: dict[str, Any]) -> Imported:
    left: list[str] = []
    rules = tuple(tables(data.get("rules")))
    by_mode = {
        mode: [rule["pattern"] for rule in rules if rule.get("mode") == mode and isinstance(rule.get("pattern"), str)]
        for mode in ("allow", "deny", "ignore")
    }
    allow = allowed(_matching((*listed(data.get("allow")), *by_mode["allow"]), "allow", left), "`allow`", left)
    deny = _matching((*listed(data.get("deny")), *by_mode["deny"]), "deny", left)
    left += [f"the rule that ignores {pattern[:60]!r}: put the licences in `allow`" for pattern in by_mode["ignore"]]
    for key in ("require-license", "require-known-license"):
        if word(data.get(key), "false").lower() == "false":
            left.append(f"`{key}` is off there; copyfair never lets a component without a known licence through")
    left.append("there every licence of an expression has to be allowed; here one side of an OR suffices")
    packages = (
        *listed(data.get("ignore-packages")),
        *(name for rule in rules for name in listed(rule.get("exclusions"))),
    )
    drafts = []
    for name in dict.fromkeys(packages):
        if any(sign in name for sign in _WILD):
            left.append(f"the packages {name[:60]!r}: write the pattern as a package URL, like pkg:npm/{name[:60]}")
        else:
            drafts.append(exception(name))
    return Imported(allow=allow, deny=deny, drafts=tuple(drafts), left=tuple(left))


def _matching(patterns: Iterable[str], what: str, left: list[str]) -> tuple[str, ...]:
    """The licences that patterns stand for, of the SPDX list as it is today."""
    names: list[str] = []
    for pattern in patterns:
        if pattern.strip("*") == "":
            left.append(
                f"`{what}` of everything: a list in `allow` stops what it does not name; without one nothing is"
            )
        elif any(sign in pattern for sign in _WILD):
            hits = [name for name in all_licenses() if fnmatchcase(name.lower(), pattern.lower())]
            names += hits
            left.append(f"the pattern {pattern[:60]!r} of `{what}` became the {len(hits)} licences it matches today")
        else:
            names.append(pattern)
    return licences(names, f"`{what}`", left)


FORMAT = ForeignPolicy(
    name="grant",
    says=".grant.yaml of Anchore Grant",
    files=(".grant.yaml", ".grant.yml", "grant.yaml", "grant.yml"),
    read=_read,
    unverified=("Braces in patterns, which Grant knows, are taken as plain text.",),
)

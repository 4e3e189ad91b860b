""".ort.yml of ORT: choices, curations and excludes of a repository. Source: its documentation and schema."""

from collections.abc import Iterator
from typing import Any

from copyfair.policy.foreign import Draft, ForeignPolicy, Imported
from copyfair.policy.foreign._reading import choice, is_expression, override, package, table, tables, word

__all__ = ["FORMAT"]


_EXCLUDES = {
    "paths": "put the path into `exclude` of [project]",
    "scopes": "say with `scopes` of [policy] which scopes count",
}


def _read(data: dict[str, Any]) -> Imported:
    left: list[str] = []
    drafts = (*_choices(table(data.get("license_choices")), left), *_curated(table(data.get("curations")), left))
    excludes = table(data.get("excludes"))
    for key, instead in _EXCLUDES.items():
        left += [f"`excludes` {word(one.get('pattern'))[:80]!r}: {instead}" for one in tables(excludes.get(key))]
    for key, entries in table(data.get("resolutions")).items():
        count = len(tuple(tables(entries)))
        left.append(
            f"{count} of `resolutions.{str(key)[:40]}`: they go by the words of a message; record an [[exception]] for each"
        )
    left += [
        f"`{key}`: it has no counterpart here"
        for key in ("includes", "analyzer", "package_configurations", "snippet_choices")
        if key in data
    ]
    return Imported(drafts=drafts, left=tuple(left))


def _choices(given: Any, left: list[str]) -> Iterator[Draft]:
    for entry in tables(given.get("package_license_choices")):
        component = _purl(word(entry.get("package_id")))
        for one in tables(entry.get("license_choices")):
            take = one.get("choice")
            if component and isinstance(take, str):
                yield choice(component, take)
            else:
                left.append(f"a licence choice for {word(entry.get('package_id'))[:80]!r}")
    left += [
        f"the choice of {word(one.get('choice'))[:60]} for every package: a [[choice]] is for a component"
        for one in tables(given.get("repository_license_choices"))
    ]


def _curated(given: Any, left: list[str]) -> Iterator[Draft]:
    for entry in tables(given.get("packages")):
        said, name = table(entry.get("curations")), word(entry.get("id"))
        licence, component = said.get("concluded_license"), _purl(name)
        if component and is_expression(licence):
            comment = said.get("comment")
            yield override(
                component, str(licence), reason=" ".join(comment.split()) if isinstance(comment, str) else ""
            )
        else:
            left.append(
                f"the curation of {name[:80]!r}: only a concluded licence, as an SPDX expression, is carried over"
            )
    if given.get("license_findings"):
        left.append("`curations.license_findings`: `copyfair clarify` shows the evidence and records the answers")


def _purl(identifier: str) -> str:
    """The package URL of an ORT identifier, ``type:namespace:name:version``; empty where it makes none."""
    parts = identifier.split(":")
    if len(parts) != 4:
        return ""
    kind, space, name, version = parts
    return package(kind, f"{space}/{name}" if space else name, version)


FORMAT = ForeignPolicy(
    name="ort",
    says=".ort.yml of ORT",
    files=(".ort.yml", ".ort.yaml"),
    read=_read,
    unverified=("Identifiers with a range of versions are not read.",),
)

""".licensed.yml of licensed: what is allowed, reviewed and ignored. Source: its documentation."""

from collections.abc import Iterator, Mapping
from typing import Any

from copyfair.policy.foreign import Draft, ForeignPolicy, Imported
from copyfair.policy.foreign._reading import allowed, exception, listed, package, table, tables

__all__ = ["FORMAT"]

_KEYS = ("allowed", "reviewed", "ignored")


def _read(data: dict[str, Any]) -> Imported:
    left: list[str] = []
    apps = tuple(tables(data.get("apps")))
    own = [name for app in apps for name in _KEYS if name in app]
    if own:
        left.append("what single `apps` allow, review or ignore: give each its own copyfair.toml that extends this one")
    if "additional_terms" in data:
        left.append("`additional_terms`: put the text beside the component, or record its licence")
    drafts = (*_components(data, "reviewed", left), *_components(data, "ignored", left))
    return Imported(
        allow=allowed(listed(data.get("allowed")), "`allowed`", left),
        drafts=tuple(dict.fromkeys(drafts)),
        left=tuple(left),
    )


def _components(data: Mapping[str, Any], key: str, left: list[str]) -> Iterator[Draft]:
    for source, names in table(data.get(key)).items():
        for text in listed(names):
            scope = "@" if text.startswith("@") else ""
            name, _, versions = text.removeprefix("@").partition("@")
            component = package(str(source), scope + name)
            if not component or "*" in name:
                left.append(f"{text[:60]!r} of `{key}` for {str(source)[:30]}: write it as a package URL")
                continue
            if versions:
                left.append(f"`{key}` for {component}: it was for versions {versions[:60]} alone")
            yield exception(component)


FORMAT = ForeignPolicy(
    name="licensed",
    says=".licensed.yml of licensed",
    files=(".licensed.yml", ".licensed.yaml", ".licensed.json"),
    read=_read,
    unverified=("Names of Go, Gradle and Swift dependencies are taken as they stand.",),
)

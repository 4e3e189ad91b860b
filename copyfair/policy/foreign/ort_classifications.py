"""license-classifications.yml of ORT: which licence is in which category. Source: its documentation and schema."""

from typing import Any

from copyfair.policy.foreign import ForeignPolicy, Imported
from copyfair.policy.foreign._reading import licences, listed, tables

__all__ = ["FORMAT"]


def _read(data: dict[str, Any]) -> Imported:
    left: list[str] = []
    groups: dict[str, list[str]] = {}
    for entry in tables(data.get("categories")):
        if isinstance(entry.get("name"), str):
            groups[entry["name"]] = []
    for entry in tables(data.get("categorizations")):
        for licence in licences(listed([entry.get("id")]), "`categorizations`", left):
            for name in listed(entry.get("categories")):
                groups.setdefault(name, []).append(licence)
    left += [f"the category {name[:60]!r} holds no licence" for name, members in groups.items() if not members]
    left.append("the classifications say what belongs together; the rules (rules.kts) say what is allowed: put the")
    left[-1] += " groups into `allow` or `deny`"
    # Categories of copyfair's own have some of these names, and other members.
    named = {f"ort:{name}": tuple(dict.fromkeys(members)) for name, members in groups.items() if members}
    return Imported(groups=named, left=tuple(left))


FORMAT = ForeignPolicy(
    name="ort-classifications",
    says="license-classifications.yml of ORT",
    files=("license-classifications.yml", "license-classifications.yaml"),
    read=_read,
)

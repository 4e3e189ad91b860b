"""stack.yaml.lock of Stack: what a project takes beside its snapshot."""

import re
from collections.abc import Iterator
from typing import Any

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.graph import item_lines
from copyfair.inventory.haskell import hackage, is_name, is_version, origin_of_package
from copyfair.inventory.loose_json import as_dict, as_list, as_text
from copyfair.inventory.model import Found
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_NAMED = re.compile(r"([A-Za-z0-9-]+)-(\d[\d.]*)(?:@.*)?")


def matches(entry: Entry) -> bool:
    """``stack.yaml.lock``, and that of a project file of another name."""
    return entry.name.startswith("stack") and entry.name.endswith(".yaml.lock")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The packages in the order of the file.

    Raises:
        Unreadable: it is no lockfile of Stack.
    """
    document = as_dict(next(iter(entry.yaml()), None))
    if not any(field in document for field in ("packages", "snapshots")):
        raise Unreadable("bad-syntax", "it holds no lock: neither packages nor snapshots")
    if document.get("packages") not in (None, "") and not isinstance(document["packages"], list):
        yield problem(entry, "bad-entry", f"packages is {shown(document['packages'])}, not a list")
    listed = as_list(document.get("packages"))
    count = len(listed) + len(as_list(document.get("snapshots")))
    for index, (value, line) in enumerate(zip(listed, item_lines(entry.text(), count), strict=False)):
        name, version = _names(as_dict(as_dict(value).get("completed")))
        if not is_name(name) or not is_version(version):
            message = f"packages[{index}] is no package with a version: {shown(f'{name} {version}')}; it was left out"
            yield problem(entry, "bad-entry", message, line)
            continue
        yield Found(
            purl=hackage(name, version),
            name=name,
            version=version,
            source=entry.source(f"packages[{index}]", line),
            origin=origin_of_package(name),
        )


def _names(completed: dict[str, Any]) -> tuple[str, str]:
    """Name and version: in one word for what is of Hackage, apart for what is from elsewhere."""
    found = _NAMED.fullmatch(as_text(completed.get("hackage"))[:1000])
    return (found[1], found[2]) if found else (as_text(completed.get("name")), as_text(completed.get("version")))


FORMAT = Format(
    name="stack.yaml.lock",
    reads="stack.yaml.lock of Stack: what a project takes beside its snapshot",
    files=("stack.yaml.lock", "stack*.yaml.lock"),
    licences="None in the file.",
    gaps=(
        "What the snapshot holds is not in the file; a bill of materials has it.",
        "The file does not say what is direct, nor what needs what.",
    ),
    matches=matches,
    read=read,
)

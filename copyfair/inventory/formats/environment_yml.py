"""environment.yml of conda: what a project asks for, of conda and of pip."""

import re
from collections.abc import Iterator

from copyfair.inventory.conda import conda, spec
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.loose_json import as_list, as_text
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import scope_of, wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(r"(?:conda[-_.]?)?environment(?:[-_.][\w.-]+)?\.ya?ml|[\w.-]+[-_.]environment\.ya?ml")
_BEGINNING = re.compile(rb"^[\"']?dependencies[\"']?\s*:", re.MULTILINE)
_MOST_BYTES = 256 * 1024


def matches(entry: Entry) -> bool:
    """``environment.yml`` and names like it."""
    return entry.name.endswith((".yml", ".yaml")) and _FILE.fullmatch(entry.name.lower()) is not None


def recognises(entry: Entry) -> bool:
    """Many tools have files of this name; conda's has a list of dependencies.

    A file that is no table at all is no tool's, and told.

    Raises:
        Unreadable: it cannot be read.
    """
    if not matches(entry):
        return False
    return _BEGINNING.search(entry.head(_MOST_BYTES)) is not None or _is_no_table(entry)


def _is_no_table(entry: Entry) -> bool:
    if entry.name not in ("environment.yml", "environment.yaml"):
        return False
    try:
        documents = entry.yaml()
    except Unreadable:
        return False  # a template of some tool, say
    return any(one not in ("", None) and not isinstance(one, dict) for one in documents)


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project's folder with what it asks for.

    Raises:
        Unreadable: it is no YAML, or its dependencies are no list.
    """
    top = next(iter(entry.yaml()), None)
    if not isinstance(top, dict):
        raise Unreadable("bad-syntax", f"it is {shown(top)}, not a table with dependencies")
    listed = top.get("dependencies")
    if not isinstance(listed, list) and listed not in ("", "null", "~"):
        raise Unreadable("bad-syntax", f"dependencies is {shown(listed)}, not a list")
    yield from project(entry, _wants(entry, as_list(listed)))


def _wants(entry: Entry, listed: list[object]) -> Iterator[Want | Problem]:
    scope = scope_of(entry.name.rpartition(".")[0].replace("environment", ""), Scope.RUNTIME)
    is_locked = entry.beside("conda-lock.yml").is_file()  # it says what came of `name=1.2`
    for index, item in enumerate(listed):
        at = f"dependencies[{index}]"
        if isinstance(item, dict):
            if not isinstance(item.get("pip"), list) and item.get("pip") != "":
                yield problem(entry, "bad-entry", f"{at}: pip is {shown(item.get('pip'))}, not a list; it was left out")
            yield from _of_pip(entry, at, as_list(item.get("pip")), scope)
            continue
        found = spec(as_text(item))
        if found is None:
            yield problem(entry, "bad-entry", f"{at} names no package: {shown(item)}; it was left out")
        else:
            name, version = found[0], None if is_locked else found[1]
            yield Want(purl=conda(name, version), name=name, version=version, scope=scope, at=at)


def _of_pip(entry: Entry, at: str, listed: list[object], scope: Scope) -> Iterator[Want | Problem]:
    """Requirements as pip reads them; files that are named here are read for themselves."""
    for index, text in enumerate(listed):
        if as_text(text).startswith(("-", ".", "git+", "http:", "https:")):
            continue
        try:
            what = wanted(text)
        except ValueError:
            yield problem(entry, "bad-entry", f"{at}.pip[{index}]: not a requirement: {shown(text)}")
            continue
        yield Want(purl=what.purl, name=what.name, version=what.pin, scope=scope, at=f"{at}.pip[{index}]")


FORMAT = Format(
    name="environment.yml",
    reads="environment.yml of conda: what a project asks for, of conda and of pip",
    files=("environment.yml", "environment-*.yml", "*-environment.yml"),
    licences="None in the file; `conda-meta` of an environment in the tree says it.",
    gaps=(
        "A file of this name that has no `dependencies` is taken to be another tool's.",
        "`name=1.2` is read as that version, though conda also takes one that begins so; beside conda-lock.yml as none.",
        "What pip is to fetch from an address or a folder is not listed.",
    ),
    matches=matches,
    recognises=recognises,
    read=read,
)

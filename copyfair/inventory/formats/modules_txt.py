"""vendor/modules.txt: the modules that Go copied into ``vendor/``, each with its licence files."""

from collections.abc import Iterator

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.golang import golang, is_module, is_version
from copyfair.inventory.model import Claim, Depth, Found
from copyfair.inventory.problems import problem, shown, unread
from copyfair.inventory.texts import licence_files, text_claims
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "modules.txt" and entry.path.parent.name == "vendor"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The modules in the order of the file; one of which no package was copied is not used."""
    heading: tuple[int, list[str]] | None = None
    explicit = used = False
    for number, line in enumerate([*entry.text().split("\n"), "# end"], 1):
        if line.startswith("## "):
            explicit = explicit or "explicit" in line[3:].replace(";", " ").split()
        elif line.startswith("# "):
            if heading is not None and used:
                yield from _module(entry, *heading, explicit=explicit)
            heading, explicit, used = (number, line[2:].split()), False, False
        elif line.strip():
            used = True
            if heading is None:
                yield problem(entry, "bad-entry", f"a package of no module: {shown(line)}", number)


def _module(entry: Entry, line: int, words: list[str], *, explicit: bool) -> Iterator[Found | Problem]:
    """``name version``, ``name [version] => name version`` or ``name [version] => folder``."""
    left, right = (words[: words.index("=>")], words[words.index("=>") + 1 :]) if "=>" in words else (words, words)
    name = left[0] if left else ""
    real, version = (right[0], right[1]) if len(right) == 2 else (name, None)
    if not is_module(name) or not is_module(real) or (version is not None and not is_version(version)):
        yield problem(entry, "bad-entry", f"no module with a version: {shown(' '.join(words))}; it was left out", line)
        return
    folder = entry.beside(*name.split("/"))
    found = Found(
        purl=golang(real, version),
        name=real,
        version=version,
        source=entry.source(f"# {name}", line),
        depth=Depth.UNKNOWN if explicit else Depth.TRANSITIVE,
        home=str(folder.path),
    )
    claims: list[Claim] = []
    for said in _texts(folder):
        if isinstance(said, Problem):
            yield said
        else:
            claims.append(said)
    yield msgspec.structs.replace(found, claims=tuple(claims))


def _texts(folder: Entry) -> Iterator[Claim | Problem]:
    if not folder.is_dir():
        yield problem(folder, "missing-file", "modules.txt names the module, and its folder is not there")
        return
    try:
        files = licence_files(folder)
    except Unreadable as stop:
        yield unread(folder, stop)
        return
    yield from text_claims(files, folder)


FORMAT = Format(
    name="modules.txt",
    reads="vendor/modules.txt of Go: what was copied into vendor/, with its licence files",
    files=("vendor/modules.txt",),
    licences="Licence files in the module's folder below `vendor/`.",
    gaps=("Licence files deeper in a module stand for themselves.",),
    matches=_matches,
    read=read,
)

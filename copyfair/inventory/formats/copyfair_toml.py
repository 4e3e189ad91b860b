"""Components declared by hand in ``copyfair.toml``."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found, Scope, Standing
from copyfair.inventory.paths import neighbour, place
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.texts import text_claim
from copyfair.problem import Problem

if TYPE_CHECKING:
    from copyfair.settings import DeclaredComponent

__all__ = ["FORMAT", "declared", "read"]


def matches(entry: Entry) -> bool:
    """The settings of the scanned project; those of a project inside it are its own affair."""
    return entry.name == "copyfair.toml" and entry.folder == "."


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The `[[component]]` entries.

    Raises:
        Unreadable: the file cannot be read.
    """
    from copyfair.errors import InputError  # noqa: PLC0415 - with the next: only where there is such a file
    from copyfair.settings import parse_settings  # noqa: PLC0415

    text = entry.text()
    try:
        settings = parse_settings(text, where=str(entry.path))
    except InputError as error:
        yield problem(entry, "bad-syntax", error.message)
        return
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip().startswith("[[component]]")]
    yield from declared(entry, settings.component, lines)


def declared(
    entry: Entry, components: "Sequence[DeclaredComponent]", lines: Sequence[int]
) -> Iterator[Found | Problem]:
    """What the settings in a file declare; `lines` are those of the tables' headings, where all of them were seen."""
    for index, one in enumerate(components):
        yield from _component(entry, one, index, lines[index] if len(lines) == len(components) else None)


def _component(entry: Entry, declared: "DeclaredComponent", index: int, line: int | None) -> Iterator[Found | Problem]:
    field = f"component[{index}]"
    try:
        identity, version = _identity(declared)
    except ValueError:
        yield problem(entry, "bad-entry", f"{field}: not a package URL: {shown(declared.purl or declared.name)}", line)
        return
    claims: list[Claim] = []
    if declared.license:
        claims.append(
            Claim(
                statements=(declared.license,),
                source=entry.source(f"{field}.license", line),
                standing=Standing.RECORDED,
                reason=declared.reason,
                is_spdx=True,
            )
        )
    for item in _text(entry, declared, field, line):
        if isinstance(item, Problem):
            yield item
        else:
            claims.append(item)
    home = place(entry, declared.path) if declared.path else None
    if declared.path and home is None:
        yield problem(entry, "bad-entry", f"{field}: path leads out of the project: {shown(declared.path)}", line)
    yield Found(
        purl=identity,
        name=declared.name,
        version=version,
        source=entry.source(field, line),
        claims=tuple(claims),
        scope=Scope(declared.scope),
        home=home,
    )


def _identity(declared: "DeclaredComponent") -> tuple[str, str | None]:
    """Package URL and version; the URL's own version counts where the entry gives none."""
    if not declared.purl:
        return purl.make("generic", declared.name, declared.version or None), declared.version or None
    parsed = purl.parse(declared.purl)
    version = declared.version or parsed.version or None
    full = parsed._replace(version=version)
    return full.to_string(), version


def _text(entry: Entry, declared: "DeclaredComponent", field: str, line: int | None) -> Iterator[Claim | Problem]:
    if not declared.licence_file:
        return
    file = neighbour(entry, declared.licence_file)
    if file is None:
        yield problem(
            entry, "bad-entry", f"{field}: licence-file leads out of the project: {shown(declared.licence_file)}", line
        )
        return
    yield text_claim(file, f"{field}.licence-file", primary=True)


FORMAT = Format(
    name="copyfair.toml",
    reads="components declared by hand in copyfair.toml",
    files=("copyfair.toml",),
    licences="`license` of the entry, or the licence file that it names.",
    gaps=("Only the entries of the file in the scanned folder itself and in its parts; settings are read elsewhere.",),
    matches=matches,
    read=read,
)

"""The database of Portage (Gentoo): one folder for each package that is installed, one file for each thing known of it."""

import re
from collections.abc import Iterator

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Found, Requirement, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]

_PLACE = ("var", "db", "pkg")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9+_.-]{0,100}", re.ASCII)
_RELEASE = r"\d[\d.]{0,60}[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d{0,20}){0,5}(?:-r\d{1,20})?"
_TITLE = re.compile(rf"([A-Za-z0-9_][A-Za-z0-9+_-]{{0,100}}?)-({_RELEASE})", re.ASCII)
_ATOM = re.compile(rf"[<>=~]*([\w+.-]+)/([\w+-]+?)(?:-{_RELEASE}\*?)?(?:::?[^\[\]]*)?(?:\[.*\])?", re.ASCII)
_MOST_WORDS = 1000
_LONGEST_WORD = 300
_NEEDS = (("RDEPEND", Scope.RUNTIME), ("PDEPEND", Scope.RUNTIME), ("DEPEND", Scope.BUILD), ("BDEPEND", Scope.BUILD))


def _matches(entry: Entry) -> bool:
    return entry.path.parts[-5:-2] == _PLACE


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The package.

    Raises:
        Unreadable: a file about it cannot be read.
    """
    file, category = entry.child("PF"), entry.path.parts[-2]
    said = file.text().strip() if file.is_file() else entry.name
    title = _TITLE.fullmatch(said)
    if title is None or not _NAME.fullmatch(category):
        message = f"it names no package with a version: {shown(f'{category}/{said}')}"
        yield problem(file if file.is_file() else entry, "bad-entry", message)
        return
    name, version = title[1], title[2]
    identity = purl.make("ebuild", name, version, category)
    yield Found(
        purl=identity,
        name=f"{category}/{name}",
        version=version,
        source=file.source() if file.is_file() else entry.source(hashed=False),
        claims=tuple(_claims(entry.child("LICENSE"))),
        requires=tuple(sorted(set(_requirements(entry, purl.versionless(identity))))),
    )


def _claims(file: Entry) -> Iterator[Claim]:
    said = file.text().split() if file.is_file() else []
    if said:
        expression = _expression(said) if len(said) <= _MOST_WORDS else ""
        yield Claim(statements=(expression or " ".join(said),), source=file.source())


def _expression(words: list[str]) -> str:
    """All of the words bind, of those in ``|| ( … )`` any one; empty for what depends on something, or is torn."""
    groups: list[tuple[str, list[str]]] = [(" AND ", [])]
    joint = " AND "
    for word in words:
        if word == "||":
            joint = " OR "
        elif word == "(":
            groups.append((joint, []))
            joint = " AND "
        elif word == ")" and len(groups) > 1:
            sign, inner = groups.pop()
            if inner:
                groups[-1][1].append(f"({sign.join(inner)})" if len(inner) > 1 else inner[0])
        elif joint == " OR " or word in "()" or word.endswith("?"):
            return ""
        else:
            groups[-1][1].append(word)
    return " AND ".join(groups[0][1]) if len(groups) == 1 and joint == " AND " else ""


def _requirements(entry: Entry, own: str) -> Iterator[Requirement]:
    """What it was built with and for; of alternatives each, since the database does not say which one was taken."""
    for field, scope in _NEEDS:
        file = entry.child(field)
        for word in file.text().split() if file.is_file() else ():
            atom = _ATOM.fullmatch(word) if len(word) <= _LONGEST_WORD else None
            if atom is not None:
                target = purl.make("ebuild", atom[2], None, atom[1])
                if target != own:
                    yield Requirement(target=target, scope=scope)


FORMAT = Format(
    name="portage-installed",
    reads="the database of Portage (Gentoo) of a system or an image that lies in the folder",
    files=("var/db/pkg/*/*/",),
    licences="The file `LICENSE` of each package.",
    lists="Portage's own syntax: all of a list bind, of `|| ( … )` any one.",
    gaps=(
        "A licence that depends on a USE flag is not read: what is installed has such conditions resolved.",
        "Which packages somebody asked for (`var/lib/portage/world`) is not read.",
    ),
    matches=_matches,
    read=read,
    folder=True,
)

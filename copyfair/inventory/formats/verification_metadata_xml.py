"""Gradle's ``gradle/verification-metadata.xml``: every artifact that a build ever fetched, with its checksums."""

from collections.abc import Iterator

from copyfair.inventory import markup
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_hex
from copyfair.inventory.markup import Tag
from copyfair.inventory.maven import is_coordinate, maven, version_of
from copyfair.inventory.model import Found, Hash
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "verification-metadata.xml"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The components in the order of the file.

    Raises:
        Unreadable: it is no such file.
    """
    top = markup.load(entry)
    if top.name != "verification-metadata":
        raise Unreadable("bad-syntax", "it does not begin with the element verification-metadata")
    for one in top.all("components", "component"):
        group, artifact, said = (one.attributes.get(name, "").strip() for name in ("group", "name", "version"))
        version = version_of(said)
        if not is_coordinate(group) or not is_coordinate(artifact) or version is None:
            message = f"no artifact with a version: {shown(f'{group}:{artifact}:{said}')}; it was left out"
            yield problem(entry, "bad-entry", message, one.line)
            continue
        yield Found(
            purl=maven(group, artifact, version),
            name=f"{group}:{artifact}",
            version=version,
            source=entry.source(f"components.{group}:{artifact}", one.line),
            hashes=_hashes(one, f"{artifact}-{version}.jar"),
        )


def _hashes(component: Tag, file: str) -> tuple[Hash, ...]:
    """Of the archive itself; the file has those of its POM as well."""
    same = [one for one in component.all("artifact") if one.attributes.get("name") == file]
    said = [one.attributes.get("value") for artifact in same for one in artifact.all("sha256")]
    return from_hex("SHA-256", said[0]) if len(said) == 1 else ()


FORMAT = Format(
    name="verification-metadata.xml",
    reads="Gradle's verification metadata: every artifact that a build may fetch",
    files=("gradle/verification-metadata.xml",),
    licences="None in the file; a `*.pom` of the same artifact in the tree says it.",
    gaps=(
        "The file also holds plug-ins, parents, and what an earlier build used: it says no more than that they may be fetched.",
        "What each is for, what is direct, and what needs what are not in the file.",
    ),
    matches=matches,
    read=read,
)

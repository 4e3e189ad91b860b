"""Maven's POM: pom.xml of a project and its modules, and ``*.pom`` files as they lie in a repository."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.maven import SCOPES, Dependency, is_coordinate, licence_claims, maven, read_pom, version_of
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]


def matches(entry: Entry) -> bool:
    """``pom.xml``, and ``*.pom`` as it lies in a repository."""
    return entry.name == "pom.xml" or entry.name.endswith(".pom")


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with its licence and what it asks for; of others' artifacts only what they say of their licence.

    Raises:
        Unreadable: it is no POM.
    """
    pom = read_pom(entry)
    name, is_named = f"{pom.group}:{pom.artifact}", is_coordinate(pom.group) and is_coordinate(pom.artifact)
    if not is_named:
        yield problem(entry, "bad-entry", f"its group and artifact are not known: {shown(name)}", pom.tag.line)
    identity = maven(pom.group, pom.artifact, pom.version) if is_named else None
    claims = tuple(licence_claims(pom))
    if entry.name == "pom.xml" and "META-INF" not in entry.path.parts:
        asked = (_want(entry, dependency) for dependency in pom.dependencies())
        wants = [want for want in asked if isinstance(want, Problem) or want.purl != identity]
        known = name if is_named else None
        yield from project(entry, wants, purl=identity, name=known, version=pom.version, claims=claims)
    elif identity is not None:
        yield Found(
            purl=identity,
            name=name,
            version=pom.version,
            source=entry.source(line=pom.tag.line),
            claims=claims,
            evidence_only=entry.name != "pom.xml",
        )


def _want(entry: Entry, dependency: Dependency) -> Want | Problem:
    group, artifact = dependency.group, dependency.artifact
    if not is_coordinate(group) or not is_coordinate(artifact):
        message = f"a dependency has {shown(f'{group}:{artifact}')} for a name; it was left out"
        return problem(entry, "bad-entry", message, dependency.line)
    version = version_of(dependency.version)
    scope = SCOPES.get(dependency.scope, Scope.UNKNOWN)
    return Want(
        purl=maven(group, artifact, version),
        name=f"{group}:{artifact}",
        version=version,
        scope=Scope.OPTIONAL if dependency.optional and scope is Scope.RUNTIME else scope,
        at=f"dependencies.{group}:{artifact}",
        line=dependency.line,
    )


FORMAT = Format(
    name="pom.xml",
    reads="Maven's POM with parents, properties, managed versions and imports that lie in the tree",
    files=("pom.xml", "*.pom"),
    licences="`licenses`, else those of the nearest parent in the tree that states any.",
    lists="The user may choose.",
    gaps=(
        "What dependencies need themselves is not in the file and not listed; a CycloneDX file has it.",
        "A version that only a parent or an import outside of the tree says is not known.",
        "`provided` and `system` are given as needed to build, `optional` as optional whatever its scope.",
        "Of profiles those count that are active by default; plug-ins and extensions are not followed.",
        "Ranges are not resolved.",
        "`*.pom` files say what the licence of a component is; they list none.",
    ),
    matches=matches,
    read=read,
)

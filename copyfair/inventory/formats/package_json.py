"""package.json of the project itself or of a member of its workspace; installed ones are read by `node_modules`."""

from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.javascript import Wanted, is_name, npm, stated_claims, wanted, with_texts
from copyfair.inventory.loose_json import as_text, load
from copyfair.inventory.model import Claim, Found, Requirement
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.problem import Problem

__all__ = ["FORMAT"]


def _matches(entry: Entry) -> bool:
    return entry.name == "package.json" and "node_modules" not in entry.path.parts


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project, and what it asks for.

    Raises:
        Unreadable: it is no JSON object.
    """
    manifest, replaced = load(entry)
    yield from replaced
    if not isinstance(manifest, dict):
        raise Unreadable("bad-syntax", f"a package.json is a JSON object, this is {shown(manifest)}")
    name, version = as_text(manifest.get("name")), as_text(manifest.get("version")) or None
    for field in ("name", "version"):
        if manifest.get(field) is not None and not isinstance(manifest[field], str):
            yield problem(entry, "bad-entry", f"{field} is {shown(manifest[field])}")
    claims: list[Claim] = []
    for said in with_texts(entry, stated_claims(entry, manifest), within="."):
        if isinstance(said, Problem):
            yield said
        else:
            claims.append(said)
    requires: set[Requirement] = set()
    direct: dict[str, Found] = {}
    for item in wanted(entry, manifest, dev=True):
        if isinstance(item, Problem):
            yield item
            continue
        found = _direct(entry, item)
        if isinstance(found, Problem):
            yield found
            continue
        direct.setdefault(found.purl, found)
        requires.add(Requirement(target=found.purl, scope=item.scope))
    yield Found(
        purl=npm(name, version) if name else folder_purl(entry.root, entry.folder),
        name=name or folder_name(entry.root, entry.folder),
        version=version,
        source=entry.source(),
        claims=tuple(claims),
        requires=tuple(sorted(requires)),
        origin=origin_of(entry.folder),
        home=entry.folder,
        weak=not name and not requires,
    )
    yield from direct.values()


def _direct(entry: Entry, item: Wanted) -> Found | Problem:
    """A direct dependency; its version is known only where it is pinned."""
    name, version = item.package
    if not is_name(name):
        return problem(entry, "bad-entry", f"{item.field}: {shown(name)} is no package name; it was left out")
    return Found(purl=npm(name, version), name=name, version=version, source=entry.source(f"{item.field}.{item.name}"))


FORMAT = Format(
    name="package.json",
    reads="package.json of a project or workspace member: its name, licence and direct dependencies",
    files=("package.json",),
    licences="`license` (or the older `licenses`); the file of `SEE LICENSE IN`.",
    lists="The older `licenses` list never had a meaning: read as all of them, and the report says so.",
    gaps=(
        "Ranges are not resolved: without a lockfile or node_modules a component has no version unless it is pinned.",
    ),
    matches=_matches,
    read=read,
)

"""Which of the archives of packages that lie in a tree tell something about what the project is made of."""

from collections.abc import Iterable, Iterator

from copyfair.inventory.model import Found, Hash, Origin
from copyfair.inventory.problems import shown
from copyfair.inventory.purl import versionless
from copyfair.problem import Problem

__all__ = ["others"]


def others(found: Iterable[Found]) -> Iterator[Found | Problem]:
    """All but the archives that the project made of itself (``dist/``, ``pkg/`` …), and those that are not what they seem.

    An archive that has another hash than a lockfile gives is another one under the same name and version.
    """
    every = list(found)
    if not any(one.is_archive for one in every):  # nearly always
        yield from every
        return
    own = {versionless(one.purl) for one in every if one.origin is Origin.FIRST_PARTY and not one.weak}
    wanted: dict[tuple[str, str], set[Hash]] = {}
    for one in every:
        for listed in one.hashes if not one.is_archive else ():
            wanted.setdefault((one.purl, listed.algorithm), set()).add(listed)
    for one in every:
        if not one.is_archive:
            yield one
        elif any(mine not in wanted.get((one.purl, mine.algorithm), {mine}) for mine in one.hashes):
            what = f"it is not the archive of {shown(one.name)} {shown(one.version)} whose hash a lockfile has"
            yield Problem(code="archive-differs", where=one.source.file, message=f"{what}; it was left out")
        elif versionless(one.purl) not in own:
            yield one

"""Who needs whom, as the bills of materials write it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from copyfair.inventory.model import Component
from copyfair.inventory.purl import versionless

__all__ = ["needs"]


def needs(components: Iterable[Component]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each package URL, once, with the package URLs here that it needs.

    What is needed without a version may be any version that is here; what is not here is left out.
    """
    wanted = {part.purl: part.requires for part in components}
    versions: dict[str, list[str]] = defaultdict(list)
    for purl in wanted:
        versions[versionless(purl)].append(purl)
    for purl, targets in wanted.items():
        found: dict[str, None] = {}
        for target in targets:
            found.update(dict.fromkeys([target] if target in wanted else versions.get(target, [])))
        found.pop(purl, None)
        yield purl, tuple(sorted(found))

"""What a file beside the code says about the whole folder that it lies in, or about some of its files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_text
from copyfair.inventory.model import Claim, Combine, Found
from copyfair.inventory.paths import folder_name, folder_purl, origin_of
from copyfair.inventory.patterns import covers, is_plain
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.purl import make
from copyfair.problem import Problem

__all__ = ["about_files", "about_folder", "stated", "without_overridden"]


def stated(
    entry: Entry, said: Any, field: str, *, combine: Combine = Combine.UNDEFINED, is_spdx: bool = False
) -> Iterator[Claim | Problem]:
    """The claim that a field makes which holds one licence or a list of them.

    Args:
        entry: the file.
        said: the value: a text, an object with a name or an address, or a list of these.
        field: its name.
        combine: what it means that there are several.
        is_spdx: the format asks for an SPDX expression there.
    """
    listed = said if isinstance(said, list) else [] if said is None else [said]
    names = [_name(one) for one in listed]
    for one, name in zip(listed, names, strict=True):
        if name == UNREADABLE:
            yield problem(entry, "bad-entry", f"{field} has {shown(one)}, which names no licence")
    if any(name != UNREADABLE for name in names):
        statements = tuple(dict.fromkeys(names))
        meaning = Combine.ONE if len(statements) == 1 else combine
        yield Claim(statements=statements, source=entry.source(field), combine=meaning, is_spdx=is_spdx)


def _name(value: Any) -> str:
    if isinstance(value, Mapping):
        fields = as_dict(value)
        return next(
            filter(None, (as_text(fields.get(key)) for key in ("name", "@id", "url", "path", "title"))), UNREADABLE
        )
    return as_text(value) or UNREADABLE


def about_folder(entry: Entry, folder: str, said: Iterable[Claim | Problem]) -> Iterator[Found | Problem]:
    """A folder of which a file says under which licence it is."""
    claims: list[Claim] = []
    for item in said:
        if isinstance(item, Problem):
            yield item
        else:
            claims.append(item)
    if claims:
        yield Found(
            purl=folder_purl(entry.root, folder),
            name=folder_name(entry.root, folder),
            source=claims[0].source,
            claims=tuple(claims),
            origin=origin_of(folder),
            home=folder,
            weak=True,
        )


def without_overridden(found: Sequence[Found]) -> list[Found]:
    """Leave out what files say of themselves, or a REUSE.toml nearer to them, where one above says to."""
    overriding = [place for place in found if place.overrides]
    if not overriding:  # nearly always
        return list(found)
    return [place for place in found if not any(_is_over(one, place) for one in overriding)]


def _is_over(one: Found, place: Found) -> bool:
    if place.source.format == one.source.format:
        of = place.name if place.home is None else f"{place.home}/**"
        is_above = one.source.file.count("/") < place.source.file.count("/")
    else:
        of, is_above = place.name, place.source.format == "spdx-tag"
    first, *rest = one.overrides
    return is_above and covers(first, of) and not any(not is_plain(other) or covers(other, of) for other in rest)


def about_files(files: str, claim: Claim) -> Found:
    """Files (one, or all that fit a pattern) below the scanned folder of which another file says their licence.

    As the tags in source files: what agrees with their project is evidence for it, what does not stands for itself.
    """
    identity = make("generic", files.replace("/", "-"))
    return Found(purl=identity, name=files, source=claim.source, claims=(claim,), weak=True)

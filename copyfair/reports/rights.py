"""The rights of use of a project: as lines for people, and as a CycloneDX document."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from copyfair.assessment import Assessment
from copyfair.inventory.model import Component
from copyfair.inventory.stated_rights import write_right
from copyfair.reciprocity.holdings import Held, HeldState
from copyfair.reciprocity.rights import Right, hint
from copyfair.reports import words
from copyfair.reports.words import LONG, cut
from copyfair.schema import to_json

__all__ = ["as_cyclonedx", "as_lines", "by_component", "licence_entry"]

_MOST_LABELS = 8

_STATES = {
    HeldState.COVERS: "covers",
    HeldState.OPEN: "open: may cover",
    HeldState.REFUSED: "does not count for",
    HeldState.NOT_NEEDED: "not needed for",
    HeldState.UNMATCHED: "matches nothing here",
}


def as_lines(assessment: Assessment) -> Iterator[str]:
    """Every right on record or stated by a file: who granted it to whom, what it covers, until when."""
    if not assessment.rights:
        yield "No right of use is on record, and no file states one."
    for held in assessment.rights:
        yield from _lines(held)


def _lines(held: Held) -> Iterator[str]:
    said = held.right.entitlement
    whom = cut(said.licensee) or ("nobody named" if held.right.where else "the actor")
    yield f"{cut(said.reference)}: {cut(said.licensor) or 'nobody named'} to {whom}, {_time(held.right)}"
    labels = words.and_more(map(words.label, held.covered or held.components), _MOST_LABELS)
    yield "  " + " ".join(filter(None, [_STATES[held.state], labels or cut(said.component)]))
    if held.says:
        yield f"  {cut(held.says, LONG)}"
    for title, value in _details(held.right):
        if value:
            yield f"  {title}: {cut(value, LONG)}"


def _time(right: Right) -> str:
    said = right.entitlement
    begin = f"from {said.valid_from}" if said.valid_from else ""
    end = f"until {said.valid_until}" if said.valid_until else "without an end on record"
    return f"{begin} {end}".strip()


def _details(right: Right) -> Iterator[tuple[str, str]]:
    said, count = right.entitlement, right.entitlement.count
    used = "an unknown number" if count is None or count.in_use is None else f"{count.in_use:,}"
    yield "stated in", right.where
    yield "scope", said.scope
    yield "type", ", ".join(said.types)
    yield "counted", f"{used} of {count.bought:,} {count.of} in use" if count else ""
    yield "bought or renewed", str(said.renewed or "")
    yield "purchaser", said.purchaser
    yield "purchase order", said.purchase_order
    yield "also known as", ", ".join(said.alt_ids)


# ---------------------------------------------------------------- CycloneDX


def as_cyclonedx(assessment: Assessment) -> bytes:
    """The rights as a CycloneDX 1.6 document: a component for each that a right is about, and `licensing` for each right.

    A right without a licensee is written as the actor's. Left out are those that match nothing here, as they have no
    component to stand with, and what is only a hint, since it would come out as more.
    """
    tool, _, version = assessment.tool.partition(" ")
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"tools": {"components": [{"type": "application", "name": tool, "version": version}]}},
        "components": [
            _component(component, rights, assessment.actor.party.name)
            for component, rights in by_component(assessment.rights)
        ],
    }
    return to_json(document)


def by_component(rights: Iterable[Held]) -> list[tuple[Component, list[Right]]]:
    """The rights that each component has, by package URL, without those that are only a hint."""
    found: dict[Component, list[Right]] = {}
    for held in rights:
        for component in () if hint(held.right) else held.components:
            found.setdefault(component, []).append(held.right)
    return sorted(found.items(), key=lambda pair: pair[0].purl)


def _component(component: Component, rights: Sequence[Right], licensee: str) -> dict[str, Any]:
    version = {"version": component.version} if component.version else {}
    return {
        "type": "library",
        "bom-ref": component.purl,
        "name": component.name,
        **version,
        "purl": component.purl,
        "licenses": [licence_entry(right, licensee) for right in rights],
    }


def licence_entry(right: Right, licensee: str) -> dict[str, Any]:
    """A right as an entry of `licenses` in CycloneDX; `licensee` is who has it where it names nobody."""
    said = right.entitlement
    return write_right(said if said.licensee else msgspec.structs.replace(said, licensee=licensee))

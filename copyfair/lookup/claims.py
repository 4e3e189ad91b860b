"""What a record of a register lets one write down about an actor, with the register as its evidence."""

from collections.abc import Iterator

import msgspec

from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.forms import is_form_code, legal_form
from copyfair.lookup.gleif import Level, Record

__all__ = ["claims", "identity"]

_CURRENT = "ISSUED"


def identity(record: Record) -> dict[str, str]:
    """The fields of `[actor]` that the record gives."""
    given = {
        "name": record.name,
        "country": record.country,
        "register": f"LEI {record.lei}",
        "legal_form": record.legal_form if is_form_code(record.legal_form) else "",
    }
    return {key: value for key, value in given.items() if value}


def claims(record: Record) -> tuple[Fact, ...]:
    """The facts that the record settles. A registration that nobody renewed settles none.

    A parent that is reported is one; that none is reported says nothing, whatever the reason given.
    """
    return tuple(_claims(record)) if record.registration == _CURRENT else ()


def _claims(record: Record) -> Iterator[Fact]:
    evidence = Evidence(kind=EvidenceKind.REGISTER, reference=f"GLEIF, LEI {record.lei}", date=record.on)

    def fact(name: str, value: bool | str, what: str) -> Fact:
        told = msgspec.structs.replace(evidence, reference=f"{evidence.reference}: {what}")
        return Fact(name=name, value=value, evidence=told)

    if is_form_code(record.legal_form):
        for name, value in legal_form(record.legal_form).meaning.proves.items():
            yield fact(name, value, f"legal form {record.legal_form}")
    if record.category == "RESIDENT_GOVERNMENT_ENTITY":
        yield fact("government", value=True, what="category RESIDENT_GOVERNMENT_ENTITY")
    parents = {one.level: one for one in record.above if one.lei and one.lei != record.lei}
    parent = parents.get(Level.DIRECT) or parents.get(Level.ULTIMATE)
    if parent is not None:
        yield fact("consolidated_by_parent", value=True, what=f"{parent.level} parent LEI {parent.lei}")

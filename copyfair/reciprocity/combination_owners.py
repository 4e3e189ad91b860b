"""The project's own parts and their licences, and which component goes into which part."""

from collections.abc import Sequence

import msgspec

from copyfair.inventory.model import Component, Origin
from copyfair.licensing.expression import Expression
from copyfair.licensing.model import Licensed

__all__ = ["Owner", "owners", "owners_of"]


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the project. `expression` is None where its licence is not settled; `why` tells."""

    name: str
    expression: Expression | None
    why: str


def owners(licensed: Sequence[Licensed], recorded: Expression | None) -> tuple[Owner, ...]:
    """The first-party components with their licences, or the whole project with the licence on record."""
    if recorded is not None:
        return (Owner(name="the project", expression=recorded, why="recorded in copyfair.toml"),)
    own = [entry for entry in licensed if entry.component.origin is Origin.FIRST_PARTY]
    return tuple(map(_owner, own)) or (
        Owner(
            name="the project", expression=None, why="No manifest and no LICENSE file states the project's own licence."
        ),
    )


def _owner(entry: Licensed) -> Owner:
    name = entry.component.label
    if entry.conflict:
        return Owner(
            name=name, expression=None, why=f"The licence of {name} is contradicted: {' '.join(entry.conflict.says)}"
        )
    if entry.modified or entry.expression is None:
        return Owner(name=name, expression=None, why=f"The licence of {name} is not settled: {entry.why}")
    return Owner(name=name, expression=entry.expression, why=entry.why)


def owners_of(component: Component, own: Sequence[Owner]) -> tuple[Owner, ...]:
    """The parts a component is reached from, one for each different licence; all parts where nothing leads to it."""
    roots = {path[0] for path in component.paths if path}
    reached = [owner for owner in own if owner.name in roots] or list(own)
    by_license: dict[Expression | None, list[Owner]] = {}
    for owner in reached:
        by_license.setdefault(owner.expression, []).append(owner)
    return tuple(_joined(group) for group in by_license.values())


def _joined(group: Sequence[Owner]) -> Owner:
    if len(group) == 1:
        return group[0]
    name = f"{group[0].name} and {len(group) - 1} more"
    return msgspec.structs.replace(group[0], name=name)

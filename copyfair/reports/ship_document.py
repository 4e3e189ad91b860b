"""The JSON document ``copyfair/ship/1``: what goes together, and what users must be.

As for the report, the types are the contract: ``data/ship-1.schema.json`` is made from them.
"""

from datetime import date
from typing import Final, Literal

import msgspec

from copyfair.assessment import Assessment
from copyfair.reciprocity.combination_model import Cited, Fit, How, Own, Pair
from copyfair.reciprocity.downstream_model import Requirement, TravellingDuty, Unclear
from copyfair.schema import schema_of, to_json

__all__ = ["SCHEMA", "Component", "Ship", "Users", "encode", "schema"]

SCHEMA: Final = "copyfair/ship/1"


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """One component in one part of the project, and whether their licences go together. `missing`: names of facts."""

    purl: str
    name: str
    version: str | None
    license: str
    project: str
    project_license: str
    how: How
    how_known: str
    fit: Fit
    says: str
    because: tuple[Cited, ...]
    todo: str
    missing: tuple[str, ...]


class Users(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever gets the whole has to be and do. `complete` false: see `unclear`. `nobody`: it contradicts itself."""

    complete: bool
    nobody: bool
    requirements: tuple[Requirement, ...]
    duties: tuple[TravellingDuty, ...]
    unclear: tuple[Unclear, ...]
    left_out: tuple[str, ...]


class Ship(msgspec.Struct, frozen=True, kw_only=True):
    """May the project go out under its own licence? `assumed`: facts nobody gave that are taken for the question."""

    schema: Literal["copyfair/ship/1"] = SCHEMA
    tool: str
    as_of: date
    project: str
    own: tuple[Own, ...]
    assumed: tuple[str, ...]
    summary: dict[Fit, int]
    components: tuple[Component, ...]
    traps: tuple[str, ...]
    users: Users


def encode(assessment: Assessment) -> bytes:
    """The document as JSON."""
    outbound, downstream = assessment.outbound, assessment.downstream
    users = Users(
        complete=downstream.complete,
        nobody=downstream.nobody,
        requirements=downstream.requirements,
        duties=downstream.duties,
        unclear=downstream.unclear,
        left_out=downstream.left_out,
    )
    ship = Ship(
        tool=assessment.tool,
        as_of=assessment.as_of,
        project=assessment.project,
        own=outbound.own,
        assumed=outbound.assumed,
        summary={fit: len(outbound.of(fit)) for fit in Fit},
        components=tuple(map(_component, outbound.pairs)),
        traps=outbound.traps,
        users=users,
    )
    return to_json(ship)


def _component(pair: Pair) -> Component:
    component, finding = pair.component, pair.finding
    return Component(
        purl=component.purl,
        name=component.name,
        version=component.version,
        license=pair.license,
        project=pair.project,
        project_license=pair.project_license,
        how=pair.how,
        how_known=pair.how_known,
        fit=finding.fit,
        says=finding.says,
        because=finding.because,
        todo=finding.todo,
        missing=finding.missing,
    )


def schema() -> bytes:
    """The JSON Schema (draft 2020-12) of the document."""
    return schema_of(Ship, name=SCHEMA, id="urn:copyfair:ship:1")

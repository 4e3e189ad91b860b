"""Ready-made actors for side-by-side comparison: typical cases, with the facts that make them so."""

import datetime
import tomllib
from functools import cache
from pathlib import Path

from copyfair.actor.load import read
from copyfair.actor.model import Actor, Use
from copyfair.data import package_file

__all__ = ["archetypes"]


@cache
def _files() -> tuple[Path, ...]:
    folder = package_file("actor/data/archetypes")
    return tuple(
        sorted(
            (found for found in folder.iterdir() if found.name.endswith(".toml")),
            key=lambda found: found.name.removesuffix(".toml"),
        )
    )


def archetypes(as_of: datetime.date) -> dict[str, tuple[Actor, Use]]:
    """Every archetype by its name, in alphabetical order.

    They are examples, not definitions: what a real cooperative is, its own facts say.
    """
    return {
        found.name.removesuffix(".toml"): read(tomllib.loads(found.read_text("utf-8")), where=found.name, as_of=as_of)
        for found in _files()
    }

"""What a set of claims comes to, while it is worked out."""

from typing import NamedTuple

import msgspec

from copyfair.licensing.expression import Expression

__all__ = ["Pair", "Settled", "reserves"]


class Pair(NamedTuple):
    """Two claims, by their places, that cannot both be right, and why in a sentence."""

    one: int
    other: int
    says: str


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A licence or none, why, what disagrees, and what else it may be; as in `copyfair.licensing.model.Licensed`."""

    expression: Expression | None
    why: str
    against: tuple[Pair, ...] = ()
    modified: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    at_most: Expression | None = None


_RESERVING = ("reserved", "no rights", "no licence is granted", "fee may be due", "takes away", "limit its use")


def reserves(note: str) -> bool:
    """The note of a reading says that rights are kept from somebody."""
    return any(word in note for word in _RESERVING)

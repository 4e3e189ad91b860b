"""What a licence says about being combined with something under another one: the `[combining]` table of its file."""

from enum import StrEnum
from typing import Annotated

import msgspec

__all__ = ["Bridge", "BridgeOf", "Combining", "Covers"]

_Text = Annotated[str, msgspec.Meta(min_length=1)]


class Covers(StrEnum):
    """What has to stay under the licence when copies are passed on, least first."""

    NOTHING = "nothing"
    """Its own terms and notices travel with it; the rest may be under any terms."""
    FILES = "files"
    """The component and changes to it; a larger work around it may have other terms, as the text says."""
    ITSELF = "itself"
    """The component stays under this licence alone; the text does not let it into a work under another one."""
    ADAPTATIONS = "adaptations"
    """Whatever is adapted from it; a collection around it is free."""
    WHOLE = "whole"
    """The combined work as a whole."""
    USES = "uses"
    """Also what is only made, run or examined with it."""
    UNCHANGED = "unchanged"
    """It may be passed on only as it is; nothing made from it may be."""
    KEPT = "kept"
    """It may not be passed on at all."""


class BridgeOf(StrEnum):
    """What a bridge leads over."""

    COMPONENT = "component"
    """The component itself may be had under the other licence, whose own rules then count."""
    WHOLE = "whole"
    """The work made with it may be put under the other licence."""


class Bridge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another licence that the text allows instead.

    Attributes:
        of: what may be under it.
        to: licence ids, or categories of `copyfair.licensing.categories`; empty: one that the text does not name.
        clause, says: where it says so, and what, in our own words.
        when: condition in the rule language; empty: always.
    """

    of: BridgeOf = BridgeOf.WHOLE
    to: tuple[_Text, ...] = ()
    clause: _Text
    says: _Text
    when: str = ""


class Combining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a licence reaches into a work it becomes a part of.

    Whether it also forbids further terms stands in its duties; whom it shuts out, in its rules.

    Attributes:
        covers: what has to stay under it.
        clause, says: where it says so, and what, in our own words; may be empty where it covers nothing.
        when: use that triggers it, in the rule language.
        disputed: whether it reaches so far can be argued.
        aggregate: clause by which it may lie beside other works; empty: the text does not say.
        bridges: other licences that it allows instead.
    """

    covers: Covers
    clause: str = ""
    says: str = ""
    when: str = "distributes"
    disputed: bool = False
    aggregate: str = ""
    bridges: tuple[Bridge, ...] = ()

    def __post_init__(self) -> None:
        if self.covers is not Covers.NOTHING and not (self.clause and self.says):
            raise ValueError("combining: what covers something has a clause and says")

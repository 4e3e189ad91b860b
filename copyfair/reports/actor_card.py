"""Who the report is for, on a card: name, numbers, and where they stand in the four quadrants as they declare it."""

import msgspec
from markupsafe import Markup

from copyfair.actor.quadrants import chart, place
from copyfair.assessment import Assessment
from copyfair.reports.words import cut

__all__ = ["ActorCard", "actor_card"]

_IDS = "quadrants-"


class ActorCard(msgspec.Struct, frozen=True, kw_only=True):
    """The actor of a report.

    Attributes:
        name, country, register, legal_form: as declared; each may be empty.
        quadrant: the label, or what is missing for one; empty where nothing was declared for it.
        drawing: the quadrants with the actor in them; empty unless it has a place there.

    """

    name: str
    country: str
    register: str
    legal_form: str
    quadrant: str
    drawing: Markup


def actor_card(assessment: Assessment) -> ActorCard | None:
    """The card of the actor; None where nobody was described."""
    actor = assessment.actor
    if not actor.given:
        return None
    name = cut(actor.party.name)
    stands = place(name, actor)
    drawing = "" if stands.missing else chart((stands,), inside=_IDS).decode()
    return ActorCard(
        name=name,
        country=cut(actor.party.country),
        register=cut(actor.party.register),
        legal_form=cut(actor.legal_form),
        quadrant=cut(stands.label) if stands.control or stands.purpose else "",
        drawing=Markup(drawing),  # noqa: S704 - made from a template of ours, which escapes what comes from outside
    )

"""Who uses the components, and what for."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from copyfair.actor.facts import Fact
from copyfair.actor.given import Contribution
from copyfair.actor.size import Enterprise

__all__ = ["Actor", "Party", "Use"]


class Party(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An organisation or person as named on a document.

    Attributes:
        name: legal name.
        country: ISO 3166-1 alpha-2.
        register: register number with its scheme, as printed ("KBO 0123.456.749").
        vat: VAT number, if any.
        address: lines as on an envelope.
        email: for questions and disputes.
        url: home page.
    """

    name: str = ""
    country: str = ""
    register: str = ""
    vat: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    url: str = ""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The person or organisation whose use is judged.

    Attributes:
        party: name and numbers; empty when nobody was named.
        legal_form: ISO 20275 code as given; recorded, and never by itself proof of anything.
        facts: facts about the actor by name; what is not here is unknown.
        commons: facts about the actor and one commons, by commons id.
        contributions: what it gave to commons, in the order of the file.
        rates: exchange rates the actor vouches for: "EUR/USD" -> dollars for one euro.
        enterprise: the figures of its size class, with the enterprises that it is tied to; None: not given.
        given: False when nobody described an actor at all.
    """

    party: Party = Party()
    legal_form: str = ""
    facts: Mapping[str, Fact] = {}
    commons: Mapping[str, Mapping[str, Fact]] = {}
    contributions: tuple[Contribution, ...] = ()
    rates: Mapping[str, Decimal] = {}
    enterprise: Enterprise | None = None
    given: bool = False


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What the actor does with the components.

    Attributes:
        facts: facts about the use by name.
    """

    facts: Mapping[str, Fact] = {}

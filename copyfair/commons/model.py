"""A commons as its steward publishes it in `commons.toml`: licence, wider permissions, tariffs, payees."""

import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from copyfair.actor.model import Party
from copyfair.commons.recognition import Recognition
from copyfair.commons.registry import Registry
from copyfair.commons.tariff import Rate, Tariff
from copyfair.money import Money

__all__ = ["Commons", "Payee", "Permission", "Split"]


class Permission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A permission the steward adds to the licence.

    Attributes:
        clause: where the steward published it ("Charter 3").
        says: what it allows, in a sentence.
        when: condition in the rule language of `copyfair.reciprocity.conditions`.
    """

    clause: str
    says: str
    when: str


class Payee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who receives a part of the fee.

    Attributes:
        party: name and numbers.
        share: weight in the split; weights need not add up to one.
        id: of the payee in the registry, which then holds the account.
        iban, bic: account, where there is no registry.
        role: why ("for-benefit association", "upstream commons").
    """

    party: Party
    share: Decimal = Decimal(1)
    id: str = ""
    iban: str = ""
    bic: str = ""
    role: str = ""


class Split(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the association passes a fee on to what the commons itself stands on (see `copyfair.fees.upstream`).

    Attributes:
        administration: share of the fee that the association keeps for its work; a line of its own.
        pass_on: share of what reaches a payee's packages that goes on, in equal parts, to what these need.
        levels: how many times it is passed on at most.
        most: largest share of the whole fee that one upstream payee may get.
        least: upstream sums below this are held in the reserve.
        reserve: name under which the association holds what cannot be paid out.
        registry: file beside commons.toml with the verified payees (see `copyfair.commons.registry`).
    """

    administration: Rate = Decimal(0)
    pass_on: Rate
    levels: Annotated[int, msgspec.Meta(ge=1, le=6)] = 3
    most: Rate = Decimal(1)
    least: Money | None = None
    reserve: str
    registry: str = ""


class Commons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A commons: what it covers, who looks after it, what it allows and what it asks.

    Attributes:
        id: short name, used in actor files and on documents.
        name: full name.
        license: the SPDX id or LicenseRef of its public licence.
        covers: package URLs without version, or with ``*`` as in file names.
        steward: the for-benefit association.
        permissions: beyond the licence.
        recognition: who counts as a contributor; None: the steward has not said in numbers.
        tariffs: versions of the tariff, no two for the same day. Empty: a separate licence is to be negotiated.
        payees: who is paid; the first one is the steward's.
        split: how fees are passed on upstream; None: they are not.
        dispute: how to object, in a sentence.
        language: in which the texts are written (BCP 47, ``nl``); empty where it is not said.
        source: file it was read from, for evidence.
        registry: the verified payees, from the file that `split` names.
    """

    id: str
    name: str
    license: str
    covers: tuple[str, ...]
    steward: Party
    permissions: tuple[Permission, ...] = ()
    recognition: Recognition | None = None
    tariffs: tuple[Tariff, ...] = ()
    payees: tuple[Payee, ...] = ()
    split: Split | None = None
    dispute: str = ""
    language: str = ""
    source: str = ""
    registry: Registry = Registry()

    def tariff_on(self, day: datetime.date) -> Tariff | None:
        """The version of the tariff that applies on a day, or None."""
        return next((tariff for tariff in self.tariffs if tariff.holds_on(day)), None)

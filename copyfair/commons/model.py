"""A commons as its steward publishes it in `commons.toml`: licence, wider permissions, tariff, payees."""

import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from copyfair.actor.model import Party
from copyfair.money import Money

__all__ = [
    "Cap",
    "CappedReturn",
    "Cliff",
    "Commons",
    "Credit",
    "Fee",
    "Flat",
    "Payee",
    "PerHead",
    "Permission",
    "Share",
    "Tariff",
]

Rate = Decimal
"""From 0 to 1. `copyfair.commons.load` holds the bounds: msgspec knows none for decimals."""


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


class Flat(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="flat", forbid_unknown_fields=True):
    """The same amount for everybody."""

    amount: Money


class PerHead(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="per-head", forbid_unknown_fields=True):
    """An amount for each of something counted, beyond a free number.

    Attributes:
        price: for one.
        of: a fact of type count (``head_count``).
        free: how many cost nothing.
    """

    price: Money
    of: str = "head_count"
    free: Annotated[int, msgspec.Meta(ge=0)] = 0


class Share(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="share-above", forbid_unknown_fields=True):
    """Marginal: a share of only that part of an amount which lies above a threshold.

    Attributes:
        rate: from 0 to 1.
        threshold: what stays free for everybody.
        of: a fact of type money (``revenue``).
    """

    rate: Rate
    threshold: Money
    of: str = "revenue"


class Cliff(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="cliff", forbid_unknown_fields=True):
    """Cliff: nothing up to and including a threshold, and above it a share of the *whole* amount."""

    rate: Rate
    threshold: Money
    of: str = "revenue"


class CappedReturn(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="capped-return", forbid_unknown_fields=True
):
    """Returns are capped at a multiple of the capital; what goes beyond flows back to the commons.

    Attributes:
        multiple: of the capital invested that may be taken in all (10 = ten times).
        sweep: share of what goes beyond that flows back.
    """

    multiple: Decimal = Decimal(10)
    sweep: Rate = Decimal(1)


Fee = Flat | PerHead | Share | Cliff | CappedReturn


class Credit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contributions count towards the fee.

    Attributes:
        of: a fact of type money about the actor and this commons.
        most: largest share of the fee that contributions can cover.
    """

    of: str = "contribution_value"
    most: Rate = Decimal(1)


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fee is never more than this, or less (when anything is due at all)."""

    highest: Money | None = None
    lowest: Money | None = None


class Tariff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the steward asks of those whom neither the licence nor a permission covers.

    Attributes:
        id: identifies this version.
        currency: ISO 4217; every amount of the tariff is in it.
        clause: where the steward published it ("Charter 5").
        says: the tariff in a sentence.
        period: what one fee covers ("calendar year").
        valid_from, valid_until: first and last day on which this tariff applies.
        due_days: days from the notice to the due date.
        fees: added up.
        credit: contributions that count towards the sum.
        cap: bounds on the sum after the credit.
    """

    id: str
    currency: str
    clause: str
    says: str
    valid_from: datetime.date
    valid_until: datetime.date | None = None
    period: str = "calendar year"
    due_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 30
    fees: tuple[Fee, ...]
    credit: Credit | None = None
    cap: Cap = Cap()


class Payee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who receives a part of the fee.

    Attributes:
        party: name and numbers.
        share: weight in the split; weights need not add up to one.
        iban, bic: account.
        role: why ("for-benefit association", "upstream commons").
    """

    party: Party
    share: Decimal = Decimal(1)
    iban: str = ""
    bic: str = ""
    role: str = ""


class Commons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A commons: what it covers, who looks after it, what it allows and what it asks.

    Attributes:
        id: short name, used in actor files and on documents.
        name: full name.
        license: the SPDX id or LicenseRef of its public licence.
        covers: package URLs without version, or with ``*`` as in file names.
        steward: the for-benefit association.
        permissions: beyond the licence.
        tariff: None: no tariff is known, and a separate licence is to be negotiated.
        payees: who is paid; the first one is the steward's.
        dispute: how to object, in a sentence.
        source: file it was read from, for evidence.
    """

    id: str
    name: str
    license: str
    covers: tuple[str, ...]
    steward: Party
    permissions: tuple[Permission, ...] = ()
    tariff: Tariff | None = None
    payees: tuple[Payee, ...] = ()
    dispute: str = ""
    source: str = ""

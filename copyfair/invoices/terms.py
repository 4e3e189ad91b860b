"""What the issuer of invoices decides once, with its accountant: `invoice.toml`."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec

from copyfair.actor.model import Party
from copyfair.errors import InputError
from copyfair.invoices.model import Trader, Vat, Withholding
from copyfair.invoices.rules import BELGIAN

__all__ = ["Account", "Side", "Terms", "read_terms", "trader"]

_REGISTERS = {"BE": (BELGIAN, 10), "NL": ("0106", 8), "FR": ("0002", 9)}
"""Country -> scheme of ISO 6523 of its company register, and how many digits a number has: KBO, KvK, SIREN."""


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the money goes; `holder` is the name of the account, by default the seller's."""

    iban: str
    bic: str = ""
    holder: str = ""


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be known of seller or buyer beyond the assessment; what stands here wins.

    Attributes:
        name, country, register, vat, address, email, url: as in `copyfair.actor.model.Party`.
        endpoint: electronic address as ``scheme:number`` (``0208:0123456749``); in Belgium the KBO number by itself.
        reference: what the buyer's accounting asks for (buyer only).
        order: the buyer's order number (buyer only).
    """

    name: str = ""
    country: str = ""
    register: str = ""
    vat: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    url: str = ""
    endpoint: str = ""
    reference: str = ""
    order: str = ""


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an issuer writes invoices.

    Attributes:
        vat: the VAT treatment, as the issuer's accountant confirmed it.
        language: of the document; by default that of the assessment.
        due_days: from the invoice to its due date.
        seller, buyer: see `Side`.
        account: by default the one that the assessment names for the seller.
        withholding: what to say about a tax at source.
        note: one more sentence on the invoice.
        collects: the seller collects the whole sum where the assessment names several payees, and passes it on.
        agreement: the agreement under which the licensee writes the invoice itself; self-billing needs one.
    """

    vat: Vat
    language: str = ""
    due_days: Annotated[int, msgspec.Meta(ge=0, le=366)] = 30
    seller: Side = Side()
    buyer: Side = Side()
    account: Account | None = None
    withholding: Withholding | None = None
    note: str = ""
    collects: bool = False
    agreement: str = ""

    def due(self, dated: datetime.date) -> datetime.date:
        """The last day to pay an invoice of a day."""
        return dated + datetime.timedelta(days=self.due_days)


def read_terms(text: str, where: str) -> Terms:
    """Terms from the text of an `invoice.toml`.

    Raises:
        InputError: it says something that makes no sense; names the field.
    """
    from copyfair.toml import read_toml  # noqa: PLC0415 - for files of users only

    try:
        given = read_toml(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise InputError(f"broken TOML: {' '.join(str(error).split())[:200]}", where=where) from None
    rate = given.get("vat", {}).get("rate") if isinstance(given.get("vat"), dict) else None
    if isinstance(rate, int) and not isinstance(rate, bool):
        given["vat"]["rate"] = str(rate)
    try:
        terms = msgspec.convert(given, Terms)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InputError(str(error)[:300], where=where) from None
    if not terms.vat.rate.is_finite():
        raise InputError("a rate is a number of per cent, as '21'", where=f"{where}: $.vat.rate")
    for name, side in (("seller", terms.seller), ("buyer", terms.buyer)):
        if side.endpoint and not all(side.endpoint.partition(":")[::2]):
            raise InputError("write it as 'scheme:number', '0208:0123456749'", where=f"{where}: $.{name}.endpoint")
    return terms


def trader(party: Party, side: Side, *, vat: bool) -> Trader:
    """A party of the assessment with what the terms say of it.

    Args:
        party: as the assessment has it.
        side: what the terms add or put right.
        vat: whether its VAT number is written; never where the sum is outside the scope of VAT.
    """
    told = {name: getattr(side, name) for name in Party.__struct_fields__ if getattr(side, name)}
    known = msgspec.structs.replace(party, **told)
    scheme, number = _registered(known)
    endpoint_scheme, endpoint = scheme if scheme == BELGIAN else "", number if scheme == BELGIAN else ""
    if side.endpoint:
        endpoint_scheme, _, endpoint = side.endpoint.partition(":")
    plain = "".join(_letters(known.vat)) if vat else ""
    return Trader(
        party=msgspec.structs.replace(known, vat=plain),
        scheme=scheme,
        number=number,
        endpoint_scheme=endpoint_scheme.strip(),
        endpoint=endpoint.strip(),
    )


def _letters(text: str) -> Iterator[str]:
    return (char for char in text.upper() if char.isascii() and char.isalnum())


def _registered(party: Party) -> tuple[str, str]:
    """Scheme and number of a party's register; where the country's scheme is not known, the number as it is printed."""
    scheme, length = _REGISTERS.get(party.country, ("", 0))
    digits = "".join(char for char in party.register if char.isascii() and char.isdigit())
    if scheme and len(digits) == length:
        return scheme, digits
    return "", party.register.strip()

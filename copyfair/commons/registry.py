"""The payee registry of an association: who is paid, who they are, and into which account.

A changed account number is the classic invoice fraud. So an account only counts when one person proposed it, another
approved it, it rests on evidence, its check digits are right, and a waiting time has passed since. Until then the
account before it goes on counting.
"""

import datetime
import json
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Annotated

import msgspec

from copyfair.actor.facts import Evidence
from copyfair.actor.model import Party
from copyfair.commons.account import printed_bic, printed_iban
from copyfair.commons.patterns import pattern_fault
from copyfair.errors import InputError
from copyfair.inventory import purl as package_url
from copyfair.toml import read_toml

__all__ = ["Account", "Payable", "Registered", "Registry", "owner_of", "payable_account", "read_registry"]

_MOST_WAITING_DAYS = 366


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account as it was proposed for a payee.

    Attributes:
        iban, bic: the account.
        evidence: what shows that it is the payee's (a letter of the bank, a signed form).
        proposed_by, proposed_on: who entered it, and when.
        approved_by, approved_on: who checked it, somebody else; None: nobody yet.
        closed_on: first day on which it no longer counts.
    """

    iban: str
    bic: str = ""
    evidence: Evidence = Evidence()
    proposed_by: str
    proposed_on: datetime.date
    approved_by: str = ""
    approved_on: datetime.date | None = None
    closed_on: datetime.date | None = None


class Registered(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A payee whose identity the association has verified.

    Attributes:
        id: short name; `[[payees]]` of commons.toml refers to it.
        party: name and numbers.
        identity: what the verification rests on.
        covers: package URLs of what is the payee's, as in commons.toml.
        accounts: all that were ever proposed.
    """

    id: str
    party: Party
    identity: Evidence
    covers: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()


class Registry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The payees of an association.

    Attributes:
        waiting_days: from the approval of an account to the first payment into it.
        payees: by id, each once.
    """

    waiting_days: Annotated[int, msgspec.Meta(ge=0, le=_MOST_WAITING_DAYS)] = 14
    payees: tuple[Registered, ...] = ()

    def payee(self, payee_id: str) -> Registered | None:
        """The payee with this id, or None."""
        return next((payee for payee in self.payees if payee.id == payee_id), None)


class Payable(msgspec.Struct, frozen=True, kw_only=True):
    """Into which account a payee is paid on a day.

    Attributes:
        account: None: into none, so the money is held.
        reasons: why this one, and why none of the others; in sentences.
    """

    account: Account | None
    reasons: tuple[str, ...]


def payable_account(registry: Registry, payee_id: str, as_of: datetime.date) -> Payable:
    """The account into which a payee is paid on a day: of those that count, the one approved last."""
    payee = registry.payee(payee_id)
    if payee is None:
        return Payable(account=None, reasons=(f"No payee {payee_id!r} is in the registry.",))
    if not payee.accounts:
        return Payable(account=None, reasons=(f"No account of {payee.party.name} was ever proposed.",))
    counting: list[Account] = []
    reasons: list[str] = []
    for account in payee.accounts:
        against = next(_against(account, registry.waiting_days, as_of), "")
        if against:
            reasons.append(f"Account {_shown(account.iban)} does not count: {against}.")
        else:
            counting.append(account)
    if not counting:
        return Payable(account=None, reasons=tuple(reasons))
    best = max(counting, key=lambda account: (account.approved_on or account.proposed_on, account.proposed_on))
    return Payable(account=best, reasons=(_for(best), *reasons))


def _for(account: Account) -> str:
    return (
        f"Account {_shown(account.iban)} counts: proposed by {account.proposed_by}, approved by {account.approved_by} "
        f"on {account.approved_on} ({account.evidence})."
    )


def _against(account: Account, waiting: int, as_of: datetime.date) -> Iterator[str]:
    """What speaks against an account, the weightiest first."""
    if not printed_iban(account.iban):
        yield "its check digits are wrong"
    if account.bic and not printed_bic(account.bic):
        yield f"{account.bic[:20]!r} is no BIC"
    if account.closed_on is not None and account.closed_on <= as_of:
        yield f"it was closed on {account.closed_on}"
    if not account.evidence.reference.strip():
        yield "it rests on no evidence"
    if account.evidence.valid_until is not None and account.evidence.valid_until < as_of:
        yield f"its evidence ran out on {account.evidence.valid_until}"
    if not _person(account.proposed_by):
        yield "it does not say who proposed it"
    if not _person(account.approved_by) or account.approved_on is None:
        yield "no second person has approved it"
        return
    if _person(account.approved_by) == _person(account.proposed_by):
        yield f"{account.proposed_by} both proposed and approved it"
    if account.approved_on < account.proposed_on:
        yield f"it was approved on {account.approved_on}, before it was proposed"
    counts = account.approved_on + datetime.timedelta(days=waiting) if account.approved_on.year < 9998 else None
    if counts is None or as_of < counts:
        yield f"it was approved on {account.approved_on} and counts {waiting} days later, from {counts}"


def _person(name: str) -> str:
    """A person's name as it is compared: spelling variants of one name are one person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _shown(iban: str) -> str:
    return printed_iban(iban) or repr(iban[:40])


def owner_of(registry: Registry, purl: str, name: str) -> Registered | None:
    """The verified payee to whom a component belongs; None where there is none, or where two claim it."""
    package = package_url.versionless(purl)
    owners = [
        payee
        for payee in registry.payees
        if any(package_url.matches(pattern, package, name) for pattern in payee.covers)
    ]
    return owners[0] if len(owners) == 1 else None


def read_registry(text: str, where: str) -> Registry:
    """A registry from the text of a TOML or JSON file; the name says which.

    Raises:
        InputError: it says something that makes no sense; names the field.
    """
    try:
        given = json.loads(text) if where.endswith(".json") else read_toml(text, parse_float=Decimal)
    except (ValueError, InvalidOperation, RecursionError) as error:
        raise InputError(f"broken file: {' '.join(str(error).split())[:200]}", where=where) from None
    try:
        registry = msgspec.convert(given, Registry)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InputError(str(error)[:300], where=where) from None
    for field, message in _faults(registry):
        raise InputError(message, where=f"{where}: {field}")
    return registry


def _faults(registry: Registry) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for index, payee in enumerate(registry.payees):
        where = f"$.payees[{index}]"
        if not payee.id.strip() or payee.id in seen:
            yield f"{where}.id", "it is empty, or another payee has the same id"
        seen.add(payee.id)
        if not payee.party.name.strip():
            yield f"{where}.party.name", "it is empty; name who is paid"
        if not payee.identity.reference.strip():
            yield (
                f"{where}.identity.reference",
                "it is empty; a payee is verified by something: a register number, a contract, statutes",
            )
        for number, pattern in enumerate(payee.covers):
            message = pattern_fault(pattern)
            if message:
                yield f"{where}.covers[{number}]", message

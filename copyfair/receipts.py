"""Receipts: what a steward gives to whoever has paid (`copyfair.notices.receipt`), and what frees them until it ends.

A receipt counts only where everything holds together: a key that the user trusts signed it, the key's owner is the
steward of a commons on record, that commons covers the component, and the licensee is the actor. What does not hold
is a problem of the check, and frees nobody.
"""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from copyfair.actor.model import Party
from copyfair.commons import covers
from copyfair.commons.model import Commons
from copyfair.errors import MissingExtraError, SignatureError
from copyfair.inventory.purl import parse, versionless
from copyfair.ledger.model import Head
from copyfair.problem import Problem
from copyfair.reciprocity.rights import is_party
from copyfair.settings import Entitlement, ReceiptFile
from copyfair.signing.envelope import Envelope, Signed, verify
from copyfair.signing.keys import KeyDirectory, read_text

__all__ = ["RECEIPT_TYPE", "Accepted", "Receipt", "accept", "foreign"]

RECEIPT_TYPE = "urn:copyfair:receipt:1"
"""Of the statement that a receipt is."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt says. It names no sum: it lies in the licensee's repository for everybody to read.

    Attributes:
        number: of the document that was paid.
        commons: id of the commons.
        licensor: its steward.
        licensee, licensee_id: who paid, and the register or VAT number.
        components: package URLs without version.
        valid_from, valid_until: first and last day.
        ledger: the steward's ledger when the receipt was written.
        signed_on: the day of the signature; set when it is signed.
    """

    number: Annotated[str, msgspec.Meta(min_length=1)]
    commons: str
    licensor: Annotated[str, msgspec.Meta(min_length=1)]
    licensee: Annotated[str, msgspec.Meta(min_length=1)]
    licensee_id: str = ""
    components: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    valid_from: datetime.date
    valid_until: datetime.date
    ledger: Head
    signed_on: datetime.date | None = None


# ---------------------------------------------------------------- accepted by the licensee's check


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of the receipts of a project.

    Attributes:
        receipts: those whose signature holds, by the file they stand in.
        entitlements: what they give, each for the licensee it names.
        problems: what does not count, and why.
    """

    receipts: tuple[tuple[str, Receipt], ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    problems: tuple[Problem, ...] = ()


def accept(listed: Sequence[ReceiptFile], base: Path, commons: Sequence[Commons], as_of: datetime.date) -> Accepted:
    """Read the receipts that a project lists.

    Args:
        listed: files or folders, each with the keys that are trusted for it.
        base: the folder that paths are relative to.
        commons: those on record; a steward speaks for its own only.
        as_of: the day of the check; whether a key may sign is asked of the day of its signature.
    """
    receipts: list[tuple[str, Receipt]] = []
    rights: list[Entitlement] = []
    problems: list[Problem] = []
    for entry in listed:
        for file in _files(base / entry.file):
            where = _shown(file, base)
            try:
                receipt = _read(file, KeyDirectory.read(base / entry.key))
                covered = _covered(receipt, commons)
            except (SignatureError, MissingExtraError) as error:
                problems.append(Problem(code="bad-receipt", where=where, message=str(error)))
                continue
            receipts.append((where, receipt))
            if as_of <= receipt.valid_until:
                rights += [_entitlement(receipt, component) for component in covered]
            if not receipt.valid_from <= as_of <= receipt.valid_until:
                message = f"the receipt for {receipt.number} holds from {receipt.valid_from} to {receipt.valid_until}"
                problems.append(Problem(code="receipt-not-counted", where=where, message=message))
    return Accepted(receipts=tuple(receipts), entitlements=tuple(rights), problems=tuple(problems))


def foreign(accepted: Accepted, party: Party) -> Accepted:
    """Without the rights of receipts that were given to somebody else than the actor; each of those is a problem."""
    others = [(where, receipt) for where, receipt in accepted.receipts if not _is_licensee(receipt, party)]
    whom = f"not to {party.name}" if party.name else "and the actor is not named"
    told = (
        Problem(
            code="receipt-not-counted",
            where=where,
            message=f"the receipt for {receipt.number} was given to {receipt.licensee}, {whom}",
        )
        for where, receipt in others
    )
    references = {_reference(receipt) for _, receipt in others}
    rights = tuple(right for right in accepted.entitlements if right.reference not in references)
    return msgspec.structs.replace(accepted, entitlements=rights, problems=(*accepted.problems, *told))


def _is_licensee(receipt: Receipt, party: Party) -> bool:
    """The name is the actor's, and so is the number, where both have one."""
    other_number = receipt.licensee_id and (party.register or party.vat) and not is_party(receipt.licensee_id, party)
    return is_party(receipt.licensee, party) and not other_number


def _files(path: Path) -> Iterable[Path]:
    """The file, or every receipt in a folder; one that is not there is named when it is read."""
    return sorted(path.glob("*.json")) if path.is_dir() else (path,)


def _shown(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else file.as_posix()


def _read(file: Path, trusted: KeyDirectory) -> Receipt:
    signed = verify(Envelope.decode(read_text(file)), trusted)
    if signed.statement.predicate_type != RECEIPT_TYPE:
        raise SignatureError(f"is signed, but is no receipt: {signed.statement.predicate_type}")
    return _checked(signed)


def _checked(signed: Signed) -> Receipt:
    try:
        receipt = msgspec.convert(signed.statement.predicate, Receipt)
    except msgspec.ValidationError as error:
        raise SignatureError(f"is no receipt that can be read: {error}") from None
    if receipt.licensor != signed.owner:
        raise SignatureError(f"is a receipt of {receipt.licensor}, signed by {signed.owner}")
    for component in receipt.components:
        try:
            exact = versionless(component) == component == versionless(parse(component).to_string())
        except ValueError:
            exact = False
        if not exact or any(sign_ in component for sign_ in "*?["):
            raise SignatureError(f"names {component!r}, which is not the package URL of one component without version")
    return receipt


def _covered(receipt: Receipt, commons: Sequence[Commons]) -> tuple[str, ...]:
    """The components of a receipt that its steward may speak for."""
    own = next((one for one in commons if one.id == receipt.commons), None)
    if own is None:
        raise SignatureError(
            f"is for the commons {receipt.commons!r}, whose commons.toml is not on record: name it there"
        )
    if own.steward.name != receipt.licensor:
        raise SignatureError(f"is of {receipt.licensor}; the steward of {own.id} is {own.steward.name}")
    covered = tuple(one for one in receipt.components if covers(own, one, _name(one)))
    if not covered:
        raise SignatureError(f"is for components that {own.id} does not cover: {', '.join(receipt.components[:5])}")
    return covered


def _name(component: str) -> str:
    parsed = parse(component)
    return f"{parsed.namespace}/{parsed.name}" if parsed.namespace else parsed.name


def _reference(receipt: Receipt) -> str:
    return f"receipt for {receipt.number}, ledger {receipt.ledger.ledger}"


def _entitlement(receipt: Receipt, component: str) -> Entitlement:
    return Entitlement(
        component=component,
        reference=_reference(receipt),
        licensor=receipt.licensor,
        licensee=receipt.licensee,
        valid_from=receipt.valid_from,
        valid_until=receipt.valid_until,
        scope=f"what {receipt.number} was paid for",
    )

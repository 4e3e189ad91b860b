"""Bank statements in CAMT.053, the XML of ISO 20022, of whichever version: names are read without their namespace."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copyfair.bank.model import Credit, told_apart
from copyfair.bank.references import plain
from copyfair.canonical import digest
from copyfair.errors import InputError, MoneyError
from copyfair.money import Money

__all__ = ["read_camt"]

_MOST_BYTES = 50_000_000


def read_camt(path: Path) -> tuple[Credit, ...]:
    """The amounts that came in and are booked; what went out, is pending or was reversed is left out.

    An entry that stands for several transfers gives one for each, where the bank says what each came to.

    Raises:
        InputError: the file cannot be read, or is no CAMT.053.
    """
    root = _root(path)
    statements = [one for one in root.iter() if _name(one) == "Stmt"]
    if not statements:
        raise InputError("holds no statement (Stmt): it is no CAMT.053", where=str(path))
    found: list[Credit] = []
    for statement in statements:
        account = plain(_text(statement, "Acct", "Id", "IBAN"))
        entries = [one for one in statement if _name(one) == "Ntry"]
        for number, entry in enumerate(entries, 1):
            where = f"{path.name}: entry {len(found) + 1} of {account or 'an unnamed account'} (Ntry {number})"
            try:
                found.extend(_credits(entry, account, where))
            except (ValueError, MoneyError) as error:
                raise InputError(f"an entry cannot be read: {error}", where=where) from None
    return tuple(told_apart(found))


def _root(path: Path) -> Any:
    import defusedxml.ElementTree as Tree  # noqa: PLC0415 - with the next: only where there is a statement
    from defusedxml import DefusedXmlException  # noqa: PLC0415

    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("is larger than 50 megabytes; give one statement at a time", where=str(path))
        return Tree.parse(path, forbid_dtd=True).getroot()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (Tree.ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise InputError(
            f"is no XML that can be read: {str(error)[:200] or type(error).__name__}", where=str(path)
        ) from None


def _credits(entry: Any, account: str, where: str) -> Iterator[Credit]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if _text(entry, "CdtDbtInd") != "CRDT" or status != "BOOK" or _text(entry, "RvslInd") == "true":
        return
    parts = [part for details in _all(entry, "NtryDtls") for part in _all(details, "TxDtls")]
    whole = _money(_one(entry, "Amt"))
    amounts = [_money(_one(part, "Amt")) or _money(_one(part, "AmtDtls", "TxAmt", "Amt")) for part in parts]
    told = [amount for amount in amounts if amount is not None]
    if len(parts) > 1 and len(told) == len(parts) and _sum(told) == whole:
        for place, (part, amount) in enumerate(zip(parts, told, strict=True), 1):
            yield _credit(part, entry, amount, account, where=f"{where}, part {place}")
    elif whole is not None:
        # One transfer, or several of which nobody says what each came to: the entry as a whole.
        yield _credit(parts[0] if len(parts) == 1 else entry, entry, whole, account, where=where)


def _credit(part: Any, entry: Any, amount: Money, account: str, *, where: str) -> Credit:
    day = _day(_text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm"))
    refs = (_text(part, "Refs", name) for name in ("AcctSvcrRef", "TxId", "EndToEndId"))
    own = [_text(entry, "AcctSvcrRef"), next((one for one in refs if one not in ("", "NOTPROVIDED")), "")]
    content = {
        "reference": plain(_text(part, "RmtInf", "Strd", "CdtrRefInf", "Ref")),
        "text": " ".join(_value(one) for one in _all(_one(part, "RmtInf"), "Ustrd"))[:2000],
        "payer": _text(part, "RltdPties", "Dbtr", "Nm") or _text(part, "RltdPties", "Dbtr", "Pty", "Nm"),
        "payer_account": plain(_text(part, "RltdPties", "DbtrAcct", "Id", "IBAN")),
    }
    told = own if any(own) else [digest([amount, content])]
    id_ = " ".join(one for one in (account, day.isoformat(), *told) if one)
    return Credit(where=where, id=id_, account=account, amount=amount, on=day, **content)


# ---------------------------------------------------------------- XML without namespaces


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Any, name: str) -> list[Any]:
    return [] if element is None else [child for child in element if _name(child) == name]


def _one(element: Any, *path: str) -> Any:
    for name in path:
        element = next(iter(_all(element, name)), None)
    return element


def _value(element: Any) -> str:
    return (element.text or "").strip() if element is not None else ""


def _text(element: Any, *path: str) -> str:
    return _value(_one(element, *path))


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text[:10])


def _money(element: Any) -> Money | None:
    if element is None or not element.get("Ccy"):
        return None
    return Money.of(_value(element), element.get("Ccy"))


def _sum(amounts: list[Money]) -> Money:
    total = amounts[0]
    for amount in amounts[1:]:
        total += amount
    return total

"""Bank statements as a table (CSV); every bank has its own columns, so they are said."""

import csv
import datetime
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from copyfair.bank.model import Credit, told_apart
from copyfair.bank.references import plain
from copyfair.canonical import digest
from copyfair.errors import InputError, MoneyError
from copyfair.money import Money

__all__ = ["FIELDS", "Columns", "read_table"]

FIELDS = ("amount", "on", "currency", "account", "reference", "text", "payer", "payer_account", "id")
"""What a column can hold; `amount` and `on` there must be."""

_MOST_BYTES = 50_000_000


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """How a bank's table is laid out.

    Attributes:
        names: one of `FIELDS` -> heading of the column.
        delimiter: between the columns.
        decimal: before the cents: ``,`` or ``.``; the other one may stand between thousands.
        day: form of a date, as `datetime.datetime.strptime` has it.
        encoding: of the text.
        currency: where no column says it.
        account: IBAN of the statement, where no column says it.
    """

    names: Mapping[str, str]
    delimiter: str = ";"
    decimal: str = ","
    day: str = "%d/%m/%Y"
    encoding: str = "utf-8-sig"
    currency: str = "EUR"
    account: str = ""


def read_table(path: Path, columns: Columns) -> tuple[Credit, ...]:
    """The amounts above zero of a table; what went out is left out.

    Raises:
        InputError: the file cannot be read, a column is not there, or a line holds no amount or day where one belongs.
    """
    rows = csv.DictReader(io.StringIO(_text(path, columns.encoding)), delimiter=columns.delimiter, strict=True)
    try:
        missing = [name for name in columns.names.values() if name not in (rows.fieldnames or ())]
        if missing:
            there = ", ".join(rows.fieldnames or ())[:500]
            raise InputError(f"has no column {missing[0]!r}; there are: {there}", where=path.name)
        return tuple(told_apart(_credits(rows, columns, path.name)))
    except csv.Error as error:
        raise InputError(f"is no table that can be read: {error}", where=f"{path.name}:{rows.line_num}") from None


def _text(path: Path, encoding: str) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("is larger than 50 megabytes; give one statement at a time", where=str(path))
        return path.read_bytes().decode(encoding)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (UnicodeDecodeError, LookupError):
        raise InputError(f"is not text in {encoding}", where=str(path)) from None


def _credits(rows: "csv.DictReader[str]", columns: Columns, name: str) -> Iterator[Credit]:
    for row in rows:
        where = f"{name}:{rows.line_num}"
        given = {field: str(row.get(heading) or "").strip() for field, heading in columns.names.items()}
        try:
            amount = _amount(given["amount"], given.get("currency") or columns.currency, columns.decimal)
            day = datetime.datetime.strptime(given["on"], columns.day).date()  # noqa: DTZ007 - a day has no zone
        except (ValueError, MoneyError) as error:
            raise InputError(str(error), where=where) from None
        if amount.amount <= 0:
            continue
        account = plain(given.get("account") or columns.account)
        key = " ".join(["table", account, day.isoformat(), given.get("id") or digest([str(amount), given])])
        yield Credit(
            where=where,
            id=key,
            account=account,
            amount=amount,
            on=day,
            reference=plain(given.get("reference", "")),
            text=given.get("text", "")[:2000],
            payer=given.get("payer", ""),
            payer_account=plain(given.get("payer_account", "")),
        )


def _amount(text: str, currency: str, decimal: str) -> Money:
    thousands = "." if decimal == "," else ","
    plain_text = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("'", "")
    whole, _, cents = plain_text.partition(decimal)
    if thousands in cents:
        raise MoneyError(f"{text!r} is not an amount with {decimal!r} before the cents")
    number = whole.replace(thousands, "") + (f".{cents}" if cents else "")
    return Money.of(number.removeprefix("+"), currency)

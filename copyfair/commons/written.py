"""How amounts are written in `commons.toml`, and what to say about ways of writing that are gone."""

from collections.abc import Iterator
from typing import Any

from copyfair.errors import MoneyError
from copyfair.money import Money

__all__ = ["Written", "put_prices", "refuse_old"]

_PRICES = frozenset({"amount", "price", "threshold", "above", "ignore_below", "up_to", "every"})
_COUNTS = frozenset({"up_to", "every"})
_MOST_LEVELS = 40


class Written(Exception):  # noqa: N818 - it becomes an InputError with the file's name
    """Something is not written as it should be; carries field and message."""

    def __init__(self, field: str, message: str) -> None:
        self.field, self.message = field, message
        super().__init__(message)


# ---------------------------------------------------------------- amounts: texts like "1000.50 EUR"


def put_prices(given: dict[str, Any]) -> None:
    """Put `Money` where tariffs, split and recognition hold texts like ``"1000.50 EUR"``.

    Raises:
        Written: one of them is no amount.
    """
    tariffs = given.get("tariffs")
    for index, tariff in enumerate(tariffs if isinstance(tariffs, list) else ()):
        if isinstance(tariff, dict):
            _walk(tariff.get("fee"), f"$.tariffs[{index}].fee")
            _walk(tariff.get("adjust"), f"$.tariffs[{index}].adjust")
    split = given.get("split")
    if isinstance(split, dict) and "least" in split:
        split["least"] = _money(split["least"], "$.split.least")
    recognition = given.get("recognition")
    counts = recognition.get("counts") if isinstance(recognition, dict) else None
    for index, one in enumerate(counts if isinstance(counts, list) else ()):
        if isinstance(one, dict) and "worth" in one:
            one["worth"] = _money(one["worth"], f"$.recognition.counts[{index}].worth")


def _walk(value: object, where: str, level: int = 0) -> None:
    if level > _MOST_LEVELS:
        raise Written(where, "it is nested deeper than copyfair follows")
    if isinstance(value, list):
        for index, item in enumerate(value):
            _walk(item, f"{where}[{index}]", level + 1)
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if name not in _PRICES:
            _walk(inner, f"{where}.{name}", level + 1)
        elif not (name in _COUNTS and isinstance(inner, int)):
            value[name] = _price(inner, f"{where}.{name}")


def _price(value: object, where: str) -> dict[str, Any]:
    if isinstance(value, dict) and "amount" in value:
        return {**value, "amount": _money(value["amount"], f"{where}.amount")}
    return {"amount": _money(value, where)}


def _money(value: object, where: str) -> Money:
    if not isinstance(value, str):
        raise Written(where, "an amount is a text with a currency, like '1000.50 EUR'")
    try:
        return Money.parse(value)
    except MoneyError as error:
        raise Written(where, str(error)) from None


# ---------------------------------------------------------------- ways of writing that are gone


def refuse_old(given: dict[str, Any]) -> None:
    """Refuse what earlier versions took, and say how it is written now.

    Raises:
        Written: with the field and the new way.
    """
    for field, message in _old(given):
        raise Written(field, message)


def _old(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "tariff" in given:
        yield "$.tariff", "a tariff is now written as [[tariffs]], once for each version (docs/tariffs.md)"
    tariffs = given.get("tariffs")
    for index, tariff in enumerate(tariffs if isinstance(tariffs, list) else ()):
        if not isinstance(tariff, dict):
            continue
        where = f"$.tariffs[{index}]"
        for name, message in _MOVED.items():
            if name in tariff:
                yield f"{where}.{name}", message
        fee = tariff.get("fee")
        if isinstance(fee, dict) and fee.get("kind") == "per-head":
            yield f"{where}.fee.kind", "per-head is now written as per-unit, with of = 'head_count'"


_MOVED = {
    "fees": "a tariff has one fee; write several as fee = { kind = 'sum', parts = [ … ] }",
    "credit": "write it as one step of adjust: { kind = 'credit', of = …, most = … }",
    "cap": "write it as steps of adjust: { kind = 'floor', amount = … } for lowest, { kind = 'cap', amount = … } for highest",
}

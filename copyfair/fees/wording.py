"""How the steps of a sum are worded."""

from decimal import Decimal
from fractions import Fraction

__all__ = ["number", "percent", "sentence"]


def percent(rate: Decimal) -> str:
    """``0.015`` as ``1.5 %``."""
    digits = f"{rate.scaleb(2):f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits} %"


def number(value: Fraction) -> str:
    """A whole number, grouped."""
    return f"{int(value):,}"


def sentence(*parts: str) -> str:
    """Clauses as one sentence: capital first, full stop last."""
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."

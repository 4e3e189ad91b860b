"""Statements that are SPDX expressions, and when an id of the SPDX list may be trusted to be one."""

import re

from copyfair.errors import ExpressionError
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, parse, single
from copyfair.licensing.model import Match, Reading

__all__ = ["as_expression"]

_OTHERS = "read as the {} of the SPDX list; the company's other licences differ"
_COLLIDING = {
    "PPL": "the abbreviation PPL is also used for the Prosperity Public License and the Public Prompt License",
    "Fair": "read as the Fair License of the SPDX list; the word is also used for Fair Source, which is another licence",
    "Intel": _OTHERS.format("Intel Open Source License"),
    "Nokia": _OTHERS.format("Nokia Open Source License"),
    "Xerox": _OTHERS.format("Xerox License"),
}
"""Ids of the SPDX list that are also words or abbreviations of something else."""

_OPERATOR = re.compile(r"(?<![^\s()])(?:AND|OR|WITH)(?![^\s()])")
_OLD = re.compile(r"(?<![\w.+-])(?:gpl-[23]\.0-with-\w+-exception|ecos-2\.0|nunit|wxwindows)(?![\w.+-])", re.IGNORECASE)


def as_expression(text: str, catalogue: Catalogue, *, is_spdx: bool = False) -> Reading | None:
    """The statement as an SPDX expression, ids that older lists had included; None if it is none.

    An id that others use for something else counts only with a second sign: the field is one for SPDX expressions, or
    the statement has operators as SPDX writes them.

    Args:
        text: as written in the file.
        catalogue: licences whose ``LicenseRef-…`` are known.
        is_spdx: the rules of the file's format ask for an SPDX expression here.
    """
    try:
        expression = parse(_OLD.sub(_replaced, text))
    except ExpressionError:
        return None
    lone = text.strip().strip("()")
    if lone.startswith("LicenseRef-") and lone not in catalogue and len(expression.steps) == 1:
        return _private(lone, expression)
    doubts = [_COLLIDING[term.license] for term in expression.terms() if term.license in _COLLIDING]
    if doubts and not is_spdx and not _OPERATOR.search(text):
        return None
    note = doubts[0] if doubts and len(expression.steps) == 1 else ""
    return Reading(statement="", match=Match.EXPRESSION, expression=expression, note=note)


def _private(name: str, expression: Expression) -> Reading:
    """A ``LicenseRef-…`` means what its own document says; of some we know what they are used for."""
    from copyfair.licensing.name_table import ambiguous, key, unknown  # noqa: PLC0415 - rarely asked
    from copyfair.licensing.names import listed_elsewhere  # noqa: PLC0415
    from copyfair.licensing.readings import may_be, means  # noqa: PLC0415

    if key(name) in ambiguous():
        return may_be(ambiguous()[key(name)])
    if name.startswith("LicenseRef-scancode-") and (known := listed_elsewhere(name)):
        return means(single(known), "an id of ScanCode's list for what the SPDX list has by now")
    note = unknown().get(key(name), "")
    return Reading(statement="", match=Match.EXPRESSION, expression=expression, note=note)


def _replaced(found: re.Match[str]) -> str:
    from copyfair.licensing.name_table import retired  # noqa: PLC0415 - as above

    return retired().get(found.group().lower(), found.group())

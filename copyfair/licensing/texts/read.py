"""A whole file: looked up word for word, and looked into only where it is not known so."""

from functools import lru_cache

from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.model import Match, Parameter, Reading, TextMatch
from copyfair.licensing.statements import shown
from copyfair.licensing.texts.evening import normalise
from copyfair.licensing.texts.exact import known_ids
from copyfair.licensing.texts.shared import meant

__all__ = ["LONGEST", "read_text"]

LONGEST = 600_000
"""No licence is longer, in characters; a longer text is not looked into."""


def read_text(text: str, catalogue: Catalogue | None = None) -> Reading:
    """Read a licence text, a file with several, a notice or a header.

    Args:
        text: the whole file, as it is.
        catalogue: the licence files whose clauses count; copyfair's own by default.
    """
    return _read(text, catalogue or default_catalogue())


@lru_cache(maxsize=512)
def _read(text: str, catalogue: Catalogue) -> Reading:
    first = shown(text)
    if len(text) > LONGEST:
        note = "it is longer than any licence and was not looked into"
        return Reading(statement=first, match=Match.UNKNOWN, note=note)
    body = normalise(text)
    ids = known_ids(body)
    return _known(first, text, ids) if ids else _looked_into(first, text, body, catalogue)


def _known(first: str, text: str, ids: tuple[str, ...]) -> Reading:
    """The text of a licence, word for word."""
    expression, note = meant(ids)
    return Reading(
        statement=first,
        match=Match.TEXT if expression else Match.AMBIGUOUS,
        expression=expression,
        candidates=ids if len(ids) > 1 else (),
        note=note,
        matches=(TextMatch(ids=ids, share=1.0, lines=(1, text.count("\n") + 1)),),
        parameters=_parameters(text, ids),
    )


def _looked_into(first: str, text: str, body: str, catalogue: Catalogue) -> Reading:
    """Anything else. What no text of the index explains may still have the clauses of a licence file."""
    from copyfair.licensing.texts.clauses import licences_by_clause, warning  # noqa: PLC0415 - most texts are known
    from copyfair.licensing.texts.finding import looked_into  # noqa: PLC0415 - as above

    finding = looked_into(text, catalogue)
    if finding.open and not any(name in catalogue for name in finding.ids):
        padded = f" {body} "
        claimed = licences_by_clause(padded, catalogue)
        if claimed:
            return Reading(
                statement=first,
                match=Match.MODIFIED_TEXT,
                candidates=tuple(dict.fromkeys([*finding.candidates, *claimed])),
                note=f"it has the clauses of {' and '.join(claimed)}, but words were added, changed or left out",
                matches=finding.matches,
            )
        if not finding.matches and not finding.said:
            return Reading(statement=first, match=Match.UNKNOWN, note=warning(padded))
    return finding.reading(first, _parameters(text, finding.ids))


def _parameters(text: str, ids: tuple[str, ...]) -> tuple[Parameter, ...]:
    if not any(name.startswith(("BUSL", "FSL", "LicenseRef")) for name in ids):
        return ()
    from copyfair.licensing.texts.parameters import read_parameters  # noqa: PLC0415 - few licences have any

    return read_parameters(text, ids)

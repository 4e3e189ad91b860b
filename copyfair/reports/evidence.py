"""What is said about a licence, and where: in full, and in a few words."""

import re
from collections.abc import Iterable, Iterator

from copyfair.inventory.model import Source
from copyfair.licensing.model import Evidence, Match
from copyfair.reports import words
from copyfair.reports.view import Statement
from copyfair.reports.words import LONG, cut

__all__ = ["near", "places", "shortened", "statement_lines"]

_INFO = (".dist-info", ".egg-info")
_MOST_PLACES = 4


def statement_lines(evidence: Evidence) -> Iterator[Statement]:
    """One line for each statement of a claim, with the place it stands in."""
    claim = evidence.claim
    about = (words.place(claim.source), words.STANDINGS[claim.standing])
    sha256 = claim.source.sha256 or ""
    combine = words.COMBINE[claim.combine]
    for reading in evidence.readings:
        meant = str(reading.expression) if reading.expression is not None else words.and_more(reading.candidates, 6)
        parts = (words.MATCHES[reading.match], combine, reading.note)
        how = "; ".join(part for part in parts if part)
        yield Statement(
            cut(reading.statement, 120), *about, cut(f"{meant}: {how}" if meant else how, LONG), cut(sha256)
        )
    if not evidence.readings:
        says = "; ".join(cut(statement, 60) for statement in claim.statements[:3])
        yield Statement(cut(says, 120), *about, "not read", cut(sha256))


def near(file: str, name: str) -> str:
    """A file as seen from where the component is installed.

    ``METADATA`` for a file inside a ``….dist-info`` folder, ``package.json`` for one inside ``node_modules/<name>``;
    any other file as it is.
    """
    _, home, rest = f"/{file}".rpartition(f"/node_modules/{name}/")
    if home and rest:
        return rest
    parts = file.split("/")
    for at, part in enumerate(parts[:-1], 1):
        if part.endswith(_INFO) and parts[at]:
            return "/".join(parts[at:])
    return file


def places(every: Iterable[Evidence], name: str) -> str:
    """Where something is said, ``METADATA:9,23, LICENSE (MIT)``: a known licence text with the licence it is of."""
    lines: dict[str, set[int]] = {}
    texts: dict[str, dict[str, None]] = {}
    for evidence in every:
        source = evidence.claim.source
        file = near(source.file, name)
        lines.setdefault(file, set()).update(() if source.line is None else (source.line,))
        if evidence.claim.is_text:
            texts.setdefault(file, {}).update(dict.fromkeys(_text_of(evidence)))
    return words.and_more((_place(file, lines[file], list(texts.get(file, ()))) for file in lines), _MOST_PLACES)


def _place(file: str, lines: set[int], texts: list[str]) -> str:
    at = f":{','.join(map(str, sorted(lines)[:_MOST_PLACES]))}" if lines else ""
    return cut(file) + at + (f" ({words.and_more(texts, 2)})" if texts else "")


def _text_of(evidence: Evidence) -> Iterator[str]:
    for reading in evidence.readings:
        if reading.expression is not None:
            yield cut(str(reading.expression))
        elif reading.match is Match.MODIFIED_TEXT:
            yield f"changed {cut(' and '.join(reading.candidates))}"


def shortened(sentence: str, every: Iterable[Evidence], name: str) -> str:
    """The sentence with each file as `near` gives it, and of each field's address only the end (``license``)."""
    sources = sorted({evidence.claim.source for evidence in every}, key=_longest_first)
    for source in sources:
        field = re.split(r"[].]", source.field)[-1] or source.field
        if source.field:
            sentence = sentence.replace(f"{source.file}, {source.field}", f"{near(source.file, name)}, {field}")
    for source in sources:
        sentence = sentence.replace(source.file, near(source.file, name))
    return sentence


def _longest_first(source: Source) -> tuple[int, str, str]:
    return -len(source.file) - len(source.field), source.file, source.field

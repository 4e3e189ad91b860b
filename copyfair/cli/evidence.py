"""What is said about a licence, line by line, as commands print it."""

from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["evidence_lines", "place"]


def evidence_lines(every: Iterable[Any]) -> Iterator[str]:
    """For each statement its file, line and field, its words, and what they were read as."""
    for evidence in every:
        for reading in evidence.readings:
            perhaps = f", perhaps {' or '.join(reading.candidates[:6])}" if reading.candidates else ""
            meant = reading.expression or f"{reading.match}{perhaps}"
            yield f"{place(evidence)}: {reading.statement!r} read as {meant}"


def place(evidence: Any) -> str:
    """The file, line and field of a piece of evidence."""
    source = evidence.claim.source
    line = f":{source.line}" if source.line else ""
    return f"{source.file}{line} {source.field}".rstrip()

"""Who says what about a licence, in the words of a report."""

from copyfair.inventory.model import Combine, Standing
from copyfair.licensing.expression import Expression
from copyfair.licensing.model import Evidence

__all__ = ["quoted", "who"]

_VOICES = {
    Standing.MENTIONED: "its README",
    Standing.RECORDED: "the record",
    Standing.CONCLUDED: "whoever looked into it",
    Standing.DECLARED: "its metadata",
    Standing.FOUND: "a file that lies with it",
}


def who(evidence: Evidence, *, first: bool = True) -> str:
    """The voice and its place; ``first``: at the start of a sentence."""
    source = evidence.claim.source
    voice = f"{_VOICES[evidence.claim.standing]} ({source.file}{', ' + source.field if source.field else ''})"
    return voice[0].upper() + voice[1:] if first else voice


def quoted(evidence: Evidence, expression: Expression) -> str:
    """The expression, with the words it was read from where they differ."""
    words = " and ".join(dict.fromkeys(reading.statement for reading in evidence.readings))
    notes = "; ".join(dict.fromkeys(reading.note for reading in evidence.readings if reading.note))
    undefined = evidence.claim.combine is Combine.UNDEFINED and len(evidence.claim.statements) > 1
    listed = "the list does not say whether all bind, and is read so" if undefined else ""
    said = f"“{words}”, read as {expression}" if words != str(expression) else words
    return "; ".join(part for part in (said, listed, notes) if part)

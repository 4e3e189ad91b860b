"""Places that a licence text leaves open, and which reading of them is taken.

A licence file lists the readings; copyfair.toml chooses one by name (`[[reading]]`). What
was chosen, by whom and why, stands in the reason that rests on it.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from copyfair.errors import InputError
from copyfair.licensing.catalogue import Catalogue, DutyClause, DutyReading, SilentClause, TextReading
from copyfair.settings import ReadingChoice

__all__ = ["check_choices", "of_license", "taken"]

R = TypeVar("R", TextReading, DutyReading)


def of_license(choices: Iterable[ReadingChoice], license_id: str) -> tuple[ReadingChoice, ...]:
    """The choices about one licence."""
    return tuple(choice for choice in choices if choice.license == license_id)


def taken(
    clause: SilentClause | DutyClause, readings: Sequence[R], choices: Sequence[ReadingChoice]
) -> tuple[R | None, str]:
    """The reading of a clause that is taken, and how it comes to be; none while the question is open.

    Args:
        clause: the clause with its question.
        readings: its readings.
        choices: those about its licence.
    """
    chosen = next((choice for choice in choices if choice.question == clause.question), None)
    name = chosen.take if chosen else clause.default
    reading = next((reading for reading in readings if reading.name == name), None)
    if reading is None:
        names = " or ".join(reading.name for reading in readings)
        return None, f"open question {clause.question!r}, which may be read as {names}" if names else ""
    source = f", {reading.source}" if reading.source else ""
    because = f"chosen: {chosen.reason.strip().rstrip('.')}" if chosen else "taken unless another reading is chosen"
    return reading, f"question {clause.question!r} read as {name}{source}; {because}"


def check_choices(choices: Iterable[ReadingChoice], catalogue: Catalogue, *, where: str) -> None:
    """Hold chosen readings against the licence files.

    Raises:
        InputError: no such licence, question or reading, or a question answered twice.
    """
    answered: set[tuple[str, str]] = set()
    for number, choice in enumerate(choices):
        place = f"{where}: $.reading[{number}]"
        file = catalogue.get(choice.license)
        if file is None:
            raise InputError(f"there is no licence file for {choice.license!r}", where=place)
        questions = {
            **{clause.question: [r.name for r in clause.readings] for clause in file.silent if clause.question},
            **{duty.question: [r.name for r in duty.readings] for duty in file.duties if duty.question},
        }
        names = questions.get(choice.question)
        if names is None:
            known = ", ".join(sorted(questions)) or "none"
            raise InputError(f"{choice.license} has no open question {choice.question!r}; it has: {known}", where=place)
        if choice.take not in names:
            raise InputError(f"{choice.take!r} is none of the readings {', '.join(names)}", where=place)
        if (choice.license, choice.question) in answered:
            raise InputError(f"the question {choice.question!r} is answered twice", where=place)
        answered.add((choice.license, choice.question))

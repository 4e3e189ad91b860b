"""Answers of registers on disk, each with its day, so that nobody is asked twice and a broken run goes on where it was."""

import datetime
import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from copyfair.errors import RegisterError

__all__ = ["Answer", "Cache"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a register said.

    Attributes:
        url: what was asked.
        on: the day on which it was asked.
        body: the answer; None: the register has no such record.
    """

    url: str
    on: datetime.date
    body: Any


class Cache(msgspec.Struct, frozen=True):
    """A folder of answers, one file each."""

    folder: Path

    def get(self, url: str) -> Answer | None:
        """The answer to a question, however old; None where there is none that can be read."""
        try:
            answer = msgspec.json.decode(self._place(url).read_bytes(), type=Answer)
        except (OSError, ValueError, RecursionError):  # half written, changed, or not there
            return None
        return answer if answer.url == url else None

    def put(self, answer: Answer) -> None:
        """Keep an answer, whole or not at all.

        Raises:
            RegisterError: the folder cannot be written to.
        """
        place = self._place(answer.url)
        draft = place.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(msgspec.json.encode(answer))
            draft.replace(place)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise RegisterError(f"{self.folder}: answers cannot be kept there: {error.strerror}") from None

    def _place(self, url: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()}.json"

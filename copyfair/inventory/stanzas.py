"""Paragraphs of fields as Debian writes them (control files, machine-readable copyright files)."""

import re
from collections.abc import Iterator

import msgspec

__all__ = ["Stanza", "stanzas"]

_FIELD = re.compile(r"([!-9;-~]+):[ \t]*(.*)")


class Stanza(msgspec.Struct, frozen=True):
    """One paragraph.

    Attributes:
        line: where it begins.
        fields: by name in small letters: value and the line where it begins. Further lines follow the first one as they
            are, without the blank before them.
        torn: lines that belong to no field.
    """

    line: int
    fields: dict[str, tuple[str, int]]
    torn: list[int]

    def said(self, name: str) -> str:
        """The value of a field; empty without it."""
        return self.fields.get(name, ("", 0))[0]


def stanzas(text: str) -> Iterator[Stanza]:
    """The paragraphs of a file, in order; of a field that stands twice in one, the first counts."""
    now: Stanza | None = None
    name = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if now is not None:
                yield now
            now, name = None, ""
            continue
        if line.startswith("#"):
            continue
        if now is None:
            now = Stanza(number, {}, [])
        if line[0] in " \t":
            if name in now.fields:
                value, begins = now.fields[name]
                now.fields[name] = (f"{value}\n{line[1:].rstrip()}", begins)
            continue
        found = _FIELD.fullmatch(line.rstrip())
        if found is None:
            now.torn.append(number)
            name = ""
            continue
        name = found[1].lower()
        if name in now.fields:
            now.torn.append(number)
            name = ""
        else:
            now.fields[name] = (found[2], number)
    if now is not None:
        yield now

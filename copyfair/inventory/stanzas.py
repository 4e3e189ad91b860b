"""Paragraphs of fields as Debian writes them (control files, machine-readable copyright files)."""

import re
from collections.abc import Iterator, Sequence

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
    begun: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            begun.append((number, line.rstrip()))
        elif begun:
            yield _stanza(begun)
            begun = []


def _stanza(lines: Sequence[tuple[int, str]]) -> Stanza:
    """The paragraph of these lines, each with its number; none of them is empty."""
    fields: dict[str, tuple[list[str], int]] = {}
    torn: list[int] = []
    name = ""
    for number, line in lines:
        if line[0] in " \t":
            if name:
                fields[name][0].append(line[1:])
            continue
        found = _FIELD.fullmatch(line)
        name = found[1].lower() if found else ""
        if found is None or name in fields:
            torn.append(number)
            name = ""
        else:
            fields[name] = ([found[2]], number)
    return Stanza(lines[0][0], {name: ("\n".join(said), begins) for name, (said, begins) in fields.items()}, torn)

"""Copyright files of Debian: machine-readable ones (DEP-5, version 1.0 of the format), and those in prose."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.model import Claim, Combine, Standing
from copyfair.inventory.problems import unread
from copyfair.inventory.stanzas import Stanza, stanzas
from copyfair.inventory.texts import text_claim
from copyfair.problem import Problem

__all__ = ["copyright_claims", "is_machine_readable", "statement"]

_FORMAT = re.compile(r"^Format:\s*https?://\S*copyright-format/", re.IGNORECASE | re.MULTILINE)


def copyright_claims(entry: Entry) -> Iterator[Claim | Problem]:
    """What the copyright file of a package says: all licences of its files bind."""
    try:
        text = entry.text()
    except Unreadable as stop:
        if stop.code == "bad-encoding":
            yield text_claim(entry)
        elif stop.code != "missing-file":
            yield unread(entry, stop)
        return
    if not is_machine_readable(text):
        yield text_claim(entry)
        return
    found = [stanza for stanza in stanzas(text) if "files" in stanza.fields and statement(stanza)]
    if not found:
        yield text_claim(entry)
        return
    statements = tuple(dict.fromkeys(statement(stanza) for stanza in found))
    yield Claim(
        statements=statements,
        source=entry.source("License", found[0].fields["license"][1]),
        standing=Standing.DECLARED,
        combine=Combine.ONE if len(statements) == 1 else Combine.ALL,
    )


def is_machine_readable(text: str) -> bool:
    """The file says by its first field that it keeps to the format."""
    return _FORMAT.search(text[:4096]) is not None


def statement(stanza: Stanza) -> str:
    """The short name in a License field: its first line; the rest is the text."""
    return stanza.said("license").partition("\n")[0].strip()

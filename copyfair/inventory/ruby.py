"""What the formats of Ruby share: where RubyGems lays out what it installs."""

import re
from pathlib import PurePosixPath

from copyfair.inventory.entry import Entry

__all__ = ["lies_in_gem"]

_UNPACKED = re.compile(r".+-\d.*")


def lies_in_gem(entry: Entry) -> bool:
    """It lies in an installed gem (``gems/name-1.0``), of which ``specifications`` beside has what came of it."""
    parts = entry.path.parts
    return any(
        part == "gems"
        and _UNPACKED.fullmatch(parts[index + 1]) is not None
        and Entry(entry.root, PurePosixPath(*parts[:index])).child("specifications").is_dir()
        for index, part in enumerate(parts[:-2])
    )

"""What the formats of Conan share: references (``name/version@user/channel#revision``)."""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory import purl

__all__ = ["Reference", "asked", "reference"]

_REFERENCE = re.compile(
    r"([a-z0-9_][a-z0-9_+.-]{0,100})/(\[[^\]]*\]|[A-Za-z0-9_][A-Za-z0-9_+.-]{0,100})"
    r"(?:@(?:([a-z0-9_][a-z0-9_+.-]*)/([a-z0-9_][a-z0-9_+.-]*))?)?(?:[#:%].*)?",
    re.ASCII | re.IGNORECASE,
)


class Reference(msgspec.Struct, frozen=True):
    """One recipe that is asked for.

    Attributes:
        name: as written.
        version: None for a range.
        user: whose it is, empty for one of the common repository.
        channel: of that user.
    """

    name: str
    version: str | None
    user: str
    channel: str

    @property
    def purl(self) -> str:
        """The package URL, with user and channel where there are any."""
        channel = f"channel={self.channel}" if self.channel else None
        return purl.make("conan", self.name, self.version, self.user or None, channel)


def reference(text: str) -> Reference | None:
    """Read a reference, whatever revision it has; None for what is none."""
    found = _REFERENCE.fullmatch(text.strip()[:1000])
    if found is None:
        return None
    version = None if found[2].startswith("[") else found[2]
    return Reference(found[1], version, found[3] or "", found[4] or "")


def asked(text: str) -> Iterator[tuple[int, str, str]]:
    """The lines of a conanfile.txt that ask for a recipe: number, section, and the line without its remark.

    What stands before the first section belongs to none, and to Conan such a file is broken.
    """
    section = ""
    for number, written in enumerate(text.split("\n"), 1):
        line = written.strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif (not section or section.endswith("requires")) and line and not line.startswith("#"):
            yield number, section, line.partition(" #")[0].rstrip()

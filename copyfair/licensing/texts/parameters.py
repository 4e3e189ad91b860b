"""What a licence leaves room for and its licensor filled in: change date, change licence, additional grant, licensor."""

import re
from collections.abc import Sequence

from copyfair.licensing.model import Parameter

__all__ = ["read_parameters"]

_NAMES = {
    "licensor": "licensor",
    "licensed work": "licensed-work",
    "additional use grant": "additional-use-grant",
    "change date": "change-date",
    "change license": "change-licence",
    "change licence": "change-licence",
    "software": "software",
    "use limitation": "use-limitation",
}
_FIELD = re.compile(
    r"^[ \t*#>_-]*(licensor|licensed work|additional use grant|change date|change licen[cs]e|use limitation)[*_]*:[*_]*[ \t]*(.*)$",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"^[ \t#*/;-]*copyright (?:\(c\)|©)?[ \t]*(\d{4})[\d ,-]*[ \t]+(\S.*)$", re.IGNORECASE)
_FUTURE = re.compile(r"licen[sc]e to use the software that is effective on the second anniversary", re.IGNORECASE)
_HAVE_FIELDS = ("BUSL-1.1", "LicenseRef-scancode-fair-source-0.9")
_HAVE_NOTICE = ("FSL-1.1", "LicenseRef-scancode-fsl-1.0", "LicenseRef-scancode-fcl-1.0")
_LONGEST = 600


def read_parameters(text: str, ids: Sequence[str]) -> tuple[Parameter, ...]:
    """What was filled in, for the licences that have such places; nothing for all others."""
    if any(name.startswith(_HAVE_FIELDS) for name in ids):
        return _fields(text)
    if any(name.startswith(_HAVE_NOTICE) for name in ids):
        return _notice(text)
    return ()


def _fields(text: str) -> tuple[Parameter, ...]:
    lines = text.splitlines()
    found: list[Parameter] = []
    for number, line in enumerate(lines, 1):
        field = _FIELD.match(line[:200])
        if field is None or any(p.name == _NAMES[field.group(1).lower()] for p in found):
            continue
        value = [field.group(2) + line[200:]]
        for following in lines[number : number + 12]:
            if (following.strip() and not following[:1].isspace()) or (not following.strip() and any(value)):
                break
            value.append(following.strip())
        said = " ".join(" ".join(value).split())
        if said:
            found.append(Parameter(name=_NAMES[field.group(1).lower()], value=said[:_LONGEST], line=number))
    return tuple(found)


def _notice(text: str) -> tuple[Parameter, ...]:
    for number, line in enumerate(text.splitlines(), 1):
        notice = _NOTICE.match(line[:300])
        if notice is not None:
            year = Parameter(name="year", value=notice.group(1), line=number)
            return year, Parameter(name="licensor", value=notice.group(2).strip()[:_LONGEST], line=number)
    return ()

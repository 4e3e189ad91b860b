"""What the formats of Ruby share: names, and what a gem says of itself, in a gemspec or in the metadata of its archive.

A gemspec is a program. It is read as text and never run: what stands there in plain words counts, and what is computed is
said to be unknown.
"""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory import purl
from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.loose_json import UNREADABLE
from copyfair.inventory.model import Claim, Combine, Requirement, Scope
from copyfair.inventory.problems import problem
from copyfair.problem import Problem

__all__ = ["Gem", "Need", "claims_of", "gem", "is_name", "is_version", "read_gemspec"]

_MOST_BYTES = 1024 * 1024
_MOST_CHARACTERS = 4000
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII)
_VERSION = re.compile(r"\d[0-9A-Za-z.-]{0,100}", re.ASCII)
_FIELD = re.compile(r"^[ \t]*(\w+)\.(name|version|platform|licenses?)[ \t]*=(?!=)[ \t]*", re.MULTILINE)
_NEW = re.compile(r"\bGem::Specification\.new\b([^\n|]*)(?:\|\s*(\w+)\s*\|)?")
_ADDED = re.compile(r"^[^#\n]*?\.licenses\s*(?:<<|\+=|\.)", re.MULTILINE)
_DEPENDENCY = re.compile(r"^[^#\n]*?\.add_(runtime_|development_)?dependency\b([^\n]*)", re.MULTILINE)
_STRING = re.compile(
    r'"((?:[^"\\\n]|\\.)*)"'
    r"|'((?:[^'\\\n]|\\.)*)'"
    r"|%[qQ]?(?:<([^>\n]*)>|\{([^}\n]*)\}|\(([^)\n]*)\)|\[([^\]\n]*)\])"
)
_STRING_OR_COMMENT = re.compile(rf"{_STRING.pattern}|#[^\n]*")
_LIST_END = re.compile(r"[\]})>]")
_AROUND = re.compile(r"(?:Gem::Version\.new)?[ (]*(?:\.freeze)?[ )]*;?[ \t]*(?:#.*)?")
"""What may stand around a text that is the whole value."""
_WORDS = re.compile(r"%[wW](?:<([^>]*)>|\{([^}]*)\}|\(([^)]*)\)|\[([^\]]*)\])")
_CONSTANT = re.compile(r"^[ \t]*VERSION[ \t]*=[ \t]*[\"'](\d[0-9A-Za-z.-]*)[\"']", re.MULTILINE)
_VERSION_FILE = re.compile(r"[\"']((?:[\w.-]+/){0,8}version(?:\.rb)?)[\"']", re.ASCII | re.IGNORECASE)


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A gem that another one needs.

    Attributes:
        name: of the gem.
        version: where exactly one will do.
        scope: what it is needed for.
        line: where it stands.
    """

    name: str
    version: str | None = None
    scope: Scope = Scope.RUNTIME
    line: int | None = None


class Gem(msgspec.Struct, frozen=True, kw_only=True):
    """A gem as it describes itself.

    Attributes:
        name: None where it is not written plainly.
        version: None where it is not written plainly, or there are several.
        platform: empty for one that runs everywhere.
        licences: as written; `UNREADABLE` among them for what is computed.
        line: where the licence stands.
        needs: what it needs, and what it takes to develop it.
    """

    name: str | None = None
    version: str | None = None
    platform: str = ""
    licences: tuple[str, ...] = ()
    line: int | None = None
    needs: tuple[Need, ...] = ()

    @property
    def title(self) -> str:
        """Of its folder and its archive: name, version and platform."""
        return "-".join(filter(None, (self.name, self.version, self.platform)))

    @property
    def requires(self) -> tuple[Requirement, ...]:
        """What it needs itself; whatever it takes to develop it is its makers' affair."""
        return tuple(sorted({Requirement(target=gem(one.name)) for one in self.needs if one.scope is Scope.RUNTIME}))


def is_name(value: object) -> bool:
    """It can be the name of a gem."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def is_version(value: object) -> bool:
    """It can be the version of a gem."""
    return isinstance(value, str) and _VERSION.fullmatch(value) is not None


def gem(name: str, version: str | None = None) -> str:
    """The package URL of a gem."""
    return purl.make("gem", name, version)


def read_gemspec(entry: Entry) -> Gem:
    """A gemspec.

    Raises:
        Unreadable: it is not text in UTF-8, or holds no specification of a gem.
    """
    text = entry.text()
    if len(text) > _MOST_BYTES or "Gem::Specification" not in text:
        raise Unreadable("bad-syntax", "it holds no specification of a gem")
    fields = _fields(entry, text)
    platform = _only(fields["platform"], _NAME)
    licences = dict.fromkeys(said for _, said in fields["license"])
    return Gem(
        name=_only(fields["name"], _NAME),
        version=_only(fields["version"], _VERSION),
        platform=platform if platform is not None and platform != "ruby" else "",
        # Set several times, it depends on what cannot be told here which of them counts: then none of them settles it.
        licences=next(iter(licences), ()) if len(licences) < 2 else (UNREADABLE,),
        line=fields["license"][0][0] if fields["license"] else None,
        needs=tuple(_needs(text)),
    )


_Said = list[tuple[int, tuple[str, ...]]]
"""Each place that sets a field: its line, and what it says; `UNREADABLE` for what is computed."""


def _fields(entry: Entry, text: str) -> dict[str, _Said]:
    created = _NEW.search(text)
    given = _strings(created[1]) if created is not None else []
    variable = created[2] if created is not None else None
    found: dict[str, _Said] = {"name": [], "version": [], "platform": [], "license": []}
    for field, first in zip(("name", "version"), given, strict=False):
        found[field].append((1, (first,)))
    line, last = 1, 0
    for one in _FIELD.finditer(text):
        line += text.count("\n", last, one.start())
        last = one.start()
        if variable not in (None, one[1]):
            continue
        value = _value(text, one.end())
        if one[2].startswith("license"):
            said = tuple(_strings(value))
            found["license"].append((line, said if _is_plain(value) else (UNREADABLE,)))
        else:
            constant = _constant(entry, text, value) if one[2] == "version" else ""
            found[one[2]].append((line, (_whole(value) or constant or UNREADABLE,)))
    added = _ADDED.search(text)
    if added is not None:
        found["license"].append((text.count("\n", 0, added.start()) + 1, (UNREADABLE,)))
    return found


def _only(said: _Said, pattern: re.Pattern[str]) -> str | None:
    """The one value of a field, however often it is set to it."""
    values = {one for _, values in said for one in values}
    return values.pop() if len(values) == 1 and pattern.fullmatch(next(iter(values))) else None


def _is_plain(value: str) -> bool:
    """Texts and lists of texts, and nothing that is computed."""
    rest = _STRING.sub("", _WORDS.sub("", value, count=1)).replace(".freeze", "")
    return bool(value.strip()) and "#{" not in value and not rest.strip("[], \t\n;")


def _whole(value: str) -> str:
    """A plain text that is all of the value; empty where more is computed."""
    found = _STRING.search(value)
    strings = _strings(found[0]) if found is not None else []
    rest = value[: found.start()] + value[found.end() :] if found is not None else ""
    return strings[0] if strings and _AROUND.fullmatch(" ".join(rest.split())) else ""


def _value(text: str, at: int) -> str:
    """What stands after ``=``, without comments: the rest of the line, after the end of a list if one begins there."""
    is_list = text.startswith(("[", "%w", "%W"), at)
    # No further than is kept of it: many lists that never end must not each be looked for to the end of the file.
    end = _LIST_END.search(text, at + 1 + 2 * text.startswith("%", at), at + _MOST_CHARACTERS) if is_list else None
    line = text.find("\n", end.end() if end else len(text) if is_list else at)
    value = text[at : min(line if line >= 0 else len(text), at + _MOST_CHARACTERS)]
    return _STRING_OR_COMMENT.sub(lambda found: "" if found[0].startswith("#") else found[0], value)


def _strings(code: str) -> list[str]:
    """The plain texts in a line of Ruby; those with something computed in them (``#{…}``) are left out."""
    words = _WORDS.match(code)
    if words is not None:
        return next((group for group in words.groups() if group is not None), "").split()
    found = (next((group for group in one.groups() if group is not None), "") for one in _STRING.finditer(code))
    return [one for one in found if "#{" not in one]


def _constant(entry: Entry, text: str, value: str) -> str:
    """The version in a file that the specification names, where it says ``VERSION``; empty without one."""
    if "VERSION" not in value:
        return ""
    for path in dict.fromkeys(found[1] for found in _VERSION_FILE.finditer(text)):
        parts = [part for part in f"{path.removesuffix('.rb')}.rb".split("/") if part not in (".", "..")]
        for folder in ((), ("lib",)):
            try:
                constant = _CONSTANT.search(entry.beside(*folder, *parts).text())
            except Unreadable:
                continue
            if constant is not None:
                return constant[1]
    return ""


def _needs(text: str) -> Iterator[Need]:
    seen: set[str] = set()
    line, last = 1, 0
    for found in _DEPENDENCY.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        code = found[2].lstrip(" \t(")
        name, *constraints = (_strings(code) if code.startswith(('"', "'", "%")) else []) or [""]
        scope = Scope.DEV if found[1] == "development_" else Scope.RUNTIME
        if not is_name(name) or name in seen:
            continue
        seen.add(name)  # installed specifications repeat them, with less care, for old versions of RubyGems
        pinned = constraints[0].removeprefix("=").strip() if len(constraints) == 1 else ""
        yield Need(name=name, version=pinned if is_version(pinned) else None, scope=scope, line=line)


def claims_of(entry: Entry, described: Gem) -> Iterator[Claim | Problem]:
    """``licenses``: a list whose meaning RubyGems does not say (its guide speaks of the licences, no more)."""
    said = tuple(text.strip() for text in described.licences if text.strip())
    if UNREADABLE in said:
        message = "the licence is computed, or no text; a gemspec is read and never run"
        yield problem(entry, "bad-entry", message, described.line)
    if said:
        combine = Combine.UNDEFINED if len(said) > 1 else Combine.ONE
        yield Claim(statements=said, source=entry.source("licenses", described.line), combine=combine)

"""XML as the formats need it: names without their namespaces, lines, and limits on how large and how deep it is.

Nothing outside of the file is ever looked at, and a file that defines entities is refused.
"""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory.entry import Entry, Unreadable

__all__ = ["Tag", "load", "parse"]

_DEEPEST = 200
_MOST_TAGS = 400_000
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML = frozenset({"amp", "apos", "gt", "lt", "quot"})


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """One element.

    Attributes:
        name: without namespace.
        attributes: by name, without namespaces.
        text: all text directly in it, without blanks around it.
        children: the elements directly in it.
        line: where it begins.
    """

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple["Tag", ...]
    line: int

    def all(self, *path: str) -> Iterator["Tag"]:
        """The elements that are reached by these names, one below the other."""
        first, *rest = path
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(*rest)
                else:
                    yield child

    def one(self, *path: str) -> "Tag | None":
        """The first of them; None without one."""
        return next(self.all(*path), None)

    def said(self, *path: str) -> str:
        """The text of the first of them; empty without one."""
        found = self.one(*path)
        return found.text if found is not None else ""


def load(entry: Entry) -> Tag:
    """The top element of a file.

    Raises:
        Unreadable: it is no XML, defines entities, or is too large or too deep; or as `Entry.data`.
    """
    return parse(entry.data)


def parse(data: bytes) -> Tag:
    """The top element of a document.

    Raises:
        Unreadable: it is no XML, defines entities, or is too large or too deep.
    """
    from xml.parsers.expat import errors  # noqa: PLC0415 - with the next: few files of a tree are XML

    from defusedxml import DefusedXmlException  # noqa: PLC0415
    from defusedxml.ElementTree import ParseError  # noqa: PLC0415

    try:
        try:
            return _built(data)
        except ParseError as error:
            if error.code != errors.codes[errors.XML_ERROR_UNDEFINED_ENTITY]:
                raise
            return _built(_NAMED.sub(_numbered, data))  # as Maven, which knows the names that HTML has (`&oslash;`)
    except DefusedXmlException:
        raise Unreadable("bad-syntax", "its XML defines entities, which copyfair does not follow") from None
    except ParseError as error:
        line, _ = error.position
        raise Unreadable("bad-syntax", f"broken XML: {str(error).partition(': line')[0]}", line) from None
    except (ValueError, LookupError):
        raise Unreadable("bad-encoding", "its XML names an encoding that is not known or does not fit") from None


def _built(data: bytes) -> Tag:
    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415 - as above

    builder = _Builder()
    parser = DefusedXMLParser(target=builder)
    builder.expat = parser.parser
    parser.feed(data)
    parser.close()
    if builder.top is None:
        raise Unreadable("bad-syntax", "broken XML: no element found")
    return builder.top


def _numbered(found: re.Match[bytes]) -> bytes:
    from html.entities import name2codepoint  # noqa: PLC0415 - hardly any file needs it

    name = found[1].decode("ascii")
    return b"&#%d;" % name2codepoint[name] if name in name2codepoint and name not in _OF_XML else found[0]


class _Open(msgspec.Struct):
    """An element that has begun."""

    name: str
    attributes: dict[str, str]
    line: int
    texts: list[str] = msgspec.field(default_factory=list)
    children: list[Tag] = msgspec.field(default_factory=list)


class _Builder:
    """What the parser tells about the document, element by element."""

    def __init__(self) -> None:
        self.top: Tag | None = None
        self.expat: object = None
        self._open: list[_Open] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = getattr(self.expat, "CurrentLineNumber", 1)
        if len(self._open) >= _DEEPEST:
            raise Unreadable("too-deep", f"its XML is nested more than {_DEEPEST} deep", line)
        if self._count > _MOST_TAGS:
            raise Unreadable("file-too-large", f"it has more than {_MOST_TAGS:,} elements", line)
        local = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._open.append(_Open(name.rpartition("}")[2], local, line))

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)

    def end(self, _name: str) -> None:
        done = self._open.pop()
        tag = Tag(
            name=done.name,
            attributes=done.attributes,
            text="".join(done.texts).strip(),
            children=tuple(done.children),
            line=done.line,
        )
        if self._open:
            self._open[-1].children.append(tag)
        else:
            self.top = tag

    def close(self) -> None:
        """The parser is done."""

"""The language of opam files, as far as names, versions, licences and needs go: nothing of it is run.

Source: the opam manual, package definitions.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from copyfair.inventory.entry import Unreadable

__all__ = ["Need", "Token", "fields", "needs"]

_TOKEN = re.compile(
    r'"""(?P<long>.*?)"""|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<field>[A-Za-z_][\w+-]*(?=:))|(?P<sign>[\[\]{}()])'
    r'|(?P<word>[^\s"\[\]{}():#]+|:)',
    re.DOTALL,
)
_PASSED = re.compile(r"\s+|#[^\n]*|\(\*.*?\*\)", re.DOTALL)
_PIN = re.compile(r'(?:^|&)\s*=\s*"([^"]+)"\s*(?:$|&)')
_OPENS, _CLOSES = "[{(", "]})"


class Token(msgspec.Struct, frozen=True):
    """One piece of a value: a text, a sign or a word, with its line and how deep in brackets it stands."""

    text: str
    is_text: bool
    line: int
    depth: int


class Need(msgspec.Struct, frozen=True):
    """One package that is asked for, with the words and versions in the braces behind it."""

    name: str
    condition: str
    line: int

    @property
    def pin(self) -> str | None:
        """The one version that is allowed; None where several are, or where the own version of the package is meant."""
        found = _PIN.search(self.condition) if "|" not in self.condition else None
        return found[1] if found else None


def fields(text: str) -> dict[str, list[Token]]:
    """The fields at the top of a file and the pieces of their values; of a field that stands twice the first counts.

    Raises:
        Unreadable: a text or a comment does not end, or a bracket is closed that was not opened.
    """
    found: dict[str, list[Token]] = {}
    value: list[Token] = []
    depth = 0
    for match, line in _tokens(text):
        kind, said = match.lastgroup, match[match.lastgroup or 0]
        if kind == "field" and depth == 0:
            value = []
            found.setdefault(said, value)
            continue
        if kind == "sign" and said in _CLOSES:
            depth -= 1
        if depth < 0:
            raise Unreadable("bad-syntax", f"{said} closes nothing", line)
        value.append(Token(said, kind in ("text", "long"), line, depth))
        depth += kind == "sign" and said in _OPENS
    return found


def _tokens(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """The pieces with their lines; blanks and comments are passed over."""
    at, line = 0, 1
    while at < len(text):
        found = _PASSED.match(text, at)
        if found is None:
            found = None if text.startswith("(*", at) else _TOKEN.match(text, at)
            if found is None:
                raise Unreadable("bad-syntax", "a text or a comment that does not end", line)
            yield found, line
        line += text.count("\n", at, found.end())
        at = found.end()


def needs(value: Sequence[Token]) -> Iterator[Need]:
    """The packages of a formula, whatever its brackets and its ``|``: what may be needed is listed."""
    name: Token | None = None
    condition: list[str] = []
    braces = 0
    for token in (*value, Token("", True, 0, 0)):
        if not token.is_text and token.text in ("{", "}"):
            braces += 1 if token.text == "{" else -1
        elif braces > 0:
            condition.append(f'"{token.text}"' if token.is_text else token.text)
        elif token.is_text:
            if name is not None:
                yield Need(name.text, " ".join(condition), name.line)
            name, condition = token, []

"""What the formats of Go share: module names, and go.mod read line by line."""

import re
from collections.abc import Iterator

import msgspec

from copyfair.inventory import purl

__all__ = ["Directive", "Replaced", "directives", "golang", "is_module", "is_version", "needs_sums", "replacements"]

_MODULE = re.compile(r"[A-Z0-9._~-]+(?:/[A-Z0-9._~+-]+)*", re.IGNORECASE | re.ASCII)
_VERSION = re.compile(r"v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?", re.ASCII)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|\(|\)|//.*|[^\s()]+')


def is_module(name: str) -> bool:
    """It can be the path of a module."""
    return len(name) <= 400 and _MODULE.fullmatch(name) is not None and ".." not in name.split("/")


def is_version(text: str) -> bool:
    """A version as Go writes it, with its ``v``."""
    return len(text) <= 200 and _VERSION.fullmatch(text) is not None


def golang(module: str, version: str | None = None) -> str:
    """The package URL of a module; all but the last part of its path is the namespace."""
    namespace, _, name = module.rpartition("/")
    return purl.make("golang", name, version, namespace or None)


class Directive(msgspec.Struct, frozen=True):
    """One line of a go.mod: what it is about, its words, its comment, and where it stands."""

    verb: str
    words: tuple[str, ...]
    comment: str
    line: int


def directives(text: str) -> Iterator[Directive]:
    """The lines of a go.mod, those in brackets each with the verb before the bracket."""
    block = ""
    for number, line in enumerate(text.split("\n"), 1):
        words = [token.strip('"`') if token[0] in '"`' else token for token in _TOKEN.findall(line)]
        comment = words.pop()[2:].strip() if words and words[-1].startswith("//") else ""
        if not words:
            continue
        if block:
            if words[0] == ")":
                block = ""
            else:
                yield Directive(block, tuple(words), comment, number)
        elif len(words) > 1 and words[1] == "(":
            block = words[0] if ")" not in words else ""
        else:
            yield Directive(words[0], tuple(words[1:]), comment, number)


class Replaced(msgspec.Struct, frozen=True):
    """What stands in place of a module: another one, or a folder (then without a version)."""

    name: str
    version: str | None


def replacements(text: str) -> dict[tuple[str, str | None], Replaced]:
    """Module and version (None for all versions) -> what is taken for it."""
    result: dict[tuple[str, str | None], Replaced] = {}
    for one in directives(text):
        if one.verb != "replace" or "=>" not in one.words:
            continue
        at = one.words.index("=>")
        old, new = one.words[:at], one.words[at + 1 :]
        if 1 <= len(old) <= 2 and 1 <= len(new) <= 2:
            key = (old[0], old[1] if len(old) == 2 else None)
            result[key] = Replaced(new[0], new[1] if len(new) == 2 else None)
    return result


def needs_sums(text: str) -> bool:
    """Before Go 1.17 a go.mod did not list what is needed only by others; go.sum has it, and more."""
    version = next((one.words[0] for one in directives(text) if one.verb == "go" and one.words), "1.16")
    parts = version.split(".")
    return len(parts) > 1 and parts[0] == "1" and parts[1].isdecimal() and len(parts[1]) < 4 and int(parts[1]) < 17

"""Blows a file up to megabytes: entries again and again under other names, chains and stars of references, long words.

What takes a time that grows with the square of the entries shows in seconds here, and not at all in a file of a test.
"""

import re
from collections.abc import Callable, Sequence
from random import Random

from fuzz_archives import changed_archive
from fuzz_changes import WORDS
from fuzz_documents import Kind, Table, Tree, kind_of, parsed, write_json

SIZES = (300_000, 1_000_000, 1_000_000, 4_000_000)
_WORD = re.compile(r"[A-Za-z_][\w-]*|\d+")


def blown_up(data: bytes, random: Random, kind: Kind | None, sizes: Sequence[int] = SIZES) -> bytes:
    """The file, or a file in the archive, blown up in one of several ways; `kind` is as for `changed`."""
    archive = changed_archive(data, random, lambda inside, chance: blown_up(inside, chance, kind_of(inside), sizes))
    if archive is not None:
        return archive
    size = random.choice(sizes)
    tree = parsed(data, kind) if kind and random.random() < 0.6 else None
    if kind is None or tree is None:
        text = data.decode("utf-8", "replace")
        way = random.choice((_more_lines, _more_lines, _long_word, _deep))
        return way(text, size, random).encode("utf-8", "replace")
    _multiply(random.choice(_lists(tree)), size, random)
    return kind.write(tree).encode("utf-8", "replace")


def _lists(tree: Tree) -> list[Tree]:
    found, waiting = [], [tree]
    while waiting:
        one = waiting.pop()
        if one:
            found.append(one)
        values = (item[1] if isinstance(one, Table) else item for item in one)
        waiting.extend(value for value in values if isinstance(value, list))
    return found


def _multiply(holder: Tree, size: int, random: Random) -> None:
    """One, two or all entries of a list or table, some thousand times, with numbers in some of their texts."""
    some = (
        list(holder)
        if random.random() < 0.3
        else random.sample(list(holder), min(len(holder), random.choice((1, 1, 2))))
    )
    each = max(10, len(write_json(list(some))) // len(some))
    numbering = _numbering(random)
    holder.extend(
        _numbered(some[number % len(some)], number, numbering, "") for number in range(min(60_000, size // each))
    )


def _numbering(random: Random) -> Callable[[str, int], int | None]:
    """Which number a text gets, by its place and the number of its copy: its own, the next one's, always 0, or none."""
    ways: dict[str, Callable[[int], int | None]] = {}
    choices: tuple[Callable[[int], int | None], ...] = (
        lambda number: number,
        lambda number: number,
        lambda number: number + 1,
        lambda number: number // 2,
        lambda _number: 0,
        lambda _number: None,
    )

    def numbered(place: str, number: int) -> int | None:
        return ways.setdefault(place, random.choice(choices))(number)

    return numbered


def _numbered(tree: Tree, number: int, numbering: Callable[[str, int], int | None], place: str) -> Tree:
    match tree:
        case Table():
            return Table([key, _numbered(value, number, numbering, f"{place}/{key}")] for key, value in tree)
        case list():
            return [_numbered(value, number, numbering, f"{place}/{at}") for at, value in enumerate(tree)]
        case str():
            which = numbering(place, number)
            return tree if which is None else _WORD.sub(lambda word: f"{word[0]}{which}", tree, count=1)
    return tree


def _more_lines(text: str, size: int, random: Random) -> str:
    lines = text.split("\n")
    start = random.randrange(len(lines))
    block = "\n".join(lines[start : start + random.randint(1, 12)]) + "\n"
    numbering = _numbering(random)
    copies: list[str] = []
    for number in range(min(60_000, size // max(10, len(block)))):
        words = iter(range(len(block)))
        copies.append(_WORD.sub(lambda word: _with_number(word[0], numbering(str(next(words)), number)), block))  # noqa: B023
    return "\n".join(lines[:start]) + "\n" + "".join(copies) + "\n".join(lines[start:])


def _with_number(word: str, number: int | None) -> str:
    return word if number is None else f"{word}{number}"


def _long_word(text: str, size: int, random: Random) -> str:
    """One character, word or piece of the file, over and over, somewhere in a line."""
    at = random.randint(0, len(text))
    start = random.randint(0, len(text))
    piece = random.choice(
        (
            random.choice(WORDS)[:20] or " ",
            random.choice(" \t\"'()[]{}<>,:;-_/\\.@#%&*=|~a0"),
            text[start : start + 12] or "x",
        )
    )
    return text[:at] + piece * (size // len(piece)) + text[at:]


def _deep(text: str, size: int, random: Random) -> str:
    at = random.randint(0, len(text))
    begin, end = random.choice(
        (("(", ")"), ("[", "]"), ("{", "}"), ('{"a":', "}"), ("<a>", "</a>"), ("a(", ")"), ("${", "}"), ("[[", "]]"))
    )
    count = random.choice((100, 900, 5_000, size // 4 // (len(begin) + len(end))))
    return text[:at] + begin * count + random.choice(("", "x")) + end * count + text[at:]

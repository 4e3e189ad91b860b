"""Small wrong changes of a file: of its values where it is JSON, TOML, YAML or XML, of its words and lines anywhere."""

import datetime
import re
from collections.abc import Iterator
from random import Random

from fuzz_archives import changed_archive
from fuzz_documents import Kind, Raw, Table, Tree, kind_of, parsed

WORDS = (
    "", " ", "\0", "\ud800", "\u2028", "\u00b2", "\u0661", "\u0130", "é", ".", "..", "/", "//", "../../x", "C:\\x", "~", "@", "@a", "a@b@c", "#", "?",
    "%", "%zz", "%ff", ":", "://", "http://[", "http://[::1", "http://h:99999999", "git+ssh://git@[x/y.git#z", "file:", "file:..",
    "npm:@a/b@1", "workspace:*", "link:..", "patch:a@npm:1#x", "pkg:", "pkg:npm/%40a/b@1?c=d#e", "pkg:a/b@%", "${a}", "${project.version}",
    "$", "(", ")", "[", "]", "{", "}", "<", ">", "'", '"', "`", "\\", "(MIT", "MIT AND", "MIT OR (Apache-2.0 WITH", "NONE", "NOASSERTION",
    "LicenseRef-", "DocumentRef-a:LicenseRef-b", "0", "-1", "1e999", "9" * 30, "9" * 5000, "0x10", "01", "1.", "1.0.0-", ">=1,<", "==*", "nan",
    "inf", "2026-13-45", "0001-01-01T00:00:00Z", "9999-12-31", "true", "null", "a" * 3000, "sha512-", "sha256:", "\x1b[31m", "x; python_version", "a[b",
    "*", "[", "^", "|", "&a", "*a", "!!python/object:x", "%YAML 9", "---", "- -", "? x", "<<", "# x", "\t", "\r", "\ufeff",
)  # fmt: skip

VALUES: tuple[Tree, ...] = (
    None, True, False, 0, -1, 1.5, 2**63, 2**64, Raw("1e999"), Raw("-0"), Raw("NaN"), Raw("nan"), Raw("inf"), Raw("9" * 5000), Raw("1e-999999"),
    Raw("2026-01-01"), Raw("2026-01-01T00:00:00Z"), Raw("07:32:00"), [], [[]], [None], [""], ["", ""], Table(), Table([["", ""]]),
    Table([["a", Table([["a", Table([["a", []]])]])]]), Raw("[" * 40 + "]" * 40), Raw("[" * 900 + "]" * 900), Raw("[" * 90_000 + "]" * 90_000),
    Raw('{"a":' * 900 + "1" + "}" * 900), Raw("&a [*a, *a]"), Raw("&a {b: *a}"), Raw("{? [a]: b}"), Raw("!!set {a}"), Raw("!!int x"), Raw("<a/>" * 9), Raw("&#0;"),
    Raw("<![CDATA[x]]>"), Raw("&amp;&lt;&oslash;"), Raw("<b>" * 150 + "</b>" * 150),
)  # fmt: skip

_NUMBER = re.compile(r"[\d.]*\d")
_NUMBERS = (
    "0",
    "1",
    "-1",
    "2",
    "99",
    "0.5",
    "0.001",
    "1000000000000",
    "9" * 20,
    "1e3",
    "2025",
    "2027-01-01",
    "1,000",
    "00",
    "",
)
_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[\w.+-]+|\s+|.", re.DOTALL)


def changed(data: bytes, random: Random, kind: Kind | None) -> bytes:
    """The file with one to four changes.

    Args:
        data: the file.
        random: where chance comes from.
        kind: as what it can be read, changed and written again.
    """
    archive = changed_archive(data, random, _changed_member)
    if archive is not None:
        return archive
    tree = parsed(data, kind) if kind and random.random() < 0.7 else None
    if kind and tree is not None:
        change = random.choice((_changed_tree, _changed_tree, _changed_value))
        for _ in range(random.randint(1, 4)):
            tree = change(tree, random)
        return kind.write(tree).encode("utf-8", "surrogatepass")
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(random.randint(1, 4)):
        text = random.choice((_changed_words, _changed_words, _changed_lines))(text, random)
    return text.encode("utf-8", "surrogatepass" if random.random() < 0.5 else "replace")


def _changed_member(data: bytes, random: Random) -> bytes:
    return changed(data, random, random.choice((None, kind_of(data))))


def _spots(tree: Tree) -> Iterator[tuple[Tree, int]]:
    """Everything in the tree that has a place in a list or table."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        for at, item in enumerate(one):
            yield one, at
            value = item[1] if isinstance(one, Table) else item
            if isinstance(value, list):
                waiting.append(value)


def _changed_tree(tree: Tree, random: Random) -> Tree:
    spots = list(_spots(tree)) if isinstance(tree, list) else []
    if not spots:
        return _copied(random.choice(VALUES), 0)
    holder, at = random.choice(spots)
    other_holder, other = random.choice(spots)
    give = other_holder[other]
    given = give[1] if isinstance(other_holder, Table) else give
    new = _copied(random.choice((random.choice(VALUES), random.choice(WORDS), given)), 0)  # no part of itself
    match random.randrange(8):
        case 0:
            del holder[at]
        case 1:
            holder.insert(at, _copied(holder[at], 0))  # a key that stands twice
        case 2 if isinstance(holder, Table):
            holder[at][0] = random.choice((*WORDS[:60], str(give[0]) if isinstance(other_holder, Table) else "x"))
        case 3 if isinstance(holder, Table):
            holder.append([random.choice(WORDS), new])
        case 4 if _is_text(holder, at):
            _put(holder, at, _spliced(str(_value(holder, at)), random))
        case 5:
            _put(holder, at, [_value(holder, at)])
        case 6:
            _put(holder, at, Table([["x", _value(holder, at)]]))
        case _:
            _put(holder, at, new)
    return tree


def _changed_value(tree: Tree, random: Random) -> Tree:
    """One value is another of its type, so that what is strict about types reads on."""
    leaves = [(holder, at) for holder, at in _spots(tree) if not isinstance(_value(holder, at), list)]
    if not leaves:
        return tree
    holder, at = random.choice(leaves)
    old = _value(holder, at)
    same = [new for one in leaves if type(new := _value(*one)) is type(old) and new != old]
    _put(holder, at, random.choice(same) if same and random.random() < 0.5 else _near(old, random))
    return tree


def _near(old: Tree, random: Random) -> Tree:
    match old:
        case bool():
            return not old
        case int():
            return random.choice((old + 1, old - 1, -old, 0, 1, old * 1000, 10**12))
        case float():
            return random.choice((old + 0.1, -old, old * 1000, 0.0, 1e-9, 1e15))
        case str():
            return _NUMBER.sub(lambda _found: random.choice(_NUMBERS), old, count=random.randint(1, 2))
        case datetime.date():
            return random.choice((old.replace(year=1), old.replace(year=9999), old.replace(day=1), old.replace(day=28)))
    return old


def _copied(tree: Tree, depth: int) -> Tree:
    """A list or table of its own, of what is not too deep in it."""
    if not isinstance(tree, list):
        return tree
    if depth > 60:
        return []
    if isinstance(tree, Table):
        return Table([key, _copied(value, depth + 1)] for key, value in tree[:500])
    return [_copied(value, depth + 1) for value in tree[:500]]


def _value(holder: Tree, at: int) -> Tree:
    return holder[at][1] if isinstance(holder, Table) else holder[at]


def _is_text(holder: Tree, at: int) -> bool:
    return isinstance(_value(holder, at), str)


def _put(holder: Tree, at: int, value: Tree) -> None:
    if isinstance(holder, Table):
        holder[at][1] = value
    else:
        holder[at] = value


def _spliced(text: str, random: Random) -> str:
    start = random.randint(0, len(text))
    end = random.choice((start, min(len(text), start + random.randint(0, 8)), len(text)))
    return text[:start] + random.choice(WORDS) + text[end:]


def _changed_words(text: str, random: Random) -> str:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return random.choice(WORDS)
    at = random.randrange(len(tokens))
    new = random.choice((random.choice(tokens), random.choice(WORDS), _spliced(tokens[at], random)))
    if random.random() < 0.3:
        tokens.insert(at, new)
    else:
        tokens[at] = new
    return "".join(tokens)


def _changed_lines(text: str, random: Random) -> str:
    lines = text.split("\n")
    start = random.randrange(len(lines))
    block = lines[start : start + random.randint(1, 5)]
    match random.randrange(4):
        case 0:
            del lines[start : start + len(block)]
        case 1:
            lines[random.randrange(len(lines)) : 0] = block
        case 2:
            lines[start] = random.choice(("  ", "\t", "", " " * 50)) + lines[start].lstrip()
        case _:
            lines[start : start + len(block)] = reversed(block)
    return "\n".join(lines)

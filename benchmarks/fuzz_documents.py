"""JSON, TOML, YAML and XML as one kind of tree, which can be changed and written again; whatever it has become.

A tree is made of `Table` (pairs, so that a key can stand twice), lists, texts, numbers, and `Raw`: text that is written
as it is.
"""

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import msgspec

Tree = Any


class Table(list[list[Any]]):
    """Pairs of key and value."""


class Raw(str):
    """Text that is written as it is."""

    __slots__ = ()


class Kind(msgspec.Struct, frozen=True):
    """How a kind of document becomes a tree, and a tree a document."""

    read: Callable[[bytes], Tree]
    write: Callable[[Tree], str]


def parsed(data: bytes, kind: Kind) -> Tree | None:
    """The document as a tree; None where it is none of this kind, or empty."""
    try:
        tree = kind.read(data)
    except (ValueError, RecursionError, SyntaxError, LookupError):
        return None
    return tree if isinstance(tree, list) and tree else None


def kind_of(data: bytes, suits: Callable[[bytes], bool] = lambda _written: True) -> Kind | None:
    """The first kind that the document can be read as, and of which `suits` finds what is written again the same."""
    for kind in KINDS:
        tree = parsed(data, kind)
        try:
            written = kind.write(tree).encode("utf-8", "surrogatepass") if tree is not None else None
        except RecursionError:  # read, and too deep to be written
            continue
        if written is not None and suits(written):
            return kind
    return None


def _tables(value: object) -> Tree:
    if isinstance(value, dict):
        return Table([str(key), _tables(item)] for key, item in value.items())
    return [_tables(item) for item in value] if isinstance(value, list) else value


def _read_json(data: bytes) -> Tree:
    text = re.sub(r",(\s*[\]}])", r"\1", data.decode("utf-8-sig"))  # as bun.lock has it
    return json.loads(text, object_pairs_hook=lambda pairs: Table(map(list, pairs)))


def _read_yaml(data: bytes) -> Tree:
    import yaml

    try:
        return _tables(yaml.load(data.decode(), Loader=yaml.CBaseLoader))  # noqa: S506 - makes texts, lists and tables only
    except yaml.YAMLError as error:
        raise ValueError from error


def _read_xml(data: bytes) -> Tree:
    return _element(ElementTree.fromstring(data))  # noqa: S314 - our own cases, and what is made of them


def _element(one: ElementTree.Element) -> Table:
    inside = [one.text or "", *(part for child in one for part in (_element(child), child.tail or ""))]
    return Table([["tag", one.tag], ["attributes", Table(map(list, one.attrib.items()))], ["inside", inside]])


def write_json(tree: Tree) -> str:
    """Any tree as JSON, or nearly."""
    match tree:
        case Raw():
            return str(tree)
        case Table():
            return "{" + ", ".join(f"{json.dumps(key)}: {write_json(value)}" for key, value in tree) + "}"
        case list():
            return "[" + ", ".join(map(write_json, tree)) + "]"
        case str() | int() | float() | None:
            return json.dumps(tree)
        case _:  # a date of TOML
            return str(tree)


def _write_yaml(tree: Tree, margin: str = "") -> str:
    if isinstance(tree, Table) and tree:
        lines = [f"{margin}{json.dumps(key)}:{_below(value, margin)}" for key, value in tree]
    elif isinstance(tree, list) and tree:
        lines = [f"{margin}-{_below(value, margin)}" for value in tree]
    else:
        return margin + write_json(tree)
    return "\n".join(lines)


def _below(value: Tree, margin: str) -> str:
    return "\n" + _write_yaml(value, margin + "  ") if isinstance(value, list) and value else " " + write_json(value)


def _write_toml(tree: Tree) -> str:
    if not isinstance(tree, Table):
        return f"x = {_inline(tree)}\n"
    plain = [f"{json.dumps(key)} = {_inline(value)}\n" for key, value in tree if not _is_section(value)]
    sections: list[str] = []
    for key, value in tree:
        if _is_section(value):
            name = json.dumps(key)
            brackets = f"[{name}]" if isinstance(value, Table) else f"[[{name}]]"
            for one in [value] if isinstance(value, Table) else value:
                inside = "".join(f"{json.dumps(inner)} = {_inline(item)}\n" for inner, item in one)
                sections.append(f"\n{brackets}\n{inside}")
    return "".join(plain + sections)


def _is_section(value: Tree) -> bool:
    return isinstance(value, Table) or (
        isinstance(value, list) and bool(value) and all(isinstance(one, Table) for one in value)
    )


def _inline(tree: Tree) -> str:
    if isinstance(tree, Table):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(value)}" for key, value in tree) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_inline, tree)) + "]"
    return write_json("null" if tree is None else tree)


def _write_xml(tree: Tree) -> str:
    if not isinstance(tree, Table):
        return "".join(map(_write_xml, tree)) if isinstance(tree, list) else _escaped(tree)
    known = {key: value for key, value in tree if key in ("tag", "attributes", "inside")}
    space, _, name = str(known.get("tag", "x")).rpartition("}")
    given = known.get("attributes", Table())
    pairs = list(given) if isinstance(given, Table) else []
    pairs += [["xmlns", space[1:]]] if space else []
    attributes = "".join(f" {_named(key)}={quoteattr(str(value))}" for key, value in pairs)
    return f"<{_named(name)}{attributes}>{_write_xml(known.get('inside', ''))}</{_named(name)}>"


def _named(key: object) -> str:
    return re.sub(r"[^\w.-]", "", str(key).rpartition("}")[2]) or "x"


def _escaped(leaf: Tree) -> str:
    return str(leaf) if isinstance(leaf, Raw) else escape(str(leaf))


KINDS = (
    Kind(_read_json, write_json),
    Kind(lambda data: _tables(tomllib.loads(data.decode())), _write_toml),
    Kind(_read_xml, _write_xml),
    Kind(_read_yaml, _write_yaml),
)

"""The JSON that copyfair writes, and the JSON Schemas of its documents, made from their types."""

import inspect
from typing import Any

import msgspec

__all__ = ["encodable", "schema_of", "to_json"]


def to_json(value: object) -> bytes:
    """A document as JSON in UTF-8, two blanks of indent, a line feed at the end."""
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        data = msgspec.json.encode(encodable(value))
    return msgspec.json.format(data, indent=2) + b"\n"


def encodable(value: object) -> Any:
    r"""A document as plain values in which every text can be written as UTF-8.

    Names of files may hold bytes that are no text, and broken escapes too; Python keeps them as halves of surrogate
    pairs, which are written out here (``\udc80``).
    """
    return _whole(msgspec.to_builtins(value))


def _whole(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case list() | tuple():
            return [_whole(item) for item in value]
        case dict():
            return {_whole(key): _whole(item) for key, item in value.items()}
        case _:
            return value


def schema_of(kind: type[msgspec.Struct], *, name: str, id: str) -> bytes:  # noqa: A002 - the schema's own word
    """The JSON Schema (draft 2020-12) of a document type, the same bytes on every Python.

    Args:
        kind: the type of the whole document.
        name: its name and version, ``copyfair/report/1``.
        id: its URN.
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": id, "title": name}
    made = _clean(msgspec.json.schema(kind))
    return msgspec.json.format(msgspec.json.encode({**head, **made}, order="sorted"), indent=2) + b"\n"


def _clean(value: Any) -> Any:
    """Descriptions come from docstrings, which Python indents by its version's own rule."""
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: inspect.cleandoc(item) if key == "description" and isinstance(item, str) else _clean(item)
        for key, item in value.items()
    }

"""JSON Schemas of the documents copyfair writes, made from their types."""

import inspect
from typing import Any

import msgspec

__all__ = ["schema_of"]


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

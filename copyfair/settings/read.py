"""Reads settings strictly: from a copyfair.toml, or from the table that a pyproject.toml has for it."""

from pathlib import Path
from typing import Any

import msgspec

from copyfair.errors import InputError
from copyfair.settings.model import Override, Settings
from copyfair.toml import read_toml

__all__ = ["SHARED", "find_settings", "load_settings", "parse_settings", "parse_shared_settings"]

_MOST_CHARACTERS = 1_000_000

SHARED = "pyproject.toml: [tool.copyfair]"
"""Where settings stand that share a file with other tools', as errors say it."""


def parse_settings(text: str, *, where: str = "copyfair.toml") -> Settings:
    """Read the text of a copyfair.toml.

    Raises:
        InputError: broken TOML, an unknown field or a wrong type; names the field.
    """
    if len(text) > _MOST_CHARACTERS:
        raise InputError("the file is longer than a million characters", where=where)
    try:
        data = read_toml(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a whole number too long to read
        raise InputError(f"broken TOML: {str(error)[:200]}", where=where) from None
    return _checked(data, where)


def _checked(data: object, where: str) -> Settings:
    try:
        settings = msgspec.convert(data, Settings)
    except msgspec.ValidationError as error:
        raise InputError(str(error), where=where) from None
    for number, declared in enumerate(settings.component):
        if declared.license and not declared.reason:
            message = "a recorded licence needs a `reason`: how was it established?"
            raise InputError(message, where=f"{where}: $.component[{number}]")
    for number, right in enumerate(settings.entitlement):
        if right.valid_from and right.valid_until and right.valid_until < right.valid_from:
            message = f"it ends on {right.valid_until}, before it begins on {right.valid_from}"
            raise InputError(message, where=f"{where}: $.entitlement[{number}].valid_until")
    for number, override in enumerate(settings.overrides):
        _check_override(override, f"{where}: $.overrides[{number}]")
    return settings


def _check_override(override: Override, where: str) -> None:
    if bool(override.file) != bool(override.sha256):
        raise InputError("`file` and `sha256` go together: the text the record rests on, and its hash", where=where)
    if override.versions:
        from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 - only where a range stands

        try:
            SpecifierSet(override.versions)
        except InvalidSpecifier:
            message = f'{override.versions!r} is not a range of versions; write it like ">=2.1,<3"'
            raise InputError(message, where=f"{where}.versions") from None


def load_settings(path: Path, *, where: str) -> Settings:
    """Read a copyfair.toml.

    Raises:
        InputError: it is no file, cannot be read, or as `parse_settings`.
    """
    if not path.is_file():
        raise InputError("there is no such file", where=where)
    return parse_settings(_text(path), where=where)


def find_settings(root: Path) -> tuple[Settings, str]:
    """The settings of a project: its copyfair.toml, else `[tool.copyfair]` of its pyproject.toml, else none.

    Args:
        root: the project's folder; for a file there are no settings.

    Returns:
        The settings and the name of the file they stand in, for errors.

    Raises:
        InputError: as `parse_settings`, or the file cannot be read.
    """
    own, shared = root / "copyfair.toml", root / "pyproject.toml"
    if own.is_file():
        return load_settings(own, where=own.name), own.name
    if shared.is_file():
        try:
            table = _tool_table(_text(shared))
        except InputError:
            table = None  # a broken manifest is the inventory's problem, not a mistake in our settings
        return (_checked(table, SHARED), SHARED) if table is not None else (Settings(), own.name)
    return Settings(), own.name


def parse_shared_settings(text: str) -> Settings | None:
    """The settings in `[tool.copyfair]` of the text of a pyproject.toml; None where it has none.

    Raises:
        InputError: broken TOML, or as `parse_settings`.
    """
    table = _tool_table(text)
    return None if table is None else _checked(table, SHARED)


def _tool_table(text: str) -> Any:
    try:
        return read_toml(text).get("tool", {}).get("copyfair")
    except (ValueError, RecursionError, AttributeError) as error:
        raise InputError(f"broken TOML: {str(error)[:200]}", where="pyproject.toml") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_CHARACTERS:
            raise InputError("the file is larger than a megabyte", where=path.name)
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path.name) from None
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8", where=path.name) from None

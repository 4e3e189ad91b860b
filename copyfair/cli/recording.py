"""Adds an entry to the settings of a project: text at the end of the file, checked before it is written."""

from pathlib import Path
from typing import TYPE_CHECKING

from copyfair.cli.options import write
from copyfair.errors import InputError

if TYPE_CHECKING:
    from copyfair.settings import Override

__all__ = ["entry_of", "quoted", "record"]

_TABLE = "overrides"


def quoted(text: str) -> str:
    """A TOML basic string; everything outside plain text escaped."""
    escaped = (char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08X}" for char in text)
    return f'"{"".join(escaped)}"'


def entry_of(override: "Override", table: str = _TABLE) -> str:
    """An entry of `[[overrides]]` as text, fields without a value left out."""
    fields = ("component", "license", "reason", "file", "sha256", "versions")
    lines = [f"{field} = {quoted(value)}" for field in fields if (value := getattr(override, field))]
    return "\n".join([f"[[{table}]]", *lines]) + "\n"


def record(override: "Override", root: Path) -> tuple[str, str]:
    """Add an override to the file in which the project keeps its settings, whole or not at all.

    Returns:
        The name of the file, and the text that was added.

    Raises:
        InputError: the file cannot be read, changed or written; then it is as it was.
    """
    from copyfair.settings import parse_settings, parse_shared_settings

    own, shared = root / "copyfair.toml", root / "pyproject.toml"
    is_shared = not own.is_file() and shared.is_file() and _has_settings(shared)
    path = (shared if is_shared else own).resolve()
    entry = entry_of(override, f"tool.copyfair.{_TABLE}" if is_shared else _TABLE)
    data = _added(_bytes(path), entry)
    try:
        text = data.decode("utf-8-sig")
        settings = parse_shared_settings(text) if is_shared else parse_settings(text)
    except (InputError, UnicodeDecodeError) as error:
        message = f"the entry cannot be added at its end, nothing was written: {error}"
        raise InputError(message, where=path.name) from None
    if settings is None or override not in settings.overrides:
        raise InputError("the entry cannot be added at its end, nothing was written", where=path.name)
    write(data, path)
    return path.name, entry


def _has_settings(path: Path) -> bool:
    from copyfair.settings import parse_shared_settings

    try:
        return parse_shared_settings(path.read_text("utf-8-sig")) is not None
    except (InputError, OSError, UnicodeDecodeError):
        return False


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=path.name) from None


def _added(data: bytes, entry: str) -> bytes:
    """The file with the entry behind an empty line, in the file's own line ends."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    gap = b"" if not data.strip() else newline if data.endswith(b"\n") else 2 * newline
    return data + gap + entry.encode().replace(b"\n", newline)

"""The head of METADATA and PKG-INFO files: RFC 822 style fields up to the first empty line.

The standard library's reader takes a hundred times as long, because it also reads the description.
"""

import re

__all__ = ["Field", "Headers", "first", "read_headers"]

Field = tuple[str, int]
"""A value and the line, counted from one, on which its field begins."""

Headers = dict[str, list[Field]]
"""Fields by name in small letters; each as often as it is written."""

_ASKED = {
    name.encode(): name
    for name in ("name", "version", "license", "license-expression", "license-file", "classifier", "requires-dist")
}
_NAME = re.compile(rb"[A-Za-z0-9-]+")
_INDENT = re.compile(r"\n(?: {7}\||(?: {8})|[ \t]+)")


def read_headers(data: bytes) -> Headers:
    """The fields of the head that copyfair asks for; of the classifiers, those about the licence.

    Never raises, whatever the bytes are; bytes that are not UTF-8 are read as Latin-1.
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = data.removeprefix(b"\xef\xbb\xbf")
    head = b"" if data.startswith(b"\n") else data.partition(b"\n\n")[0]
    try:
        head.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "latin-1"
    read: list[tuple[str, int, list[bytes]]] = []
    open_field: list[bytes] | None = None
    for number, raw in enumerate(head.split(b"\n"), 1):
        name, colon, value = raw.partition(b":")
        field = _ASKED.get(name.lower()) if colon else None
        if field is not None and (field != "classifier" or value.lstrip()[:7].lower() == b"license"):
            open_field = [value]
            read.append((field, number, open_field))
        elif open_field is not None:
            # A line that is no field goes on with the one before it: indented, as it should be, or not (old tools
            # wrote licence texts without indenting them).
            if field is not None or (colon and _NAME.fullmatch(name)):
                open_field = None
            else:
                open_field.append(raw)
    result: Headers = {}
    for field, number, lines in read:
        value_text = b"\n".join(lines).decode(encoding)
        if len(lines) > 1:
            value_text = _INDENT.sub("\n", value_text)
        result.setdefault(field, []).append((value_text.strip(), number))
    return result


def first(headers: Headers, field: str) -> str:
    """The first value of a field, named in small letters; empty without one."""
    return next((value for value, _ in headers.get(field, ())), "")

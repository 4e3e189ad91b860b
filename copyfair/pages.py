"""HTML, Markdown and SVG pages from `templates/`, in which foreign text can do nothing but be read.

Whatever a template prints passes `clean` (HTML and SVG, which is then escaped) or
`markdown` by default; a template need not ask for it. Only a value of type
`Markup`, which `markdown` gives back, is printed as it is.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from copyfair.data import folder

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["clean", "environment", "lines", "markdown", "render"]

MOST_CHARACTERS = 2000
"""A single value is cut here, and the cut is shown; no name or clause is longer."""

_BLANKS = re.compile(r"[ \t\n\r\v\f\x85\u2028\u2029]+")
_EDGES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Every blank of Unicode; at the edge of a text none can be seen, and Markdown takes no emphasis beside one."""

# Everything that has no picture of its own and changes how the text around it looks: C0 and C1 controls
# (ANSI escapes begin with one), bidirectional marks and overrides, zero-width and filler characters, tags,
# halves of surrogate pairs, private use, non-characters. Written out, because the Unicode categories of
# Python change with its version and a page must not.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
    # The joiners spell words in Persian and Indic scripts, and mean nothing beside ASCII.
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
    # More marks than any script puts on one letter: they would paint over the lines around.
    "|(?<=[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)


def clean(value: object) -> str:
    r"""Foreign text on one line, with what cannot be seen written out as ``\u{1b}``."""
    text = str(value)
    rest = len(text) - MOST_CHARACTERS
    if rest > 0:
        text = text[:MOST_CHARACTERS]
    elif text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # most texts: nothing in them can be unseen
    text = _BLANKS.sub(" ", text).strip(_EDGES)
    text = _UNSEEN.sub(lambda found: f"\\u{{{ord(found.group()):x}}}", text)
    return f"{text}… ({rest} more characters)" if rest > 0 else text


def lines(text: str) -> list[str]:
    r"""Foreign text of several lines, each as it stands, with what cannot be seen written out as ``\u{1b}``."""
    found = []
    for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text):
        shown = line.expandtabs().rstrip()
        found.append(_UNSEEN.sub(lambda sign: f"\\u{{{ord(sign.group()):x}}}", shown))
    return found


_MARKDOWN = re.compile(r"[\\`*_\[\]{}|~$]|(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.")
_LEADING = re.compile(r"[-+=@#!:]|[0-9]{1,9}(?=[.)](?: |$))")


def markdown(value: object) -> Markup:
    """Foreign text as Markdown that shows exactly that text: no markup, no link, no HTML, no formula."""
    if isinstance(value, Markup):
        return value
    text = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(lambda found: "\\" + found.group(), text)
    first = _LEADING.match(text)
    if first:
        head = first.group()
        text = f"{head}\\{text[len(head) :]}" if head[0].isdigit() else f"\\{text}"
    return Markup(text)  # noqa: S704 - escaped on the lines above; Markup tells jinja2 that it is


def _clean_unless_markup(value: object) -> object:
    return value if isinstance(value, Markup) else clean(value)


@cache
def environment(kind: str) -> "Environment":
    """The jinja2 environment for pages of one kind.

    An undefined name is an error. `clean` and `markdown` are there as filters,
    for the places where a text is needed before it is printed.

    Args:
        kind: ``"html"``, ``"md"`` or ``"svg"``.

    Raises:
        ValueError: another kind.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only pages need it

    finalize = {"html": _clean_unless_markup, "md": markdown, "svg": _clean_unless_markup}.get(kind)
    if finalize is None:
        raise ValueError(f"there are no pages of the kind {kind!r}")
    pages = Environment(
        loader=FileSystemLoader(folder("templates"), encoding="utf-8"),
        # For Markdown too: jinja2 then keeps `Markup` apart from plain text, and `finalize` leaves nothing to escape.
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters.update(clean=clean, markdown=markdown)
    return pages


def render(template: str, /, **values: Any) -> bytes:
    """A page in UTF-8 from a template such as ``notice.html.j2``; the kind is the middle part of its name."""
    kind = template.removesuffix(".j2").rpartition(".")[2]
    return environment(kind).get_template(template).render(values).encode("utf-8")

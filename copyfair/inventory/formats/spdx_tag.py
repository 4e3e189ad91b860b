"""``SPDX-License-Identifier:`` at the head of source files, and in the ``.license`` files of REUSE beside other files."""

import re

from copyfair.inventory import purl
from copyfair.inventory.entry import BEGINNING, Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Claim, Combine, Found, Source, Standing
from copyfair.inventory.problems import problem
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_HEAD = 4096
_MOST_CHARACTERS = BEGINNING - _HEAD
_ENDINGS = frozenset(
    """
    adb ads asm awk bas bash bat c c++ cc cl clj cljs cmake cmd coffee cpp cr cs css cu cxx d dart el elm erl ex exs f
    f90 f95 fish for frag fs fsi fsx gd glsl go gradle groovy h h++ hh hpp hrl hs htm html hxx ino java jl js jsx kt kts
    less lisp lua m m4 mjs cjs mk ml mli mm mts cts nim nix nu pas php pl pm po proto ps1 psm1 pxd py pyi pyx qml r rb
    rkt rs s sass scala scm scss sh sol sql sv svelte swift t tcl tf thrift ts tsx v vala vb vert vhd vhdl vim vue xsl
    xslt y zig zsh
    """.split()
)
_BESIDE = "license"
"""Ending of a file that speaks for the file whose name it has before it."""

# A tag counts where a comment holds it: before it on its line stand only marks of a comment, never a quote that would
# make it a string of the program. `"` and `'` are such marks in Vim script and in Basic alone.
_TAG = r"(?:(?:rem|dnl|@c(?:omment)?)\b[ \t]*+)?SPDX-License-Identifier:[ \t]*(\S[^\r\n]*)"
_MARKS = r"[ \t\x0c#/*!<;%|{}(.,=-]*+"
_LINE = re.compile(rf"^{_MARKS}{_TAG}", re.MULTILINE | re.IGNORECASE)
_QUOTING = re.compile(rf"""^[ \t"'#/*-]*+{_TAG}""", re.MULTILINE | re.IGNORECASE)
_QUOTING_ENDINGS = frozenset({"vim", "vb", "bas"})
_CLOSING = re.compile(r"\s*(?:\*+/|--!?>|\*\)|-\}|[#%]\}|\}\}|\]\]|#>|\|#|=#|%>|\?>|;;)+\s*\Z")
_IGNORED = re.compile(r"REUSE-IgnoreStart.*?(?:REUSE-IgnoreEnd|\Z)", re.DOTALL)


def matches(entry: Entry) -> bool:
    """A source file by its ending; prose and data may quote a tag without meaning it."""
    _, dot, ending = entry.name.rpartition(".")
    return bool(dot) and (ending.lower() in _ENDINGS or ending == _BESIDE)


def read(entry: Entry) -> list[Found | Problem]:
    """The file, if one of its first 4096 bytes' comments holds a tag.

    Several tags in one file all bind, as the REUSE specification 3.3 has it.

    Raises:
        Unreadable: it cannot be read.
    """
    head = entry.beginning
    if b"spdx-license-identifier" not in head[:_HEAD].lower():
        return []
    text = _without_ignored(head.decode("utf-8-sig", "replace"))
    ending = entry.name.rpartition(".")[2].lower()
    found = (_QUOTING if ending in _QUOTING_ENDINGS else _LINE).finditer(text)
    tags = [tag for tag in found if tag.start(1) < _HEAD]
    if not tags:
        return []
    line = text.count("\n", 0, tags[0].start(1)) + 1
    is_cut = len(head) == BEGINNING and tags[-1].end() == len(text)
    if is_cut or any(len(tag[1]) > _MOST_CHARACTERS for tag in tags):
        # Cut short, an expression could say something else than it does.
        return [problem(entry, "bad-entry", f"a licence tag of more than {_MOST_CHARACTERS} characters", line)]
    statements = tuple(filter(None, dict.fromkeys(_CLOSING.sub("", tag[1]).strip() for tag in tags)))
    if not statements:
        return []
    source = Source(file=str(entry.path), field="SPDX-License-Identifier", line=line, format=entry.format_name)
    combine = Combine.ALL if len(statements) > 1 else Combine.ONE
    claim = Claim(statements=statements, source=source, standing=Standing.FOUND, combine=combine, is_spdx=True)
    about = entry.path.with_suffix("") if ending == _BESIDE else entry.path
    identity = purl.make("generic", about.name, namespace=None if entry.folder == "." else entry.folder)
    return [Found(purl=identity, name=str(about), source=source, claims=(claim,), weak=True)]


def _without_ignored(text: str) -> str:
    """Parts that REUSE is told to ignore are blanked, their lines kept."""
    if "REUSE-IgnoreStart" not in text:
        return text
    return _IGNORED.sub(lambda part: "\n" * part[0].count("\n"), text)


FORMAT = Format(
    name="spdx-tag",
    reads="SPDX-License-Identifier in the comments at the head of source files, and in .license files beside others",
    files=("source files", "*.license"),
    licences="`SPDX-License-Identifier` in a comment at the head.",
    lists="SPDX expressions say it themselves; several tags all bind.",
    matches=matches,
    read=read,
)

"""A NOTICE file: names, copyright statements and licence texts as they lie on the user's disk, for what is passed on.

copyfair holds no licence text. What has none on the disk is listed, so that somebody can add it.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec

from copyfair.assessment import Assessment
from copyfair.inventory.model import Origin, Standing
from copyfair.licensing.model import Licensed
from copyfair.pages import clean, lines
from copyfair.reports import words
from copyfair.reports.from_assessment import license_of
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]

_RULE = "=" * 80
_COPYRIGHT = re.compile(r"(?:copyright\b|\(c\)|\u00a9).*", re.IGNORECASE)
_HOLDER = re.compile(r"\(c\)|\u00a9|\b(?:19|20)\d\d\b", re.IGNORECASE)
_BLANK = re.compile(r"[\[<{](?:yyyy|year|name)", re.IGNORECASE)
"""A place in a form that nobody filled in."""
_MOST_STATEMENTS = 50


class _Text(msgspec.Struct, frozen=True):
    """A licence text and whose it is."""

    says: str
    whose: tuple[str, ...]


def _render(assessment: Assessment) -> bytes:
    third = [one for one in assessment.licensed if one.component.origin is Origin.THIRD_PARTY]
    return "\n".join([*_lines(assessment, third), ""]).encode("utf-8", "backslashreplace")


def _lines(assessment: Assessment, third: list[Licensed]) -> Iterator[str]:
    yield f"{clean(assessment.project)} contains {words.number(len(third), 'component')} of others."
    yield f"Written by {clean(assessment.tool)} as of {assessment.as_of}; the texts are those found beside the components."
    texts = _texts(third)
    numbers = {says: at for at, says in enumerate(texts, 1)}
    for one in third:
        yield ""
        yield words.label(one.component)
        yield f"  licence: {clean(one.expression) if one.expression is not None else license_of(one)}"
        own = dict.fromkeys(_own(one))
        yield from (f"  {statement}" for statement in _statements(own))
        yield f"  text: {', '.join(str(numbers[says]) for says in own)}" if own else "  text: none was found"
    yield from _without(third)
    for text in texts.values():
        yield ""
        yield _RULE
        yield f"Text {numbers[text.says]}, of {words.and_more(text.whose, 20)}"
        yield _RULE
        yield ""
        yield from lines(text.says)


def _own(one: Licensed) -> Iterator[str]:
    """The licence texts that lie with a component, in the order of the evidence."""
    for evidence in one.evidence:
        if evidence.claim.is_text and evidence.claim.standing is not Standing.MENTIONED:
            yield from (text.strip("\r\n") for text in evidence.claim.statements if text.strip())


def _texts(third: list[Licensed]) -> Mapping[str, _Text]:
    """Each text once, in the order in which it is first needed."""
    whose: dict[str, list[str]] = {}
    for one in third:
        for says in dict.fromkeys(_own(one)):
            whose.setdefault(says, []).append(words.label(one.component))
    return {says: _Text(says, tuple(labels)) for says, labels in whose.items()}


def _statements(texts: Mapping[str, None]) -> list[str]:
    """The copyright statements in texts, each once; forms that nobody filled in are none."""
    found: dict[str, None] = {}
    for text in texts:
        for line in text.splitlines():
            words_of = line.strip(" \t*#/;-")
            if _COPYRIGHT.match(words_of) and _HOLDER.search(words_of) and not _BLANK.search(words_of):
                found[words.cut(words_of)] = None
    return list(found)[:_MOST_STATEMENTS]


def _without(third: list[Licensed]) -> Iterator[str]:
    bare = [words.label(one.component) for one in third if not any(_own(one))]
    if bare:
        yield ""
        yield f"No licence text was found for {words.number(len(bare), 'component')}; look for them before this is passed on:"
        yield from (f"  {label}" for label in bare)


FORMAT = ReportFormat(
    name="attribution",
    endings=(".notice", ".notice.txt"),
    media_type="text/plain; charset=utf-8",
    says="a NOTICE file: names, copyright statements, and the licence texts found on the disk",
    render=_render,
)

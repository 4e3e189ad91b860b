"""One report format a module. Being in this folder is being registered.

Each module defines ``FORMAT``. A template ``report.<name>.j2`` is a format too, and so is what another package offers
as an entry point of the group `GROUP`: the name of the entry point is the name of the format, and its object a
`ReportFormat`. Such a package is imported only when its format is asked for. A name that copyfair itself has stays
copyfair's.
"""

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules

import msgspec

from copyfair.assessment import Assessment
from copyfair.data import folder
from copyfair.errors import InputError

__all__ = ["GROUP", "ReportFormat", "built_in", "find", "for_file", "from_templates", "names"]

GROUP = "copyfair.reports"
"""The group of entry points by which other packages add formats."""

_TEMPLATES = {
    "html": ("text/html", "a page for a browser, in one file"),
    "md": ("text/markdown", "the full report as Markdown"),
}


class ReportFormat(msgspec.Struct, frozen=True, kw_only=True):
    """How a report is written in one format.

    Attributes:
        name: as users call it, ``-f NAME``.
        endings: ends of file names that mean this format, ``.sarif``; the longest that fits counts.
        media_type: as in ``Content-Type``.
        says: one line for the documentation.
        render: the report as bytes, the same for the same assessment.
    """

    name: str
    endings: tuple[str, ...]
    media_type: str
    says: str
    render: Callable[[Assessment], bytes]


@cache
def from_templates() -> tuple[str, ...]:
    """The names of the formats that are templates."""
    return tuple(sorted(path.name.split(".")[1] for path in folder("templates").glob("report.*.j2")))


@cache
def built_in() -> dict[str, ReportFormat]:
    """The formats that come with copyfair, by name."""
    modules = (import_module(f"{__name__}.{module.name}").FORMAT for module in iter_modules(__path__))
    found = [*modules, *map(_from_template, from_templates())]
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


def _from_template(name: str) -> ReportFormat:
    media_type, says = _TEMPLATES.get(name, ("text/plain", f"from the template report.{name}.j2"))
    return ReportFormat(
        name=name, endings=(f".{name}",), media_type=media_type, says=says, render=partial(_page, format=name)
    )


def _page(assessment: Assessment, format: str) -> bytes:  # noqa: A002 - it is called a format everywhere
    from copyfair.reports.page import page  # noqa: PLC0415 - jinja2 is slow to import

    return page(assessment, format, {})


@cache
def _offered() -> dict[str, EntryPoint]:
    """What other packages offer; nothing of theirs is imported yet."""
    return {point.name: point for point in entry_points(group=GROUP) if point.name not in built_in()}


@cache
def names() -> tuple[str, ...]:
    """The names of all formats."""
    return tuple(sorted({*built_in(), *_offered()}))


def find(name: str) -> ReportFormat:
    """The format of that name.

    Raises:
        InputError: there is none, or the package that offers it cannot be used.
    """
    if found := built_in().get(name):
        return found
    if point := _offered().get(name):
        return _load(point)
    raise InputError(f"there is no report format {name!r}; choose from {', '.join(names())}")


def _load(point: EntryPoint) -> ReportFormat:
    package = point.dist.name if point.dist else point.value
    try:
        found = point.load()
    except Exception as error:
        raise InputError(
            f"the report format {point.name!r} of {package} cannot be loaded ({point.value}): {error}; "
            f"mend or remove {package}"
        ) from error
    if not isinstance(found, ReportFormat):
        raise InputError(f"the report format {point.name!r} of {package} is no ReportFormat: {point.value}")
    return msgspec.structs.replace(found, render=partial(_render, found, package))


def _render(found: ReportFormat, package: str, assessment: Assessment) -> bytes:
    try:
        written = found.render(assessment)
    except InputError:
        raise
    except Exception as error:
        raise InputError(
            f"the report format {found.name!r} of {package} failed: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(written, bytes):
        raise InputError(f"the report format {found.name!r} of {package} gave {type(written).__name__}, not bytes")
    return written


def for_file(name: str) -> str:
    """The format that a file's name asks for; empty where it asks for none.

    The endings of other packages' formats are not looked at, as that would import them.
    """
    low = name.lower()
    fits = [(len(end), one.name) for one in built_in().values() for end in one.endings if low.endswith(end)]
    return max(fits)[1] if fits else ""

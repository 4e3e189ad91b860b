"""The licence of an OR that the organisation took, as recorded."""

from collections.abc import Sequence

from copyfair.licensing.expression import Expression, all_of, any_of

__all__ = ["narrowed"]


def narrowed(expression: Expression, take: Expression) -> Expression:
    """The expression with every OR that has this side reduced to it; unchanged where none has."""

    def either(parts: Sequence[Expression]) -> Expression:
        return take if take in parts else any_of(parts)

    return expression.fold(lambda term: Expression((term,)), all_of, either)

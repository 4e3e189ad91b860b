"""Licences that are nodes of a graph (RDF, JSON-LD), written as SPDX expressions."""

from collections.abc import Callable, Sequence

from copyfair.inventory.loose_json import UNREADABLE

__all__ = ["Expressions", "Look"]

_LONGEST = 20_000
_DEEPEST = 100

Look = Callable[[str], str | tuple[str, Sequence[str]]]
"""What a node is: an expression as it stands, or an operator (AND, OR, WITH, +) with the names of its operands."""


class Expressions:
    """The expression of each node, written once: nodes may be shared without end.

    Args:
        look: what the node of this name is.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._known: dict[str, str] = {}

    def of(self, name: str, depth: int = 0) -> str:
        """The expression; a circle, or one too long or too deep to mean anything, is an unreadable name in it."""
        if name not in self._known:
            self._known[name] = UNREADABLE
            text = self._written(self._look(name), depth) if depth < _DEEPEST else UNREADABLE
            self._known[name] = text if len(text) <= _LONGEST else UNREADABLE
        return self._known[name]

    def _written(self, found: str | tuple[str, Sequence[str]], depth: int) -> str:
        if isinstance(found, str):
            return found
        operator, names = found
        parts = [_grouped(self.of(name, depth + 1)) for name in names]
        if operator == "+":
            return f"{parts[0]}+" if len(parts) == 1 else UNREADABLE
        if operator == "WITH":
            return " WITH ".join(parts) if len(parts) == 2 else UNREADABLE
        # The members of a set have no order: sorted, the same set is the same text.
        return f" {operator} ".join(sorted(set(parts))) or UNREADABLE


def _grouped(text: str) -> str:
    return f"({text})" if " AND " in text or " OR " in text else text

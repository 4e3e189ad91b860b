"""SPDX licence expressions: parsed without recursion, held flat, folded by the caller.

An `Expression` is the tree of AND, OR and licences written in postfix order: a
tuple, so comparing, hashing, printing and evaluating it never recurse, however
deep the brackets go. The expression knows what AND and OR are; whoever judges
it only says what one licence is worth (`Expression.fold`).

Source: SPDX specification 2.3 annex D, 3.0 annex B.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

import msgspec

from copyfair.errors import ExpressionError
from copyfair.licensing.spdx import canonical_exception, canonical_license

__all__ = ["Expression", "Operator", "Term", "all_of", "any_of", "parse", "single"]

T = TypeVar("T")

NONE, NOASSERTION = "NONE", "NOASSERTION"


class Term(msgspec.Struct, frozen=True, order=True, tag="term"):
    """One licence of an expression.

    Attributes:
        license: SPDX id in its official spelling, or ``LicenseRef-…``, ``DocumentRef-…:LicenseRef-…``,
            ``NONE`` or ``NOASSERTION``.
        or_later: written with ``+``.
        exception: id after WITH, or None.
    """

    license: str
    or_later: bool = False
    exception: str | None = None

    def __str__(self) -> str:
        plus = "+" if self.or_later else ""
        extra = f" WITH {self.exception}" if self.exception else ""
        return f"{self.license}{plus}{extra}"


class Operator(StrEnum):
    """How the parts of a group bind."""

    AND = "AND"
    OR = "OR"


class _Group(msgspec.Struct, frozen=True, tag="group"):
    operator: Operator
    arity: int


_Step = Term | _Group


class Expression(msgspec.Struct, frozen=True):
    """A licence expression in postfix order; make one with `parse`, `single`, `all_of` or `any_of`."""

    steps: tuple[_Step, ...]

    def fold(
        self, judge: Callable[[Term], T], both: Callable[[Sequence[T]], T], either: Callable[[Sequence[T]], T]
    ) -> T:
        """Work the expression out from its licences up.

        Args:
            judge: what one licence is worth.
            both: what an AND of worths is worth.
            either: what an OR of worths is worth.
        """
        stack: list[T] = []
        for step in self.steps:
            if isinstance(step, Term):
                stack.append(judge(step))
                continue
            parts = stack[-step.arity :]
            del stack[-step.arity :]
            stack.append(both(parts) if step.operator is Operator.AND else either(parts))
        return stack[0]

    def terms(self) -> Iterator[Term]:
        """The licences from left to right, repeated as written."""
        return (step for step in self.steps if isinstance(step, Term))

    def __str__(self) -> str:
        """The expression in its official spelling; brackets only where they change the meaning."""
        # Every piece is appended once and joined at the end; brackets are wrapped around by marks.
        opens: dict[int, list[str]] = {}
        closes: dict[int, list[str]] = {}
        glue: dict[int, str] = {}
        words: list[str] = []
        stack: list[tuple[int, int, Operator | None]] = []
        for step in self.steps:
            if isinstance(step, Term):
                stack.append((len(words), len(words), None))
                words.append(str(step))
                continue
            parts = stack[-step.arity :]
            del stack[-step.arity :]
            for first, last, inner in parts:
                if inner is Operator.OR and step.operator is Operator.AND:
                    opens.setdefault(first, []).append("(")
                    closes.setdefault(last, []).append(")")
            for first, _, _ in parts[1:]:
                glue[first] = f" {step.operator} "
            stack.append((parts[0][0], parts[-1][1], step.operator))
        return "".join(
            glue.get(i, "") + "".join(opens.get(i, ())) + word + "".join(closes.get(i, ()))
            for i, word in enumerate(words)
        )


def single(license_id: str) -> Expression:
    """The expression of one licence, spelt as given."""
    return Expression((Term(license_id),))


def _join(operator: Operator, parts: Sequence[Expression]) -> Expression:
    """Put parts under one operator; a part under the same operator is taken in, a repeated one dropped."""
    steps: list[_Step] = []
    seen: set[tuple[_Step, ...]] = set()
    arity = 0
    for part in parts:
        for piece in _pieces(operator, part):
            if piece not in seen:
                seen.add(piece)
                steps.extend(piece)
                arity += 1
    if arity > 1:
        steps.append(_Group(operator, arity))
    return Expression(tuple(steps))


def _pieces(operator: Operator, part: Expression) -> Iterator[tuple[_Step, ...]]:
    last = part.steps[-1]
    if isinstance(last, Term) or last.operator is not operator:
        yield part.steps
        return
    starts: list[int] = []  # where each still open operand begins
    for index, step in enumerate(part.steps[:-1]):
        if isinstance(step, Term):
            starts.append(index)
        else:
            del starts[len(starts) - step.arity + 1 :]
    ends = [*starts[1:], len(part.steps) - 1]
    for start, end in zip(starts, ends, strict=True):
        yield part.steps[start:end]


def all_of(parts: Sequence[Expression]) -> Expression:
    """Every part binds.

    Raises:
        ValueError: there are no parts.
    """
    if not parts:
        raise ValueError("an AND of nothing means nothing")
    return _join(Operator.AND, parts)


def any_of(parts: Sequence[Expression]) -> Expression:
    """The user may choose one part.

    Raises:
        ValueError: there are no parts.
    """
    if not parts:
        raise ValueError("an OR of nothing means nothing")
    return _join(Operator.OR, parts)


_TOKEN = re.compile(r"[()]|[^\s()]+")
_REF = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+\Z")
_ADDITION = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?AdditionRef-[A-Za-z0-9.-]+\Z")
_MARK: dict[str, str] = {word: word.upper() for word in ("and", "or", "with", "AND", "OR", "WITH")}


def _term(text: str, at: int) -> Term:
    if text in (NONE, NOASSERTION) or _REF.match(text):
        return Term(text)
    found = canonical_license(text)
    if found is not None:
        return Term(found)
    if text.endswith("+"):
        found = canonical_license(text[:-1])
        if found is not None:
            return Term(found, or_later=True)
    shown = text if len(text) <= 60 else text[:57] + "…"
    raise ExpressionError(f"{shown!r} (character {at + 1}) is not an SPDX licence id, LicenseRef or operator")


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read an SPDX licence expression; ids in any case, operators in capitals or small letters.

    Linear in the length of the text and without recursion.

    Raises:
        ExpressionError: it is none; names the character.
    """
    return _Parser(text).run()


class _Parser:
    """One pass with two explicit stacks: operands and, for each open bracket, the pending operators."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.operands: list[list[_Piece]] = [[]]
        self.ors: list[list[_Piece] | None] = [None]  # a list once the group has an OR
        self.want_operand = True
        self.with_at: int | None = None

    def run(self) -> Expression:
        for match in _TOKEN.finditer(self.text):
            self._take(match.group(), match.start())
        if self.with_at is not None:
            raise ExpressionError(f"WITH (character {self.with_at + 1}) has no exception after it")
        if self.want_operand:
            raise ExpressionError(
                "the expression ends where a licence is expected" if self.text.strip() else "it is empty"
            )
        if len(self.operands) > 1:
            raise ExpressionError("a bracket is not closed")
        steps: list[_Step] = []
        _emit(self._close(), steps)
        return Expression(tuple(steps))

    def _take(self, token: str, at: int) -> None:
        if self.with_at is not None:
            self._attach(token, at)
        elif token == "(":
            if not self.want_operand:
                raise ExpressionError(f"'(' (character {at + 1}) follows a licence without AND or OR")
            self.operands.append([])
            self.ors.append(None)
        elif token == ")":
            if self.want_operand or len(self.operands) == 1:
                raise ExpressionError(f"')' (character {at + 1}) closes nothing")
            group = self._close()
            self.operands[-1].append(group)
        elif (word := _MARK.get(token)) is None:
            if not self.want_operand:
                raise ExpressionError(f"{token[:60]!r} (character {at + 1}) follows a licence without AND or OR")
            self.operands[-1].append(_term(token, at))
            self.want_operand = False
        elif self.want_operand:
            raise ExpressionError(f"{word} (character {at + 1}) has no licence before it")
        elif word == "WITH":
            self._check_with(at)
            self.with_at = at
        else:
            if word == "OR":
                self._end_and()
            self.want_operand = True

    def _check_with(self, at: int) -> None:
        last = self.operands[-1][-1]
        if not isinstance(last, Term) or last.exception is not None or last.license in (NONE, NOASSERTION):
            raise ExpressionError(f"WITH (character {at + 1}) must follow a single licence")

    def _attach(self, token: str, at: int) -> None:
        if _REF.match(token):  # as some scanners write a condition of a licence that has no SPDX id; both bind
            self.operands[-1].append(Term(token))
            self.with_at = None
            return
        exception = token if _ADDITION.match(token) else canonical_exception(token)
        if exception is None:
            raise ExpressionError(f"{token[:60]!r} (character {at + 1}) is not an SPDX exception id")
        last = self.operands[-1][-1]
        if isinstance(last, Term):
            self.operands[-1][-1] = Term(last.license, last.or_later, exception)
        self.with_at = None

    def _end_and(self) -> None:
        part = _node(Operator.AND, self.operands[-1])
        ors = self.ors[-1]
        if ors is None:
            self.ors[-1] = [part]
        else:
            ors.append(part)
        self.operands[-1] = []

    def _close(self) -> "_Piece":
        last, ors = _node(Operator.AND, self.operands.pop()), self.ors.pop()
        return last if ors is None else _node(Operator.OR, [*ors, last])


class _Node:
    """A group while it is being read: at least two parts, none of them a group of the same kind."""

    __slots__ = ("operator", "parts", "seen")

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.parts: deque[_Piece] = deque()
        self.seen: set[Term] = set()

    def add(self, piece: "_Piece", *, left: bool = False) -> None:
        """Put a part on the right, or on the left; what is of the same kind is taken in part by part."""
        if isinstance(piece, _Node) and piece.operator is self.operator:
            for part in reversed(piece.parts) if left else tuple(piece.parts):
                self.add(part, left=left)
            return
        if isinstance(piece, Term):
            if piece in self.seen:
                return
            self.seen.add(piece)
        (self.parts.appendleft if left else self.parts.append)(piece)


_Piece = Term | _Node


def _node(operator: Operator, parts: "list[_Piece]") -> "_Piece":
    """The parts as one group; grows the largest part of the same kind, so that deep nesting stays linear."""
    if len(parts) == 1:
        return parts[0]
    same = [part for part in parts if isinstance(part, _Node) and part.operator is operator]
    base = max(same, key=lambda node: len(node.parts), default=None)
    if base is None:
        group = _Node(operator)
        for part in parts:
            group.add(part)
    else:
        group = base
        at = parts.index(base)
        for part in reversed(parts[:at]):
            group.add(part, left=True)
        for part in parts[at + 1 :]:
            group.add(part)
    return group.parts[0] if len(group.parts) == 1 else group


def _emit(root: _Piece, steps: list[_Step]) -> None:
    """Write the read groups in postfix order, without recursion."""
    todo: list[_Piece | _Group] = [root]
    while todo:
        piece = todo.pop()
        if isinstance(piece, _Node):
            todo.append(_Group(piece.operator, len(piece.parts)))
            todo.extend(reversed(piece.parts))
        else:
            steps.append(piece)

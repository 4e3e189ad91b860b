"""Laws of licence expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.errors import ExpressionError
from copyfair.licensing.expression import Expression, Term, all_of, any_of, parse, single

IDS = ("MIT", "Apache-2.0", "GPL-2.0-only", "PPL", "LicenseRef-own", "ISC", "0BSD")


@st.composite
def texts(draw: st.DrawFn) -> str:
    leaf = st.sampled_from(IDS)
    tree = st.recursive(
        leaf,
        lambda inner: st.tuples(inner, st.sampled_from(("AND", "OR")), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        max_leaves=12,
    )
    return draw(tree)


def truth(expression: Expression, allowed: frozenset[str]) -> bool:
    return expression.fold(lambda term: term.license in allowed, all, any)


@given(texts())
def test_printing_and_reading_again_changes_nothing(text: str) -> None:
    expression = parse(text)
    assert parse(str(expression)) == expression


@given(texts(), st.sets(st.sampled_from(IDS)))
def test_the_tree_means_what_the_text_says(text: str, allowed: set[str]) -> None:
    python = text.replace("AND", "and").replace("OR", "or")
    for name in sorted(IDS, key=len, reverse=True):
        python = python.replace(name, f" {name in allowed} ")
    assert truth(parse(text), frozenset(allowed)) == eval(python)  # noqa: S307 - our own words only


@given(st.lists(texts(), min_size=1, max_size=4), st.sets(st.sampled_from(IDS)))
def test_joining_means_and_and_or(parts: list[str], allowed: set[str]) -> None:
    read = [parse(part) for part in parts]
    worth = [truth(part, frozenset(allowed)) for part in read]
    assert truth(all_of(read), frozenset(allowed)) == all(worth)
    assert truth(any_of(read), frozenset(allowed)) == any(worth)
    assert parse(str(all_of(read))) == all_of([all_of(read)])


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_an_expression_error(text: str) -> None:
    try:
        expression = parse(text)
    except ExpressionError:
        return
    assert parse(str(expression)) == expression


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("mit", "MIT"),
        ("mit or apache-2.0", "MIT OR Apache-2.0"),
        ("MIT AND (GPL-2.0+ OR ISC)", "MIT AND (GPL-2.0-or-later OR ISC)"),
        ("MIT OR ISC AND Zlib", "MIT OR ISC AND Zlib"),
        ("GPL-3.0", "GPL-3.0-only"),
        ("GPL-2.0-only with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("Apache-2.0+", "Apache-2.0+"),
        ("DocumentRef-a:LicenseRef-b", "DocumentRef-a:LicenseRef-b"),
        ("NOASSERTION", "NOASSERTION"),
        ("NONE", "NONE"),
        ("((MIT))", "MIT"),
        ("MIT OR MIT", "MIT"),
        ("MIT WITH AdditionRef-x", "MIT WITH AdditionRef-x"),
        ("MIT WITH LicenseRef-x OR ISC", "MIT AND LicenseRef-x OR ISC"),
    ],
)
def test_spelling(text: str, printed: str) -> None:
    assert str(parse(text)) == printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("MIT ISC", "character 5"),
        ("(MIT", "not closed"),
        ("MIT)", "closes nothing"),
        ("OR MIT", "no licence before it"),
        ("MIT AND", "ends where a licence is expected"),
        ("MIT WITH", "no exception"),
        ("MIT WITH ISC", "not an SPDX exception"),
        ("(MIT OR ISC) WITH Classpath-exception-2.0", "single licence"),
        ("BSD", "not an SPDX licence id"),
        ("()", "closes nothing"),
    ],
)
def test_errors_say_where(text: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=says):
        parse(text)


def test_ten_thousand_brackets_and_a_megabyte() -> None:
    assert parse("(" * 10_000 + "MIT" + ")" * 10_000) == single("MIT")
    deep = "".join("(ISC AND " if i % 2 else "(Zlib OR " for i in range(10_000)) + "MIT" + ")" * 10_000
    expression = parse(deep)
    assert len(list(expression.terms())) == 10_001
    assert parse(str(expression)) == expression
    assert hash(expression) == hash(parse(str(expression)))
    long = " OR ".join(f"LicenseRef-{i}" for i in range(60_000))
    assert len(long) > 1_000_000
    assert str(parse(long)) == long


PIECES = (
    "(",
    ")",
    " ",
    "AND",
    " OR ",
    " WITH ",
    "+",
    "-only",
    "MIT",
    "Classpath-exception-2.0",
    "LicenseRef-",
    "\0",
    "é",
    "\n",
)


@given(texts(), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.sampled_from(PIECES)), max_size=6))
def test_a_mutated_expression_is_read_or_refused(text: str, cuts: list[tuple[int, int, str]]) -> None:
    for at, length, piece in cuts:
        text = text[:at] + piece + text[at + length :]
    expression = read_or_refused(text)
    assert expression is None or all(term.license for term in expression.terms())


def read_or_refused(text: str) -> Expression | None:
    """What is read is printed and read again without a change; what is refused gets our error, in a few words."""
    try:
        expression = parse(text)
    except ExpressionError as error:
        if not 0 < len(str(error)) < 300:
            pytest.fail(f"an error of {len(str(error))} characters")
        return None
    assert parse(str(expression)) == expression
    return expression


DEEP = 10_000
SHAPES = [
    "(" * DEEP,
    ")" * DEEP,
    "(" * DEEP + ")" * DEEP,
    "()" * DEEP,
    "MIT OR " * DEEP,
    "MIT AND (" * DEEP + "MIT" + ")" * DEEP,
    "(" * DEEP + "MIT" + "".join(f" {'OR' if n % 2 else 'AND'} LicenseRef-{n})" for n in range(DEEP)),
    "(" * DEEP + "MIT" + " OR ISC)" * DEEP,
    " OR ".join(f"(LicenseRef-{n} AND LicenseRef-{n + 1})" for n in range(DEEP)),
    "MIT WITH " * DEEP,
    "GPL-2.0-only WITH Classpath-exception-2.0 AND " * DEEP + "MIT",
    "MIT" + "+" * DEEP,
    "LicenseRef-" + "a" * DEEP,
    "MIT\n" * DEEP,
]


@pytest.mark.parametrize("text", SHAPES, ids=range(len(SHAPES)))
def test_hostile_shapes_are_read_or_refused(text: str) -> None:
    expression = read_or_refused(text)
    if expression is not None:
        assert expression.fold(lambda _term: 1, sum, sum) == len(list(expression.terms()))


def test_a_term_is_more_than_its_id() -> None:
    assert Term("GPL-2.0-only", exception="Classpath-exception-2.0") != Term("GPL-2.0-only")
    assert list(parse("Apache-2.0+ OR MIT").terms()) == [Term("Apache-2.0", or_later=True), Term("MIT")]

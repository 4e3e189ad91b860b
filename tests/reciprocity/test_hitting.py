"""The fewest facts that tell all worlds of different outcome apart."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from copyfair.reciprocity.worlds import _hitting

SETS = st.lists(st.frozensets(st.integers(0, 6), min_size=1, max_size=4), max_size=6)


@given(SETS)
def test_it_has_a_member_in_each_set_and_no_smaller_one_has(sets: list[frozenset[int]]) -> None:
    found = frozenset(_hitting(sets))
    assert all(one & found for one in sets)
    members = sorted(frozenset().union(*sets))
    fewer = combinations(members, len(found) - 1) if found else ()
    assert not any(all(one & set(some) for one in sets) for some in fewer)


def test_two_pairs_without_a_common_fact_need_two_facts() -> None:
    assert _hitting([frozenset({0, 1}), frozenset({2, 3})]) == (0, 2)
    assert _hitting([]) == ()

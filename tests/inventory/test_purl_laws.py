"""Package URLs: what is made is what is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.inventory import purl

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.from_regex(r"[ab/]{1,8}", fullmatch=True)


@given(st.sampled_from(("generic", "npm", "pypi", "golang", "deb")), NAMES, st.none() | NAMES)
def test_what_is_made_reads_back_as_it_is(kind, name, version):
    try:
        made = purl.make(kind, name, version)
    except ValueError:
        return
    assert purl.parse(made).to_string() == made


@pytest.mark.parametrize(("name", "made"), [("0//0", "pkg:generic/0/0"), ("a/b", "pkg:generic/a/b"), ("/a/", "pkg:generic/a")])
def test_slashes_part_a_name(name, made):
    assert purl.make("generic", name) == made

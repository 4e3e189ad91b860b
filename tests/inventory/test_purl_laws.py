"""Package URLs: what is made is what is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packageurl import PackageURL

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


KINDS = ("apk", "cargo", "composer", "conda", "cran", "deb", "gem", "generic", "golang", "hex", "maven", "npm", "nuget", "rpm", "swift")
PIECES = st.text(st.sampled_from("aB7._-+~%@/ "), min_size=1, max_size=6) | st.sampled_from(
    ("1.0.0", "core", "org.x", "@types", "%40a", "%40a/b", "@a/b", "a/b", "a//b", "1?x=y", "a@1", "1#a")
)


@given(st.sampled_from(KINDS), PIECES, st.none() | PIECES, st.none() | PIECES)
@settings(max_examples=500)
def test_what_is_plain_is_made_as_the_library_makes_it(kind, name, version, namespace):
    try:
        theirs = PackageURL.from_string(PackageURL(kind, namespace, name, version).to_string()).to_string()
    except (ValueError, TypeError):  # nothing of the name is left
        return
    made = purl.make(kind, name, version, namespace)
    assert made == theirs
    assert not purl.is_canonical(made) or purl.parse(made).to_string() == made

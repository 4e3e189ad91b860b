"""What is read a quicker way because nearly all documents say it so is what the long way gives."""

from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copyfair.inventory.cyclonedx_licences import licences, usual
from copyfair.inventory.entry import Held
from copyfair.inventory.formats import all_formats
from copyfair.inventory.purl import parse
from copyfair.inventory.sbom import _canonical, canonical
from copyfair.inventory.walk import formats_by_content

_BILL = Held("bom.json", b"{}", format_name="cyclonedx-json")

_TEXTS = st.sampled_from(["MIT", " MIT ", "", " ", "GPL-2.0-only OR MIT"]) | st.none() | st.integers()
_ENTRIES = st.dictionaries(st.sampled_from(["id", "name", "url", "acknowledgement", "text"]), _TEXTS, max_size=2)
_ITEMS = (
    st.dictionaries(st.sampled_from(["license", "expression", "bom-ref"]), _ENTRIES | _TEXTS, max_size=2) | _TEXTS
)


@given(st.lists(_ITEMS, max_size=2) | _TEXTS)
@example([{"license": {"id": "MIT"}}])
@example([{"expression": "MIT OR ISC"}])
def test_a_usual_list_of_licences_says_what_any_list_does(listed: object) -> None:
    claim = usual(_BILL, listed, "components[0].licenses")
    if claim is not None:
        assert [claim] == list(licences(_BILL, listed, "components[0].licenses", None))


@pytest.mark.parametrize("said", [{"license": {"id": "MIT"}}, {"license": {"name": "Any"}}, {"expression": "MIT"}])
def test_what_nearly_all_lists_say_is_usual(said: object) -> None:
    assert usual(_BILL, [said], "licenses") is not None


_WORD = st.from_regex(r"[A-Za-z0-9._%+~@-]{1,8}", fullmatch=True)
_KINDS = st.sampled_from("npm pypi cargo gem nuget maven golang composer deb rpm apk generic github".split())


@st.composite
def _purls(draw: st.DrawFn) -> str:
    path = "/".join(draw(st.lists(_WORD, min_size=1, max_size=3)))
    keys = draw(st.lists(st.sampled_from(["arch", "distro", "type"]), max_size=2))
    qualifiers = "&".join(f"{key}={draw(_WORD)}" for key in keys)
    return f"pkg:{draw(_KINDS)}/{path}@{draw(_WORD)}" + (f"?{qualifiers}" if qualifiers else "")


@given(_purls())
@example("pkg:maven/org.example/a_b@1.0-RC1?type=jar")
@example("pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12")
@example("pkg:deb/debian/libc6@2.36-9?distro=debian-12&arch=amd64")
@example("pkg:golang/git.example/O/pkg@v1.2.3")
@example("pkg:npm/%40scope/a-b.c@1.0.0")
def test_a_package_url_is_in_canonical_form_whether_or_not_it_was_taken_apart(text: str) -> None:
    try:
        whole = _canonical(text, None)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            canonical(text)
        return
    assert canonical(text) == whole
    assert parse(whole).to_string() == whole


def test_a_file_is_read_once_for_all_formats_that_look_at_it() -> None:
    entry = Held("bom.json", b'{"bomFormat": "CycloneDX", "specVersion": "1.5"}')
    matches = list(formats_by_content(entry))
    assert [found.name for _, found in matches] == ["cyclonedx-json"]
    assert all(one.data is entry.data for one, _ in matches)
    assert {found.name for found in all_formats() if found.recognises} > {"cyclonedx-json", "spdx-json"}

"""What files beside the code say of a project reaches its component; torn ones are read or refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tearing import read_torn

from copyfair.inventory import read
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Origin

HERE = Path(__file__).parent
FORMATS = {found.name: found for found in all_formats()}
CASES = {
    "CITATION.cff": "CITATION.cff",
    "codemeta.json": "codemeta.json",
    "publiccode.yml": "publiccode.yml",
    "datapackage.json": "datapackage.json",
    "REUSE.toml": "REUSE.toml",
    "dep5-copyright": ".reuse/dep5",
}


def test_everything_about_a_project_is_about_one_component(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "oven"\nversion = "1"\nlicense = "PPL"\n')
    (tmp_path / "CITATION.cff").write_text("license: PPL\n")
    (tmp_path / "codemeta.json").write_text('{"license": "https://spdx.org/licenses/PPL"}')
    (tmp_path / "publiccode.yml").write_text("legal:\n  license: PPL\n")
    (tmp_path / "REUSE.toml").write_text(
        'version = 1\n[[annotations]]\npath = "**"\nSPDX-License-Identifier = "PPL"\n'
        '[[annotations]]\npath = "docs/**"\nSPDX-License-Identifier = "PPL"\n'
        '[[annotations]]\npath = "art/**"\nSPDX-License-Identifier = "CC-BY-4.0"\n'
    )
    (tmp_path / "oven.png").write_bytes(b"\x89PNG")
    (tmp_path / "oven.png.license").write_text("SPDX-License-Identifier: PPL\n")
    inventory = read(tmp_path)
    assert inventory.problems == ()
    art, oven = inventory.components
    assert (oven.name, oven.origin) == ("oven", Origin.FIRST_PARTY)
    said = {"pyproject.toml", "CITATION.cff", "codemeta.json", "publiccode.yml", "REUSE.toml"}
    assert {claim.source.file for claim in oven.claims} == said  # of files that say the same, the first stands for all
    assert (art.name, art.origin) == ("art/**", Origin.THIRD_PARTY)
    assert [claim.statements for claim in art.claims] == [("CC-BY-4.0",)]


@pytest.mark.parametrize("format_name", sorted(CASES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_torn_file_is_read_or_refused(tmp_path_factory, format_name: str, data: st.DataObject) -> None:
    path = CASES[format_name]
    whole = (HERE / format_name / "plain/tree" / path).read_bytes()
    read_torn(data, FORMATS[format_name], whole, tmp_path_factory.getbasetemp(), path)

"""Licence files are read strictly, one at a time, and errors say where."""

import pytest

from copyfair.errors import RuleError
from copyfair.licensing import Catalogue, default_catalogue
from copyfair.licensing.categories import Category

GOOD = """
id = "LicenseRef-garden"
name = "Garden Licence"
family = "copyfarleft"
url = "https://garden.example/licence"
reviewed = { on = 2026-11-22, by = "made up" }
names = ["garden licence 1"]

[text]
contains = ["only those who dig may eat"]
lacks = ["greenhouse"]

[[grants]]
clause = "2"
says = "Those who dig may eat."
when = "worker_owned"

[otherwise]
clause = "3"
says = "Everybody else asks."
verdict = "licence-needed"

[[duties]]
kind = "attribution"
clause = "4"
says = "Name the garden."
"""


def write(folder, text, name="LicenseRef-garden"):
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return Catalogue(folder)


def test_reads_a_file(tmp_path):
    file = write(tmp_path, GOOD).get("LicenseRef-garden")
    assert (file.name, file.grants[0].clause, file.otherwise.verdict) == ("Garden Licence", "2", "licence-needed")
    assert (file.duties[0].when, file.sells, file.bars) == ("", None, ())
    assert not file.on_spdx_list


def test_looks_up_only_what_is_listed(tmp_path):
    (tmp_path / "outside.toml").write_text(GOOD, "utf-8")
    inner = tmp_path / "licenses"
    inner.mkdir()
    catalogue = write(inner, GOOD)
    assert catalogue.get("../outside") is None
    assert catalogue.get("MIT") is None
    assert catalogue.ids() == ("LicenseRef-garden",)
    assert "LicenseRef-garden" in catalogue


def test_one_broken_file_does_not_hide_the_others(tmp_path):
    (tmp_path / "LicenseRef-bad.toml").write_text("id = ", "utf-8")
    catalogue = write(tmp_path, GOOD)
    assert catalogue.get("LicenseRef-garden") is not None
    with pytest.raises(RuleError, match=r"LicenseRef-bad\.toml"):
        catalogue.all()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('family = "copyfarleft"', 'family = "x"\nfamliy = "y"', "famliy"),
        ('verdict = "licence-needed"', 'verdict = "permitted"', r"\$\.otherwise\.verdict"),
        ('when = "worker_owned"', "", r"when.*\$\.grants\[0\]|\$\.grants\[0\].*when"),
        ("on = 2026-11-22", 'on = "soon"', r"\$\.reviewed\.on"),
        ('id = "LicenseRef-garden"', 'id = "LicenseRef-gardens"', r"\$\.id"),
        ('family = "copyfarleft"', 'family = "x"\nspdx = true', r"\$\.spdx"),
        ("[otherwise]", "[otherwise", "broken TOML"),
    ],
)
def test_errors_name_file_and_field(tmp_path, old, new, says):
    with pytest.raises(RuleError, match=says) as caught:
        write(tmp_path, GOOD.replace(old, new)).get("LicenseRef-garden")
    assert "LicenseRef-garden.toml" in str(caught.value)


def test_two_licences_cannot_have_one_name(tmp_path):
    write(tmp_path, GOOD)
    other = GOOD.replace("LicenseRef-garden", "LicenseRef-shed").replace("Garden Licence", "Garden licence")
    with pytest.raises(RuleError, match="already stands for"):
        write(tmp_path, other, "LicenseRef-shed").all()


def test_a_licence_file_has_no_category():
    catalogue = default_catalogue()
    assert catalogue.category("MIT") is Category.PERMISSIVE
    assert all(catalogue.category(name) is None for name in catalogue.ids())


def test_every_file_of_copyfair_is_read():
    catalogue = default_catalogue()
    assert [file.id for file in catalogue.all()] == list(catalogue.ids())
    assert "PPL" in catalogue.ids()

"""``copyfair actor place``: who stands where, and around which commons."""

from pathlib import Path

from running import DAY, copyfair

COMMONS = """
id = "gears"
name = "Gears"
license = "PPL"
covers = ["pkg:npm/gears"]
[steward]
name = "Friends of Gears"
register = "KBO 0123.456.749"
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_partners_are_said_for_each_commons(tmp_path: Path) -> None:
    us = write(tmp_path, "us.toml", '[actor]\nname = "friends of gears"\n[commons.gears]\ncontributes = "yes"\n')
    them = write(tmp_path, "them.toml", '[commons.gears]\ncoalition_member = "no"\n')
    gears = write(tmp_path, "gears.toml", COMMONS)
    ran = copyfair("actor", "place", us, them, "--commons", gears, "--as-of", DAY, folder=tmp_path)
    assert ran.code == 0, ran.err
    ours, theirs = ran.text.split("them: not placed")
    assert "Gears: is in the productive community" in ours
    assert "Gears: is in the for-benefit association" in ours
    assert "Gears: not known: entrepreneurial coalition" in ours
    assert "Gears: is not in the entrepreneurial coalition" in theirs
    assert "Gears: not known: for-benefit association" in theirs


def test_the_association_is_known_by_its_number_and_another_name_proves_nothing(tmp_path: Path) -> None:
    us = write(tmp_path, "us.toml", '[actor]\nname = "Les Amis"\nregister = "kbo 0123456749"\n')
    them = write(tmp_path, "them.toml", '[actor]\nname = "Cogs Ltd"\n')
    gears = write(tmp_path, "gears.toml", COMMONS)
    ran = copyfair("actor", "place", us, them, "--commons", gears, "--as-of", DAY, folder=tmp_path)
    ours, theirs = ran.text.split("Cogs Ltd: ")
    assert "Gears: is in the for-benefit association" in ours
    assert "Gears: not known: for-benefit association" in theirs


def test_the_picture_goes_to_standard_output_alone(tmp_path: Path) -> None:
    us = write(tmp_path, "us.toml", '[facts]\ninfrastructure_control = "mixed"\norientation = "both"\n')
    ran = copyfair("actor", "place", us, "--svg", "-", folder=tmp_path)
    assert ran.text.startswith("<svg")
    assert ran.text.rstrip().endswith("</svg>")


def test_a_hostile_name_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    us = write(tmp_path, "us.toml", '[actor]\nname = "\\u001b[2JX\\u202e"\n')
    ran = copyfair("actor", "place", us, folder=tmp_path)
    assert ran.code == 0
    assert "\x1b" not in ran.text
    assert "\u202e" not in ran.text


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    ran = copyfair("actor", "place", "gone.toml", folder=tmp_path)
    assert ran.code == 2
    assert "gone.toml" in ran.err

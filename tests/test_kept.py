"""What is kept between runs changes no answer, and nothing that is wrong with it is ever an error."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair import api, kept
from copyfair.kept import KeptReadings
from copyfair.licensing import statements
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Match, Reading
from copyfair.reports import render

TEXT = "This tool may be used under the terms of the MIT licence or the Apache License 2.0, at your option."
READING = Reading(statement="x", match=Match.NOTICE, expression=parse("MIT OR (ISC AND Zlib)"), candidates=("MIT",))


@pytest.fixture
def project(tmp_path):
    package = tmp_path / "project" / "node_modules" / "gear"
    package.mkdir(parents=True)
    (tmp_path / "project" / "package.json").write_text('{"name": "mill", "dependencies": {"gear": "*"}}')
    (package / "package.json").write_text('{"name": "gear", "version": "1.0.0"}')
    (package / "LICENSE").write_text(TEXT)
    return tmp_path / "project"


def checked(project, place=None):
    keeping = KeptReadings(place) if place is not None else None
    report = render(api.assess(project, kept=keeping), "json")
    if keeping is not None:
        keeping.save()
    return report


def test_a_second_run_says_the_same_and_looks_into_no_text(project, tmp_path, monkeypatch):
    first = checked(project)
    assert checked(project, tmp_path / "cache") == first

    def never(*_args):
        raise AssertionError("a text was looked into again")

    monkeypatch.setattr("copyfair.licensing.texts.read_text", never)
    assert checked(project, tmp_path / "cache") == first


def test_a_name_is_looked_up_once(project, tmp_path, monkeypatch):
    (project / "node_modules" / "gear" / "package.json").write_text(
        '{"name": "gear", "version": "1.0.0", "license": "The Apache Software License, Version 2.0"}'
    )
    first = checked(project, tmp_path / "cache")

    def never(*_args):
        raise AssertionError("a name was looked up again")

    statements._read.cache_clear()
    monkeypatch.setattr("copyfair.licensing.compounds.read_words", never)
    assert checked(project, tmp_path / "cache") == first


def test_what_was_kept_comes_back_as_it_was(tmp_path):
    keeping = KeptReadings(tmp_path)
    keeping.keep(TEXT, "text", READING)
    keeping.save()
    again = KeptReadings(tmp_path)
    assert again.get(TEXT, "text") == READING
    assert again.get(TEXT, "name") is None  # no text can pass for a name that others state
    assert str(again.get(TEXT, "text").expression) == "MIT OR ISC AND Zlib"
    assert again.get(TEXT + " ", "text") is None


def test_another_version_reads_nothing_of_it_and_clears_it_away(tmp_path, monkeypatch):
    keeping = KeptReadings(tmp_path)
    keeping.keep(TEXT, "text", READING)
    keeping.save()
    monkeypatch.setattr(kept, "TOOL", "copyfair 99.0.0")
    other = KeptReadings(tmp_path)
    assert other.get(TEXT, "text") is None
    other.keep("y", "text", READING)
    other.save()
    assert [file.name for file in tmp_path.iterdir()] == [other.file.name]


def test_a_changed_licence_file_is_another_version(monkeypatch, tmp_path):
    before = kept.generation()
    (tmp_path / "licenses").mkdir()
    monkeypatch.setattr(kept, "folder", lambda _name: tmp_path / "licenses")
    assert kept.generation() != before


@given(st.binary(max_size=200))
def test_a_broken_file_is_as_good_as_none(tmp_path_factory, data):
    place = tmp_path_factory.mktemp("cache")
    KeptReadings(place).file.write_bytes(data)
    assert KeptReadings(place).get(TEXT, "text") is None


def test_a_reading_of_another_shape_is_worked_out_afresh(tmp_path):
    keeping = KeptReadings(tmp_path)
    keeping.keep(TEXT, "text", READING)
    (name,) = keeping._asked
    keeping.file.write_bytes(msgspec.msgpack.encode({name: {"statement": 7, "match": "certain"}}))
    assert KeptReadings(tmp_path).get(TEXT, "text") is None


def test_where_there_is_no_room_only_what_was_asked_for_stays(tmp_path, monkeypatch):
    for text in ("one", "two"):
        keeping = KeptReadings(tmp_path)
        keeping.keep(text, "text", READING)
        monkeypatch.setattr(kept, "MOST_BYTES", keeping.file.stat().st_size + 10 if text == "two" else 1_000_000)
        keeping.save()
    again = KeptReadings(tmp_path)
    assert (again.get("one", "text"), again.get("two", "text")) == (None, READING)


@pytest.mark.skipif(os.name == "nt", reason="needs a folder that cannot be made")
def test_a_folder_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    keeping = KeptReadings(tmp_path / "file" / "cache")
    keeping.keep(TEXT, "text", READING)
    keeping.save()
    assert (tmp_path / "file").read_text() == ""


@pytest.mark.parametrize(("value", "kept_there"), [("cache", True), ("", False)])
def test_the_command_keeps_where_it_is_told_to(project, tmp_path, value, kept_there):
    place = tmp_path / "cache"
    env = {**os.environ, "COPYFAIR_CACHE": str(place) if value else "", "HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "copyfair", "check", str(project)]
    first = subprocess.run(command, env=env, capture_output=True, check=False)
    second = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (first.returncode, first.stdout) == (second.returncode, second.stdout)
    assert place.is_dir() is kept_there
    assert not Path(tmp_path / "home").exists()

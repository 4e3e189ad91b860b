"""Open questions about licences from the outside: what is listed, what is written, and what is refused."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from running import copyfair

CLEAN, USAGE, BAD_INPUT = 0, 2, 2
TEXT = "Terms: see https://wiki.p2pfoundation.net/Peer_Production_License ."
NAMES = {"gear": "MIT", "wheel": "BSD", "axle": "MIT"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    app = tmp_path / "app"
    wanted = dict.fromkeys(NAMES, "1.0.0")
    write(
        app / "package.json", json.dumps({"name": "app", "version": "1.0.0", "license": "MIT", "dependencies": wanted})
    )
    for name, licence in NAMES.items():
        manifest = {"name": name, "version": "1.0.0", "license": licence}
        write(app / "node_modules" / name / "package.json", json.dumps(manifest))
    write(app / "node_modules/gear/LICENSE", TEXT)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def clarify(here: Path, *arguments: str):
    return copyfair("clarify", "--path", "app", *arguments, folder=here)


def disagree(here: Path) -> None:
    """Two places that name a licence outright, one of them twice."""
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {"type": "library", "name": "axle", "purl": "pkg:npm/axle@1.0.0", "licenses": [{"expression": "ISC"}]},
        ],
    }
    write(here / "app" / "one.cdx.json", json.dumps(bom))
    write(here / "app" / "two.cdx.json", json.dumps(bom))


def test_every_open_question_is_listed_with_its_evidence(here):
    ran = clarify(here)
    assert (ran.code, ran.err) == (CLEAN, "")
    text = " ".join(ran.text.split())
    assert text.endswith("2 open questions")
    assert "gear 1.0.0 (pkg:npm/gear@1.0.0) It states MIT, but the text in node_modules/gear/LICENSE" in text
    assert "names PPL" in text
    assert "node_modules/wheel/package.json license: 'BSD' read as ambiguous, perhaps" in text
    assert "axle" not in text
    assert not (here / "app" / "copyfair.toml").exists()


def test_one_component(here):
    assert "1 open question" in clarify(here, "gear").text
    assert clarify(here, "axle").text == "no open question about a licence\n"
    ran = clarify(here, "nothing")
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert "'nothing' is no component found here" in ran.err


def test_an_answer_is_written_and_counts(here):
    ran = clarify(here, "gear", "--license", "ppl", "--reason", 'asked "them"')
    assert (ran.code, ran.err) == (CLEAN, "")
    written = (here / "app" / "copyfair.toml").read_text("utf-8")
    assert written in ran.text
    assert tomllib.loads(written)["overrides"] == [
        {
            "component": "pkg:npm/gear",
            "license": "PPL",
            "reason": 'asked "them"',
            "file": "node_modules/gear/LICENSE",
            "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
            "versions": "==1.0.0",
        }
    ]
    assert clarify(here, "gear").text == "no open question about a licence\n"
    again = clarify(here, "gear", "--license", "MIT", "--reason", "changed my mind")
    assert (again.code, again.out) == (BAD_INPUT, b"")
    assert "on record already (copyfair.toml, overrides[0].license)" in again.err


def test_it_is_open_again_when_the_text_changes(here):
    assert clarify(here, "gear", "--license", "PPL", "--reason", "asked").code == CLEAN
    write(here / "app/node_modules/gear/LICENSE", TEXT + " Or not.")
    assert "1 open question" in clarify(here, "gear").text


def test_a_suggestion_that_stands_out_is_accepted(here):
    disagree(here)
    ran = clarify(here, "axle", "--accept")
    assert (ran.code, ran.err) == (CLEAN, "")
    (entry,) = tomllib.loads((here / "app/copyfair.toml").read_text("utf-8"))["overrides"]
    assert (entry["license"], entry["versions"]) == ("ISC", "==1.0.0")
    assert entry["reason"].startswith("suggested by copyfair, from one.cdx.json components[0]")


@pytest.mark.parametrize("name", ["gear", "wheel"])
def test_what_nobody_has_read_is_not_accepted(here, name):
    ran = clarify(here, name, "--accept")
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert "no suggestion is sure enough" in ran.err
    assert not (here / "app" / "copyfair.toml").exists()


def test_what_is_settled_has_nothing_to_accept(here):
    assert "nothing disagrees" in clarify(here, "axle", "--accept").err
    assert clarify(here, "axle", "--license", "ISC", "--reason", "the authors say so").code == CLEAN


def test_comments_and_line_ends_stay(here):
    before = "# ours\r\n[project]\r\nname = 'x' # kept"
    write(here / "app/copyfair.toml", before)
    (here / "app/copyfair.toml").chmod(0o640)
    assert clarify(here, "gear", "--license", "PPL", "--reason", "asked").code == CLEAN
    after = (here / "app/copyfair.toml").read_bytes().decode()
    assert after.startswith(before + "\r\n\r\n[[overrides]]\r\n")
    assert "\n" not in after.replace("\r\n", "")
    assert (here / "app/copyfair.toml").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in (here / "app").iterdir()) == ["copyfair.toml", "node_modules", "package.json"]


def test_settings_that_live_in_pyproject_stay_there(here):
    write(here / "app/pyproject.toml", "[tool.copyfair.project]\nname = 'x'\n")
    ran = clarify(here, "gear", "--license", "PPL", "--reason", "asked")
    assert ran.text.startswith("added to pyproject.toml:\n\n[[tool.copyfair.overrides]]\n")
    assert not (here / "app/copyfair.toml").exists()
    assert clarify(here, "gear").text == "no open question about a licence\n"


def test_a_file_that_cannot_take_the_entry_stays_as_it_was(here):
    before = "overrides = []\n"
    write(here / "app/copyfair.toml", before)
    ran = clarify(here, "gear", "--license", "PPL", "--reason", "asked")
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert "nothing was written" in ran.err
    assert (here / "app/copyfair.toml").read_text() == before


def test_several_versions_must_be_told_apart(here):
    inner = {"name": "gear", "version": "0.9.0", "license": "BSD"}
    write(here / "app/node_modules/axle/node_modules/gear/package.json", json.dumps(inner))
    ran = clarify(here, "gear", "--license", "PPL", "--reason", "asked")
    assert "stands for several components" in ran.err
    assert clarify(here, "pkg:npm/gear@0.9.0", "--license", "MIT", "--reason", "asked").code == CLEAN
    left = clarify(here, "gear")
    assert "gear 1.0.0" in left.text
    assert "gear 0.9.0" not in left.text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--accept"], "say which COMPONENT"),
        (["--license", "MIT", "--reason", "x"], "say which COMPONENT"),
        (["gear", "--license", "MIT"], "needs a --reason"),
        (["gear", "--license", "MIT", "--reason", " "], "needs a --reason"),
        (["gear", "--accept", "--license", "MIT", "--reason", "x"], "choose one"),
        (["gear", "--license", "M I T", "--reason", "x"], "not an SPDX licence id"),
    ],
)
def test_what_makes_no_sense_is_refused(here, arguments, says):
    ran = clarify(here, *arguments)
    assert ran.code == USAGE
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert not (here / "app" / "copyfair.toml").exists()


def test_hostile_names_are_shown_harmless_and_written_whole(here):
    name = "evil\x1b[31m\n[[overrides]]"
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {"type": "library", "name": name, "version": "1\n2", "licenses": [{"license": {"name": "BSD"}}]}
        ],
    }
    write(here / "app/bom.json", json.dumps(bom))
    ran = clarify(here)
    assert "\x1b" not in ran.text
    ran = clarify(here, name, "--license", "MIT", "--reason", "line one\nline two\x1b")
    assert ran.code == CLEAN
    assert "\x1b" not in ran.text
    (entry,) = tomllib.loads((here / "app/copyfair.toml").read_text("utf-8"))["overrides"]
    assert entry["reason"] == "line one\nline two\x1b"

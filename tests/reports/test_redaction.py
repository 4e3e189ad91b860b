"""No redacted report of any format shows what is the actor's own; verdicts and clauses stay as they are."""

import contextlib
import html
import io
import json
import re
import zipfile
from datetime import date

import pytest
import sample
from click.testing import CliRunner
from msgspec.structs import replace

import copyfair
from copyfair.actor.facts import Evidence, EvidenceKind, Fact
from copyfair.actor.model import Actor, Party, Use
from copyfair.money import Money
from copyfair.redaction import fingerprint, redact
from copyfair.reports import render
from copyfair.reports.baseline import baseline
from copyfair.reports.baseline import encode as encode_baseline
from copyfair.reports.certificate import certificate
from copyfair.reports.rights import as_cyclonedx, as_lines
from copyfair.reports.ship_document import encode as ship_json
from copyfair.reports.ship_text import ship_text
from copyfair.reports.writers import built_in

SALT = b"0123456789abcdef"
OTHER_FORMS = {
    "baseline": lambda found: encode_baseline(baseline(found)),
    "certificate": lambda found: json.dumps(certificate(found)).encode(),
    "ship json": ship_json,
    "ship text": lambda found: ship_text(found, verbose=True).encode(),
    "rights": lambda found: "\n".join(as_lines(found)).encode(),
    "rights cyclonedx": as_cyclonedx,
}
FORMS = {name: lambda found, name=name: render(found, name) for name in built_in()} | OTHER_FORMS

ACTOR = """
[actor]
name = "Zwaluw & Dochters"
country = "NL"
register = "KVK 87654321"
legal_form = "NFFH"

[facts]
kind = "organisation"
worker_owned = "no"
privately_owned_and_managed = { value = "yes", evidence = { kind = "statutes", reference = "akte 'Quibus' art. 7" } }
profits_from_wage_labour = { value = "yes", evidence = { kind = "accounts", reference = "jaarrekening Xanthos" } }
revenue = { value = "7654321.98 EUR", year = 2025, evidence = { kind = "accounts", reference = "blz. 4711" } }
head_count = 98765

[use]
commercial = { value = "yes", evidence = { kind = "contract", reference = "offerte Wombat-17" } }
distributes = "yes"

[commons.gears]
contributes = { value = "no", evidence = { kind = "self-declared", reference = "brief van Ypsilon" } }

[[contributions]]
commons = "gears"
kind = "work"
amount = 23.75
on = 2026-03-31
what = "het vertalen van Quagga"
evidence = { kind = "certificate", reference = "dank van Rododendron" }
"""
COMMONS = """
id = "gears"
name = "Gears"
license = "PPL"
covers = ["pkg:npm/gears", "pkg:npm/wheels"]
[steward]
name = "Friends of Gears"
country = "BE"
[recognition]
clause = "Charter 4"
says = "Forty bricks."
enough = 40
counts = [{ kind = "work", bricks = 1, worth = "1.37 EUR" }]
[[tariffs]]
id = "gears-2026"
currency = "EUR"
clause = "Charter 5"
says = "A share of the revenue."
valid_from = 2026-01-01
fee = { kind = "share-above", rate = "0.01", threshold = "1000000 EUR", of = "revenue" }
adjust = [{ kind = "credit", most = 0.5 }]
[[payees]]
party = { name = "Friends of Gears", country = "BE" }
role = "steward"
share = 1
"""
SETTINGS = """
[[entitlement]]
component = "wheels"
reference = "PO-Vesuvius 31"
licensor = "Tamarinde Licensing"
licensee = "Zwaluw & Dochters"
scope = "the kiosk at Kwikzilver square"
types = ["named-user"]
count = { of = "seats", bought = 4321, in_use = 4300 }

[[entitlement]]
component = "spokes"
reference = "PO-Kilimanjaro"
licensor = "Tamarinde Licensing"
licensee = "Hagedis NV"

[[exception]]
component = "spokes"
reason = "the board of Narwal agreed"
approver = "Mevrouw Okapi"
until = 2027-01-01

[[breach]]
component = "freewheel"
reference = "letter of counsel Pelikaan"
noticed_on = 2026-11-20

[[choice]]
component = "dual"
take = "MIT"
reason = "memo of Salamander"
"""
PLANTED = (
    "Zwaluw", "Dochters", "87654321", "NFFH", "Quibus", "Xanthos", "7654321", "7,654,321", "66510", "66,510", "32.53", "4711",
    "98765", "98,765", "Wombat", "Ypsilon", "Vesuvius", "Tamarinde", "Kwikzilver", "4321", "4,321", "4300", "4,300",
    "Kilimanjaro", "Hagedis", "Narwal", "Okapi", "Pelikaan", "Salamander",
)  # fmt: skip
LICENSES = {"gears": "PPL", "wheels": "PPL", "spokes": "PPL", "freewheel": "GPL-3.0-only", "dual": "MIT OR PPL"}


def project(folder, licenses=LICENSES):
    parts = {f"node_modules/{name}": {"version": "1.0.0", "license": text} for name, text in licenses.items()}
    root = {"name": "shop", "version": "1.0.0", "dependencies": dict.fromkeys(licenses, "^1")}
    lock = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": root, **parts}}
    (folder / "package-lock.json").write_text(json.dumps(lock))
    for name, text in {"Zwaluw.toml": ACTOR, "commons.toml": COMMONS, "copyfair.toml": SETTINGS}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return project(tmp_path_factory.mktemp("redaction"))


@pytest.fixture(scope="module")
def found(here):
    return copyfair.assess(here, actor=here / "Zwaluw.toml", commons=[here / "commons.toml"], as_of=date(2026, 11, 22))


def text_of(data: bytes) -> str:
    """What a reader of the report gets to see; a spreadsheet is a ZIP of texts."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as sheets:
        return "\n".join(sheets.read(name).decode() for name in sheets.namelist())


_HASH = re.compile(r"\b[0-9a-f]{16,}\b")


def shown_in(data: bytes) -> list[str]:
    # A salted hash is made of chance, and may hold any four figures.
    text = _HASH.sub("", text_of(data))
    return [planted for planted in PLANTED if planted in text or planted in html.unescape(text)]


def test_every_planted_value_is_shown_where_nothing_is_redacted(found):
    """So that the next test cannot pass for want of anything to hide."""
    shown = {planted for form in FORMS.values() for planted in shown_in(form(found))}
    assert set(PLANTED) - shown == set()


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_redacted_value_is_shown(found, form):
    assert shown_in(FORMS[form](redact(found, SALT))) == []


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_with_every_verdict_and_doubt_at_once(form):
    facts = {
        "revenue": Fact(name="revenue", value=Money.of("76543.21", "EUR"), year=2025, reason="Quibus"),
        "privately_owned_and_managed": Fact(
            name="privately_owned_and_managed",
            value=True,
            evidence=Evidence(kind=EvidenceKind.REGISTER, reference="Xanthos 9", sha256="c0ffee" * 10 + "beef"),
        ),
    }
    actor = Actor(party=Party(name="Zwaluw", register="87654321", email="a@okapi.example"), facts=facts, given=True)
    data = FORMS[form](redact(replace(sample.everything(), actor=actor, use=Use()), SALT))
    for planted in ("76543", "76,543", "Quibus", "Xanthos", "c0ffee", "Zwaluw", "87654321", "okapi"):
        assert planted not in text_of(data)


def test_verdicts_clauses_and_components_stay(found):
    hidden = redact(found, SALT)
    assert [fee.state for fee in found.fees] == [fee.state for fee in hidden.fees] != []
    for before, after in zip(found.decisions, hidden.decisions, strict=True):
        for name in ("verdict", "worst", "best", "doubt", "rung", "license", "chosen", "commons"):
            assert getattr(before, name) == getattr(after, name)
        assert [(one.clause, one.stance) for one in before.because] == [(r.clause, r.stance) for r in after.because]
        assert before.component.purl == after.component.purl
        assert bool(before.exemption) == bool(after.exemption)
    assert [problem.code for problem in found.problems] == [problem.code for problem in hidden.problems]


def test_the_hash_is_of_the_value_with_the_salt(found):
    facts = redact(found, SALT).actor.facts
    assert facts["revenue"].value == fingerprint("revenue", "7,654,321.98 EUR", SALT)
    assert facts["head_count"].value == fingerprint("head_count", "98,765", SALT)
    assert facts["worker_owned"].value == fingerprint("worker_owned", "no", SALT)
    assert facts["worker_owned"].value != fingerprint("privately_owned_and_managed", "no", SALT)
    assert facts["revenue"].value != redact(found, SALT[::-1]).actor.facts["revenue"].value
    used = {fact.name: fact.value for d in redact(found, SALT).decisions for r in d.because for fact in r.facts}
    assert used["privately_owned_and_managed"] == facts["privately_owned_and_managed"].value


def test_what_is_unknown_stays_unknown():
    assert redact(sample.everything(), SALT).actor.facts["worker_owned"].value is None


def test_a_salt_that_can_be_guessed_is_refused(found):
    with pytest.raises(ValueError, match="at least 16 bytes"):
        redact(found, b"pepper")


# --- the commands -------------------------------------------------------------------------------------------------

ON = ["--as-of", "2026-11-22"]
WHO = ["--actor", "Zwaluw.toml", "--commons", "commons.toml"]
COMMANDS = {
    "check": [["check", *WHO, *ON], ["check", "--verbose", *WHO, *ON], ["check", "--write-baseline", "OUT", *WHO, *ON]],
    "report": [["report", "-f", name, "-o", "OUT", *WHO, *ON] for name in built_in()],
    "ship": [["ship", "-f", name, "--verbose", *WHO, *ON] for name in ("txt", "json")],
    "compare": [
        ["compare", "-f", name, "--actors", "Zwaluw.toml", "--typical", "--commons", "commons.toml", *ON]
        for name in ("txt", "md", "json")
    ],
    "diff": [
        [*words, "-f", name]
        for name in ("txt", "md", "json")
        for words in (["diff", "old.json", "new.json"], ["diff", "old.json", *WHO, *ON])
    ],
    "entitlements": [["entitlements", "-f", name, *WHO, *ON] for name in ("text", "cyclonedx")],
    "explain": [["explain", name, *WHO] for name in LICENSES],
}
NOT_FOR_OTHERS = {
    "actor": "the actor's own file and its answers; `place` draws what it declares of itself",
    "clarify": "nobody is asked who uses it",
    "init": "nobody is asked who uses it",
    "invoice": "a document that names its payer",
    "keys": "names the owner of a key, who publishes it",
    "ledger": "the books of the steward",
    "licenses": "about licences",
    "notice": "a document that names its payer",
    "policy": "about another tool's rules",
    "portfolio": "the books of whoever keeps many",
    "sign": "signs a file as it is",
    "tariff": "about a tariff, for amounts made up on the command line",
    "verify": "checks a document as it is",
}
"""Commands without ``--redact``, and why: what they write is for the actor itself, or nothing without its names."""


def ran(here, words, *more) -> str:
    """Everything that a command shows and writes."""
    from copyfair.cli import command

    out = here / "out"
    out.unlink(missing_ok=True)
    runner = CliRunner()
    with contextlib.chdir(here):
        done = runner.invoke(command, [str(out) if word == "OUT" else word for word in words] + list(more))
    assert done.exit_code not in (1, 2), (words, done.output, done.exception)
    return done.output + (text_of(out.read_bytes()) if out.exists() else "")


@pytest.fixture(scope="module")
def two(here, tmp_path_factory):
    """The folder with two reports in which something differs, a fee among it."""
    other = project(tmp_path_factory.mktemp("other"), LICENSES | {"spokes": "MIT", "bell": "PPL"})
    (other / "Zwaluw.toml").write_text(ACTOR.replace("7654321.98", "7654322.98").replace("98765", "1"), "utf-8")
    (here / "new.json").write_text(ran(here, ["report", "-f", "json", *WHO, *ON]))
    (here / "old.json").write_text(ran(other, ["report", "-f", "json", *WHO, *ON]))
    return here


def test_each_command_is_known_to_redact_or_why_it_need_not():
    from copyfair.cli import command

    names = set(command.list_commands(None))
    redacting = {
        name for name in names if any(option.name == "redact" for option in command.get_command(None, name).params)
    }
    assert redacting == set(COMMANDS)
    assert names - redacting == set(NOT_FOR_OTHERS)


@pytest.mark.parametrize("words", [words for some in COMMANDS.values() for words in some], ids=" ".join)
def test_no_command_shows_what_it_redacts(two, words):
    shown = ran(two, words, "--redact")
    assert shown_in(shown.encode()) == []
    assert words[0] == "report" or any(name in shown for name in LICENSES)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_something_to_redact(two, name):
    assert any(shown_in(ran(two, words).encode()) for words in COMMANDS[name])


def test_a_right_that_a_file_states_is_hidden_in_a_comparison_too(tmp_path):
    project(tmp_path)
    licensing = {
        "licensee": {"organization": {"name": "Zwaluw & Dochters"}},
        "licensor": {"organization": {"name": "Tamarinde Licensing"}},
        "purchaseOrder": "PO-Vesuvius 31",
        "licenseTypes": ["perpetual"],
    }
    part = {"type": "library", "name": "cog", "version": "1", "purl": "pkg:npm/cog@1"}
    part["licenses"] = [{"license": {"id": "PPL", "licensing": licensing}}]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [part]}
    (tmp_path / "bom.json").write_text(json.dumps(bill))
    words = ["compare", "bom.json", "-f", "json", "--actors", "Zwaluw.toml", *ON]
    assert shown_in(ran(tmp_path, words).encode())
    assert shown_in(ran(tmp_path, words, "--redact").encode()) == []


def test_a_redacted_comparison_keeps_verdicts_and_typical_names(two):
    words = COMMANDS["compare"][2]
    plain, hidden = (json.loads(ran(two, words, *more))["comparison"] for more in ([], ["--redact"]))
    assert hidden["actors"][:-1] == plain["actors"][:-1]
    assert plain["actors"][-1] == "Zwaluw"
    assert hidden["actors"][-1].startswith("redacted:")
    for before, after in zip(plain["lines"], hidden["lines"], strict=True):
        assert [one["verdict"] for one in before["cells"]] == [one["verdict"] for one in after["cells"]]
        assert before["components"] == after["components"]


def test_the_command_keeps_the_salt_and_gives_the_same_hashes_again(tmp_path):
    from copyfair.cli import command

    (tmp_path / "package-lock.json").write_text('{"name": "x", "lockfileVersion": 3, "packages": {"": {"name": "x"}}}')
    (tmp_path / "actor.toml").write_text(ACTOR, "utf-8")
    words = ["report", str(tmp_path), "--actor", str(tmp_path / "actor.toml"), "-f", "json", "--redact"]
    salted = [*words, "--salt", str(tmp_path / "salt")]
    one, again, other = (CliRunner().invoke(command, given).stdout for given in (salted, salted, words))
    assert one == again != other
    assert (tmp_path / "salt").stat().st_mode & 0o077 == 0
    salt = (tmp_path / "salt").read_bytes().strip()
    assert json.loads(one)["actor"]["name"] == fingerprint("name", "Zwaluw & Dochters", salt)


@pytest.mark.parametrize(
    ("text", "given", "says"),
    [("short", ["--redact"], "at least 16 characters"), ("x" * 5000, ["--redact"], "4096"), ("x", [], "--redact")],
)
def test_a_bad_salt_is_an_error_in_words(tmp_path, text, given, says):
    from copyfair.cli import command

    (tmp_path / "salt").write_text(text)
    ran = CliRunner().invoke(command, ["check", str(tmp_path), "--salt", str(tmp_path / "salt"), *given])
    assert says in ran.stderr + str(ran.exception)

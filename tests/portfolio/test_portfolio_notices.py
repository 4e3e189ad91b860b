"""Notices in bulk: those of ``copyfair notice``, each once, never for what is not due; and how fees are passed on."""

import csv
import datetime
import io
import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import msgspec
import notices_estate as sample
import notices_killed
import portfolio_sample
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import copyfair
from copyfair.commons import load as load_commons
from copyfair.errors import InputError, LedgerError
from copyfair.ledger.books import create_ledger, open_ledger
from copyfair.ledger.export import export
from copyfair.ledger.model import Action, Event
from copyfair.ledger.verify import verify
from copyfair.money import Money
from copyfair.notices import draw_up
from copyfair.portfolio.assessed import assessments
from copyfair.portfolio.decide import decide
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.notices import Outcome, draw_up_all, in_books, passed_on, rows, tables, unnumbered
from copyfair.portfolio.organisations import Organisations, read_organisations

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from running import copyfair as run_copyfair

DAY = datetime.date.fromisoformat(sample.DAY)
ORGANISATIONS = (0, 1, 5, 6, 7)
"""Two that owe, a cooperative, one of whom a fact is missing, and a small one."""
SECONDS = 120


def decided(folder: Path, day: datetime.date = DAY) -> Path:
    """The store of the estate that lies in a folder, decided for a day."""
    store = folder / "store"
    table = read_organisations(folder / "organisations.toml")
    ingest([str(folder / "estate")], store, organisations=table, executor=portfolio_sample.Here())
    decide(store, actors=folder / "actors", as_of=day, commons=sample.commons(folder))
    return store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("notices")
    sample.estate(place, ORGANISATIONS)
    decided(place)
    create_ledger(str(place / "empty.sqlite"), clock=lambda: notices_killed.NOON).close()
    return place


@pytest.fixture
def changing(tmp_path: Path) -> Path:
    """An estate of its own for tests that change it."""
    sample.estate(tmp_path, ORGANISATIONS)
    decided(tmp_path)
    return tmp_path


def assessed(folder: Path, day: datetime.date = DAY) -> tuple:
    return assessments(folder / "store", actors=folder / "actors", as_of=day, commons=sample.commons(folder))


def through(books, folder: Path, day: datetime.date = DAY, replaces: tuple[str, ...] = ()) -> tuple:
    """All notices, drawn up in these books."""
    drawing = in_books(books, by="Ada", replaces=replaces, keep=lambda _files: None)
    return tuple(draw_up_all(assessed(folder, day), drawing))


@pytest.fixture
def books(tmp_path: Path):
    with create_ledger(str(tmp_path / "books.sqlite"), clock=lambda: notices_killed.NOON) as made:
        yield made


def written(drawn: tuple, books) -> dict[str, bytes]:
    return tables(drawn, rows(drawn, books))


def table(drawn: tuple, books, name: str = "notices") -> list[dict[str, str]]:
    """A table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(written(drawn, books)[f"{name}.csv"].decode())))


# ---------------------------------------------------------------- what is drawn up


def test_what_is_due_has_a_notice_and_nothing_else(folder: Path, books) -> None:
    """Org 5 is a cooperative; of 6 nobody knows the revenue; 6 and 7 are small to nuts, and 7 is too small for gears."""
    drawn = through(books, folder)
    assert {(one.organisation, one.notice.commons): one.outcome for one in drawn} == {
        **{(f"org-{n:02}", name): Outcome.DRAWN_UP for n in (0, 1) for name in ("gears", "nuts", "seeds")},
        ("org-06", "gears"): Outcome.NEEDS_INPUT,
        ("org-06", "seeds"): Outcome.NEEDS_INPUT,
        ("org-07", "seeds"): Outcome.DRAWN_UP,
    }
    numbers = [standing.document.number for standing in books.standings()]
    assert numbers == [f"FA-2026-{n:04}" for n in range(1, 8)]
    assert numbers == [one.number for one in drawn if one.number]
    assert verify(books).flaws == ()


def test_the_table_says_who_owes_whom_and_what_is_missing(folder: Path, books) -> None:
    found = table(through(books, folder), books)
    first = [one for one in found if one["organisation"] == "org-00"]
    assert [(one["payee"], one["amount"], one["currency"], one["number"], one["state"]) for one in first] == [
        ("Friends of Gears vzw", "15000.00", "EUR", "FA-2026-0001", "issued"),
        ("Cog Collective", "5000.00", "EUR", "FA-2026-0001", "issued"),
        ("Nuts & Bolts Stichting", "60.00", "EUR", "FA-2026-0002", "issued"),
        ("Zaadgoed vzw", "990.00", "EUR", "FA-2026-0003", "issued"),
    ]
    unknown = [one for one in found if one["organisation"] == "org-06"]
    assert [(one["commons"], one["amount"], one["number"], one["missing"]) for one in unknown] == [
        ("gears", "", "", "revenue"),
        ("seeds", "", "", "revenue"),
    ]
    assert unknown[0]["why"].startswith("What was the total revenue in the last completed tax year")


def test_a_second_run_draws_up_nothing_new(folder: Path, books) -> None:
    first = through(books, folder)
    head, before = books.head(), written(first, books)
    again = through(books, folder)
    assert books.head() == head
    assert [one.is_new for one in first if one.document] == [True] * 7
    assert [one.is_new for one in again if one.document] == [False] * 7
    assert written(again, books) == before


def test_a_later_day_of_the_period_changes_nothing_and_the_next_year_has_its_own(changing: Path, books) -> None:
    first = through(books, changing)
    later, year = datetime.date(2026, 12, 1), datetime.date(2027, 1, 3)
    for day in (later, year):
        decide(changing / "store", actors=changing / "actors", as_of=day, commons=sample.commons(changing))
    numbers = [one.number for one in first]
    assert [one.number for one in through(books, changing, later)] == numbers
    assert {one.number[:8] for one in through(books, changing, year) if one.number} == {"FA-2027-"}


def test_what_was_given_counts_in_the_notice_as_in_the_decision(tmp_path: Path) -> None:
    """Ten hours at forty euros are taken off a flat fee of a thousand."""
    commons = portfolio_sample.COMMONS.replace(
        'fee = { kind = "share-above", rate = "0.01", threshold = "1000000 EUR", of = "revenue" }',
        'fee = { kind = "flat", amount = "1000 EUR" }\nadjust = [{ kind = "credit", most = 0.5 }]',
    )
    rule = '[recognition]\nclause = "Charter 4"\nsays = "Forty hours."\nenough = 40\n'
    counts = 'counts = [{ kind = "work", bricks = 1, worth = "40 EUR" }]\n'
    given = '[[contributions]]\ncommons = "gears"\nkind = "work"\namount = 10\non = 2026-03-31\n'
    gears = load_commons(portfolio_sample.write(tmp_path / "commons.toml", commons + rule + counts))
    portfolio_sample.write(tmp_path / "actors" / "wheels.toml", portfolio_sample.COMPANY + given)
    bill = portfolio_sample.bill(portfolio_sample.part("gears", "PPL"), edges={"root": ["gears"]})
    portfolio_sample.write(tmp_path / "estate" / "a.cdx.json", json.dumps(bill))
    table = Organisations([("*", "wheels")])
    ingest([str(tmp_path / "estate")], tmp_path / "store", organisations=table, executor=portfolio_sample.Here())
    decide(tmp_path / "store", actors=tmp_path / "actors", as_of=DAY, commons=[gears])
    (one,) = assessments(tmp_path / "store", actors=tmp_path / "actors", as_of=DAY, commons=[gears])
    (fee,) = one.fees
    assert fee.state == "due"
    assert sum(portion.amount.amount for portion in fee.portions) == Decimal("600.00")


@pytest.mark.parametrize("language", ["nl", "fr", "de"])
def test_another_language_is_no_other_notice(folder: Path, books, language: str) -> None:
    through(books, folder)
    drawing = in_books(books, by="Ada", keep=lambda _files: None)
    again = tuple(draw_up_all(assessed(folder), drawing, language))
    assert [one.is_new for one in again if one.document] == [False] * 7


def test_other_facts_make_a_notice_that_competes(changing: Path, books) -> None:
    through(books, changing)
    raised = (changing / "actors" / "org-00.toml").read_text().replace("3000000.37", "4000000.00")
    (changing / "actors" / "org-00.toml").write_text(raised)
    decided(changing)
    found = table(through(books, changing), books)
    assert {one["number"]: one["competes_with"] for one in found if one["competes_with"]} == {
        "FA-2026-0008": "FA-2026-0001",
        "FA-2026-0009": "FA-2026-0003",
    }
    books.record(Event(action=Action.WAIVE, number="FA-2026-0001"), by="Ada", why="it lapsed")
    found = table(through(books, changing), books)
    assert [one["competes_with"] for one in found if one["number"] == "FA-2026-0008"] == ["", ""]


def test_two_organisations_that_are_one_licensee_pay_once(changing: Path, books) -> None:
    """Nuts are not the same: the second organisation uses more, and its notice would be another one."""
    shutil.copy(changing / "actors" / "org-00.toml", changing / "actors" / "org-01.toml")
    more = portfolio_sample.bill(portfolio_sample.part("bolts", "PPL"))
    portfolio_sample.write(changing / "estate" / "org-01" / "more.cdx.json", json.dumps(more))
    decided(changing)
    drawn = through(books, changing)
    assert [(one.notice.commons, one.outcome.value) for one in drawn if one.organisation == "org-01"] == [
        ("gears", "shared"),
        ("nuts", "refused"),
        ("seeds", "shared"),
    ]
    found = table(drawn, books)
    assert sum(Decimal(one["amount"]) for one in found if one["number"] == "FA-2026-0001" and one["amount"]) == 20000
    refused = next(one for one in found if one["outcome"] == "refused")
    assert refused["why"].startswith("org-00 is the same licensee and has FA-2026-0002, for another sum or other")
    assert (refused["amount"], refused["number"]) == ("", "")
    assert max(Counter(one["number"] for one in found if one["amount"] and one["commons"] != "gears").values()) == 1
    assert passed_on(drawn)[0].notices == 2
    look = tuple(draw_up_all(assessed(changing), unnumbered("json", lambda _files: None)))
    assert [one.outcome for one in look if one.organisation == "org-01"] == ["shared", "refused", "shared"]
    assert passed_on(look) == passed_on(drawn)


def test_what_the_books_have_on_the_same_basis_is_not_drawn_up_anew(changing: Path, books) -> None:
    """Another component, other facts as before: a clerk has to look at it."""
    through(books, changing)
    more = portfolio_sample.bill(portfolio_sample.part("bolts", "PPL"))
    portfolio_sample.write(changing / "estate" / "org-01" / "more.cdx.json", json.dumps(more))
    decided(changing)
    (refused,) = [one for one in through(books, changing) if one.outcome is Outcome.REFUSED]
    assert (refused.organisation, refused.notice.commons, refused.number) == ("org-01", "nuts", "")
    assert refused.why.startswith("FA-2026-0005 was drawn up on the same basis and says something else; waive")
    with pytest.raises(
        LedgerError, match="FA-2026-0005 is issued; it must be waived or credited before it is replaced"
    ):
        through(books, changing, replaces=("FA-2026-0005",))
    books.record(Event(action=Action.WAIVE, number="FA-2026-0005"), by="Ada", why="another component")
    for _ in range(2):
        drawn = through(books, changing, replaces=("FA-2026-0005",))
        assert [one.number for one in drawn if one.organisation == "org-01"] == [
            "FA-2026-0004",
            "FA-2026-0008",
            "FA-2026-0006",
        ]
        assert not [one for one in drawn if one.outcome is Outcome.REFUSED]


def test_what_was_waived_is_asked_for_no_more(folder: Path, books) -> None:
    before = passed_on(through(books, folder))
    books.record(Event(action=Action.WAIVE, number="FA-2026-0003"), by="Ada", why="they contribute")
    drawn = through(books, folder)
    (lapsed,) = [one for one in table(drawn, books) if one["outcome"] == "lapsed"]
    assert (lapsed["number"], lapsed["state"], lapsed["amount"]) == ("FA-2026-0003", "waived", "")
    assert [row.notices for row in passed_on(drawn)] == [row.notices - 1 for row in before]


def test_who_has_no_name_gets_no_notice(changing: Path, books) -> None:
    nameless = (changing / "actors" / "org-00.toml").read_text().replace('name = "Company 00 Ltd"', "")
    (changing / "actors" / "org-00.toml").write_text(nameless)
    decided(changing)
    refused = [one for one in through(books, changing) if one.organisation == "org-00"]
    assert {one.outcome for one in refused} == {Outcome.REFUSED}
    assert refused[0].why == "nobody is named who owes it: give the name under [actor]"


def test_without_books_there_is_a_notice_that_asks(folder: Path) -> None:
    kept = {}
    drawn = tuple(draw_up_all(assessed(folder), unnumbered("md", lambda files: kept.update({files[0].name: files[0]}))))
    assert {f"{one.number}.md" for one in drawn} == set(kept)
    asking = next(one for one in drawn if one.outcome is Outcome.NEEDS_INPUT)
    assert b"What was the total revenue" in kept[f"{asking.number}.md"].data
    assert {one["outcome"] for one in table(drawn, None)} == {"unnumbered", "needs-input"}


# ---------------------------------------------------------------- what does not hold any more


def change_actor(place: Path) -> None:
    text = (place / "actors" / "org-01.toml").read_text()
    (place / "actors" / "org-01.toml").write_text(text.replace("head_count = 21", "head_count = 22"))


def change_document(place: Path) -> None:
    file = place / "estate" / "org-01" / "site.cdx.json"
    file.write_text(file.read_text().replace('"soil"', '"loam"'))


def lose_document(place: Path) -> None:
    (place / "estate" / "org-01" / "site.cdx.json").unlink()


def ingest_less(place: Path) -> None:
    for file in (place / "estate" / "org-01").iterdir():
        file.unlink()
    table = read_organisations(place / "organisations.toml")
    ingest([str(place / "estate")], place / "store", organisations=table, executor=portfolio_sample.Here())


def change_tariff(place: Path) -> None:
    text = (place / "nuts.toml").read_text()
    (place / "nuts.toml").write_text(text.replace("3 EUR", "4 EUR"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (change_actor, "what org-01 owes is no longer what was decided for 2026-11-22"),
        (change_tariff, "what org-00 owes is no longer what was decided for 2026-11-22"),
        (ingest_less, "what org-01 owes is no longer what was decided for 2026-11-22"),
        (change_document, r"org-01/site.cdx.json: has changed since it was ingested: ingest and decide again"),
        (lose_document, r"org-01/site.cdx.json: is not there any more, and how the fee is passed on depends on it"),
    ],
)
def test_nothing_goes_out_that_was_not_decided(changing: Path, change, says: str) -> None:
    change(changing)
    with pytest.raises(InputError, match=says):
        assessed(changing)


def test_a_day_that_was_not_decided(folder: Path) -> None:
    with pytest.raises(InputError, match="was not decided for 2025-01-01: copyfair portfolio decide"):
        assessed(folder, datetime.date(2025, 1, 1))


# ---------------------------------------------------------------- the same as one by one


def alone(place: Path, number: int) -> tuple:
    """The notices of ``copyfair notice`` for an organisation's one document."""
    found = copyfair.assess(
        place / "estate" / f"org-{number:02}" / "app.cdx.json",
        actor=place / "actors" / f"org-{number:02}.toml",
        commons=[place / f"{name}.toml" for name in ("gears", "nuts", "seeds")],
        as_of=DAY,
    )
    return draw_up(found)


def told(notice) -> dict:
    """A notice without the name of what was assessed, and where components were found in it."""
    plain = msgspec.to_builtins(notice)
    for item in plain["items"]:
        for where in ("found_in", "paths", "license_found", "license_why"):
            del item[where]
    return {name: value for name, value in plain.items() if name not in ("project", "reference", "remittance")}


def test_they_are_what_copyfair_notice_makes_of_the_document(tmp_path: Path) -> None:
    place = sample.estate(tmp_path, ORGANISATIONS)
    for file in place.rglob("site.cdx.json"):
        file.unlink()
    decided(tmp_path)
    found = {one.project: draw_up(one) for one in assessed(tmp_path)}
    for number in ORGANISATIONS:
        assert [told(one) for one in found.get(f"org-{number:02}", ())] == [
            told(one) for one in alone(tmp_path, number)
        ]
    item = found["org-00"][0].items[0]
    assert item.found_in == (f"{tmp_path}/estate/org-00/app.cdx.json",)
    assert item.license_found == (f"{tmp_path}/estate/org-00/app.cdx.json (components[].licenses[].expression)",)


# ---------------------------------------------------------------- passed on upstream


def test_what_documents_say_together_decides_how_a_fee_is_passed_on(folder: Path) -> None:
    """990.00: 7 % for the association, of 920.70 half stays; 460.35 goes to soil and to what nobody knows; soil passes on."""
    seeds = next(one for one in assessed(folder) if one.project == "org-00").fees[2]
    assert [(one.line.value, one.payee_id, str(one.amount)) for one in seeds.allocations] == [
        ("association", "", "69.30 EUR"),
        ("own", "zaadgoed", "460.35 EUR"),
        ("upstream", "soil", "115.09 EUR"),
        ("upstream", "water", "115.09 EUR"),
        ("reserve", "", "230.17 EUR"),
    ]


def test_lines_of_a_stream_and_projects_are_read_again_too(tmp_path: Path) -> None:
    """The line says what seeds need, the project what soil needs."""
    sample.estate(tmp_path, [0])
    place = tmp_path / "estate" / "org-00"
    for file in place.iterdir():
        file.unlink()
    parts = [portfolio_sample.part("seeds", "PPL"), portfolio_sample.part("soil"), portfolio_sample.part("wild")]
    line = portfolio_sample.bill(*parts, edges={"root": ["seeds"], "seeds": ["soil", "wild"]})
    portfolio_sample.write(place / "all.ndjson", json.dumps(portfolio_sample.bill()) + "\n" + json.dumps(line))
    lock = {
        "": {"name": "shop", "dependencies": {"seeds": "1"}},
        "node_modules/seeds": {"version": "1.0.0", "license": "PPL", "dependencies": {"soil": "1"}},
        "node_modules/soil": {"version": "1.0.0", "license": "MIT", "dependencies": {"water": "1"}},
        "node_modules/water": {"version": "1.0.0", "license": "MIT"},
    }
    shop = place / "shop"
    portfolio_sample.write(shop / "copyfair.toml", '[project]\nname = "shop"\n')
    locked = json.dumps({"name": "shop", "lockfileVersion": 3, "packages": lock})
    portfolio_sample.write(shop / "package-lock.json", locked)
    decided(tmp_path)
    (one,) = assessed(tmp_path)
    assert [str(part.amount) for part in one.fees[0].allocations] == [
        "69.30 EUR",
        "460.35 EUR",
        "115.09 EUR",
        "115.09 EUR",
        "230.17 EUR",
    ]
    portfolio_sample.write(shop / "package-lock.json", locked.replace("node_modules/water", "node_modules/rain"))
    with pytest.raises(InputError, match="org-00/shop: has changed since it was ingested"):
        assessed(tmp_path)


def test_over_the_portfolio_nothing_is_lost_and_nothing_invented(folder: Path, books) -> None:
    drawn = through(books, folder)
    passed = table(drawn, books, "passed-on")
    asked = [one for one in table(drawn, books) if one["commons"] == "seeds" and one["amount"]]
    assert {one["commons"] for one in passed} == {"seeds"}
    assert sum(Decimal(one["amount"]) for one in passed) == sum(Decimal(one["amount"]) for one in asked)
    assert [(one["line"], one["payee_id"], one["notices"]) for one in passed] == [
        ("association", "", "3"),
        ("own", "zaadgoed", "3"),
        ("reserve", "", "3"),
        ("upstream", "soil", "3"),
        ("upstream", "water", "3"),
    ]


_NAMES = ("seeds", "soil", "water", "wild-0", "wild-1")


@st.composite
def needs(draw) -> list[dict[str, list[str]]]:
    """What needs what in each of one to three documents of an organisation; the first names the commons."""
    edges = st.dictionaries(st.sampled_from(_NAMES), st.lists(st.sampled_from(_NAMES), max_size=3, unique=True))
    made = draw(st.lists(edges, min_size=1, max_size=3))
    return [{"root": ["seeds"], **one} for one in made]


@given(estate=st.lists(st.tuples(needs(), st.integers(20_000, 10**9)), min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_each_cent_of_each_notice_is_passed_on_once(tmp_path_factory, estate) -> None:
    place = tmp_path_factory.mktemp("law")
    sample.estate(place, range(len(estate)))
    for number, (documents, cents) in enumerate(estate):
        for file in (place / "estate" / f"org-{number:02}").iterdir():
            file.unlink()
        for which, edges in enumerate(documents):
            bill = portfolio_sample.bill(
                *(portfolio_sample.part(name, "PPL" if name == "seeds" else "MIT") for name in _NAMES), edges=edges
            )
            name = "app" if not which else f"more-{which}"
            portfolio_sample.write(place / "estate" / f"org-{number:02}" / f"{name}.cdx.json", json.dumps(bill))
        revenue = f'{{ value = "{cents / 100:.2f} EUR", year = 2025 }}'
        (place / "actors" / f"org-{number:02}.toml").write_text(sample.company(number, revenue=revenue))
    decided(place)
    drawn = tuple(draw_up_all(assessed(place), unnumbered("json", lambda _files: None)))
    nothing = Money.of(0, "EUR")
    for one in drawn:
        assert sum((part.amount.money for part in one.notice.passed_on), nothing) == one.notice.total.money
    for number, (documents, _) in enumerate(estate):
        if len(documents) == 1:
            own = [one.notice for one in drawn if one.organisation == f"org-{number:02}"]
            assert [one.passed_on for one in own] == [
                one.passed_on for one in alone(place, number) if one.total.money.amount
            ]
    whole = sum((one.notice.total.money for one in drawn), nothing)
    assert sum((Money.of(row.amount, row.currency) for row in passed_on(drawn)), nothing) == whole


# ---------------------------------------------------------------- the command, killed and not


COMMAND = (
    *("--store", "store", "--actors", "actors", "--as-of", sample.DAY, "--by", "Ada"),
    *("--commons", "gears.toml", "--commons", "nuts.toml", "--commons", "seeds.toml", "-f", "html"),
)


def run(folder: Path, name: str, where: str = "", steps: int = 0) -> tuple[int, str]:
    """The command in a process of its own, perhaps killed at a step; its exit code and what it said."""
    own = ("--ledger", f"{name}.sqlite", "-o", name)
    done = subprocess.run(
        [sys.executable, notices_killed.__file__, where, str(steps), *COMMAND, *own],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return done.returncode, done.stdout + done.stderr


def left(folder: Path, name: str) -> tuple[list[bytes], dict[str, bytes]]:
    """The books as everybody can check them, and the files in the folder."""
    with open_ledger(str(folder / f"{name}.sqlite")) as books:
        assert verify(books).flaws == ()
        return list(export(books)), {file.name: file.read_bytes() for file in (folder / name).iterdir()}


def test_killed_and_started_again_it_ends_with_the_same_books_and_files(changing: Path) -> None:
    with create_ledger(str(changing / "whole.sqlite"), clock=lambda: notices_killed.NOON):
        pass
    shutil.copy(changing / "whole.sqlite", changing / "killed.sqlite")
    code, said = run(changing, "whole")
    assert (code, said.splitlines()[0]) == (8, "notices drawn up: 7; there before: 0")
    writes, forms = "between the books and the folder", "in a transaction"
    for where, steps in ((writes, 0), (forms, 17), (writes, 3), (writes, 8)):
        code, said = run(changing, "killed", where, steps)
        assert code == -signal.SIGKILL, said
    code, said = run(changing, "killed")
    assert (code, said.splitlines()[0]) == (8, "notices drawn up: 0; there before: 7")
    assert left(changing, "killed") == left(changing, "whole")


def test_the_command_says_what_came_of_it(folder: Path) -> None:
    shutil.copy(folder / "empty.sqlite", folder / "books.sqlite")
    ran = run_copyfair("portfolio", "notices", *COMMAND, "-l", "books.sqlite", "-o", "out", folder=folder)
    assert (ran.code, ran.err) == (8, "")
    assert ran.text.splitlines() == [
        "notices drawn up: 7; there before: 0",
        "no notice for gears: not known: revenue: org-06",
        "no notice for seeds: not known: revenue: org-06",
    ]
    assert len(list((folder / "out").glob("FA-2026-*.html"))) == 7
    bare = run_copyfair("portfolio", "notices", *COMMAND, "-o", "bare", folder=folder)
    assert bare.text.splitlines()[0] == "notices without a number: 7; name a --ledger to draw them up"
    assert len(list((folder / "bare").glob("FA-2026-*.html"))) == 9
    wrong = run_copyfair("portfolio", "notices", *COMMAND, "--key", "x.pem", "-o", "bare", folder=folder)
    assert (wrong.code, "--key and --replaces need a --ledger" in wrong.err) == (2, True)

"""An estate of many organisations and three commons: who owes, who owes nothing, of whom too little is known."""

import json
from collections.abc import Iterable
from pathlib import Path

import portfolio_sample as sample

from copyfair.commons import load as load_commons
from copyfair.commons.model import Commons

DAY = "2026-11-22"

NUTS = """
id = "nuts"
name = "Nuts & Bolts Commons"
license = "PPL"
covers = ["pkg:npm/nuts", "pkg:npm/bolts"]
dispute = "The board hears objections within 30 days."
[steward]
name = "Nuts & Bolts Stichting"
country = "NL"
[[tariffs]]
id = "nuts-2026"
currency = "EUR"
clause = "Tariff 2"
says = "Three euros a head; sums below fifty euros wait for the next year."
valid_from = 2026-01-01
fee = { kind = "per-unit", of = "head_count", price = "3 EUR" }
adjust = [{ kind = "minimum", amount = "50 EUR" }]
[[payees]]
party = { name = "Nuts & Bolts Stichting", country = "NL" }
"""

SEEDS = """
id = "seeds"
name = "Seed Library"
license = "PPL"
covers = ["pkg:npm/seeds"]
[steward]
name = "Zaadgoed vzw"
country = "BE"
[[tariffs]]
id = "seeds-2026"
currency = "EUR"
clause = "Art. 9"
says = "A third of a per mille of the revenue."
valid_from = 2026-01-01
fee = { kind = "share-above", rate = "0.00033", threshold = "0 EUR", of = "revenue" }
[[payees]]
id = "zaadgoed"
party = { name = "Zaadgoed vzw", country = "BE" }
[split]
administration = 0.07
pass_on = 0.5
least = "5 EUR"
reserve = "Seed reserve"
registry = "payees.toml"
"""

_ACCOUNTS = (
    ("zaadgoed", "BE68539007547034"),
    ("soil", "NL91ABNA0417164300"),
    ("water", "DE89370400440532013000"),
)
PAYEES = "".join(
    f"""
[[payees]]
id = "{name}"
party = {{ name = "{name.title()} Upstream" }}
identity = {{ reference = "register" }}
covers = ["pkg:npm/{name}"]
[[payees.accounts]]
iban = "{iban}"
evidence = {{ reference = "letter" }}
proposed_by = "An"
proposed_on = 2026-01-01
approved_by = "Bo"
approved_on = 2026-01-02
"""
    for name, iban in _ACCOUNTS
)


def company(number: int, *, contributes: bool = False, **facts: str) -> str:
    """A company on waged work; `facts` add to what is known of it."""
    more = "\n".join(f"{name} = {value}" for name, value in facts.items())
    return f"""
[actor]
name = "Company {number:02} Ltd"
country = "GB"
[facts]
kind = "organisation"
worker_owned = false
privately_owned_and_managed = true
profits_from_wage_labour = true
{more}
[use]
commercial = true
[commons.gears]
contributes = {"true" if contributes else "false"}
[commons.nuts]
carried_forward = "0 EUR"
"""


def actor(number: int) -> str:
    """By turns: five companies that owe, a cooperative, one whose revenue nobody knows, a small one."""
    match number % 8:
        case 5:
            return sample.COOPERATIVE
        case 6:
            return company(number, head_count="12")
        case 7:
            return company(number, revenue='{ value = "900000 EUR", year = 2025 }', head_count="4")
        case _:
            revenue = 3_000_000 + number * 123_457
            return company(
                number, revenue=f'{{ value = "{revenue}.37 EUR", year = 2025 }}', head_count=str(20 + number)
            )


def documents(place: Path, number: int) -> None:
    """Two documents of an organisation: one that lists all three commons, one that knows more of what seeds need."""
    gears, nuts = sample.part("gears", "PPL"), sample.part("nuts", "PPL")
    seeds, soil, water = sample.part("seeds", "PPL"), sample.part("soil"), sample.part("water")
    wild = sample.part(f"wild-{number % 3}")
    first = sample.bill(gears, nuts, seeds, soil, edges={"root": ["gears", "nuts", "seeds"], "seeds": ["soil"]})
    edges = {"root": ["seeds"], "seeds": ["soil", wild["name"]], "soil": ["water"]}
    second = sample.bill(seeds, soil, water, wild, edges=edges)
    for name, bill in (("app", first), ("site", second)):
        sample.write(place / f"org-{number:02}" / f"{name}.cdx.json", json.dumps(bill))


def estate(folder: Path, numbers: Iterable[int]) -> Path:
    """Write it for the organisations with these numbers: sources in `estate`, actors, commons and the table beside it."""
    place, table = folder / "estate", []
    for number in numbers:
        name = f"org-{number:02}"
        documents(place, number)
        sample.write(folder / "actors" / f"{name}.toml", actor(number))
        table.append(f'[[organisation]]\npattern = "*/{name}/*"\nactor = "{name}.toml"\n')
    sample.write(folder / "organisations.toml", "".join(table))
    for name, text in (("gears", sample.COMMONS), ("nuts", NUTS), ("seeds", SEEDS)):
        sample.write(folder / f"{name}.toml", text)
    sample.write(folder / "payees.toml", PAYEES)
    return place


def commons(folder: Path) -> list[Commons]:
    """The three, as they were written."""
    return [load_commons(folder / f"{name}.toml") for name in ("gears", "nuts", "seeds")]

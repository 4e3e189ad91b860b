"""Every example of docs/tariffs.md comes to what the page says."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest
from fee_sample import DAY, commons, fee_of, tariff

from copyfair.actor import read
from copyfair.actor.facts import About, info
from copyfair.commons import load, load_text
from copyfair.commons.registry import payable_account, read_registry
from copyfair.commons.tariff import Adjustment, Node
from copyfair.fees.model import Fee, FeeState

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tariffs.md"
EXAMPLE = re.compile(r"```toml\n((?:(?!```).)*?)```\n\n((?:- [^\n]*\n)+)", re.DOTALL)
LINE = re.compile(r"- (?:`(?P<facts>.*)`|nothing stated): (?P<result>.*)")


def page():
    if not PAGE.is_file():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    return PAGE.read_text("utf-8")


def licensee(text):
    """The licensee who states these facts, as from an actor.toml."""
    given = tomllib.loads("\n".join(re.split(r", (?=[a-z_]+ = )", text)))
    theirs = {name: value for name, value in given.items() if info(name).about is About.COMMONS}
    ours = {name: value for name, value in given.items() if name not in theirs}
    actor, _ = read({"facts": ours, "commons": {"gears": theirs}}, where="actor.toml", as_of=DAY)
    return actor


def told(fee: Fee) -> str:
    match fee.state:
        case FeeState.NEEDS_INPUT:
            return "asks for " + ", ".join(fact.name for fact in fee.missing)
        case FeeState.WAIVED:
            return "waived"
        case FeeState.CARRIED_FORWARD:
            return f"carries forward {fee.carried}"
        case _:
            return str(fee.total)


def test_every_example_comes_to_what_the_page_says():
    examples = EXAMPLE.findall(page())
    assert len(examples) >= 18
    for text, lines in examples:
        made = commons(tariff(text))
        for line in lines.splitlines():
            found = LINE.fullmatch(line)
            assert found, line
            fee = fee_of(made, licensee(found["facts"] or ""), DAY)
            assert told(fee) == found["result"], f"{text}{line}"


def test_every_kind_has_an_example():
    text = page()
    for kind in (*Node.__args__, *Adjustment.__args__):
        assert f'kind = "{kind.__struct_config__.tag}"' in text


def test_the_whole_tables_of_the_page_are_read(tmp_path):
    blocks = re.findall(r"```toml\n(.*?)```", page(), re.DOTALL)
    (whole,) = [block for block in blocks if block.startswith("[[tariffs]]")]
    (split,) = [block for block in blocks if block.startswith("[split]")]
    (registry,) = [block for block in blocks if block.startswith("waiting_days")]
    text = f"""
id = "peer-map"
name = "Peer Map"
license = "PPL"
covers = ["pkg:npm/peer-map"]
steward = {{ name = "Friends" }}
{whole}
{split}
[[payees]]
party = {{ name = "Friends" }}
"""
    assert load_text(text, "commons.toml").tariffs[0].id == "peer-map-2026"
    (tmp_path / "commons.toml").write_text(text)
    (tmp_path / "payees.toml").write_text(registry)
    assert load(tmp_path / "commons.toml").registry == read_registry(registry, "payees.toml")
    day = datetime.date(2026, 1, 29)
    assert payable_account(read_registry(registry, "payees.toml"), "route-line", day).account is not None

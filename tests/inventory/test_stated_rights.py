"""Rights of use in CycloneDX: what is written is read again, and the public documents are understood."""

import datetime
import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats.cyclonedx_json import FORMAT
from copyfair.inventory.model import Found, StatedRight
from copyfair.inventory.stated_rights import read_rights, write_right
from copyfair.problem import Problem
from copyfair.settings import Count, Entitlement, RightType

PURL = "pkg:npm/gearbox@2.1.0"
words = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
maybe = st.just("") | words
day = st.dates(min_value=datetime.date(1, 1, 2), max_value=datetime.date(9999, 12, 30))
counts = st.builds(Count, of=words, bought=st.integers(1, 10**9), in_use=st.none() | st.integers(0, 10**9))
entitlements = st.builds(
    Entitlement,
    component=st.just(PURL),
    reference=words,
    licensor=words,
    licensee=maybe,
    valid_from=st.none() | day,
    valid_until=st.none() | day,
    scope=maybe,
    types=st.lists(st.sampled_from(RightType), max_size=3).map(tuple),
    count=st.none() | counts,
    renewed=st.none() | day,
    purchaser=maybe,
    purchase_order=maybe,
    alt_ids=st.lists(words, max_size=3).map(tuple),
)
HERE = Entry(Path(__file__).parent, PurePosixPath(Path(__file__).name), format_name="cyclonedx-json")


def reread(licences: Any) -> list[StatedRight | Problem]:
    return list(read_rights(HERE, PURL, json.loads(json.dumps(licences)), "components[0].licenses"))


@given(st.lists(entitlements, max_size=3))
def test_what_is_written_is_read_again(rights: list[Entitlement]) -> None:
    read = reread([write_right(right) for right in rights])
    assert [one.entitlement for one in read if isinstance(one, StatedRight)] == rights
    assert not any(one.beside or one.license for one in read if isinstance(one, StatedRight))


@settings(max_examples=25)
@given(st.lists(entitlements, max_size=2))
def test_what_is_written_is_valid(rights: list[Entitlement]) -> None:
    licences = [write_right(right) for right in rights]
    component = {"type": "library", "name": "gearbox", "licenses": licences}
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [component]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)) is None


def test_a_record_says_nothing_about_the_licence() -> None:
    entry = HERE.root / "cyclonedx-json" / "licensing" / "tree"
    found = [one for one in FORMAT.read(Entry(entry, PurePosixPath("bought.cdx.json"))) if isinstance(one, Found)]
    claims = {one.name: [claim.statements for claim in one.claims] for one in found}
    assert claims["on-record"] == [("MIT",)]
    assert claims["gearbox"] == [("Gearbox Commercial Licence",)]


@pytest.mark.parametrize(
    ("expiration", "last"),
    [
        ("2027-03-02T00:00:00Z", datetime.date(2027, 3, 1)),
        ("2027-03-02T00:00:01+02:00", datetime.date(2027, 3, 2)),
        ("2027-03-02", datetime.date(2027, 3, 1)),
    ],
)
def test_the_last_day_is_one_on_which_it_still_holds(expiration: str, last: datetime.date) -> None:
    (read,) = reread([{"license": {"name": "L", "licensing": {"expiration": expiration}}}])
    assert isinstance(read, StatedRight)
    assert read.entitlement.valid_until == last


@pytest.mark.parametrize("expiration", ["0001-01-01T00:00:00Z", "", 7, "2027-02-30T00:00:00Z", "\x1b[31m"])
def test_a_day_that_cannot_be_read_makes_no_right(expiration: object) -> None:
    (read,) = reread([{"license": {"name": "L", "licensing": {"expiration": expiration}}}])
    assert isinstance(read, Problem)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = ("altIds", "licensor", "licensee", "purchaser", "purchaseOrder", "licenseTypes", "lastRenewal", "expiration")


@given(licensing=json_values | st.dictionaries(st.sampled_from(FIELDS), json_values), more=json_values)
def test_any_json_is_a_right_or_a_problem_or_nothing(licensing: object, more: object) -> None:
    read = reread([{"license": {"name": "L", "licensing": licensing, "properties": more}}])
    assert len(read) == (licensing is not None)


@pytest.mark.parametrize(
    "path",
    [
        "1.5/valid-license-licensing-1.5.json",
        "1.6/valid-license-licensing-1.6.json",
        "1.7/valid-license-name-with-licensing-1.7.json",
        "1.7/valid-license-expression-with-licensing-1.7.json",
    ],
)
def test_the_public_documents_are_understood(corpora: Path, path: str) -> None:
    items = FORMAT.read(Entry(corpora / "cyclonedx", PurePosixPath(path), format_name=FORMAT.name))
    found = [one for one in items if isinstance(one, Found) and not one.weak]
    (right,) = (right for one in found for right in one.rights)
    said = right.entitlement
    assert (said.licensor, said.licensee, said.purchaser) == ("Acme Inc", "Example Co.", "Samantha Wright")
    assert (said.purchase_order, said.types, said.alt_ids) == ("PO-12345", (RightType.APPLIANCE,), ("acme", "acme-license"))
    assert (said.renewed, said.valid_until) == (datetime.date(2022, 4, 13), datetime.date(2023, 4, 13))
    assert not right.beside


def test_the_types_are_those_of_the_standard() -> None:
    for version in (SchemaVersion.V1_5, SchemaVersion.V1_6, SchemaVersion.V1_7):
        listed = [{"license": {"name": "L", "licensing": {"licenseTypes": [kind.value for kind in RightType]}}}]
        document = {"bomFormat": "CycloneDX", "specVersion": version.to_version(), "version": 1}
        document["components"] = [{"type": "library", "name": "l", "licenses": listed}]
        assert JsonStrictValidator(version).validate_str(json.dumps(document)) is None

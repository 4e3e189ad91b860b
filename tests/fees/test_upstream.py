"""The split upstream: through the licensee's own graph, exact, and not to be had by splitting packages."""

import datetime
from decimal import Decimal

import msgspec
import pytest
from fee_sample import DAY, commons, component, due, licensee, tariff
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.commons.registry import read_registry
from copyfair.fees import assess
from copyfair.fees.model import Line
from copyfair.inventory.model import Depth
from copyfair.reciprocity.model import Rung, Verdict

ACCOUNT = """
[[payees.accounts]]
iban = "BE68 5390 0754 7034"
evidence = { kind = "contract", reference = "letter of the bank" }
proposed_by = "An"
proposed_on = 2026-01-12
approved_by = "Bo"
approved_on = 2026-01-15
"""


def registry(*names):
    """Verified payees, each with the packages that begin with its name."""
    text = ""
    for name in names:
        text += f'[[payees]]\nid = "{name}"\nparty = {{ name = "{name.title()}" }}\n'
        text += f'identity = {{ reference = "register {name}" }}\ncovers = ["pkg:npm/{name}*"]\n{ACCOUNT}'
    return read_registry(text, "payees.toml")


def gears(split, *names, amount="1000"):
    """The Gears Commons that asks for a flat fee and passes it on."""
    text = tariff(f"""fee = {{ kind = "flat", amount = "{amount} EUR" }}""")
    made = commons(text, more=f'[split]\nreserve = "Small sums"\n{split}')
    return msgspec.structs.replace(made, registry=registry(*names))


def free(one):
    """The decision that a component may be used."""
    return msgspec.structs.replace(
        due(one),
        verdict=Verdict.PERMITTED,
        worst=Verdict.PERMITTED,
        best=Verdict.PERMITTED,
        rung=Rung.LICENCE,
        commons="",
    )


def lines(made, *components, day=DAY):
    """What the fee for the gear* packages among these comes to."""
    decisions = [due(one) if one.name.startswith("gear") else free(one) for one in components]
    (fee,) = assess(decisions, (made,), licensee(), day)
    assert sum(line.amount.amount for line in fee.allocations) == fee.total.amount
    return fee.allocations


def told(allocations):
    return [(line.line.value, line.payee, str(line.amount)) for line in allocations]


def by_payee(allocations):
    """Payee, or reserve -> amount."""
    found = {}
    for line in allocations:
        key = line.payee if line.line is not Line.RESERVE else "reserve"
        found[key] = found.get(key, 0) + line.amount.amount
    return found


SPLIT = "administration = 0.05\npass_on = 0.5"
BELOW = Depth.TRANSITIVE


def test_each_payee_keeps_a_part_and_passes_the_rest_on():
    made = gears(SPLIT, "bolt", "nut", "screw")
    found = lines(
        made,
        component("gearbox", "bolt", "nut", "weird"),
        component("bolt", "screw", depth=BELOW),
        component("nut", depth=BELOW),
        component("screw", depth=BELOW),
        component("weird", depth=BELOW),
    )
    # 1,000 less 5 % is 950; half of it stays, the other half goes on in three parts of 158.33…; Bolt passes on half of its.
    assert told(found) == [
        ("association", "Gears Commons Association", "50.00 EUR"),
        ("own", "Gears Commons Association", "475.00 EUR"),
        ("upstream", "Bolt", "79.17 EUR"),
        ("upstream", "Nut", "158.33 EUR"),
        ("upstream", "Screw", "79.17 EUR"),
        ("reserve", "", "158.33 EUR"),
    ]
    assert found[-1].says == "Small sums: nobody verified stands for these packages yet."
    assert found[-1].components == ("pkg:npm/weird@1.0.0",)


def test_the_licensee_pays_one_sum_to_the_association():
    made = gears(SPLIT, "bolt")
    (fee,) = assess([due(component("gearbox", "bolt")), free(component("bolt", depth=BELOW))], (made,), licensee(), DAY)
    assert [str(portion.amount) for portion in fee.portions] == ["1,000.00 EUR"]


def test_without_a_split_nothing_is_passed_on():
    (fee,) = assess([due()], (commons(tariff("""fee = { kind = "flat", amount = "1 EUR" }""")),), licensee(), DAY)
    assert fee.allocations == ()


def test_the_money_starts_where_the_licensee_first_comes_to_the_commons():
    made = gears("pass_on = 0.5", "bolt")
    chain = [
        component("lib", "gearbox"),
        component("gearbox", "gearwheel", depth=BELOW),
        component("gearwheel", "bolt", depth=BELOW),
        component("bolt", depth=BELOW),
    ]
    # Both gear packages are the commons' own: one stop, which keeps a half.
    assert by_payee(lines(made, *chain)) == {"Gears Commons Association": 500, "Bolt": 500}
    # What only the licensee itself uses, and not through the commons, gets nothing.
    beside = [component("gearbox"), component("bolt")]
    assert by_payee(lines(made, *beside)) == {"Gears Commons Association": 1000}


def test_a_component_without_a_known_way_starts_by_itself():
    made = gears("pass_on = 0.5", "bolt")
    lost = [component("gearbox", "bolt", depth=Depth.UNKNOWN), component("bolt", depth=Depth.UNKNOWN)]
    assert by_payee(lines(made, *lost)) == {"Gears Commons Association": 500, "Bolt": 500}


@pytest.mark.parametrize(
    ("levels", "amounts"),
    [
        (1, {"A": 500}),
        (2, {"A": 250, "B": 250}),
        (3, {"A": 250, "B": 125, "C": 125}),
        (6, {"A": 250, "B": 125, "C": "62.50", "D": "62.50"}),
    ],
)
def test_it_is_passed_on_as_often_as_the_split_says(levels, amounts):
    made = gears(f"pass_on = 0.5\nlevels = {levels}", "a", "b", "c", "d")
    chain = [
        component("gearbox", "a"),
        *(component(x, y, depth=BELOW) for x, y in ("ab", "bc", "cd")),
        component("d", depth=BELOW),
    ]
    expected = {name: Decimal(amount) for name, amount in amounts.items()}
    assert by_payee(lines(made, *chain)) == {"Gears Commons Association": 500, **expected}


def test_money_does_not_go_round_in_a_circle():
    made = gears("pass_on = 0.5", "a", "b")
    circle = [component("gearbox", "a"), component("a", "b", depth=BELOW), component("b", "a", "gearbox", depth=BELOW)]
    assert by_payee(lines(made, *circle)) == {"Gears Commons Association": 500, "A": 250, "B": 250}


# ---------------------------------------------------------------- bounds and the reserve


def test_small_sums_too_large_ones_and_payees_without_an_account_are_held():
    made = gears('pass_on = 0.5\nmost = 0.2\nleast = "50 EUR"', "a", "b", "c")
    without = msgspec.structs.replace(made.registry.payees[2], accounts=())
    payees = (*made.registry.payees[:2], without)
    made = msgspec.structs.replace(made, registry=msgspec.structs.replace(made.registry, payees=payees))
    found = lines(
        made,
        component("gearbox", "a", "c"),
        component("a", depth=BELOW),
        component("c", "b", depth=BELOW),
        component("b", depth=BELOW),
    )
    assert [(line.line.value, line.payee, str(line.amount), line.says) for line in found[1:]] == [
        ("upstream", "A", "200.00 EUR", "For 1 package that Gears Commons stands on."),
        ("upstream", "B", "125.00 EUR", "For 1 package that Gears Commons stands on."),
        ("reserve", "A", "50.00 EUR", "Small sums: one payee gets at most 20 %."),
        ("reserve", "C", "125.00 EUR", "Small sums: No account of C was ever proposed."),
    ]
    enough = gears('pass_on = 0.5\nleast = "50 EUR"', "a", amount="100")
    assert lines(enough, component("gearbox", "a"), component("a", depth=BELOW))[-1].line is Line.UPSTREAM
    small = gears('pass_on = 0.5\nleast = "50 EUR"', "a", amount="99.98")
    assert [line.line for line in lines(small, component("gearbox", "a"), component("a", depth=BELOW))] == [
        Line.OWN,
        Line.RESERVE,
    ]


def test_an_account_that_waits_is_not_paid_yet():
    made = gears("pass_on = 0.5", "a")
    parts = (component("gearbox", "a"), component("a", depth=BELOW))
    assert lines(made, *parts, day=datetime.date(2026, 1, 20))[-1].line is Line.RESERVE
    assert lines(made, *parts, day=datetime.date(2026, 1, 29))[-1].line is Line.UPSTREAM


# ---------------------------------------------------------------- splitting packages

HONEST = [
    component("gearbox", "a", "b", "leaf"),
    component("a", "c", "leaf", depth=BELOW),
    component("b", "c", depth=BELOW),
    component("c", "leaf", "d", depth=BELOW),
    component("d", depth=BELOW),
]
PAYEES = ("a", "b", "c", "d", "leaf")
TWENTY = [f"leaf-{n}" for n in range(20)]


def rewired(needs):
    """The honest packages, with these in the place of `leaf`."""
    return [
        component(
            one.name,
            *(name for need in one.requires for name in (needs if need == "pkg:npm/leaf@1.0.0" else [need[8:-6]])),
            depth=one.depth,
        )
        for one in HONEST
    ]


@pytest.mark.parametrize("verified", [True, False])
def test_who_splits_one_package_into_twenty_gets_no_more_and_nobody_gets_less(verified):
    made = gears(SPLIT, *(PAYEES if verified else PAYEES[:-1]))
    before = by_payee(lines(made, *HONEST, component("leaf", depth=BELOW)))
    side_by_side = [*rewired(TWENTY), *(component(name, depth=BELOW) for name in TWENTY)]
    facade = [*HONEST, component("leaf", *TWENTY, depth=BELOW), *(component(name, depth=BELOW) for name in TWENTY)]
    chain = [*HONEST, component("leaf", "leaf-0", depth=BELOW)]
    chain += [component(name, after, depth=BELOW) for name, after in zip(TWENTY, [*TWENTY[1:], "d"], strict=True)]
    assert by_payee(lines(made, *side_by_side)) == before
    assert by_payee(lines(made, *facade)) == before
    if verified:
        # A chain of twenty that needs what nobody else would: the owner only gives away of its own.
        assert by_payee(lines(made, *chain))["Leaf"] <= before["Leaf"]


def test_wrappers_that_nobody_verified_bring_their_owner_nothing():
    made = gears(SPLIT, "a", "b")
    honest = [component("gearbox", "a"), component("a", "b", depth=BELOW), component("b", depth=BELOW)]
    wrappers = [component(f"w{n}", "a", depth=BELOW) for n in range(20)]
    greedy = [honest[0], component("a", "b", *(f"w{n}" for n in range(20)), depth=BELOW), honest[2], *wrappers]
    assert by_payee(lines(made, *greedy))["A"] == by_payee(lines(made, *honest))["A"]


@st.composite
def graphs(draw):
    """Packages p0 (the commons' own) to pn, each needing some with a higher number, and some of them verified."""
    size = draw(st.integers(2, 7))
    needs = {n: draw(st.sets(st.integers(n + 1, size), max_size=4)) if n < size else set() for n in range(size + 1)}
    needs[0] |= {1}
    verified = draw(st.sets(st.integers(1, size), min_size=1))
    return needs, verified


def packages(needs, pieces=None, target=None, subsets=()):
    """The components of a graph; with pieces: these in the place of one package, wired to the first of them."""
    name = {n: "gearbox" if n == 0 else f"p{n}-" for n in needs}
    made = []
    wanted = iter(subsets)
    for n, others in needs.items():
        names = []
        for other in sorted(others):
            if pieces and other == target:
                names += sorted({pieces[0], *next(wanted, ())})
            else:
                names.append(name[other])
        if pieces and n == target:
            made.append(component(pieces[0], *pieces[1:], *names[: len(names) // 2], depth=BELOW))
            made += [component(piece, *names[len(names) // 2 :], depth=BELOW) for piece in pieces[1:]]
        else:
            made.append(component(name[n], *names, depth=BELOW if n else Depth.DIRECT))
    return made


@settings(max_examples=80)
@given(graph=graphs(), data=st.data())
def test_a_verified_payee_may_cut_its_packages_as_it_likes(graph, data):
    needs, verified = graph
    made = gears(SPLIT, *(f"p{n}-" for n in sorted(verified)))
    target = data.draw(st.sampled_from(sorted(verified)))
    pieces = [f"p{target}-{n}" for n in range(data.draw(st.integers(2, 20)))]
    subsets = [data.draw(st.sets(st.sampled_from(pieces))) for _ in needs]
    before = lines(made, *packages(needs))
    assert by_payee(before) == by_payee(lines(made, *packages(needs, pieces, target, subsets)))
    assert by_payee(before) == by_payee(lines(made, *reversed(packages(needs))))

"""Places put together: one component for everything that is the same, and the way to it."""

from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from copyfair.inventory.assemble import assemble
from copyfair.inventory.model import Claim, Component, Depth, Found, Origin, Requirement, Scope, Source


def place(
    name: str, *needs: str, version: str | None = "1", origin: Origin = Origin.THIRD_PARTY, **more: object
) -> Found:
    purl = f"pkg:npm/{name}@{version}" if version else f"pkg:npm/{name}"
    requires = tuple(Requirement(target=f"pkg:npm/{target}") for target in needs)
    defaults = {"source": Source(file=f"{name}.json"), "requires": requires}
    return Found(purl=purl, name=name, version=version, origin=origin, **{**defaults, **more})


def root(*needs: str, scope: Scope = Scope.RUNTIME, name: str = "app") -> Found:
    requires = tuple(Requirement(target=f"pkg:npm/{target}", scope=scope) for target in needs)
    return place(name, origin=Origin.FIRST_PARTY, requires=requires, home=name)


def by_name(found: Sequence[Found]) -> dict[str, Component]:
    return {component.name: component for component in assemble(found)[0]}


def claim(text: str, file: str = "f") -> Claim:
    return Claim(statements=(text,), source=Source(file=file))


def test_depth_and_path() -> None:
    parts = by_name([root("a"), place("a", "b"), place("b", "c"), place("c"), place("alone")])
    assert parts["app"].depth is Depth.ROOT
    assert parts["a"].depth is Depth.DIRECT
    assert parts["b"].depth is Depth.TRANSITIVE
    assert parts["c"].paths == (("app", "a", "b", "c"),)
    assert parts["alone"].depth is Depth.UNKNOWN
    assert parts["alone"].paths == (("alone",),)


def test_what_another_needs_is_not_direct_where_no_project_asks_for_it() -> None:
    parts = by_name([place("a", "b"), place("b"), place("here", "c", depth=Depth.DIRECT), place("c")])
    assert [parts[name].depth for name in ("a", "b", "here", "c")] == [
        Depth.UNKNOWN,
        Depth.TRANSITIVE,
        Depth.DIRECT,
        Depth.TRANSITIVE,
    ]
    both = by_name([root("a", "b"), place("a", "b"), place("b")])
    assert both["b"].depth is Depth.DIRECT


def test_a_circle_ends() -> None:
    parts = by_name([root("a"), place("a", "b"), place("b", "a")])
    assert parts["b"].paths == (("app", "a", "b"),)


def test_the_best_reason_counts_and_the_weakest_link_of_a_path() -> None:
    parts = by_name(
        [
            root("tool", scope=Scope.DEV),
            root("lib", name="other"),
            place("tool", "shared", "helper"),
            place("lib", "shared"),
            place("shared"),
            place("helper"),
        ]
    )
    assert parts["helper"].scope is Scope.DEV
    assert parts["shared"].scope is Scope.RUNTIME


def test_a_scope_the_file_states_counts() -> None:
    assert by_name([root("a"), place("a", scope=Scope.OPTIONAL)])["a"].scope is Scope.OPTIONAL


def test_a_place_without_version_tells_about_every_version() -> None:
    parts, _ = assemble(
        [root("a"), place("a", version=None, claims=(claim("MIT"),)), place("a", version="1"), place("a", version="2")]
    )
    assert [(part.version, [c.statements for c in part.claims]) for part in parts if part.name == "a"] == [
        ("1", [("MIT",)]),
        ("2", [("MIT",)]),
    ]


def test_a_part_of_the_project_does_not_hide_a_package_of_its_name() -> None:
    lock = Source(file="yarn.lock")
    own = place("moss", version=None, origin=Origin.FIRST_PARTY, home=".", source=lock)
    manifest = place("moss", version=None, origin=Origin.FIRST_PARTY, home=".", source=Source(file="package.json"))
    fetched = place("moss", version="6.1", source=lock)
    text = place("moss", version=None, home=".", weak=True, claims=(claim("MIT"),))
    components = {component.purl: component for component in assemble([own, manifest, fetched, text])[0]}
    assert components["pkg:npm/moss"].origin is Origin.FIRST_PARTY
    assert components["pkg:npm/moss"].claims == (claim("MIT"),)
    assert components["pkg:npm/moss@6.1"].origin is Origin.THIRD_PARTY
    assert components["pkg:npm/moss@6.1"].claims == ()


def test_the_project_does_not_hide_a_package_of_its_name_that_it_asks_for() -> None:
    manifest = Source(file="Cargo.toml")
    own = place("moss", "moss", version="0.1", origin=Origin.FIRST_PARTY, home=".", source=manifest)
    asked = place("moss", version=None, source=manifest)
    elsewhere = place("moss", version=None, source=Source(file="other/Cargo.toml"))
    components = {component.purl: component for component in assemble([own, asked])[0]}
    assert components["pkg:npm/moss"].origin is Origin.THIRD_PARTY
    assert components["pkg:npm/moss@0.1"].origin is Origin.FIRST_PARTY
    assert [component.purl for component in assemble([own, elsewhere])[0]] == ["pkg:npm/moss@0.1"]


def test_the_project_without_a_version_is_what_is_installed_under_its_name() -> None:
    own = place("moss", version=None, origin=Origin.FIRST_PARTY, home=".", source=Source(file="pyproject.toml"))
    installed = place("moss", version="6.1", source=Source(file="env/moss.dist-info/METADATA"))
    (component,) = assemble([own, installed])[0]
    assert (component.version, component.origin) == ("6.1", Origin.FIRST_PARTY)


def test_five_places_are_one_component() -> None:
    places = [place("a", source=Source(file=f"{n}.json"), claims=(claim("MIT", f"{n}"),)) for n in range(5)]
    (component,) = assemble(places)[0]
    assert [source.file for source in component.found_in] == [f"{n}.json" for n in range(5)]
    assert len(component.claims) == 5


def test_evidence_is_listed_only_when_something_asks_for_it() -> None:
    outside = [place("a", "b", evidence_only=True), place("b", evidence_only=True), place("c", evidence_only=True)]
    parts, unused = assemble([root("a"), place("a", version=None), *outside])
    assert [part.name for part in parts] == ["a", "app", "b"]
    assert unused == ("c",)


def test_a_licence_file_belongs_to_the_project_of_its_folder() -> None:
    manifest = place("app", origin=Origin.FIRST_PARTY, home=".")
    licence = Found(
        purl="pkg:generic/folder",
        name="folder",
        source=Source(file="LICENSE"),
        claims=(claim("text"),),
        home=".",
        weak=True,
    )
    (component,) = assemble([licence, manifest])[0]
    assert component.name == "app"
    assert component.origin is Origin.FIRST_PARTY
    assert component.claims == (claim("text"),)


def test_a_vendored_folder_is_judged() -> None:
    vendored = Found(
        purl="pkg:generic/vendor-x", name="x", source=Source(file="vendor/x/LICENSE"), home="vendor/x", weak=True
    )
    component = by_name([root(), vendored])["x"]
    assert component.origin is Origin.THIRD_PARTY
    assert component.depth is Depth.DIRECT


def tag(file: str, statement: str) -> Found:
    return Found(
        purl="pkg:generic/file", name=file, source=Source(file=file), claims=(claim(statement, file),), weak=True
    )


def test_tags_like_the_project_are_evidence_others_stand_alone() -> None:
    project = place("app", origin=Origin.FIRST_PARTY, home=".", claims=(claim("MIT"),))
    parts, _ = assemble([project, tag("src/a.py", "mit"), tag("maps/x.js", "PPL"), tag("maps/y.js", "PPL")])
    names = {part.name: part for part in parts}
    assert set(names) == {"app", "maps (2 files tagged PPL)"}
    assert names["maps (2 files tagged PPL)"].origin is Origin.THIRD_PARTY
    assert len(names["app"].claims) == 2


def test_a_declared_name_is_the_component_of_that_name() -> None:
    declared = Found(
        purl="pkg:generic/a",
        name="a",
        source=Source(file="copyfair.toml", format="copyfair.toml"),
        claims=(claim("PPL"),),
    )
    parts = by_name([root("a"), place("a"), declared])
    assert parts["a"].purl == "pkg:npm/a@1"
    assert parts["a"].claims == (claim("PPL"),)


NAMES = st.sampled_from("abcdefg")


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=4)), max_size=12), st.randoms())
def test_order_does_not_matter_and_nothing_is_lost(graph: list[tuple[str, list[str]]], random: Random) -> None:
    places = [root(*(name for name, _ in graph[:2]))] + [place(name, *needs) for name, needs in graph]
    shuffled = list(places)
    random.shuffle(shuffled)
    parts, _ = assemble(places)
    assert parts == assemble(shuffled)[0]
    assert {part.purl for part in parts} == {one.purl for one in places}


def test_a_folder_named_by_nothing_but_a_licence_and_a_list_is_judged() -> None:
    listed = Found(
        purl="pkg:generic/x", name="x", source=Source(file="x/requirements.txt"), home="x", weak=True, origin=Origin.FIRST_PARTY
    )
    licence = Found(purl="pkg:generic/x", name="x", source=Source(file="x/LICENSE"), home="x", weak=True)
    assert by_name([listed])["x"].origin is Origin.FIRST_PARTY
    assert by_name([listed, licence])["x"].origin is Origin.THIRD_PARTY


def test_a_second_tag_in_a_file_is_not_lost_behind_the_first() -> None:
    project = place("app", origin=Origin.FIRST_PARTY, home=".", claims=(claim("MIT"),))
    both = Claim(statements=("MIT", "PPL"), source=Source(file="src/a.py"))
    file = Found(purl="pkg:generic/a", name="src/a.py", source=Source(file="src/a.py"), claims=(both,), weak=True)
    parts = by_name([project, tag("src/b.py", "MIT"), file])
    assert set(parts) == {"app", "src/a.py"}
    assert parts["src/a.py"].claims == (both,)
    assert parts["src/a.py"].origin is Origin.THIRD_PARTY

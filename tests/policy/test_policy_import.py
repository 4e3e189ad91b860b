"""Policies of other tools: each format has a case, what is written can be used, and what is lost is said."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copyfair.cli.policy_text import imported
from copyfair.errors import InputError
from copyfair.policy import rules_of
from copyfair.policy.foreign import formats, read
from copyfair.settings import parse_settings

HERE = Path(__file__).parent / "foreign"
CASES = {name: next(HERE / file for file in one.files if (HERE / file).is_file()) for name, one in formats().items()}


def written(name: str) -> str:
    found, policy = read(CASES[name].read_text("utf-8"), CASES[name].name)
    assert found.name == name
    return imported(policy, f"{CASES[name].name} ({name})")


@pytest.mark.parametrize("name", CASES)
def test_each_format_becomes_what_it_should(golden, name):
    golden(HERE / f"{name}.expected.toml", written(name))


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_can_be_used(name):
    rules_of([("copyfair.toml", parse_settings(written(name)).policy)])


@pytest.mark.parametrize("name", CASES)
def test_records_to_complete_can_be_used_once_they_are(name):
    """Taking the marks away and filling in what is asked for gives settings that can be read."""
    answers = {"until": "2027-01-31", "reason": '"r"', "approver": '"a"'}
    lines = []
    for line in written(name).partition("\n[policy]\n")[2].splitlines():
        text = line.removeprefix("# ")
        key = text.partition(" =")[0]
        lines.append(f"{key} = {answers[key]}" if text.startswith(f"{key} =  ") else text)
    text = "[policy]\n" + "\n".join(line for line in lines if not line.startswith("allowed there"))
    given_ = parse_settings(text)
    assert text.count("[[") == sum(map(len, (given_.exception, given_.choice, given_.overrides)))


def test_nothing_denied_there_is_allowed_here():
    _, policy = read('[licenses]\nallow = ["MIT"]\ndeny = ["MIT"]', "deny.toml")
    own = parse_settings(imported(policy, "deny.toml")).policy
    assert (own.allow, own.deny) == ((), ("MIT",))


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ('[licenses]\nallow = ["Nobody\'s Own"]', "deny.toml"),
        ("[licenses]\nallow = []", "deny.toml"),
        ("allowed: [other]", ".licensed.yml"),
        ("require-license: true", ".grant.yaml"),
        ("allow-licenses: Nobodys", "dependency-review-config.yml"),
    ],
)
def test_a_list_of_which_nothing_is_left_is_not_lost_in_silence(text, file):
    _, policy = read(text, file)
    assert policy.allow == ()
    assert any("stops everything there and nothing here" in one for one in policy.left)


def test_development_dependencies_count_as_they_did_there():
    assert read("[licenses]", "deny.toml")[1].scopes == ("runtime", "optional", "build")
    every = read("[licenses]\ninclude-dev = true\ninclude-build = false", "deny.toml")[1].scopes
    assert every == ("runtime", "optional", "dev", "test")


@pytest.mark.parametrize(
    ("text", "file", "name", "says"),
    [
        ("", "deny.txt", "", "is not called like a policy of another tool"),
        ("", "deny.toml", "cargo", "is no format of a policy"),
        ("[[[", "deny.toml", "", "broken TOML"),
        ("a: [", "trivy.yaml", "", "broken YAML"),
        ("- a", "trivy.yaml", "", "holds no settings by name"),
        ("", "trivy.yaml", "", "holds no settings by name"),
        ("a: " + "[" * 5000, "trivy.yaml", "", "broken YAML"),
        ("a = " + "[" * 5000, "deny.toml", "", "broken TOML"),
    ],
)
def test_what_cannot_be_read_is_refused(text, file, name, says):
    with pytest.raises(InputError, match=says):
        read(text, file, name)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["MIT", "*", "pkg:npm/a", "NPM::a:1", 'a"b']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_KEYS = """
licenses allow deny exceptions clarify crate expression private license forbidden ignored restricted allowed reviewed
npm apps rules pattern mode exclusions ignore-packages allow-licenses allow-dependencies-licenses categories name
categorizations id license_choices package_license_choices package_id choice curations packages concluded_license
comment excludes paths scopes resolutions
""".split()
_SHAPES = st.recursive(
    st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=4),
    lambda inner: st.dictionaries(st.sampled_from(_KEYS), inner | st.lists(inner, max_size=3) | _VALUES, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.sampled_from(sorted(CASES)), _SHAPES)
def test_a_file_of_any_shape_becomes_a_policy(name, data):
    """Whatever stands in a file, reading it ends well, and what is written is TOML of one table and comments."""
    text = imported(formats()[name].read(data), "a file")
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        rules_of([("copyfair.toml", parse_settings(text).policy)])
    assert tomllib.loads(text).keys() <= {"policy", "overrides"}


def test_the_command_writes_it_and_overwrites_nothing(tmp_path):
    from click.testing import CliRunner

    from copyfair.cli.policy import command

    target = tmp_path / "policy.toml"
    ran = CliRunner().invoke(command, ["import", str(CASES["cargo-deny"]), "-o", str(target)])
    assert (ran.exit_code, ran.stderr) == (0, "12 points to read at the top of it\n")
    assert target.read_text("utf-8") == written("cargo-deny")
    again = CliRunner().invoke(command, ["import", str(CASES["cargo-deny"]), "-o", str(target)])
    assert isinstance(again.exception, InputError)
    shown = CliRunner().invoke(command, ["import", str(CASES["trivy"]), "--from", "trivy"])
    assert shown.stdout == written("trivy")

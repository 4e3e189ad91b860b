"""Hints at who takes money: found, named with their file, and never an account."""

import json

import pytest

from copyfair.commons.hints import hints

FILES = {
    "package.json": json.dumps({"name": "shop", "funding": "https://shop.example/give"}),
    "node_modules/a/package.json": json.dumps(
        {
            "name": "a",
            "funding": [
                {"type": "x", "url": "https://a.example/fund"},
                "https://a.example/two",
                5,
                {"url": "javascript:x"},
            ],
        }
    ),
    "node_modules/b/package.json": json.dumps({"name": "b", "funding": {"url": "http://b.example"}}),
    ".github/FUNDING.yml": "github: [ada, bob]\nko_fi: cleo\ncustom: ['https://c.example', 'not a link']\nliberapay:\n",
    "funding.json": json.dumps(
        {
            "version": "v1.0.0",
            "entity": {"type": "organisation", "name": "Deep Gears"},
            "funding": {
                "channels": [
                    {"type": "bank", "address": "IBAN BE68 5390 0754 7034"},
                    {"type": "payment-provider", "address": "https://pay.example/gears"},
                    {"type": "other", "address": "DE02 1203 0000 0000 2020 51"},
                    {"type": "bank", "address": "https://bank.example"},
                ]
            },
        }
    ),
    "lib/site-packages/gear-1.0.dist-info/METADATA": (
        "Metadata-Version: 2.1\nName: gear\nProject-URL: Donations, https://gear.example/donate\n"
        "Project-URL: Source, https://gear.example/source\n\nProject-URL: Funding, https://body.example\n"
    ),
    "pyproject.toml": '[project]\nname = "shop"\n[project.urls]\nFunding = "https://py.example"\nHome = "https://h.example"\n',
}


@pytest.fixture
def tree(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


ASK = "; ask for it over an address that you already know"


def test_every_kind_of_file_gives_its_hints_with_file_and_field(tree):
    assert [str(hint) for hint in hints(tree)] == [
        "unverified hint: https://c.example (.github/FUNDING.yml, custom)",
        "unverified hint: 'ada' on github (.github/FUNDING.yml, github)",
        "unverified hint: 'bob' on github (.github/FUNDING.yml, github)",
        "unverified hint: 'cleo' on ko_fi (.github/FUNDING.yml, ko_fi)",
        f"unverified hint about Deep Gears: a channel of the kind 'bank'{ASK} (funding.json, funding.channels[0])",
        "unverified hint about Deep Gears: https://pay.example/gears (funding.json, funding.channels[1])",
        f"unverified hint about Deep Gears: a channel of the kind 'other'{ASK} (funding.json, funding.channels[2])",
        f"unverified hint about Deep Gears: a channel of the kind 'bank'{ASK} (funding.json, funding.channels[3])",
        (
            "unverified hint about gear: https://gear.example/donate "
            "(lib/site-packages/gear-1.0.dist-info/METADATA, Project-URL: Donations)"
        ),
        "unverified hint about a: https://a.example/fund (node_modules/a/package.json, funding[0])",
        "unverified hint about a: https://a.example/two (node_modules/a/package.json, funding[1])",
        "unverified hint about b: http://b.example (node_modules/b/package.json, funding)",
        "unverified hint about shop: https://shop.example/give (package.json, funding)",
        "unverified hint about shop: https://py.example (pyproject.toml, project.urls: Funding)",
    ]


def test_no_account_number_is_ever_shown(tree):
    shown = " ".join(str(hint) for hint in hints(tree))
    assert "BE68" not in shown
    assert "DE02" not in shown


@pytest.mark.parametrize(
    "name", ["package.json", ".github/FUNDING.yml", "funding.json", "pyproject.toml", "x.dist-info/METADATA"]
)
@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[" * 5000, b"{", b"[1, 2]", b'"x"', b"a: &a [*a]", b"!!python/object/apply:os.system ['true']", b"Name: \xff", b"x" * 2_000_000],
)  # fmt: skip
def test_a_file_that_is_none_gives_no_hint(tmp_path, name, data):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(data)
    assert hints(tmp_path) == ()


def test_what_leads_out_of_the_folder_is_not_read(tree, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "package.json").symlink_to(tree / "package.json")
    (other / "in").symlink_to(tree)
    assert hints(other) == ()

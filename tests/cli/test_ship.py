"""``copyfair ship`` from the outside: what it answers, in both formats, and its exit code."""

import json
from pathlib import Path

import pytest
from running import DAY, copyfair

CLEAN, BAD_INPUT, NOTHING_FOUND, UNREAD, UNDETERMINED, CONFLICT = 0, 2, 3, 4, 8, 64


def project(folder: Path, dependencies: dict[str, str], *, own: str = "MIT", settings: str = "", dev: str = "") -> Path:
    """A folder `shop` with a package-lock.json that states these licences."""
    shop = folder / "shop"
    shop.mkdir()
    packages = {
        "": {"name": "shop", "version": "1.0.0", "license": own, "dependencies": dict.fromkeys(dependencies, "*")},
        **{
            f"node_modules/{name}": {"version": "1.0.0", "license": license_, **({"dev": True} if name == dev else {})}
            for name, license_ in dependencies.items()
        },
    }
    if dev:
        packages[""]["devDependencies"] = {dev: "*"}
        del packages[""]["dependencies"][dev]
    lock = {"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (shop / "package-lock.json").write_text(json.dumps(lock))
    if settings:
        (shop / "copyfair.toml").write_text(settings)
    return folder


def ship(folder: Path, *arguments: str):
    return copyfair("ship", "shop", *arguments, "--as-of", DAY, folder=folder)


LINKED = '[[combination]]\ncomponent = "pkg:npm/gears"\nhow = "linked"\n'


@pytest.mark.parametrize(
    ("dependencies", "settings", "code", "says"),
    [
        ({"pad": "MIT"}, "", CLEAN, "The one component goes with"),
        ({"pad": "MIT", "gears": "PPL"}, "", UNDETERMINED, "For 1 of 2 components it is open"),
        ({"pad": "MIT", "gears": "PPL"}, LINKED, CONFLICT, "1 of 2 components conflicts"),
        ({"gears": "PPL", "what": "LicenseRef-what"}, LINKED, CONFLICT | UNDETERMINED, "1 of 2 components conflicts"),
        ({"gears": "PPL"}, LINKED.replace("linked", "bundled"), CLEAN, "The one component goes with"),
    ],
)
def test_the_exit_code_and_the_first_line_agree(tmp_path, dependencies, settings, code, says):
    ran = ship(project(tmp_path, dependencies, settings=settings))
    assert ran.code == code
    assert ran.text.startswith(says)
    assert ran.err == ""


def test_users_are_told_after_the_conflicts(tmp_path):
    ran = ship(project(tmp_path, {"gears": "PPL"}, settings=LINKED))
    conflict, _, users = ran.text.partition("If it is passed on, whoever uses it has to meet all of this")
    assert "PPL 4(a)" in conflict
    assert "asked by PPL 4(d): pkg:npm/gears@1.0.0" in users


def test_the_same_in_json(tmp_path):
    ran = ship(project(tmp_path, {"gears": "PPL", "pad": "MIT"}, settings=LINKED), "-f", "json")
    assert ran.code == CONFLICT
    assert ran.json["schema"] == "copyfair/ship/1"
    assert {one["name"]: one["fit"] for one in ran.json["components"]} == {"gears": "conflict", "pad": "compatible"}
    assert ran.json["as_of"] == DAY


def test_what_is_only_used_to_make_it_neither_conflicts_nor_binds_users(tmp_path):
    ran = ship(project(tmp_path, {"gears": "PPL", "pad": "MIT"}, dev="gears"))
    assert ran.code == CLEAN
    assert "Left out, as only used to make the project: 1 component." in ran.text
    assert "open to everybody" in ran.text


def test_the_licence_of_the_settings_counts(tmp_path):
    ran = ship(project(tmp_path, {"gears": "PPL"}, settings='[project]\nlicense = "PPL"\n' + LINKED))
    assert ran.code == CLEAN
    assert "the project goes out under PPL (recorded in copyfair.toml)" in ran.text


def test_a_project_without_a_licence_is_undetermined(tmp_path):
    ran = ship(project(tmp_path, {"pad": "MIT"}, own=""))
    assert ran.code == UNDETERMINED
    assert "`license` of [project] in copyfair.toml" in " ".join(ran.text.split())


def test_the_use_says_whether_copies_go_out(tmp_path):
    project(tmp_path, {"gears": "GPL-3.0-only"}, settings=LINKED)
    (tmp_path / "actor.toml").write_text("[use]\ndistributes = false\n")
    assert ship(tmp_path).code == CONFLICT
    private = ship(tmp_path, "--actor", "actor.toml")
    assert private.code == CLEAN
    assert "Assumed" not in private.text


def test_nothing_found(tmp_path):
    (tmp_path / "shop").mkdir()
    assert ship(tmp_path).code == NOTHING_FOUND


def test_a_file_that_cannot_be_read_shows_in_the_code(tmp_path):
    project(tmp_path, {"pad": "MIT"})
    (tmp_path / "shop" / "uv.lock").write_text("this is no TOML")
    assert ship(tmp_path).code & UNREAD


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ('[[combination]]\ncomponent = "pkg:npm/gears"\nhow = "welded"\n', ("combination", "welded")),
        ('[[combination]]\ncomponent = "pkg:npm/gears"\n', ("combination", "how")),
        ('[[combination]]\ncomponent = ""\nhow = "tool"\n', ("combination", "component")),
        ('[project]\nlicense = "no such thing"\n', ("project.license",)),
    ],
)
def test_bad_settings_are_one_clear_line(tmp_path, settings, names):
    ran = ship(project(tmp_path, {"gears": "PPL"}, settings=settings))
    assert (ran.code, ran.out) == (BAD_INPUT, b"")
    assert ran.err.count("\n") == 1
    assert "copyfair.toml" in ran.err
    for name in names:
        assert name in ran.err


def test_a_record_that_matches_nothing_is_told_by_check(tmp_path):
    project(tmp_path, {"pad": "MIT"}, settings=LINKED)
    ran = copyfair("check", "shop", "--as-of", DAY, folder=tmp_path)
    assert "the combination for 'pkg:npm/gears' matches no component" in " ".join(ran.text.split())


def test_check_points_to_it(tmp_path):
    project(tmp_path, {"gears": "GPL-3.0-only"}, settings=LINKED)
    ran = copyfair("check", "shop", "--as-of", DAY, folder=tmp_path)
    assert "1 component conflicts with the project's own licence: copyfair ship" in ran.text
    (tmp_path / "shop" / "copyfair.toml").unlink()
    assert "copyfair ship" not in copyfair("check", "shop", "--as-of", DAY, folder=tmp_path).text


def test_names_that_would_do_something_do_nothing(tmp_path):
    name = "\x1b[31mred\x07"
    ran = ship(project(tmp_path, {name: "PPL", "pad": "MIT"}))
    assert "\x1b" not in ran.text
    assert "\x07" not in ran.text


def test_explain_tells_how_far_a_licence_reaches(tmp_path):
    ran = copyfair("explain", "LicenseRef-copyfair-Cooperative-1.0", folder=tmp_path)
    said = " ".join(ran.text.split())
    assert "Combined with others, 1, 2(a)-(b): The covered work stays under this licence" in said
    assert "Instead, 2(c)(iv): It may be passed on under the GNU AGPL 3.0 instead" in said
    disputed = copyfair("explain", "CC-BY-NC-3.0", folder=tmp_path)
    assert "Beside others, 4(a):" in disputed.text
    assert "can be argued" in " ".join(disputed.text.split())

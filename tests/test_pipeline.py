"""The whole road on projects made for the purpose."""

import datetime
import json
from pathlib import Path

import pytest

import copyfair
from copyfair.inventory.model import Depth, Origin, Scope
from copyfair.reciprocity.model import Decision, Doubt, Rung, Verdict

DAY = datetime.date(2026, 11, 22)


def write(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def distribution(root: Path, name: str, version: str, *headers: str) -> None:
    head = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *headers])
    write(root, f".venv/lib/python3.11/site-packages/{name}-{version}.dist-info/METADATA", head + "\n\n")


def decisions(result: copyfair.Assessment) -> dict[str, Decision]:
    return {decision.component.name: decision for decision in result.decisions}


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    write(
        tmp_path,
        "pyproject.toml",
        '[project]\nname = "hub"\nversion = "1"\nlicense = "MIT"\ndependencies = ["wheelwright"]\n',
    )
    lock = """version = 1
[[package]]
name = "hub"
version = "1"
source = { editable = "." }
dependencies = [{ name = "wheelwright" }]
[[package]]
name = "wheelwright"
version = "2.0"
source = { registry = "https://packages.example/simple" }
dependencies = [{ name = "spoke" }]
[[package]]
name = "spoke"
version = "3.1"
source = { registry = "https://packages.example/simple" }
"""
    write(tmp_path, "uv.lock", lock)
    write(tmp_path, ".venv/pyvenv.cfg", "home = /nowhere\n")
    distribution(tmp_path, "wheelwright", "2.0", "License-Expression: MIT", "Requires-Dist: spoke")
    distribution(tmp_path, "spoke", "3.1", "License-Expression: PPL")
    write(
        tmp_path,
        "web/package.json",
        json.dumps({"name": "web", "version": "1.0.0", "license": "MIT", "dependencies": {"rim": "1.0.0"}}),
    )
    packages = {
        "": {"name": "web", "dependencies": {"rim": "1.0.0"}},
        "node_modules/rim": {"version": "1.0.0", "license": "ISC"},
    }
    write(tmp_path, "web/package-lock.json", json.dumps({"name": "web", "lockfileVersion": 3, "packages": packages}))
    write(tmp_path, "vendor/mapkit/LICENSE", "You may look at this, but do not touch it.\n")
    settings = """
[[component]]
name = "field-guide"
kind = "text"
license = "PPL"
reason = "stated on its title page"
"""
    write(tmp_path, "copyfair.toml", settings)
    return tmp_path


def test_nested_projects_vendored_code_and_declared_works(monorepo: Path) -> None:
    result = copyfair.assess(monorepo, as_of=DAY)
    found = decisions(result)
    assert set(found) == {"wheelwright", "spoke", "rim", "mapkit", "field-guide"}
    own = {c.name for c in result.inventory.components if c.origin is Origin.FIRST_PARTY}
    assert own == {"hub", "web"}
    assert found["wheelwright"].verdict is Verdict.PERMITTED_WITH_DUTIES
    assert (found["spoke"].license, found["spoke"].doubt) == ("PPL", Doubt.MISSING_FACT)
    assert found["spoke"].component.paths == (("hub", "wheelwright", "spoke"),)
    assert found["spoke"].component.depth is Depth.TRANSITIVE
    assert found["rim"].component.paths == (("web", "rim"),)
    assert found["rim"].component.scope is Scope.RUNTIME
    assert found["mapkit"].doubt is Doubt.UNKNOWN_LICENCE
    assert found["field-guide"].license == "PPL"
    assert not [problem for problem in result.problems if problem.severity == "error"]


def test_entitlements_and_exceptions_on_record(monorepo: Path) -> None:
    records = """
[actor]
name = "Meridian Mobility Ltd"

[facts]
kind = "organisation"
privately_owned_and_managed = true
profits_from_wage_labour = true

[[entitlement]]
component = "pkg:pypi/spoke"
licensor = "The Spoke Collective"
reference = "agreement 12"
valid_until = 2026-11-22

[[entitlement]]
component = "field-guide"
licensor = "The Guide Authors"
reference = "letter"
licensee = "Somebody Else"

[[exception]]
component = "mapkit"
reason = "being replaced"
approver = "J. Peeters"
until = 2026-12-31

[[exception]]
component = "pkg:npm/gone"
reason = "was replaced"
approver = "J. Peeters"
until = 2026-12-31
"""
    path = monorepo / "copyfair.toml"
    path.write_text(path.read_text("utf-8") + records, "utf-8")
    found = decisions(copyfair.assess(monorepo, as_of=DAY))
    assert (found["spoke"].verdict, found["spoke"].rung) == (Verdict.PERMITTED_WITH_DUTIES, Rung.ENTITLEMENT)
    assert "agreement 12" in found["spoke"].because[0].says
    assert found["field-guide"].verdict is Verdict.PROHIBITED, "the right was granted to somebody else"
    assert found["mapkit"].verdict is Verdict.UNDETERMINED
    assert found["mapkit"].exemption is not None
    assert not found["mapkit"].needs_act
    later = copyfair.assess(monorepo, as_of=DAY + datetime.timedelta(days=60))
    found = decisions(later)
    assert found["spoke"].verdict is Verdict.PROHIBITED, "the right ran out"
    assert found["mapkit"].needs_act, "the exception ran out"
    stale = sorted(problem.message for problem in later.problems if problem.code == "stale-record")
    assert stale == [
        "the entitlement 'agreement 12' for 'pkg:pypi/spoke' ran out on 2026-11-22",
        "the exception for 'mapkit' ran out on 2026-12-31",
        "the exception for 'pkg:npm/gone' matches no component",
    ]


def test_declared_and_found_that_disagree(tmp_path: Path, corpora: Path) -> None:
    write(tmp_path, "package.json", json.dumps({"name": "app", "dependencies": {"quiet": "1.0.0"}}))
    write(
        tmp_path, "node_modules/quiet/package.json", json.dumps({"name": "quiet", "version": "1.0.0", "license": "MIT"})
    )
    write(tmp_path, "node_modules/quiet/LICENSE", (corpora / "licence-texts" / "ppl.txt").read_text("utf-8"))
    (decision,) = copyfair.assess(tmp_path, as_of=DAY).decisions
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.CONFLICT)
    (licensed,) = (entry for entry in copyfair.assess(tmp_path, as_of=DAY).licensed if entry.component.name == "quiet")
    conflict = licensed.conflict
    assert conflict is not None
    assert [side.claim.source.file for side in (conflict.one, *conflict.others)] == [
        "node_modules/quiet/package.json",
        "node_modules/quiet/LICENSE",
    ]


def test_a_restriction_slipped_into_a_text_is_never_clean(tmp_path: Path, corpora: Path) -> None:
    mit = (corpora / "spdx-license-texts" / "MIT.txt").read_text("utf-8")
    changed = mit.replace(
        "to deal in the Software without restriction", "to deal in the Software for non-commercial purposes only"
    )
    assert changed != mit
    write(tmp_path, "package.json", json.dumps({"name": "app", "dependencies": {"sly": "1.0.0"}}))
    write(tmp_path, "node_modules/sly/package.json", json.dumps({"name": "sly", "version": "1.0.0"}))
    write(tmp_path, "node_modules/sly/LICENSE", changed)
    (decision,) = copyfair.assess(tmp_path, as_of=DAY).decisions
    assert decision.verdict is Verdict.UNDETERMINED


def test_a_component_is_identified_by_its_text_alone(tmp_path: Path, corpora: Path) -> None:
    write(tmp_path, "package.json", json.dumps({"name": "app", "dependencies": {"open": "1.0.0"}}))
    write(tmp_path, "node_modules/open/package.json", json.dumps({"name": "open", "version": "1.0.0"}))
    write(tmp_path, "node_modules/open/LICENSE", (corpora / "licence-texts" / "ppl.txt").read_text("utf-8"))
    (decision,) = copyfair.assess(tmp_path, as_of=DAY).decisions
    assert (decision.license, decision.doubt) == ("PPL", Doubt.MISSING_FACT)


def test_an_environment_outside_tells_about_what_is_asked_for(tmp_path: Path) -> None:
    project, other = tmp_path / "project", tmp_path / "other"
    write(project, "requirements.txt", "wheelwright\n")
    write(project, "requirements-dev.txt", "checker\n")
    distribution(other, "wheelwright", "2.0", "License-Expression: MIT", "Requires-Dist: spoke")
    distribution(other, "spoke", "3.1", "License-Expression: ISC")
    distribution(other, "stranger", "1.0", "License-Expression: PPL")
    result = copyfair.assess(project, environments=[other / ".venv"], as_of=DAY)
    assert {d.component.label: d.license for d in result.decisions} == {"spoke 3.1": "ISC", "wheelwright 2.0": "MIT"}
    assert [problem.code for problem in result.problems] == ["not-installed"]


def test_nothing_here(tmp_path: Path) -> None:
    result = copyfair.assess(tmp_path, as_of=DAY)
    assert result.inventory.components == ()
    assert result.decisions == ()


def test_two_days_may_differ_two_runs_may_not(monorepo: Path) -> None:
    assert copyfair.assess(monorepo, as_of=DAY) == copyfair.assess(monorepo, as_of=DAY)


def test_a_path_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(copyfair.InputError, match="no such file or folder"):
        copyfair.assess(tmp_path / "nowhere", as_of=DAY)


PPL_README = "# Maps\n\n## License\n\nPeer Production License\n"


def test_a_readme_alone_makes_no_component(tmp_path: Path) -> None:
    for path in ("README.md", "docs/README.md", "third_party/maps/README.md"):
        write(tmp_path, path, PPL_README)
    result = copyfair.assess(tmp_path, as_of=DAY)
    assert (result.inventory.components, result.problems) == ((), ())
    write(tmp_path, "requirements.txt", "left==1.0\n")
    components = copyfair.assess(tmp_path, as_of=DAY).inventory.components
    assert [(c.name, c.origin) for c in components] == [
        (tmp_path.name, Origin.FIRST_PARTY),
        ("left", Origin.THIRD_PARTY),
    ]


def test_a_vendored_readme_contradicts_its_licence_file(tmp_path: Path, corpora: Path) -> None:
    mit = (corpora / "spdx-license-texts" / "MIT.txt").read_text("utf-8")
    write(tmp_path, "third_party/maps/LICENSE", mit)
    (decision,) = copyfair.assess(tmp_path, as_of=DAY).decisions
    assert decision.license == "MIT"
    write(tmp_path, "third_party/maps/README.md", PPL_README)
    (decision,) = copyfair.assess(tmp_path, as_of=DAY).decisions
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.CONFLICT)
    (licensed,) = copyfair.assess(tmp_path, as_of=DAY).licensed
    assert licensed.conflict is not None
    (side,) = licensed.conflict.others
    assert (side.claim.source.file, side.claim.source.line) == ("third_party/maps/README.md", 5)


def test_the_readme_of_an_installed_package_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, "package.json", json.dumps({"name": "app", "dependencies": {"maps": "1.0.0"}}))
    write(
        tmp_path, "node_modules/maps/package.json", json.dumps({"name": "maps", "version": "1.0.0", "license": "MIT"})
    )
    write(tmp_path, "node_modules/maps/README.md", PPL_README)
    assert decisions(copyfair.assess(tmp_path, as_of=DAY))["maps"].license == "MIT"


def test_a_package_whose_licence_file_only_names_another_licence_is_not_what_its_metadata_say(tmp_path: Path) -> None:
    write(tmp_path, "package.json", json.dumps({"name": "app", "dependencies": {"maps": "1.0.0"}}))
    write(
        tmp_path, "node_modules/maps/package.json", json.dumps({"name": "maps", "version": "1.0.0", "license": "MIT"})
    )
    write(tmp_path, "node_modules/maps/LICENSE", "Maps is published under the Peer Production License.\n")
    decision = decisions(copyfair.assess(tmp_path, as_of=DAY))["maps"]
    assert (decision.verdict, decision.doubt) == (Verdict.UNDETERMINED, Doubt.CONFLICT)

"""A record under a plain name that several ecosystems have settles nothing, and is reported."""

import json
from pathlib import Path

import pytest

import copyfair
from copyfair.reciprocity.model import Doubt, Verdict

RECORD = '[[component]]\nname = "twin"\nlicense = "{}"\nreason = "asked the author"\n'


def project(folder: Path, npm: str | None, pypi: str | None, settings: str) -> copyfair.Assessment:
    """One component of the same name in each of two ecosystems, with the licences their metadata state."""
    components = [
        {
            "type": "library",
            "name": "twin",
            "version": "1",
            "purl": f"pkg:{kind}/twin@1",
            **({"licenses": [{"expression": terms}]} if terms else {}),
        }
        for kind, terms in (("npm", npm), ("pypi", pypi))
        if terms is not None
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}
    (folder / "bom.json").write_text(json.dumps(document))
    (folder / "copyfair.toml").write_text(settings)
    return copyfair.assess(folder)


def found(result: copyfair.Assessment) -> dict[str, tuple[Verdict, Doubt | None]]:
    return {decision.component.purl: (decision.verdict, decision.doubt) for decision in result.decisions}


@pytest.mark.parametrize(("npm", "doubt"), [("MIT", Doubt.CONFLICT), ("", Doubt.UNKNOWN_LICENCE)])
def test_a_licence_recorded_for_two_is_believed_for_neither(tmp_path: Path, npm: str, doubt: Doubt) -> None:
    result = project(tmp_path, npm, "", RECORD.format("PPL"))
    assert found(result) == {
        "pkg:npm/twin@1": (Verdict.UNDETERMINED, doubt),
        "pkg:pypi/twin@1": (Verdict.UNDETERMINED, Doubt.UNKNOWN_LICENCE),
    }
    (problem,) = (problem for problem in result.problems if problem.code == "ambiguous-record")
    assert (problem.where, problem.severity) == ("copyfair.toml:1", "error")
    assert problem.message == (
        "component[0]: 'twin' may be pkg:npm/twin@1 or pkg:pypi/twin@1: write the package URL of the one that is meant; "
        "until then it settles nothing"
    )


def test_a_permissive_licence_recorded_for_two_frees_neither(tmp_path: Path) -> None:
    assert {verdict for verdict, _ in found(project(tmp_path, "", "", RECORD.format("MIT"))).values()} == {
        Verdict.UNDETERMINED
    }


def test_what_agrees_with_the_record_stays_as_it_is(tmp_path: Path) -> None:
    verdicts = found(project(tmp_path, "MIT", "PPL", RECORD.format("MIT")))
    assert verdicts["pkg:npm/twin@1"] == (Verdict.PERMITTED_WITH_DUTIES, None)
    assert verdicts["pkg:pypi/twin@1"] == (Verdict.UNDETERMINED, Doubt.CONFLICT)


def test_a_name_of_one_ecosystem_is_believed(tmp_path: Path) -> None:
    result = project(tmp_path, "PPL", None, RECORD.format("MIT"))
    assert found(result) == {"pkg:npm/twin@1": (Verdict.PERMITTED_WITH_DUTIES, None)}
    assert not [problem for problem in result.problems if problem.code == "ambiguous-record"]


def test_a_package_url_is_always_clear(tmp_path: Path) -> None:
    result = project(tmp_path, "PPL", "PPL", RECORD.format("MIT").replace('"twin"', '"twin"\npurl = "pkg:npm/twin"'))
    assert found(result)["pkg:npm/twin@1"] == (Verdict.PERMITTED_WITH_DUTIES, None)
    assert found(result)["pkg:pypi/twin@1"][0] is Verdict.UNDETERMINED
    assert not [problem for problem in result.problems if problem.code == "ambiguous-record"]

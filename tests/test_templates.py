"""Every template has an expected file, so that a change to it shows in a diff."""

from pathlib import Path

import pytest

from copyfair.data import folder

HERE = Path(__file__).parent
TEMPLATES = sorted(path.name for path in folder("templates").glob("*.j2"))


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_has_an_expected_file(template: str) -> None:
    stage, ending, _ = template.split(".")
    expected = {
        "report": HERE / "reports" / f"report.{ending}",
        "notice": HERE / "notices" / f"notice.expected.{ending}",
        "comparison": HERE / "reports" / f"comparison.{ending}",
        "quadrants": HERE / "actor" / f"quadrants.expected.{ending}",
        "portfolio": HERE / "portfolio" / f"portfolio.expected.{ending}",
        "tariff": HERE / "fees" / f"tariff.expected.{ending}",
    }
    assert expected[stage].is_file()

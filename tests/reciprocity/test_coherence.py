"""Rules of one file that contradict each other are an error of the file."""

from pathlib import Path

import pytest
from license_sample import ID, catalogue

from copyfair.errors import RuleError
from copyfair.reciprocity.rules import check_rules


def clause(stance: str, when: str, number: str = "1") -> str:
    return f'[[{stance}]]\nclause = "{number}"\nsays = "Something."\nwhen = "{when}"\n'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            clause("bars", "commercial") + clause("grants", "commercial", "2"),
            "grants '2' has the condition of bars '1'",
        ),
        (clause("grants", "commercial") + clause("grants", "commercial", "2"), "has the condition of grants '1'"),
        (
            clause("bars", "commercial") + clause("grants", "commercial and modifies", "2"),
            "grants '2' can never decide anything, because of bars '1'",
        ),
        (clause("grants", "commercial and not commercial"), "grants '1' can never decide anything$"),
        (
            clause("silent", "head_count < 100") + clause("grants", "head_count < 20", "2"),
            "grants '2' can never decide anything, because of silent '1'",
        ),
        # What follows from the definitions of the facts counts: who acts for themselves owns no business.
        (clause("grants", "kind == 'individual' and worker_owned"), "can never decide"),
        (
            clause("bars", "commercial") + clause("silent", "not commercial", "2") + clause("grants", "modifies", "3"),
            "grants '3' can never decide anything, because of bars '1', silent '2'",
        ),
    ],
)
def test_contradiction(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        check_rules(catalogue(tmp_path, body))


@pytest.mark.parametrize(
    "body",
    [
        clause("bars", "commercial and modifies") + clause("grants", "commercial", "2"),
        clause("silent", "head_count < 20") + clause("grants", "head_count < 100", "2"),
        clause("silent", "revenue < money('5 EUR')") + clause("grants", "revenue < money('5 USD')", "2"),
        clause("grants", "as_of >= change_date") + clause("grants", "as_of >= release_date + years(4)", "2"),
    ],
)
def test_overlapping_is_no_contradiction(tmp_path: Path, body: str) -> None:
    assert set(check_rules(catalogue(tmp_path, body))) == {ID}

"""How projects write the names of copyfarleft and anti-capitalist licences."""

import pytest

from copyfair.licensing.model import Match
from copyfair.licensing.statements import read_statement

CNPL = "LicenseRef-scancode-cooperative-non-violent-"


@pytest.mark.parametrize(
    ("text", "license_id"),
    [
        ("CNPLv7+", f"{CNPL}7.0"),
        ("CNPL v6+", f"{CNPL}6.0"),
        ("Cooperative Nonviolent Public License v4+", f"{CNPL}4.0"),
        ("Non-violent Public License v4+", "LicenseRef-scancode-non-violent-4.0"),
        ("ACSL 1.3", "LicenseRef-copyfair-anti-capitalist-1.3"),
        ("Anti-Capitalist Software License (v 1.4)", "LicenseRef-scancode-anti-capitalist-1.4"),
    ],
)
def test_a_name_with_its_version_is_read(text: str, license_id: str) -> None:
    assert str(read_statement(text).expression) == license_id


@pytest.mark.parametrize("text", ["CNPL", "ACSL", "Anti-Capitalist", "Non-Violent Public License", "CSL", "NPL"])
def test_a_name_without_its_version_is_left_open(text: str) -> None:
    reading = read_statement(text)
    assert (reading.match, reading.expression) == (Match.AMBIGUOUS, None)
    assert len(reading.candidates) > 1


def test_a_version_whose_text_nobody_has_is_unknown() -> None:
    assert read_statement("CNPLv8+").match is Match.UNKNOWN

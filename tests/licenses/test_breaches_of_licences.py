"""What a breach on record does under licences of each kind: some know a cure, some none, some say nothing."""

import datetime
from typing import Any

import pytest

from copyfair import component, decide
from copyfair.actor import read
from copyfair.reciprocity.records import Records
from copyfair.settings import Breach

NOTICED = datetime.date(2026, 10, 1)
FACTS = {"kind": "individual", "has_owners": False}
USE = {"commercial": False, "economic_advantage": False, "banned_by_non_violence": False}


@pytest.mark.parametrize(
    ("license_id", "mended_on", "verdict", "clause"),
    [
        ("PPL", NOTICED, "licence-needed", "7(a)"),
        ("LicenseRef-scancode-cooperative-non-violent-7.0", NOTICED, "licence-needed", "Termination"),
        ("LicenseRef-copyfair-CoopCycle", datetime.date(2026, 10, 20), "permitted-with-duties", "3.II"),
        ("LicenseRef-copyfair-CoopCycle", datetime.date(2026, 11, 10), "licence-needed", "10"),
        ("CC-BY-NC-SA-3.0", NOTICED, "licence-needed", "7(a)"),
        ("CC-BY-NC-4.0", datetime.date(2026, 10, 31), "permitted-with-duties", "2(a)(1)"),
        ("CC-BY-NC-4.0", datetime.date(2026, 11, 1), "licence-needed", "6(a)-(b)"),
        ("LicenseRef-scancode-anti-capitalist-1.4", NOTICED, "undetermined", ""),
    ],
)
def test_a_breach(license_id: str, mended_on: datetime.date, verdict: str, clause: str) -> None:
    tables: dict[str, Any] = {"facts": FACTS, "use": USE}
    day = datetime.date(2026, 11, 27)
    actor, use = read(tables, where="case", as_of=day)
    breach = Breach(component="pkg:generic/thing", reference="letter 5", noticed_on=NOTICED, cured_on=mended_on)
    records = Records(breaches=(breach,))
    (decision,) = decide([component("pkg:generic/thing@1", license_id)], actor, use, day, records=records)
    assert (decision.verdict, decision.because[0].clause) == (verdict, clause)

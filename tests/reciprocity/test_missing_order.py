"""What is asked first, what a definition answers by itself, and what stands beside a licence nobody knows."""

import datetime

import pytest
from reciprocity_sample import decided, missing

from copyfair.reciprocity.model import Verdict

FSL = "LicenseRef-scancode-fsl-1.0-mit"
OLD_ACSL = "LicenseRef-copyfair-anti-capitalist-older"


def test_the_question_with_an_answer_that_settles_comes_before_one_without() -> None:
    asked = missing(decided(FSL))
    assert asked[0] == "internal_use_only"
    assert decided(FSL, use={"internal_use_only": True}).verdict is Verdict.PERMITTED_WITH_DUTIES
    assert "commercial" in asked[1:]
    for answer in (True, False):
        assert decided(FSL, use={"commercial": answer}).verdict is Verdict.UNDETERMINED


def test_what_a_definition_answers_is_not_asked() -> None:
    asked = missing(decided(OLD_ACSL))
    assert "for_profit_purpose" in asked
    assert "nonprofit" not in asked  # a non-profit organisation does not exist for profit: the one answers the other
    rest = missing(decided(OLD_ACSL, {"nonprofit": True}))
    assert rest
    assert "for_profit_purpose" not in rest


@pytest.mark.parametrize("other", ["LicenseRef-nobody-knows", "MIT"])
def test_a_trial_that_is_over_is_over_beside_any_other_licence(other: str) -> None:
    use = {"trial_began_on": datetime.date(2024, 2, 1), "distributes": True, "commercial": True}
    decision = decided(f"LicenseRef-scancode-polyform-free-trial-1.0.0 AND {other}", use=use)
    assert (decision.verdict, decision.doubt) == (Verdict.PROHIBITED, None)
    assert decision.because[0].license == "LicenseRef-scancode-polyform-free-trial-1.0.0"

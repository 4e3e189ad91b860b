"""Sums that are not asked for now say so by their own name; a sum that is passed on shows to whom."""

from decimal import Decimal

import msgspec
import notice_sample as sample
import pytest

from copyfair.commons.model import Split
from copyfair.commons.tariff import Minimum, Price, Waiver
from copyfair.fees.model import FeeState
from copyfair.language import language, languages
from copyfair.notices import draw_up, render_notice
from copyfair.notices.render import writable

LATER = sample.with_tariff(adjust=(Minimum(amount=Price.of("90000 EUR")),))
LET_OFF = sample.with_tariff(waivers=(Waiver(clause="Charter 6", says="For a mill.", when="head_count > 1"),))
PASSING = msgspec.structs.replace(
    sample.COMMONS,
    split=Split(
        reserve="Small sums", administration=Decimal("0.1"), pass_on=Decimal("0.2"), levels=1, registry="payees.toml"
    ),
)


def drawn(commons, code="en", **given):
    actor = sample.company(
        commons={"gears": {"carried_forward": sample.fact("carried_forward", sample.Money.of(0, "EUR"))}}
    )
    (notice,) = draw_up(sample.assessment(commons=commons, actor=actor, **given), code)
    return notice


@pytest.mark.parametrize("code", languages())
def test_what_is_carried_forward_is_not_said_to_be_nothing(code):
    notice, words = drawn(LATER, code), language(code)
    assert (notice.state, notice.total.amount, notice.carried.amount) == (FeeState.CARRIED_FORWARD, "0.00", "15140.01")
    for kind in ("md", "html"):
        page = render_notice(notice, kind).decode("utf-8")
        assert words.say("nothing-owed") not in page
        assert words.say("sum-carried") in page
        assert words.money(notice.carried.money) in page


def test_what_the_steward_waives_is_said_to_be_waived():
    notice = drawn(LET_OFF)
    assert notice.state is FeeState.WAIVED
    assert "**Waived by the steward**" in render_notice(notice, "md").decode("utf-8")


@pytest.mark.parametrize("code", languages())
def test_who_gets_what_of_a_sum_that_is_passed_on(code):
    notice, words = drawn(PASSING, code), language(code)
    assert [line.line for line in notice.passed_on] == ["association", "own", "own"]
    assert sum((line.amount.money.amount for line in notice.passed_on), Decimal()) == notice.total.money.amount
    for kind in ("md", "html"):
        page = render_notice(notice, kind).decode("utf-8")
        assert words.say("passed-on") in page
        for line in notice.passed_on:
            assert words.say(f"line-{line.line}") in page
            assert words.money(line.amount.money) in page


@pytest.mark.skipif("pdf" not in writable(), reason="the extra `invoice` is not installed")
@pytest.mark.parametrize("code", languages())
def test_the_same_on_paper(code):
    pypdfium2 = pytest.importorskip("pypdfium2")
    words = language(code)
    for commons, key in ((LATER, "sum-carried"), (PASSING, "passed-on")):
        paper = pypdfium2.PdfDocument(render_notice(drawn(commons, code), "pdf"))
        said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in paper)
        assert words.say(key) in said

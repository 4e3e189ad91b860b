"""The codes of transfers on the HTML page: what a bank's app reads from the drawing."""

import re
from decimal import Decimal

import notice_sample as sample
import pytest

from copyfair.actor.model import Actor
from copyfair.notices import draw_up, render_notice

zxing = pytest.importorskip("zxingcpp")
Image = pytest.importorskip("PIL.Image")
pytest.importorskip("segno")

SCALE = 4


def drawn_code(svg):
    """The modules of a code from its path: strokes one wide along lines of half coordinates."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg).group(1))
    picture = Image.new("L", (side, side), 255)
    x = y = Decimal(0)
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", re.search(r' d="([^"]+)"', svg).group(1)):
        first, *rest = map(Decimal, re.findall(r"-?[0-9]*\.?[0-9]+", numbers))
        match command:
            case "M":
                x, y = first, rest[0]
            case "m":
                x, y = x + first, y + rest[0]
            case "h":
                picture.paste(0, (int(x), int(y), int(x + first), int(y) + 1))
                x += first
    return picture.resize((side * SCALE, side * SCALE), Image.Resampling.NEAREST)


def codes_on(page):
    return [zxing.read_barcodes(drawn_code(svg))[0].text.splitlines() for svg in re.findall("<svg.*?</svg>", page)]


def test_the_page_has_the_code_of_each_payment_that_the_scheme_carries():
    (notice,) = draw_up(sample.assessment(), "fr")
    page = render_notice(notice, "html").decode("utf-8")
    payment = notice.payments[0]
    assert codes_on(page) == [
        [
            "BCD", "002", "1", "SCT", payment.bic, payment.payee.name, payment.iban.replace(" ", ""),
            f"EUR{payment.amount.amount}", "", "", notice.remittance,
        ]
    ]  # fmt: skip
    assert page.count("<figure>") == 1


def test_a_page_that_asks_for_facts_has_none():
    (notice,) = draw_up(sample.assessment(actor=Actor()), "nl")
    assert "<svg" not in render_notice(notice, "html").decode("utf-8")

"""The HTML page as a person meets it: opened from disk in Chromium, filtered, sorted, unfolded, printed, read aloud."""

import io
import shutil

import msgspec
import pytest
import sample
from test_html_report import declared
from test_reports import SAMPLES

from copyfair.language import languages
from copyfair.reports import render
from copyfair.reports.rows import rows

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed", exc_type=ImportError)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed", exc_type=ImportError)
pypdfium2 = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed", exc_type=ImportError)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PAGES = {
    "everything": declared(infrastructure_control="distributed", orientation="commons"),
    "nobody": SAMPLES["nobody"],
    "clean": SAMPLES["clean"],
    "empty": SAMPLES["empty"],
}


@pytest.fixture(scope="module")
def browser():
    """One browser for the tests of this file; it ends with them."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_api.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def visit(browser, tmp_path):
    """Opens an assessment's page from disk; nothing may be fetched, refused by the policy, or fail in the script."""
    contexts, wrong = [], []

    def opened(assessment, *, language="en", at="", **given):
        path = tmp_path / f"report-{len(contexts)}.html"
        path.write_bytes(render(assessment, "html", language=language))
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **given})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith("file:") else None)
        page.goto(path.as_uri() + at)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def labels(page):
    return page.locator("#components tbody button.name").all_inner_texts()


def many(count):
    """That many components under three licences; every tenth is barred."""
    for at in range(count):
        part = sample.component(f"part-{at}")
        licence = ("MIT", "Apache-2.0", "PPL")[at % 3]
        verdict, reason = (sample.Verdict.PROHIBITED, sample.BARRED) if at % 10 == 0 else PERMITTED
        yield sample.licensed(part, licence), sample.decision(part, licence, verdict, (reason,))


PERMITTED = (sample.Verdict.PERMITTED, sample.GRANT)


# ---------------------------------------------------------------- open, filter, sort, unfold


def test_the_first_page_of_the_table_is_that_of_the_report(visit):
    page = visit(PAGES["everything"])
    assert labels(page) == [row.label for row in rows(PAGES["everything"], {})]
    assert page.inner_text("#shown") == "40 of 40 shown"
    assert not page.is_visible("#pager")


def test_words_verdicts_and_licences_filter_together(visit):
    page = visit(PAGES["everything"])
    page.fill("#find", "MAP lib")
    assert labels(page) == ["maplib 2.1.0", "maplib-tiles 2.1.0"]
    page.fill("#find", "")
    page.select_option("#licence", "PPL")
    for name in ("undetermined", "permitted", "licence needed"):
        page.get_by_role("checkbox", name=name, exact=True).uncheck()
    assert labels(page) == ["maplib 2.1.0", "maplib-tiles 2.1.0", "seed-sorter 0.9.0"]
    page.fill("#find", "no such thing")
    assert page.inner_text("#components tbody") == "No component passes the filter."
    assert page.inner_text("#shown") == "0 of 40 shown"


def test_a_heading_sorts_up_and_then_down(visit):
    page = visit(sample.assessment([*many(12)]))
    head = page.locator("#components thead th", has_text="Component")
    first = labels(page)
    head.locator("button").click()
    numbers = [int(label.split("-")[1].split()[0]) for label in labels(page)]
    assert numbers == list(range(12)), "numbers in names count as numbers"
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert labels(page) == [f"part-{at} 1.0.0" for at in reversed(range(12))]
    assert head.get_attribute("aria-sort") == "descending"
    page.locator("#components thead button", has_text="Verdict").click()
    assert labels(page)[:2] == first[:2] == ["part-0 1.0.0", "part-10 1.0.0"]


def test_ten_thousand_rows_turn_by_the_hundred(visit):
    page = visit(sample.assessment([*many(10_000)]))
    assert len(labels(page)) == 100
    assert page.inner_text("#place") == "1 to 100 of 10,000"
    assert page.is_disabled("#before")
    page.click("#after")
    assert page.inner_text("#place") == "101 to 200 of 10,000"
    page.fill("#find", "part-777")
    assert labels(page) == [f"part-{at} 1.0.0" for at in (7770, 777, *range(7771, 7780))]
    page.fill("#find", "")
    page.select_option("#licence", "PPL")
    assert page.inner_text("#shown") == "3,333 of 10,000 shown"


def test_a_row_unfolds_by_key_and_shows_its_ways_as_a_tree(visit):
    page = visit(PAGES["everything"])
    name = page.get_by_role("button", name="maplib 2.1.0", exact=True)
    name.focus()
    page.keyboard.press("Enter")
    more = page.locator(f"#{name.get_attribute('aria-controls')}")
    assert name.get_attribute("aria-expanded") == "true"
    assert more.locator(".ways").inner_text().split() == [
        "kaart-web",
        "maplib",
        "other-1",
        "maplib",
        "other-2",
        "maplib",
    ]
    assert sample.BARRED.says in more.inner_text()
    more.get_by_role("button", name="Find kaart-web in the table").click()
    assert page.input_value("#find") == "kaart-web"
    name.click()
    assert page.locator("tr.more").count() == 0


def test_a_link_from_an_act_opens_the_row_whatever_the_filter(visit):
    page = visit(PAGES["everything"])
    page.fill("#find", "left-pad")
    page.get_by_role("link", name="peace-lib 6.0.0").click()
    row = page.locator("#components tbody button[aria-expanded=true]")
    assert row.inner_text() == "peace-lib 6.0.0"
    assert page.evaluate("document.activeElement.textContent") == "peace-lib 6.0.0"
    assert page.input_value("#find") == ""


def test_an_address_with_a_row_opens_on_the_page_that_has_it(visit):
    big = sample.assessment([*many(300)])
    last = rows(big, {})[-1]
    page = visit(big, at=f"#{last.anchor}")
    assert page.inner_text("#place") == "201 to 300 of 300"
    assert page.locator("button.name[aria-expanded=true]").inner_text() == last.label


def test_a_licence_in_the_table_leads_to_its_rules(visit):
    page = visit(PAGES["everything"])
    page.locator("#components tbody").get_by_role("link", name="BUSL-1.1").click()
    assert page.locator("article:target h3").inner_text() == "Business Source License 1.1"


def test_without_javascript_the_rows_that_need_an_act_are_a_plain_table(visit):
    page = visit(PAGES["everything"], java_script_enabled=False)
    shown = page.locator("noscript tbody th").all_inner_texts()
    assert shown == [row.label for row in rows(PAGES["everything"], {}) if row.needs_act]
    assert not page.is_visible("#components")


# ---------------------------------------------------------------- hostile names


@pytest.mark.parametrize("text", [*sample.HOSTILE, "{name}", "$&", "</script><script>alert(1)</script>", "x" * 100_000])
def test_a_hostile_name_is_shown_as_it_is_and_does_nothing(visit, text):
    part = sample.component(text, way=(text,))
    reason = msgspec.structs.replace(sample.BARRED, says=text, condition=text, license=text)
    stated = sample.evidence(text, match=sample.Match.UNKNOWN, note=text, file=text, field=text)
    found = sample.decision(part, text, sample.Verdict.PROHIBITED, (reason,), next_step=text)
    base = sample.assessment([(sample.licensed(part, None, evidence=(stated,), why=text), found)], project=text)
    page = visit(base)
    name = page.locator("#components tbody button.name")
    name.click()
    assert name.inner_text() == rows(base, {})[0].label
    page.locator(".ways button").click()
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, link, base').length") == 0
    assert page.evaluate("document.scripts.length") == 2


# ---------------------------------------------------------------- paper


def test_on_paper_stands_every_row_and_what_was_folded(visit):
    page = visit(sample.assessment([*many(250)]))
    page.fill("#find", "part-")
    read = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(io.BytesIO(page.pdf())))
    text = "".join(read.split())  # where words end is a guess of whoever reads a PDF
    assert [at for at in range(250) if f"part-{at}1.0.0" not in text] == []
    assert "privately_owned_and_managed" in text, "the declared facts, folded on the screen"
    assert "Find" not in text
    assert len(labels(page)) == 100, "the screen has its page back"


# ---------------------------------------------------------------- readers and screens


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, name, scheme):
    page = visit(PAGES[name], color_scheme=scheme, language=languages()[-1] if scheme == "dark" else "en")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    if page.locator("#components button.name").count():
        page.locator("#components button.name").first.click()
    assert axe.Axe().run(page).response["violations"] == []


@pytest.mark.parametrize("code", languages())
def test_nothing_runs_out_of_a_narrow_screen(visit, code):
    page = visit(PAGES["everything"], language=code, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("#components button.name").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_every_control_is_reached_by_tab_in_the_order_of_the_page(visit):
    page = visit(sample.assessment([*many(3)]))
    wanted = [
        "Skip to the table of components",
        "find",
        "licence",
        "Component",
        "Depth",
        "part-1 1.0.0",
        "part-2 1.0.0",
    ]
    seen = []
    while wanted[-1] not in seen and len(seen) < 80:
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert [at for at in seen if at in wanted] == wanted

"""What the HTML report of 10,000 components costs in Chromium: to open, to filter, to sort, to turn a page.

Run ``python benchmarks/html_in_browser.py``; needs the ``dev`` extra and a Chromium. CPU time of the page's thread, layout
included, the median of several runs, and how often opening an empty page goes into it.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright
from reports import SIZES, assessment

from copyfair.reports import render

RUNS = 7
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
DOES = {
    "filter by text": "find.value = 'part-77'; find.dispatchEvent(new Event('input', {bubbles: true}))",
    "show all again": "find.value = ''; find.dispatchEvent(new Event('input', {bubbles: true}))",
    "filter by licence": "licence.value = 'PPL'; licence.dispatchEvent(new Event('input', {bubbles: true}))",
    "sort by name": "document.querySelector('[data-sort=label]').click()",
    "turn a page": "document.getElementById('after').click()",
}
DONE = """() => {
  const [find, licence] = ["find", "licence"].map((id) => document.getElementById(id));
  %s;
  document.body.offsetHeight;
}"""


def used(session: CDPSession) -> float:
    """Milliseconds of CPU that the page's thread has used so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def measured(browser: Browser, address: str) -> dict[str, float]:
    """Milliseconds for opening the page and for each thing done on it; the page is closed again."""
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    found = {"open": used(session)}
    for name, does in DOES.items() if page.query_selector("#find") else ():
        before = used(session)
        page.evaluate(DONE % does)
        found[name] = used(session) - before
    page.close()
    return found


def main() -> None:
    """Print a line for each thing done."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        big, empty = Path(folder, "big.html"), Path(folder, "empty.html")
        big.write_bytes(render(assessment(SIZES[-1]), "html"))
        empty.write_text("<!doctype html><title>empty</title>", "utf-8")
        browser = driver.chromium.launch(executable_path=executable, args=FLAGS)
        runs = [(measured(browser, empty.as_uri()), measured(browser, big.as_uri())) for _ in range(RUNS)]
        browser.close()
    base = statistics.median(one["open"] for one, _ in runs)
    for name in ("open", *DOES):
        taken = statistics.median(one[name] for _, one in runs)
        print(f"{name:20}{taken:8.1f} ms{taken / base:8.1f}x")


if __name__ == "__main__":
    main()

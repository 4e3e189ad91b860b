"""Where formats come from: modules, templates and other packages."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import sample
from click.testing import CliRunner

from copyfair.errors import InputError
from copyfair.reports import formats, render, writers

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Makes another package known, as if it were installed."""

    def make(name, module, source, points):
        (tmp_path / f"{module}.py").write_text(source, "utf-8")
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        lines = "".join(f"{key} = {value}\n" for key, value in points.items())
        (info / "entry_points.txt").write_text(f"[{writers.GROUP}]\n{lines}", "utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        _forget()

    yield make
    monkeypatch.undo()
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(path.stem, None)
    _forget()


def _forget():
    writers._offered.cache_clear()
    writers.names.cache_clear()


def test_each_format_is_known_by_the_name_it_has():
    assert all(name == one.name for name, one in writers.built_in().items())
    assert formats() == tuple(sorted(formats()))


def test_no_two_formats_have_one_ending():
    endings = [end for one in writers.built_in().values() for end in one.endings]
    assert len(endings) == len(set(endings))
    assert all(end[0] in ".-" and end == end.lower() for end in endings)


@pytest.mark.parametrize(("file", "format_"), [("a.json", "json"), ("A.HTML", "html"), ("x.pdf", ""), ("json", "")])
def test_a_file_name_says_its_format(file, format_):
    assert writers.for_file(file) == format_


@pytest.mark.parametrize("one", writers.built_in().values(), ids=lambda one: one.name)
def test_each_ending_leads_back_to_its_format(one):
    assert {writers.for_file(f"some{end}") for end in one.endings} <= {one.name}


def test_the_example_of_the_documentation_works(package):
    if not DOCS.is_dir():
        pytest.skip("the pages are not beside the tests (they run against a wheel)")
    page = (DOCS / "extending.md").read_text("utf-8")
    [source] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    [settings] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    package("verdict-list", "verdict_list", source, tomllib.loads(settings)["project"]["entry-points"][writers.GROUP])
    assert "verdicts" in formats()
    assert "verdict_list" not in sys.modules
    counted = json.loads(render(sample.clean(), "json"))["summary"]["verdicts"]
    lines = [f"{verdict}: {count}" for verdict, count in sorted(counted.items()) if count]
    assert render(sample.clean(), "verdicts").decode().splitlines() == lines


BROKEN = """
from copyfair.reports import ReportFormat
def fail(assessment): raise KeyError("oops")
def text(assessment): return "text"
def made(render): return ReportFormat(name="x", endings=(), media_type="text/plain", says="", render=render)
FAILS, TEXT, OTHER = made(fail), made(text), 7
"""


@pytest.mark.parametrize(
    ("point", "says"),
    [
        ("broken:FAILS", "of broken-package failed: KeyError: 'oops'"),
        ("broken:TEXT", "of broken-package gave str, not bytes"),
        ("broken:OTHER", "of broken-package is no ReportFormat"),
        ("broken:ABSENT", "of broken-package cannot be loaded"),
        ("no_such_module_here:X", "of broken-package cannot be loaded"),
    ],
)
def test_a_broken_plug_in_is_an_error_only_when_it_is_used(package, point, says):
    package("broken-package", "broken", BROKEN, {"bad": point, "json": point})
    assert "bad" in formats()
    assert render(sample.clean(), "json").startswith(b"{")
    with pytest.raises(InputError, match=re.escape(says)):
        render(sample.clean(), "bad")


def test_the_command_lists_every_format():
    from copyfair.cli.report import command

    shown = CliRunner().invoke(command, ["--help"]).output
    assert set(writers.built_in()) <= set(re.findall(r"[\w.-]+", re.sub(r"\s+", " ", shown.replace("|", " "))))

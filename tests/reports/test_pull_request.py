"""The comment on a pull request: its size, and names that could be markup or call somebody."""

import re

import msgspec
import pytest
import sample
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copyfair.reciprocity.model import Verdict
from copyfair.reports import render
from copyfair.reports.writers.pull_request import MOST_CHARACTERS


def needing(*names):
    pairs = []
    for index, name in enumerate(names):
        part = msgspec.structs.replace(sample.component(f"x{index}"), name=name)
        found = sample.decision(part, "PPL", Verdict.LICENCE_NEEDED, (sample.GRANT,), next_step=name)
        pairs.append((sample.licensed(part, "MIT"), found))
    return sample.assessment(pairs)


def comment(*names):
    return render(needing(*names), "pull-request").decode()


def shape(text):
    """Which elements a reader of GitHub's Markdown makes of it, but for comments that hide nothing."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inner = [child for token in tokens for child in token.children or ()]
    return [
        token.type if token.type != "html_inline" else token.content
        for token in [*tokens, *inner]
        if token.type not in ("text", "text_special") and token.content != "<!-- -->"
    ]


@given(st.sampled_from([*sample.HOSTILE, "](javascript:alert(1))", "www.host.example"]) | st.text(min_size=1))
def test_no_name_becomes_markup(name):
    assert shape(comment(name)) == shape(comment("left-pad"))


@pytest.mark.parametrize("name", ["@octo/tool", "a @octo b", "see #12", "x@y.example"])
def test_no_name_calls_anybody(name):
    assert not re.search(r"[@#]\w", comment(name))


def test_a_long_comment_is_cut_and_says_so():
    names = [f"part-{index}-{'x' * 100}" for index in range(1000)]
    text = comment(*names)
    assert 60_000 < len(text) <= MOST_CHARACTERS
    shown = sum(line.startswith("| licence-needed") for line in text.splitlines())
    assert f"\n{1000 - shown} more findings left out" in text


def test_a_clean_project_is_one_line():
    assert render(sample.clean(), "pull-request").decode().count("\n") == 1


@given(st.lists(st.text(max_size=400), max_size=5))
def test_it_is_never_too_long(names):
    assert len(comment(*(name * 3000 for name in names))) <= MOST_CHARACTERS

"""Foreign text in pages can do nothing but be read."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup

from copyfair.pages import clean, environment, markdown, render

anything = st.text(st.characters(), max_size=200)  # lone surrogates too


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("left-pad", "left-pad"),
        ("a\r\nb\tc\u2028d", "a b c d"),
        ("  a   b ", "a b"),
        ("\x1b[31mred\x1b[0m", "\\u{1b}[31mred\\u{1b}[0m"),
        ("\x9b31m", "\\u{9b}31m"),
        ("safe\u202egnp.exe", "safe\\u{202e}gnp.exe"),
        ("\u2066a\u2069", "\\u{2066}a\\u{2069}"),
        ("pay\u200bpal\ufeff", "pay\\u{200b}pal\\u{feff}"),
        ("a\x00b\x7f", "a\\u{0}b\\u{7f}"),
        ("\ud800", "\\u{d800}"),
        ("soft\u00adhyphen", "soft\\u{ad}hyphen"),
        ("tag\U000e0041", "tag\\u{e0041}"),
        ("a\u200db", "a\\u{200d}b"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),  # Persian
        ("Zoë Łódź 株式会社", "Zoë Łódź 株式会社"),
        ("h" + "\u0301" * 6, "h" + "\u0301" * 4 + "\\u{301}" * 2),
        (7, "7"),
        (None, "None"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text, cleaned):
    assert clean(text) == cleaned


@settings(deadline=None)
@given(anything)
def test_cleaned_text_is_one_line_of_visible_utf8(text):
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert len(cleaned.splitlines()) <= 1
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Zl", "Zp") for c in cleaned)
    assert not any(
        unicodedata.bidirectional(c) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI") for c in cleaned
    )
    assert clean(cleaned) == cleaned


def test_a_long_value_is_cut_and_says_so():
    assert clean("x" * 2500) == "x" * 2000 + "… (500 more characters)"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1.2.0", "1.2.0"),
        ("1. item", "1\\. item"),
        ("10) item", "10\\) item"),
        ("- item", "\\- item"),
        ("+1", "\\+1"),
        ("=cmd|' /C calc'!A0", "\\=cmd\\|' /C calc'!A0"),
        ("@scope/name", "\\@scope/name"),
        ("# head", "\\# head"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
        ("`code` *b* __i__ ~~s~~", "\\`code\\` \\*b\\* \\_\\_i\\_\\_ \\~\\~s\\~\\~"),
        ("a | b", "a \\| b"),
        ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
        ("&lt;", "&amp;lt;"),
        ("a\n\n# b", "a # b"),
        ("back\\slash", "back\\\\slash"),
        ("http://x.example www.x.example", "http\\://x.example www\\.x.example"),
        ("\x1b", "\\\\u\\{1b\\}"),
    ],
)
def test_markdown_shows_the_text_and_nothing_else(text, escaped):
    assert markdown(text) == escaped


@settings(deadline=None)
@given(anything)
def test_escaped_markdown_holds_no_bare_markup(text):
    escaped = str(markdown(text))
    bare = escaped.replace("\\\\", "")
    for mark in "`*_[]{}|~$":
        assert bare.count(mark) == bare.count("\\" + mark)
    assert not set("<>") & set(escaped)
    assert not escaped.startswith(tuple("=+-@#!"))
    assert markdown(markdown(text)) == escaped


def test_html_templates_escape_and_clean_without_asking():
    page = environment("html").from_string(
        "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{{ m(x) }} {{ [x, 1] | join(' ') }}"
    )
    assert page.render(x="<i>\x1b\n&") == "<b>&lt;i&gt;\\u{1b} &amp;</b> &lt;i&gt;\\u{1b} &amp; 1"


def test_markdown_templates_escape_without_asking():
    page = environment("md").from_string(
        "{% macro m(x) %}**{{ x }}**{% endmacro %}{{ m(x) }} {{ [x, 1] | join(', ') }}"
    )
    assert page.render(x="*<") == "**\\*&lt;** \\*&lt;, 1"


def test_only_markup_is_printed_as_it_is():
    for kind in ("html", "md"):
        assert environment(kind).from_string("{{ x }}").render(x=Markup("<b>*</b>")) == "<b>*</b>"


def test_an_undefined_name_is_an_error():
    with pytest.raises(UndefinedError):
        environment("html").from_string("{{ nothing }}").render()


def test_there_are_pages_of_two_kinds():
    with pytest.raises(ValueError, match="no pages of the kind 'txt'"):
        render("notice.txt.j2")

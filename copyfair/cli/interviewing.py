"""The interview at the terminal or in a pipe: asks, checks the answer, writes it down, asks on."""

import datetime
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from copyfair.actor.facts import FactType, info, read_fact
from copyfair.actor.languages import Language
from copyfair.actor.load import loads, read_file, tables
from copyfair.cli.answers import HEAD, toml_value, with_answer
from copyfair.cli.options import write
from copyfair.errors import InputError
from copyfair.licensing.model import third_party
from copyfair.pages import clean

if TYPE_CHECKING:
    from copyfair.actor.model import Actor, Use
    from copyfair.reciprocity.interview import Interview, Question

__all__ = ["Sheet", "Stopped", "conduct"]

_MOST_CLAUSES = 4
_MOST_CHARACTERS = 2000


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The person wants to go on later, or the pipe has ended."""


class Sheet:
    """Answers given beforehand, in a file like an actor.toml; what is not there is not known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = tables(read_file(path), path)

    def answer(self, question: "Question") -> str | None:
        """The answer as TOML, or None."""
        inside: Any = self.data
        for name in question.table:
            inside = inside.get(name) if isinstance(inside, dict) else None
        given = inside.get(question.key) if isinstance(inside, dict) else None
        if given is None or question.table == ("rates",):
            return None if given is None else toml_value(str(given))
        value = read_fact(question.key, given, where=f"{self.path.name}: {question.key}").value
        return None if value is None else toml_value(value)


def conduct(interview: "Interview", path: Path, tongue: Language, sheet: Sheet | None) -> None:
    """Ask until nothing is left to ask, and write the file after each answer.

    Raises:
        InputError: the file cannot be read or written.
    """
    say = tongue.say
    text = read_file(path) if path.exists() else HEAD
    actor, use = loads(text, path, as_of=interview.as_of)
    declined = set(interview.not_counted(actor, use))  # these want evidence, not an answer
    if before := len(interview.lacking(actor, use)):
        click.echo(say.begin.format(open=before, all=len(third_party(interview.licensed))))
    try:
        while (question := interview.question(actor, use, declined=declined)) is not None:
            declined.add(question.name)  # only an answer of "don't know" leaves it open, and that counts for this run
            text, actor, use = _answered(question, _Paper(text, path, interview.as_of), tongue, sheet)
            write(text.encode(), path)
        click.echo(say.done)
    except Stopped:
        click.echo("\n" + say.stopped)
    if lacking := interview.lacking(actor, use):
        click.echo(say.left_open.format(count=len(lacking)))
    for name, why in interview.not_counted(actor, use).items():
        click.echo(_wrapped(say.not_counted.format(fact=name, why=why)))
    if facts := interview.elsewhere(actor, use):
        click.echo(_wrapped(say.in_settings.format(facts=", ".join(facts))))
    if path.exists():
        click.echo(say.next.format(file=clean(path)))


class _Paper(NamedTuple):
    """The file as it is before an answer."""

    text: str
    path: Path
    as_of: datetime.date


def _answered(question: "Question", paper: _Paper, tongue: Language, sheet: Sheet | None) -> tuple[str, "Actor", "Use"]:
    """The text with the answer to one question, and what it then says; asks again until there is an answer."""
    for line in _asked(question, tongue):
        click.echo(line)
    comment = tuple(_comment(question, tongue))
    while True:
        value = (sheet.answer(question) if sheet else _reply(question, tongue)) or toml_value(None)
        if sheet:
            click.echo(f"> {clean(value)}")
        try:
            text = with_answer(paper.text, question.table, question.key, value, comment=comment, where=paper.path.name)
            return text, *loads(text, paper.path, as_of=paper.as_of)  # it may contradict what was said before
        except InputError as error:
            if sheet or value == toml_value(None):
                raise
            click.echo(tongue.say.not_an_answer.format(why=clean(error.message)))


# --- asking -------------------------------------------------------------------------------------------------------


def _asked(question: "Question", tongue: Language) -> Iterator[str]:
    say = tongue.say
    yield ""
    yield _wrapped(_ask(question, tongue))
    for number, (value, meaning) in enumerate(_values(question, tongue).items(), 1):
        yield _wrapped(f"{number}. {value}: {meaning}", 4)
    yield f"  {say.why}"
    for clause in question.why[:_MOST_CLAUSES]:
        yield _wrapped(f"{clause.license} {clause.clause}: {clause.says}", 4)
    if len(question.why) > _MOST_CLAUSES:
        yield f"    {say.more_clauses.format(count=len(question.why) - _MOST_CLAUSES)}"
    how = (say.settles, question.settles) if question.settles else (say.bears_on, question.bears_on)
    yield f"  {how[0].format(count=how[1])}"
    yield f"  ({_hint(question, tongue)}; {say.hint_always})"


def _ask(question: "Question", tongue: Language) -> str:
    if question.table == ("rates",):
        return tongue.say.rate.format(pair=question.key)
    words = tongue.words(question.key).ask
    if question.table[0] != "commons":
        return words
    return f"{words} ({tongue.say.commons.format(commons=question.table[1])})"


def _values(question: "Question", tongue: Language) -> Mapping[str, str]:
    return {} if question.table == ("rates",) else tongue.words(question.key).values


def _hint(question: "Question", tongue: Language) -> str:
    say = tongue.say
    if question.table == ("rates",):
        return say.hint_rate
    return {
        FactType.YES_NO: say.hint_yes_no,
        FactType.CHOICE: say.hint_choice,
        FactType.MONEY: say.hint_money,
        FactType.COUNT: say.hint_count,
        FactType.DATE: say.hint_date,
    }[info(question.key).type]


def _comment(question: "Question", tongue: Language) -> Iterator[str]:
    """The question, and which clauses ask it."""
    yield clean(_ask(question, tongue))
    asking = "; ".join(dict.fromkeys(f"{clause.license} {clause.clause}" for clause in question.why[:_MOST_CLAUSES]))
    if asking:
        yield clean(f"{tongue.say.why} {asking}")
    if values := _values(question, tongue):
        yield " | ".join(values)


def _wrapped(text: str, indent: int = 0) -> str:
    blank = " " * indent
    return click.wrap_text(clean(text), width=100, initial_indent=blank, subsequent_indent=blank + "  ")


# --- what was typed -----------------------------------------------------------------------------------------------


def _reply(question: "Question", tongue: Language) -> str | None:
    """What was typed, as TOML; None for "don't know".

    Raises:
        Stopped: there is nothing more to read, or the person said so.
    """
    while True:
        given = _line()
        word = given.lower()
        if word in tongue.answers.stop:
            raise Stopped
        if word in tongue.answers.help:
            for line in _explained(question, tongue):
                click.echo(line)
            continue
        if not word or word in (*tongue.answers.unknown, "unknown"):
            return None
        try:
            return _value(question, given, tongue)
        except InputError:  # what it says is English; what is wanted, the catalogue says
            click.echo(tongue.say.not_an_answer.format(why=_hint(question, tongue)))


def _line() -> str:
    click.echo("> ", nl=False)
    try:
        line = sys.stdin.readline(_MOST_CHARACTERS)
    except UnicodeDecodeError:
        raise InputError("the answers are not text in UTF-8") from None
    if not line:
        raise Stopped
    if not sys.stdin.isatty():
        click.echo(clean(line))  # whoever reads along later sees what was answered
    return line.strip().removeprefix("\ufeff")


def _explained(question: "Question", tongue: Language) -> Iterator[str]:
    if question.table == ("rates",):
        yield _wrapped(tongue.say.rate_help, 2)
        return
    yield _wrapped(tongue.words(question.key).help, 2)
    for clause in question.why:
        yield _wrapped(f"{clause.license} {clause.clause}: {clause.says}", 4)


def _value(question: "Question", given: str, tongue: Language) -> str:
    if question.table == ("rates",):
        return toml_value(given)
    word, kind = given.lower(), info(question.key).type
    value: object = given
    if kind is FactType.YES_NO:
        value = True if word in tongue.answers.yes else False if word in tongue.answers.no else given
    elif kind is FactType.COUNT and word.isascii() and word.isdigit() and len(word) < 20:
        value = int(word)
    elif kind is FactType.CHOICE:
        names = list(info(question.key).values)
        value = names[int(word) - 1] if word in map(str, range(1, len(names) + 1)) else word
    return toml_value(read_fact(question.key, value, where=question.key).value)

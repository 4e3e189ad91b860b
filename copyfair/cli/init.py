"""``copyfair init``: a copyfair.toml drafted from what is here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from copyfair.cli.options import assess_here, write
from copyfair.cli.recording import quoted
from copyfair.errors import InputError


@click.command("init")
@click.argument("path", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="By default copyfair.toml in PATH; - for standard output.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
def command(path: Path, *, output: Path | None, force: bool) -> None:
    """Draft a copyfair.toml for PATH: the questions its licences ask, the components whose licence is open, and a policy.

    Every answer is left as "unknown": fill in what you know, delete what you do not use. Nothing is guessed.
    """
    target = output or path / "copyfair.toml"
    if str(target) != "-" and target.exists() and not force:
        raise InputError("is already there; --force overwrites it", where=str(target))
    assessment = assess_here(path, actor=None, commons=(), environments=(), as_of=None)
    write(draft(assessment).encode(), target)
    if str(target) != "-":
        click.echo(f"wrote {_one_line(str(target))}; answer its questions, then run `copyfair check`", err=True)


def draft(assessment: Any) -> str:
    """The text of a copyfair.toml that asks what this assessment leaves open."""
    return "\n".join(_lines(assessment)) + "\n"


def _lines(assessment: Any) -> Iterator[str]:
    yield "# What copyfair cannot find out by itself. `copyfair explain facts` explains every fact."
    yield ""
    yield "[project]"
    yield f"name = {quoted(assessment.project)}"
    yield 'exclude = []  # patterns as in .gitignore, for what is not part of the project: ["tests/fixtures/"]'
    yield ""
    yield "# Commons whose components you use: the files their stewards publish."
    yield '# commons = ["commons.toml"]'
    yield ""
    yield "[actor]"
    yield 'name = ""  # the person or organisation that uses it'
    yield from _questions(assessment)
    yield from _open_components(assessment)
    yield from _policy(assessment)
    yield from _exceptions(assessment)


def _questions(assessment: Any) -> Iterator[str]:
    from copyfair.actor.facts import About, vocabulary

    wanted = {missing.name for decision in assessment.decisions for missing in decision.missing}
    for about, table in ((About.USE, "use"), (About.ACTOR, "facts")):
        yield ""
        yield f"[{table}]"
        asked = [fact for fact in vocabulary().values() if fact.about is about and fact.name in wanted]
        if not asked:
            yield "# no licence found here asks for any of these facts"
        for fact in asked:
            yield f"# {fact.ask}"
            choices = (
                " | ".join(fact.values)
                or {"yes-no": "yes | no", "money": "250000 EUR", "count": "12", "date": "2026-01-31"}[fact.type]
            )
            yield f'{fact.name} = "unknown"  # {choices}'


def _open_components(assessment: Any) -> Iterator[str]:
    """Components whose licence is not settled, once each."""
    unclear = [decision for decision in assessment.decisions if decision.doubt in _unsettled()]
    if unclear:
        yield ""
        yield "# Licences that are not settled. `copyfair clarify` shows the evidence and records the answers as [[overrides]]."
    for decision in unclear:
        yield f"# - {_one_line(decision.component.purl)}: {_one_line(decision.because[0].says)}"


def _unsettled() -> tuple[Any, ...]:
    """The doubts in which nobody knows the licence for certain."""
    from copyfair.reciprocity.model import Doubt

    return (Doubt.UNKNOWN_LICENCE, Doubt.CONFLICT, Doubt.MODIFIED_TEXT)


def _policy(assessment: Any) -> Iterator[str]:
    """The licences that are here today as a list of what is allowed; a comment, for it is nobody's decision yet."""
    from copyfair.cli.policy_text import wrapped
    from copyfair.licensing.expression import parse

    settled = [decision for decision in assessment.decisions if decision.doubt not in _unsettled()]
    taken = {decision.chosen for decision in settled if decision.chosen}
    names = {str(term) for expression in taken for term in parse(expression).terms()} - {"NONE", "NOASSERTION"}
    yield ""
    yield "# Which licences may be used at all. These are the ones that are here today; whether they may stay is for you to"
    yield "# say. Categories (permissive, weak-copyleft …), deny and groups: docs/policy.md. Another tool's list:"
    yield "# `copyfair policy import`."
    yield "# [policy]"
    if names:
        yield "# allow = ["
        yield from wrapped(sorted(names), "#   ")
        yield "# ]"
    else:
        yield "# allow = []  # no licence here is settled"


def _exceptions(assessment: Any) -> Iterator[str]:
    """What needs an act and could be lived with for a while: to complete by whoever answers for it."""
    acts = [decision for decision in assessment.decisions if decision.needs_act and decision.doubt is None]
    if acts:
        yield ""
        yield "# What could be accepted until a day, by somebody who answers for it. An exception changes no verdict."
    for decision in acts:
        yield f"# [[exception]]  # {decision.verdict.value}"
        yield f"# component = {quoted(decision.component.purl)}"
        yield f"# verdict = {quoted(decision.verdict.value)}"
        yield "# reason =   # why"
        yield "# approver =   # who"
        yield "# until =   # a day like 2027-01-31"


def _one_line(text: str) -> str:
    from copyfair.pages import clean

    return clean(" ".join(text.split()))

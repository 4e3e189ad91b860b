"""``copyfair clarify``: the open questions about licences, what they most likely come to, and the answers on record."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from copyfair.cli.evidence import evidence_lines, place
from copyfair.cli.options import assess_here, environments_option
from copyfair.errors import InputError


@click.command("clarify")
@click.argument("component", required=False)
@click.option(
    "--path", type=click.Path(path_type=Path), default=".", metavar="DIR", help="The project; by default here."
)
@click.option("--accept", is_flag=True, help="Record the first suggestion for COMPONENT.")
@click.option("--license", "license_", metavar="EXPR", help="Record this SPDX expression for COMPONENT.")
@click.option("--reason", metavar="TEXT", help="How the licence was established; needed with --license.")
@environments_option
def command(
    component: str | None,
    *,
    path: Path,
    accept: bool,
    license_: str | None,
    reason: str | None,
    environments: Sequence[Path],
) -> None:
    """List the open questions about licences, with the evidence and what it most likely comes to.

    COMPONENT is a name or a package URL; without one, every open question is listed. With --accept or --license the
    answer is added to copyfair.toml as [[overrides]]. It counts until the licence text it rests on changes, or the
    component's version does.

    \b
    Examples:
      copyfair clarify
      copyfair clarify left-pad --accept
      copyfair clarify pkg:npm/left-pad@1.3.0 --license WTFPL --reason "asked the author, letter of 2026-03-01"
    """
    _check(component, accept=accept, license_=license_, reason=reason)
    assessment = assess_here(path, actor=None, commons=(), environments=environments, as_of=None)
    if license_ is None and not accept:
        _list(assessment, component)
        return
    if not path.is_dir():
        raise InputError("a record is kept in a project's folder; give one with --path", where=str(path))
    licensed = _the_one(assessment, component or "", path)
    _record(licensed, path, license_=license_, reason=reason or "")


def _check(component: str | None, *, accept: bool, license_: str | None, reason: str | None) -> None:
    if accept and license_ is not None:
        raise click.UsageError("--accept and --license are two ways to answer: choose one")
    if (accept or license_ is not None) and not component:
        raise click.UsageError("say which COMPONENT the answer is for; `copyfair clarify` lists them")
    if license_ is not None and not (reason or "").strip():
        raise click.UsageError("--license needs a --reason: how was it established?")


# --- listing ------------------------------------------------------------------------------------------------------


def _list(assessment: Any, component: str | None) -> None:
    from copyfair.licensing.suggest import is_open

    wanted = _named(assessment, component) if component else assessment.licensed
    if component and not wanted:
        raise InputError(f"{component!r} is no component found here")
    questions = [one for one in wanted if is_open(one)]
    for one in questions:
        for line in _lines(one):
            click.echo(line)
    count = len(questions)
    click.echo("no open question about a licence" if not count else f"{count} open question{'s' if count > 1 else ''}")


def _lines(one: Any) -> Iterator[str]:
    from copyfair.licensing.catalogue import default_catalogue
    from copyfair.licensing.suggest import best, suggest

    yield _wrapped(f"{one.component.label}  ({one.component.purl})", 0)
    for sentence in one.conflict.says if one.conflict else (one.why,):
        yield _wrapped(sentence, 2)
    for line in evidence_lines(one.evidence):
        yield _wrapped(line, 4)
    suggestions = suggest(one, default_catalogue())
    if suggestions:
        yield "  Most likely:"
    for number, found in enumerate(suggestions[:6], 1):
        where = "; ".join(place(evidence) for evidence in found.because[:4])
        yield _wrapped(f"{number}. {found.expression}  ({where})", 4)
    how = "--accept" if best(one, suggestions, default_catalogue()) else "--license EXPR --reason TEXT"
    yield _wrapped(f"To record an answer: copyfair clarify '{one.component.purl}' {how}", 2)
    yield ""


def _wrapped(text: str, indent: int) -> str:
    from copyfair.pages import clean

    blank = " " * indent
    return click.wrap_text(clean(text), width=100, initial_indent=blank, subsequent_indent=blank + "  ")


# --- recording ----------------------------------------------------------------------------------------------------


def _named(assessment: Any, subject: str) -> list[Any]:
    from copyfair.inventory.purl import matches

    return [one for one in assessment.licensed if matches(subject, one.component.purl, one.component.name)]


def _the_one(assessment: Any, subject: str, path: Path) -> Any:
    from copyfair.inventory.model import Standing

    found = _named(assessment, subject)
    if not found:
        raise InputError(f"{subject!r} is no component found in {path}")
    if len(found) > 1:
        several = ", ".join(one.component.purl for one in found[:5])
        raise InputError(f"{subject!r} stands for several components; say which: {several}")
    for evidence in found[0].evidence:
        if evidence.claim.standing is Standing.RECORDED:
            where = f"{evidence.claim.source.file}, {evidence.claim.source.field}"
            raise InputError(f"its licence is on record already ({where}); change it there")
    return found[0]


def _record(one: Any, path: Path, *, license_: str | None, reason: str) -> None:
    from copyfair.cli.recording import record
    from copyfair.licensing.expression import parse

    if license_ is None:
        license_, reason = _accepted(one)
    override = _override(one, str(parse(license_)), reason)
    name, entry = record(override, path)
    click.echo(f"added to {name}:\n\n{entry}")
    if not override.file and not override.versions:
        click.echo("It rests on no text and no version: it counts until it is taken out.")


def _accepted(one: Any) -> tuple[str, str]:
    """The first suggestion and what speaks for it."""
    from copyfair.licensing.catalogue import default_catalogue
    from copyfair.licensing.suggest import best, is_open, suggest
    from copyfair.pages import clean

    if not is_open(one):
        raise InputError(f"its licence is {one.expression}, and nothing disagrees; there is nothing to accept")
    suggestions = suggest(one, default_catalogue())
    first = best(one, suggestions, default_catalogue())
    if first is None:
        likely = ", ".join(str(found.expression) for found in suggestions[:6]) or "nothing that is known"
        raise InputError(f"no suggestion is sure enough ({likely}); read, then record one with --license and --reason")
    where = " and ".join(place(evidence) for evidence in first.because[:4])
    return str(first.expression), clean(f"suggested by copyfair, from {where}")


def _override(one: Any, license_: str, reason: str) -> Any:
    from copyfair.inventory.purl import versionless
    from copyfair.settings import Override

    text = _text_of(one)
    return Override(
        component=versionless(one.component.purl),
        license=license_,
        reason=reason.strip(),
        file=text.file if text else "",
        sha256=text.sha256 or "" if text else "",
        versions=_exactly(one.component.version),
    )


def _text_of(one: Any) -> Any:
    """The licence text to rest on: *the* licence file if there is one, else any."""
    texts = [e.claim for e in one.evidence if e.claim.is_text and e.claim.source.sha256]
    first = next((claim for claim in texts if claim.primary), texts[0] if texts else None)
    return first.source if first else None


def _exactly(version: str | None) -> str:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    for form in (f"=={version}", f"==={version}") if version else ():
        try:
            if SpecifierSet(form).contains(version or "", prereleases=True):
                return form
        except InvalidSpecifier:
            continue
    return ""

"""``copyfair explain``: what a word of copyfair's means, or why a component got its verdict."""

from pathlib import Path
from typing import Any

import click

from copyfair.cli.evidence import evidence_lines
from copyfair.cli.options import assess_here
from copyfair.cli.redacting import redact_options, redacted
from copyfair.errors import InputError


@click.command("explain")
@click.argument("subject")
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--actor", type=click.Path(path_type=Path), metavar="FILE", help="For a component: who uses it.")
@click.option(
    "--commons", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="For a component: a commons.toml."
)
@click.option(
    "--environment",
    "environments",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="For a component: an installed environment.",
)
@redact_options
def command(subject: str, path: Path, **given: Any) -> None:
    """Explain SUBJECT.

    \b
    SUBJECT is one of
      a licence               copyfair explain PPL
      an expression           copyfair explain "MIT OR PPL"
      a component of PATH     copyfair explain left-pad   (or its package URL)
      a fact                  copyfair explain surplus
      a legal form            copyfair explain XPX6   (its ISO 20275 code)
      a problem code          copyfair explain bad-syntax
      facts, problems, exits  the whole list
      formats                 what `copyfair check` reads
      copyfair-principle      a ready commons.toml for a steward
    """
    from copyfair.actor.facts import vocabulary
    from copyfair.actor.forms import is_form_code, legal_forms
    from copyfair.problem import CODES

    lists = {
        "facts": _all_facts,
        "problems": _all_problems,
        "exits": _all_exits,
        "formats": _all_formats,
        "copyfair-principle": _principle,
    }
    if subject in lists:
        lists[subject]()
    elif subject in CODES:
        _problem(subject)
    elif subject in vocabulary():
        _fact(subject)
    elif subject in legal_forms():
        _legal_form(subject)
    elif _known_licence(subject):
        return
    elif is_form_code(subject) and any(map(str.isdigit, subject)):
        _legal_form(subject)
    else:
        _component(subject, path, **given)


def _known_licence(subject: str) -> bool:
    from copyfair.errors import ExpressionError
    from copyfair.licensing.expression import parse

    try:
        ids = dict.fromkeys(term.license for term in parse(subject).terms())
    except ExpressionError:
        return False
    for license_id in ids:
        explain_licence(license_id)
    return True


def explain_licence(license_id: str) -> None:
    """Print the rules of one licence.

    Raises:
        InputError: it is neither on the SPDX list nor among our own.
    """
    from copyfair.licensing.catalogue import default_catalogue
    from copyfair.licensing.categories import category, category_says, duties, restriction
    from copyfair.licensing.spdx import canonical_license, license_name
    from copyfair.reciprocity.conditions import parse_condition, say

    catalogue = default_catalogue()
    spelt = {name.lower(): name for name in catalogue.ids()}
    official = spelt.get(license_id.lower()) or canonical_license(license_id) or license_id
    file = catalogue.get(official)
    if file is not None:
        _reciprocal(file)
        return
    if license_name(official) is None:
        raise InputError(
            f"{license_id!r} is neither on the SPDX list nor among copyfair's own; see `copyfair licenses`"
        )
    kind = category(official)
    click.echo(f"{official}: {license_name(official)}")
    if kind is None:
        limit = restriction(official)
        known = f"It limits its use ({limit}). " if limit else ""
        click.echo(f"  {known}copyfair has no rules for it yet: a component under it is undetermined.")
        return
    _wrapped(f"{kind}: {category_says(kind)}")
    for duty in duties(official):
        when = f" When {say(parse_condition(duty.when))}." if duty.when else ""
        _wrapped(f"duty ({duty.kind}): {duty.says}{when}")


def _reciprocal(file: Any) -> None:
    from copyfair.reciprocity.conditions import parse_condition, say

    click.echo(f"{file.id}: {file.name}\n  {file.url}")
    _wrapped(file.summary)
    click.echo(f"  Rules reviewed on {file.reviewed.on}: {file.reviewed.by}\n")
    for title, clauses in (
        ("Closed to", file.bars),
        ("Open to", file.grants),
        ("Not answered by the text", file.silent),
    ):
        for clause in clauses:
            _wrapped(f"{title}, {clause.clause}: {clause.says}")
            _wrapped(f"tested as: {say(parse_condition(clause.when))}", indent=6)
            if title == "Not answered by the text":
                _readings(clause)
    _wrapped(f"Otherwise, {file.otherwise.clause}: {file.otherwise.says} ({file.otherwise.verdict})")
    if file.sells:
        _wrapped(f"Separate licence, {file.sells.clause}: {file.sells.says}")
    for duty in file.duties:
        _wrapped(f"Duty, {duty.clause}: {duty.says}")
        _readings(duty)
    if file.termination:
        _wrapped(f"A breach, {file.termination.clause}: {file.termination.says} ({_cure(file.termination)})")
    if file.combining:
        _combining(file.combining)
    for note in file.notes:
        _wrapped(f"Note: {note}")


def _combining(combining: Any) -> None:
    """How far it reaches into a work it becomes part of, and what it allows instead."""
    disputed = " (that can be argued)" if combining.disputed else ""
    if combining.says:
        clause = f", {combining.clause}" if combining.clause else ""
        _wrapped(f"Combined with others{clause}: {combining.says}{disputed}")
    if combining.aggregate:
        _wrapped(f"Beside others, {combining.aggregate}: it may lie beside separate works, which it does not reach.")
    for bridge in combining.bridges:
        _wrapped(f"Instead, {bridge.clause}: {bridge.says}")


def _readings(clause: Any) -> None:
    """The ways to read an open place, and how copyfair.toml chooses one."""
    for reading in clause.readings:
        default = ", unless another is chosen" if reading.name == clause.default else ""
        source = f" ({reading.source})" if reading.source else ""
        _wrapped(
            f"question {clause.question}, read as {reading.name}: {reading.holds}{default}: {reading.says}{source}", 6
        )


def _cure(termination: Any) -> str:
    if termination.cure_days is None:
        return "no cure"
    first = ", the first time" if termination.first_only else ""
    return f"to be mended within {termination.cure_days} days of the {termination.cure_from}{first}"


def _wrapped(text: str, indent: int = 2) -> None:
    lead = " " * indent
    click.echo(click.wrap_text(text, width=98, initial_indent=lead, subsequent_indent=lead + "  "))


def _fact(name: str) -> None:
    from copyfair.actor.facts import vocabulary

    fact = vocabulary()[name]
    click.echo(f"{name}: a {fact.type} fact about the {fact.about}")
    _wrapped(fact.meaning)
    if fact.unit:
        _wrapped(f"Counted in {fact.unit}.")
    for value, meaning in fact.values.items():
        _wrapped(f"{value}: {meaning}", indent=4)
    _wrapped(f"Asked as: {fact.ask}")


def _all_facts() -> None:
    from copyfair.actor.facts import vocabulary

    for name, fact in vocabulary().items():
        click.echo(f"{name}  [{fact.about}, {fact.type}]")
        _wrapped(fact.meaning, indent=4)


def _problem(code: str) -> None:
    from copyfair.problem import CODES

    about = CODES[code]
    click.echo(f"{code}: {about.severity}")
    _wrapped(about.meaning)
    _wrapped(f"What to do: {about.todo}")


def _all_problems() -> None:
    from copyfair.problem import CODES

    for code in sorted(CODES):
        _problem(code)


def _all_exits() -> None:
    from copyfair.cli.exits import CODES

    for code, name, meaning in CODES:
        click.echo(f"{code:>4}  {name:<15} {meaning}")
    click.echo("From 4 up the codes add up.")


def _all_formats() -> None:
    from copyfair.inventory.formats import all_formats

    for found in sorted(all_formats(), key=lambda one: one.name.casefold()):
        click.echo(found.name)
        _wrapped(f"Reads {found.reads}.")
        _wrapped(f"Files: {', '.join(found.files)}")
        if found.licences:
            _wrapped(f"Licences: {found.licences}")


def _legal_form(code: str) -> None:
    """What a form proves, what it makes likely and what stays open whatever the form."""
    from copyfair.actor.facts import info
    from copyfair.actor.forms import legal_form, names

    form = legal_form(code)
    place = form.subdivision or form.country
    click.echo(f"{code}: {form.meaning.name}" + (f" ({place})" if place else ""))
    if called := names(code):
        _wrapped(f"Called: {' / '.join(called)}")
    _wrapped(form.meaning.says)
    if not form.active:
        _wrapped("The list has retired this code; the organisation may have another form by now.")
    for title, values in (("Proves", form.meaning.proves), ("Likely, not proven", form.meaning.likely)):
        for name, value in values.items():
            told = info(name).says if value is True else info(name).says_not or f"{info(name).says} {value}"
            _wrapped(f"{title}: {told}  [{name}]")
    for name in form.meaning.unlikely:
        _wrapped(f"Unlikely, not excluded: {info(name).says}  [{name}]")
    if not form.meaning.proves.get("kind"):
        _wrapped(
            "Open under this form as under every other: whether the workers alone own it, and what happens to the surplus."
        )
    if form.meaning.ask:
        _wrapped(f"What settles it: {form.meaning.ask}")


def _principle() -> None:
    from copyfair.data import folder

    click.echo((folder("templates") / "commons" / "copyfair-principle.toml").read_text("utf-8"), nl=False)


def _component(subject: str, path: Path, *, redact: bool, salt: Path | None, **given: Any) -> None:
    from copyfair.inventory.purl import versionless
    from copyfair.pages import clean

    assessment = redacted(assess_here(path, as_of=None, **given), redact=redact, salt=salt)
    every = [
        entry
        for entry in assessment.licensed
        if subject in (entry.component.name, entry.component.purl, versionless(entry.component.purl))
    ]
    if not every:
        raise InputError(
            f"{subject!r} is no licence, fact, problem code or component found in {path}; see `copyfair explain --help`"
        )
    decisions = {decision.component: decision for decision in assessment.decisions}
    for entry in every:
        component = entry.component
        click.echo(clean(f"{component.label}  ({component.purl})"))
        click.echo(f"  {component.origin}, {component.depth}, {component.scope}")
        for way in component.paths:
            _wrapped(clean("path: " + " > ".join(way)))
        _wrapped(clean(f"licence: {entry.expression or 'not settled'}: {entry.why}"))
        for said in evidence_lines(entry.evidence):
            _wrapped(clean(said), indent=4)
        decision = decisions.get(component)
        if decision is not None:
            _decision(decision)


def _decision(decision: Any) -> None:
    from copyfair.pages import clean

    kind = f" ({decision.doubt})" if decision.doubt else ""
    _wrapped(f"verdict: {decision.verdict}{kind}, decided on the rung {decision.rung}")
    for reason in decision.because:
        _wrapped(clean(f"{reason.stance}: {reason.license} {reason.clause}: {reason.says}"), indent=4)
        if reason.condition:
            _wrapped(clean(f"tested as: {reason.condition}"), indent=8)
        for fact in reason.facts:
            _wrapped(clean(f"{fact.name} = {fact.value}" + (f" ({fact.evidence})" if fact.evidence else "")), indent=8)
    for missing in decision.missing:
        _wrapped(clean(f"missing: {missing.name}: {missing.ask} Answer it in {missing.where}."), indent=4)
    for duty in decision.duties:
        _wrapped(clean(f"duty, applies: {duty.applies}: {duty.says}"), indent=4)
    for change in decision.changes:
        _wrapped(clean(f"would be {change.verdict} under {change.clause} if {change.says}"), indent=4)
    if decision.next_step:
        _wrapped(clean(f"next: {decision.next_step}"), indent=4)

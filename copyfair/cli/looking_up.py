"""``copyfair actor lookup``: what a register says of an actor, shown, and on request written down."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.actor.facts import Fact
from copyfair.actor.load import loads, read_file
from copyfair.cli.answers import HEAD, toml_value, with_answer
from copyfair.cli.options import day_option, today, write
from copyfair.cli.recording import quoted
from copyfair.errors import InputError
from copyfair.pages import clean

if TYPE_CHECKING:
    import datetime

    from copyfair.lookup.gleif import Record

__all__ = ["lookup"]

FILE = click.Path(path_type=Path, dir_okay=False)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "copyfair" / "lookup"


@click.command("lookup")
@click.argument("query")
@click.option(
    "--write", "target", type=FILE, metavar="FILE", help="Write what the register settles into this actor.toml."
)
@click.option("--base", metavar="URL", help="Address of the register. By default that of GLEIF.")
@click.option(
    "--offline", is_flag=True, envvar="COPYFAIR_OFFLINE", help="Ask nobody; only answers that are kept count."
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where answers are kept. By default copyfair/lookup in your cache folder.",
)
@day_option
def lookup(
    query: str,
    *,
    target: Path | None,
    base: str | None,
    offline: bool,
    cache: Path | None,
    as_of: "datetime.date | None",
) -> None:
    """Look QUERY up in the register of Legal Entity Identifiers: legal form, parents, status.

    QUERY is an LEI, a national number (better with its scheme: "KBO 0403.170.701") or the exact legal name. The register
    learns what you ask and from where; its host is shown before it is asked. Answers are kept for 30 days with their date.
    Several records are shown for you to choose from. A parent that is reported speaks against worker ownership; that
    none is reported, or that somebody has no LEI, says nothing.

    \b
    Examples:
      copyfair actor lookup 529900T8BM49AURSDO55
      copyfair actor lookup "KBO 0403.170.701" --write actor.toml
    """
    from copyfair.lookup.cache import Cache
    from copyfair.lookup.client import Client
    from copyfair.lookup.gleif import BASE, find, lines, with_parents

    def announce(host: str) -> None:
        click.echo(f"asking {clean(host)}", err=True)

    day = as_of or today()
    client = Client(base or BASE, Cache(cache or _cache_folder()), day, offline=offline, announce=announce)
    found = find(client, query)
    if not found:
        click.echo("The register has no such record, which says nothing: most small organisations have none.")
        return
    if len(found) == 1:
        found = (with_parents(client, found[0]),)
    for record in found:
        for line in lines(record):
            click.echo(clean(line))
    if target is not None:
        if len(found) > 1:
            raise InputError("several records fit; look up the LEI of the one that is meant, to write it down")
        _write(found[0], target, day)


def _write(record: "Record", target: Path, day: "datetime.date") -> None:
    from copyfair.lookup.claims import claims, identity

    text = read_file(target) if target.exists() else HEAD
    actor, _ = loads(text, target, as_of=day)
    known = {name: getattr(actor.party, name) for name in ("name", "country", "register")}
    text = _with_identity(text, target, {**known, "legal_form": actor.legal_form}, identity(record))
    for fact in claims(record):
        before = actor.facts.get(fact.name)
        if before is None or before.value is None:
            text = with_answer(
                text, ("facts",), fact.name, _toml(fact), comment=("From a register.",), where=target.name
            )
            click.echo(f"wrote {fact.name} = {_plain(fact)}")
        elif before.value != fact.value:
            click.echo(
                f"NOT written: {fact.name} is {_plain(fact)} in the register, and {_plain(before)} in {clean(target)}"
            )
    loads(text, target, as_of=day)  # it may contradict what stands there
    write(text.encode(), target)


def _with_identity(text: str, target: Path, known: Mapping[str, str], said: Mapping[str, str]) -> str:
    """The text with what `[actor]` leaves empty; what stands there must be the same, apart from the register it names."""
    from copyfair.actor.model import Party
    from copyfair.reciprocity.rights import is_party

    for key, value in said.items():
        before = known[key]
        if not before:
            text = with_answer(text, ("actor",), key, quoted(value), where=target.name)
        elif key == "name" and is_party(value, Party(name=before)):
            continue
        elif before != value and key != "register":
            raise InputError(
                f"{key} is {before[:60]!r} there and {value[:60]!r} in the register: another organisation, or one of them is wrong",
                where=f"{target.name}: [actor]",
            )
    return text


def _toml(fact: Fact) -> str:
    said = fact.evidence
    day = f", date = {said.date.isoformat()}" if said.date else ""
    evidence = f"{{ kind = {quoted(said.kind)}, reference = {quoted(said.reference)}{day} }}"
    return f"{{ value = {toml_value(fact.value)}, evidence = {evidence} }}"


def _plain(fact: Fact) -> str:
    return toml_value(fact.value).strip('"')

"""``copyfair actor sign`` and ``copyfair actor verify``: declarations that another party can check offline."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from copyfair.cli.options import day_option, today, write
from copyfair.cli.signing import FILE, key_option, secret_key, trusted_keys

if TYPE_CHECKING:
    import datetime

__all__ = ["sign", "verify"]


@click.command("sign")
@click.argument("file", type=FILE, default="actor.toml")
@key_option(required=True)
@day_option
def sign(file: Path, *, key: Path, as_of: "datetime.date | None") -> None:
    """Sign the actor.toml FILE as a declaration, in FILE.dsse.json beside it.

    Whoever signs vouches for every fact in it. An actor's own signature proves who said it and makes nothing stronger;
    that of an auditor or a federation makes the facts certified ones for those who trust its keys.

    \b
    Example:
      copyfair actor sign us.toml --key federation.pem
    """
    from copyfair.declarations import declare
    from copyfair.signing.files import ENDING

    signer = secret_key(key)
    if signer is not None:
        place = file.with_name(file.name + ENDING)
        write(declare(file, signer, as_of or today()).encoded(), place)
        click.echo(f"wrote {place}, signed with the key {signer.id}", err=True)


@click.command("verify")
@click.argument("file", type=FILE)
@click.option("--keys", type=FILE, multiple=True, required=True, metavar="FILE", help="A key directory that you trust.")
@day_option
def verify(file: Path, *, keys: Sequence[Path], as_of: "datetime.date | None") -> None:
    """Check the signature of the declaration FILE, and say what it declares and how strong that is. Needs no network.

    The exit code is 0 when the signature holds, 5 when it does not.

    \b
    Example:
      copyfair actor verify us.toml --keys federation-keys.json
    """
    from copyfair import declarations
    from copyfair.cli.exits import NOT_GENUINE
    from copyfair.errors import SignatureError
    from copyfair.pages import clean
    from copyfair.reciprocity.wording import shown

    try:
        found = declarations.verify(file, trusted_keys(keys), as_of or today())
    except SignatureError as error:
        click.echo(f"NOT GENUINE: {clean(error)}", err=True)
        raise SystemExit(NOT_GENUINE) from None
    who = "a third party: its facts are certified" if found.third_party else "the actor: what they say of themselves"
    click.echo(f"genuine: signed by {clean(found.owner)} on {found.on}, {who}")
    for fact in (*found.actor.facts.values(), *found.use.facts.values()):
        value = "unknown" if fact.value is None else shown(fact.value)
        click.echo(f"  {fact.name}: {clean(value)} ({clean(fact.note or fact.evidence)})")

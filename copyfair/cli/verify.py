"""``copyfair verify``: is this what they signed?"""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from copyfair.cli.exits import NOT_GENUINE
from copyfair.cli.signing import FILE, trusted_keys


@click.command("verify")
@click.argument("file", type=FILE)
@click.option(
    "--keys",
    type=FILE,
    multiple=True,
    required=True,
    metavar="FILE",
    help="A key directory that you trust, got over a way that you trust. May be repeated.",
)
@click.option("--signature", type=FILE, metavar="FILE", help="By default FILE.dsse.json, beside the file.")
def command(file: Path, *, keys: Sequence[Path], signature: Path | None) -> None:
    """Check FILE against its signature: a notice, a receipt, a report, or any file that was signed. Needs no network.

    FILE is the signed file, or the signed statement itself; the files that a statement speaks of are looked for
    beside it. The exit code is 0 when the signature holds, 5 when it does not.

    \b
    Example:
      copyfair verify FA-2026-0001.html --keys copyfair-keys.json
    """
    from copyfair.errors import SignatureError
    from copyfair.pages import clean
    from copyfair.signing.files import verify_file

    trusted = trusted_keys(keys)
    try:
        found = verify_file(file, trusted, signature)
    except SignatureError as error:
        click.echo(f"NOT GENUINE: {clean(error)}", err=True)
        raise SystemExit(NOT_GENUINE) from None
    signed = found.signed
    click.echo(f"genuine: signed by {clean(signed.owner)} on {signed.on} with the key {signed.key.id}")
    for name in found.files:
        click.echo(f"  {clean(name)}: is what was signed")
    for name in found.absent:
        click.echo(f"  {clean(name)}: is not here")
    click.echo(f"  says ({clean(signed.statement.predicate_type)}): {clean(json.dumps(signed.statement.predicate))}")

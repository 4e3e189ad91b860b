"""``copyfair sign``: sign a file."""

from pathlib import Path

import click

from copyfair.cli.options import today, write
from copyfair.cli.signing import FILE, key_option, secret_key


@click.command("sign")
@click.argument("file", type=FILE)
@key_option(required=True)
@click.option("--output", "-o", type=FILE, metavar="FILE", help="By default FILE.dsse.json, beside the file.")
def command(file: Path, *, key: Path, output: Path | None) -> None:
    """Sign FILE: a DSSE envelope with an in-toto statement about it, which `copyfair verify` checks offline.

    \b
    Example:
      copyfair sign report.html --key steward.pem
    """
    from copyfair.signing.files import ENDING, read_file, sign_file

    signer = secret_key(key)
    if signer is not None:
        place = output or file.with_name(file.name + ENDING)
        write(sign_file(file, read_file(file), signer, today()).encoded(), place)
        click.echo(f"wrote {place}, signed with the key {signer.id}", err=True)

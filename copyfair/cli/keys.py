"""``copyfair keys``: make keys, replace them, take them back."""

import datetime
from pathlib import Path

import click

from copyfair.cli.options import DAY, today, write
from copyfair.cli.signing import FILE, password

_DIRECTORY = click.option(
    "--directory",
    "-d",
    type=FILE,
    default=Path("copyfair-keys.json"),
    show_default=True,
    help="The file with the public keys, to be published.",
)


@click.group("keys")
def command() -> None:
    """Make keys for signing, replace them, and take them back.

    A secret key stays with whoever signs. The public keys stand in a directory that says when each holds; publish it
    as /.well-known/copyfair-keys.json on your own domain.
    """


@command.command("new")
@click.argument("secret", type=FILE)
@_DIRECTORY
@click.option("--owner", metavar="NAME", help="Whose keys these are, for a new directory: the steward's legal name.")
@click.option("--from", "start", type=DAY, metavar="DAY", help="First day of the key. By default today.")
def new(secret: Path, *, directory: Path, owner: str | None, start: datetime.date | None) -> None:
    """Make a key: the secret half into the new file SECRET, the public half into the directory.

    In a directory that is there already, the new key takes the place of those before it, which end the day before
    it begins; what they signed until then stays good. COPYFAIR_KEY_PASSWORD, if set, locks SECRET.

    \b
    Example:
      copyfair keys new steward.pem --owner "Friends of Peer Map vzw"
    """
    from copyfair.errors import InputError
    from copyfair.signing.keys import KeyDirectory, SigningKey

    day = start or today()
    if directory.exists():
        known = KeyDirectory.read(directory)
        if owner not in (None, known.owner):
            raise InputError(f"holds the keys of {known.owner}", where=str(directory))
    elif owner is None:
        raise InputError("is not there yet; say whose keys these are with --owner", where=str(directory))
    else:
        known = KeyDirectory(owner=owner, keys=())
    key = SigningKey.new()
    rotated = known.rotated(key.public, day)
    key.write(secret, password())
    write(rotated.encoded(), directory)
    click.echo(f"wrote {secret} (keep it secret) and {directory}; the key {key.id} signs from {day}", err=True)


@command.command("revoke")
@click.argument("key_id")
@_DIRECTORY
@click.option("--why", required=True, help="What happened.")
def revoke(key_id: str, *, directory: Path, why: str) -> None:
    """Take a key back: nothing that it ever signed counts any more. KEY_ID may be its beginning."""
    from copyfair.signing.keys import KeyDirectory

    write(KeyDirectory.read(directory).revoked(key_id, why).encoded(), directory)
    click.echo(f"revoked {key_id} in {directory}; publish it", err=True)


@command.command("list")
@_DIRECTORY
def list_(directory: Path) -> None:
    """Show the keys of a directory."""
    from copyfair.pages import clean
    from copyfair.signing.keys import KeyDirectory

    known = KeyDirectory.read(directory)
    click.echo(f"Keys of {clean(known.owner)}:")
    for key in known.keys:
        until = f" to {key.valid_until}" if key.valid_until else ""
        end = f", REVOKED: {clean(key.revoked)}" if key.revoked else ""
        click.echo(f"  {key.id}  from {key.valid_from}{until}{end}")

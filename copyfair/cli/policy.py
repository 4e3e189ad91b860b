"""``copyfair policy``: the organisation's own rules on licences."""

from pathlib import Path

import click

from copyfair.cli.options import write
from copyfair.errors import InputError

_MOST_CHARACTERS = 1_000_000


@click.group("policy")
def command() -> None:
    """Rules on licences of your own: carry over another tool's."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "name", metavar="TOOL", default="", help="Whose policy it is. By default the file's name says.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="By default standard output.")
def import_(file: Path, *, name: str, output: Path | None) -> None:
    """Write the policy in FILE as the [policy] of a copyfair.toml, with a list of what cannot be said there.

    Reads deny.toml (cargo-deny), .ort.yml and license-classifications.yml (ORT), trivy.yaml, .licensed.yml, .grant.yaml
    and dependency-review-config.yml. Records that need a reason, an approver or a last day are written as comments to
    complete. Nothing is overwritten.

    \b
    Examples:
      copyfair policy import deny.toml
      copyfair policy import deny.toml -o policy.toml
    """
    from copyfair.cli.policy_text import imported
    from copyfair.policy.foreign import read
    from copyfair.policy.rules import rules_of
    from copyfair.settings import parse_settings

    if output is not None and str(output) != "-" and output.exists():
        raise InputError("is already there; choose another name, or move it away", where=str(output))
    found, policy = read(_text(file), file.name, name)
    text = imported(policy, f"{file.name} ({found.name})")
    try:
        rules_of([("", parse_settings(text).policy)])
    except InputError as error:
        raise InputError(f"what it says cannot be written as a policy: {error}", where=file.name) from None
    write(text.encode(), output)
    notes = len(policy.left)
    click.echo(f"{notes} {'point' if notes == 1 else 'points'} to read at the top of it", err=True)


def _text(file: Path) -> str:
    if not file.is_file():
        raise InputError("there is no such file", where=str(file))
    try:
        if file.stat().st_size > _MOST_CHARACTERS:
            raise InputError("the file is larger than a megabyte", where=file.name)
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=file.name) from None
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8", where=file.name) from None

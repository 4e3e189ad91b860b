"""``copyfair entitlements``: the rights of use on record, and what they cover."""

from pathlib import Path
from typing import Any

import click

from copyfair.cli.options import assess_here, project_options, write
from copyfair.cli.redacting import redact_options, redacted


@click.command("entitlements")
@project_options
@redact_options
@click.option("--format", "-f", "format_", type=click.Choice(("text", "cyclonedx")), default="text", show_default=True)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="By default standard output.")
def command(*, format_: str, output: Path | None, redact: bool, salt: Path | None, **given: Any) -> None:
    """List the rights of use that PATH has on record, and what becomes of each: what it covers, whose it is, until when.

    Rights stand in copyfair.toml as [[entitlement]], or in an SBOM as CycloneDX `licensing`. With -f cyclonedx they are
    written as such a document (CycloneDX 1.6).

    \b
    Examples:
      copyfair entitlements
      copyfair entitlements -f cyclonedx -o rights.cdx.json
    """
    from copyfair.reports.rights import as_cyclonedx, as_lines

    assessment = redacted(assess_here(**given), redact=redact, salt=salt)
    if format_ == "cyclonedx":
        write(as_cyclonedx(assessment), output)
        return
    write("".join(f"{line}\n" for line in as_lines(assessment)).encode("utf-8", "backslashreplace"), output)

"""``copyfair report``: the full report as a file."""

from pathlib import Path
from typing import Any

import click

from copyfair.cli.options import assess_here, project_options, today, write
from copyfair.cli.redacting import redact_options, redacted
from copyfair.cli.signing import key_option, secret_key


def _formats() -> list[str]:
    from copyfair.reports import formats

    return list(formats())


@click.command("report")
@project_options
@redact_options
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(_formats()),
    help="By default what the output's ending says, else md.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="By default standard output.")
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="In which language an HTML report is: en, nl, fr, de. What licences say stays English.",
)
@key_option()
def command(
    *,
    format_: str | None,
    output: Path | None,
    language: str,
    key: Path | None,
    redact: bool,
    salt: Path | None,
    **given: Any,
) -> None:
    """Write the full report about PATH: every component, its licence, evidence, verdict, duties and fees.

    With --key the report is signed as a compliance certificate, in OUTPUT.dsse.json; `copyfair verify` checks it.

    The exit code is 0 when the report was written, whatever it says; use `copyfair check` to let CI decide.

    \b
    Examples:
      copyfair report -o report.html
      copyfair report --actor actor.toml -f json > report.json
      copyfair report -o report.html --language nl
      copyfair report -o report.html --key auditor.pem
    """
    from copyfair.reports import render
    from copyfair.reports.writers import for_file

    chosen = format_ or (for_file(output.name) if output else "md")
    if not chosen:
        raise click.BadParameter(
            f"no report format is called {Path(output or '').suffix.lstrip('.')!r}; choose one with --format",
            param_hint="--output",
        )
    if key is not None and (output is None or str(output) == "-"):
        raise click.UsageError("--key signs a file: give it a name with --output")
    signer = secret_key(key)
    assessment = redacted(assess_here(**given), redact=redact, salt=salt)
    data = render(assessment, chosen, language=language)
    write(data, output)
    if signer is not None and output is not None:
        from copyfair.reports.certificate import CERTIFICATE_TYPE, certificate
        from copyfair.signing.files import ENDING, sign_file

        says = certificate(assessment)
        signed = sign_file(output, data, signer, today(), kind=CERTIFICATE_TYPE, says=says)
        write(signed.encoded(), output.with_name(output.name + ENDING))

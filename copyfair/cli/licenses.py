"""``copyfair licenses``: what copyfair has rules for."""

import click


@click.command("licenses")
@click.argument("license_id", required=False)
def command(license_id: str | None) -> None:
    """List the licences copyfair has rules for, or show the rules of one.

    Licences that ask who you are, or what for, each have a file of rules. All others on the SPDX list that restrict
    nobody are known by category, with their duties. A licence in neither is never taken as permitted.
    """
    from copyfair.licensing.catalogue import default_catalogue
    from copyfair.licensing.categories import Category, category
    from copyfair.licensing.spdx import all_licenses

    if license_id is not None:
        from copyfair.cli.explain import explain_licence

        explain_licence(license_id)
        return
    click.echo("Licences that ask who you are or what for (copyfair licenses ID shows the rules):\n")
    for file in default_catalogue().all():
        click.echo(f"  {file.id}  [{file.family}]")
        click.echo(click.wrap_text(file.summary, width=96, initial_indent="      ", subsequent_indent="      "))
    click.echo("\nLicences of the SPDX list that restrict nobody, by category:\n")
    kinds = [category(name) for name in all_licenses()]
    for kind in Category:
        click.echo(f"  {kind:<18} {kinds.count(kind):>4}")
    click.echo(f"  {'no rules yet':<18} {kinds.count(None) - sum(i in default_catalogue() for i in all_licenses()):>4}")

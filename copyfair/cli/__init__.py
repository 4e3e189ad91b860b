"""The command line: one module a command, loaded when it is asked for.

The only place that knows arguments, the clock, environment variables, standard
output and exit codes.
"""

import gc
import os
import sys
from importlib import import_module

import click

from copyfair.errors import CopyfairError
from copyfair.version import TOOL

__all__ = ["command", "run"]

_COMMANDS = {
    "actor": "Describe who uses it and what for: asked, shown.",
    "check": "May we use what is here? Verdict, reasons, and what to do.",
    "clarify": "List the open questions about licences, and record the answers.",
    "compare": "Who may use what is here? Several actors side by side.",
    "diff": "What changed between two reports or two revisions.",
    "entitlements": "List the rights of use on record and what they cover.",
    "explain": "Explain a licence, a component, a fact or a problem code.",
    "init": "Draft a copyfair.toml from what is here.",
    "invoice": "Write an invoice, credit note or reminder.",
    "keys": "Make keys for signing, replace them, take them back.",
    "ledger": "Keep the books: numbered notices, payments, receipts.",
    "licenses": "List the licences copyfair has rules for.",
    "notice": "Draw up the fee notices for what is owed.",
    "policy": "Carry over another tool's rules on licences.",
    "portfolio": "Who owes what to whom, over many documents of many organisations.",
    "report": "Write the full report as HTML, Markdown or JSON.",
    "ship": "May it go out under its own licence, and what must its users be?",
    "sign": "Sign a file.",
    "tariff": "Check, tabulate or plot the tariff of a commons.toml.",
    "verify": "Check a notice, receipt, report or file against its signature.",
}


class _Commands(click.Group):
    """A group that imports a command only when it runs or shows its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = import_module(f"copyfair.cli.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


_EPILOG = """\
Start with `copyfair check` in a project's folder. It needs no settings and no network, and runs nothing of what it
reads. To learn what applies to you, answer its questions in an actor.toml (`copyfair init` drafts one).
"""


@click.command(
    cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(TOOL.split()[1], "--version", message=TOOL)
def command() -> None:
    """May we use this, under which clause, with which duties, and if not freely: what is owed to whom?

    copyfair reads what a project is made of, works out each component's licence, and tells who may use it
    under copyfair, Peer Production and other reciprocal licences: cooperatives, commons, companies, people.
    """


def run() -> None:
    """Run the command line and exit with its code; no traceback reaches a user."""
    gc.set_threshold(50_000)  # much is made and kept, little thrown away: looking for garbage less often saves 5 %
    try:
        code = command.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("copyfair: stopped", err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except CopyfairError as error:
        click.echo(f"copyfair: {_printable(str(error))}", err=True)
        code = 2
    except Exception as error:  # the last line of defence; the code says that it is our fault
        if os.environ.get("COPYFAIR_DEBUG"):
            raise
        click.echo(f"copyfair: internal error: {type(error).__name__}: {_printable(str(error))}", err=True)
        click.echo("Please report it; COPYFAIR_DEBUG=1 shows the details.", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _printable(text: str) -> str:
    from copyfair.pages import clean

    return clean(text)

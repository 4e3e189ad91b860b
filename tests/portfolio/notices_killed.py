"""``copyfair portfolio notices`` with a clock that stands still, and killed at a step; started in a process of its own."""

import datetime
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module

from copyfair.cli import command, drawing
from copyfair.cli.ledger import common

NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def dying(work: Callable, steps: int) -> Callable:
    """Does the work; when it was done so many times, the process is killed at its next start."""
    left = steps

    def done(*given):
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return work(*given)

    return done


def main(where: str, steps: str, *arguments: str) -> None:
    common.now = lambda: NOON
    if where == "between the books and the folder":
        drawing.write = dying(drawing.write, int(steps))
    elif where == "in a transaction":
        issue = import_module("copyfair.notices.issue")  # the package has a function of this name
        issue._file = dying(issue._file, int(steps))
    command.main(["portfolio", "notices", *arguments], standalone_mode=False)


if __name__ == "__main__":
    main(*sys.argv[1:])

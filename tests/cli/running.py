"""Runs the real command in a process of its own, as a user or CI would, and says what it cost."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

DAY = "2026-11-22"
"""The day of every check in these tests: no report depends on when the tests run."""

FORMATS = ("html", "json", "md", "txt")

SECONDS = 120
"""A command that takes longer hangs."""

# Between the tests and the command stands this process, which is small: Linux counts the memory of whoever starts a
# process as that process's own peak, and the process of the tests may be large.
_STARTER = """
import json, os, resource, subprocess, sys
with open(sys.argv[1], "w") as notes, open(sys.argv[2], "wb") as out, open(sys.argv[3], "wb") as err:
    process = subprocess.Popen(sys.argv[5:], stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    try:
        code = process.wait(float(sys.argv[4]))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        code = "it hangs"
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    json.dump([code, peak if sys.platform == "darwin" else peak * 1024], notes)
"""


class Ran(NamedTuple):
    """What a command did.

    Attributes:
        code: its exit code.
        out: standard output, byte for byte.
        err: standard error.
        peak: the most memory it had in use, in bytes.
    """

    code: int
    out: bytes
    err: str
    peak: int

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self):
        return json.loads(self.out)


def copyfair(*arguments, folder: Path, **environment: str) -> Ran:
    """Run ``copyfair`` with these arguments; its notes go into `folder`, which must not be what it scans."""
    return run("-m", "copyfair", *arguments, folder=folder, **environment)


def run(*arguments, folder: Path, **environment: str) -> Ran:
    """Run Python with these arguments and no settings from around the tests."""
    notes, out, err = (folder / f".ran-{kind}" for kind in ("notes", "out", "err"))
    ours = ("VIRTUAL_ENV", "COPYFAIR_DEBUG", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING", "PYTHONUTF8")
    around = {name: value for name, value in os.environ.items() if name not in ours}
    command = [sys.executable, *map(str, arguments)]
    subprocess.run(
        [sys.executable, "-c", _STARTER, notes, out, err, str(SECONDS), *command],
        env={**around, **environment},
        cwd=folder,
        check=True,
        timeout=SECONDS + 10,
    )
    code, peak = json.loads(notes.read_text())
    return Ran(code, out.read_bytes(), err.read_text("utf-8", "backslashreplace"), peak)

"""Many processes draw up documents in one ledger, and are killed and thrown back while they do.

    python tests/ledger/race.py LEDGER --processes 8 --documents 200 --seed 1 --kills 40

Each process has its own documents and a few that all of them want. At random it kills itself (SIGKILL) between two
statements, raises while it writes a document, or is killed from outside at any moment; then another one takes over
from the start. Prints what it came to as JSON; the ledger itself is checked by whoever called.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from ledger_sample import order, render

from copyfair.ledger.books import open_ledger

SHARED = 5
"""Documents that every process wants; there must be one of each."""
THROWN_BACK, KILLED_INSIDE = 0.1, 0.004


class ThrownBackError(Exception):
    """Something failed while the document was being written."""


def work(place: str, process: int, documents: int, seed: int, notes: int) -> None:
    """Draw up the documents of one process; those that are there already are given back."""
    chance = random.Random(seed)  # noqa: S311 - chance, no secret
    with open_ledger(place) as books:
        asked = books.base.rows

        def rows(statement, *values):
            if chance.random() < KILLED_INSIDE:
                os.write(notes, b"k")
                os.kill(os.getpid(), signal.SIGKILL)
            return asked(statement, *values)

        def failing(draft):
            if chance.random() < THROWN_BACK:
                os.write(notes, b"t")
                raise ThrownBackError
            return render(draft)

        books.base.rows = rows
        wanted = [f"own {process} {one}" for one in range(documents)] + [f"shared {one}" for one in range(SHARED)]
        chance.shuffle(wanted)
        while wanted:
            try:
                again = books.issue(order(wanted[-1]), failing, by=f"process {process}").again
            except ThrownBackError:
                continue
            wanted.pop()
            os.write(notes, b"a" if again else b"n")


def start(place: str, process: int, documents: int, seed: int, notes: int) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work(place, process, documents, seed, notes)
        code = 0
    finally:
        os._exit(code)


def race(place: str, processes: int, documents: int, seed: int, kills: int) -> dict[str, int]:
    """Run until every process has come to its end."""
    chance = random.Random(seed)  # noqa: S311
    reading, notes = os.pipe()
    os.set_blocking(reading, False)
    running = {start(place, one, documents, chance.getrandbits(32), notes): one for one in range(processes)}
    found = {"killed": 0, "failed": 0, "n": 0, "a": 0, "k": 0, "t": 0}
    while running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child:
            process = running.pop(child)
            if os.WIFSIGNALED(status):
                found["killed"] += 1
                running[start(place, process, documents, chance.getrandbits(32), notes)] = process
            elif os.WEXITSTATUS(status):
                found["failed"] += 1
        elif kills and chance.random() < 0.2:
            kills -= 1
            os.kill(chance.choice(list(running)), signal.SIGKILL)
        time.sleep(0.002)
        try:
            for note in os.read(reading, 65536).decode():
                found[note] += 1
        except BlockingIOError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("place")
    for name, usual in (("processes", 8), ("documents", 25), ("seed", 1), ("kills", 0)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    given = vars(parser.parse_args())
    begun = time.monotonic()
    found = race(**given)
    names = {"n": "drawn up", "a": "given back", "k": "killed inside", "t": "thrown back"}
    told = {names.get(name, name): times for name, times in found.items()}
    print(json.dumps({**told, "seconds": round(time.monotonic() - begun, 2)}))  # noqa: T201


if __name__ == "__main__":
    main()

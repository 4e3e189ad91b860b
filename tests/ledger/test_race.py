"""Eight processes at once, killed and thrown back at random: no gap, no duplicate, no half document."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from race import SHARED

from copyfair.ledger.books import create_ledger, open_ledger
from copyfair.ledger.verify import verify

pytest.importorskip("rfc8785", reason="a ledger needs the extra `ledger`")


PROCESSES, DOCUMENTS = 8, 25


def test_no_gap_no_duplicate_no_half_document(place):
    create_ledger(place).close()
    command = [sys.executable, Path(__file__).with_name("race.py"), place, "--kills", "4", "--seed", "7"]
    command += ["--processes", str(PROCESSES), "--documents", str(DOCUMENTS)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    assert ran.stderr == ""
    told = json.loads(ran.stdout)
    assert told["failed"] == 0
    assert told["killed"] >= 4
    assert told["thrown back"] > 0
    with open_ledger(place) as books:
        documents = [one.document for one in books.standings()]
        assert [one.number for one in documents] == [
            f"FA-2026-{place_:04}" for place_ in range(1, PROCESSES * DOCUMENTS + SHARED + 1)
        ]
        assert Counter(Counter(one.key for one in documents).values()) == {1: len(documents)}
        for document in documents:
            page, _ = books.files(document)
            assert json.loads(page.data) == {"n": document.number}
        checked = verify(books)
    assert checked.flaws == ()
    assert checked.documents == len(documents)

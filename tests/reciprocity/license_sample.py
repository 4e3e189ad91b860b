"""Licence files written for one test."""

from pathlib import Path

from copyfair.licensing.catalogue import Catalogue

HEAD = """
id = "LicenseRef-test"
name = "Test License"
family = "test"
url = "https://license.example/"
reviewed = { on = 2026-11-27, by = "made up for a test" }
otherwise = { clause = "9", says = "The rest is reserved.", verdict = "licence-needed" }
"""
ID = "LicenseRef-test"


def catalogue(folder: Path, body: str) -> Catalogue:
    """A catalogue of one licence, `LicenseRef-test`."""
    (folder / f"{ID}.toml").write_text(HEAD + body, "utf-8")
    return Catalogue(folder)

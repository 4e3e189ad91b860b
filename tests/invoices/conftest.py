"""Samples and readers of the notices serve the invoices too; the official Peppol rules are used where they are."""

import os
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "notices"))


@pytest.fixture(scope="session")
def peppol(tmp_path_factory):
    """The newest Peppol BIS Billing rules, billing and self-billing, out of the package that carries them."""
    given = os.environ.get("COPYFAIR_PEPPOL_RULES", "")
    if not given:
        pytest.skip("COPYFAIR_PEPPOL_RULES names no package of Peppol rules; CONTRIBUTING says which")
    folder = tmp_path_factory.mktemp("peppol")
    with zipfile.ZipFile(given) as package:
        newest = {}
        for name in sorted(package.namelist(), key=_release):
            if "/openpeppol/" in name and name.endswith(("PEPPOL-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL-SB.xslt")):
                newest[name.rpartition("/")[2]] = name
        assert len(newest) == 2, "the package has no rules for billing and self-billing"
        for file, name in newest.items():
            (folder / file).write_bytes(package.read(name))
    return tuple(sorted(folder.iterdir()))


def _release(name):
    return [int(part) for part in name.replace("/", ".").split(".") if part.isdigit()]

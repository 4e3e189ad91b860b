"""Reading a bill of materials of 10,000 components against decoding its bytes as JSON and doing nothing with them.

Run ``python benchmarks/bills.py``. Processor time in one process, the best of seven runs, the two in turn; the first
run, which compiles patterns and takes package URLs apart for the first time, stands beside it.
"""

import gc
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from copyfair import inventory

COMPONENTS = 10_000
LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "GPL-3.0-only", "LGPL-2.1-or-later", "MIT OR Apache-2.0")


def main() -> None:
    packages = [_package(number, random.Random(number)) for number in range(COMPONENTS)]
    needs = _needs(random.Random(5))
    gc.set_threshold(50_000)  # as the command line does
    with tempfile.TemporaryDirectory() as folder:
        for name, document in (
            ("bom.cdx.json", cyclonedx(packages, needs)),
            ("bom.spdx.json", spdx(packages, needs)),
        ):
            file = Path(folder, name)
            file.write_text(json.dumps(document), "utf-8")
            compare(file)


def compare(file: Path) -> None:
    data, raw, read = file.read_bytes(), [], []
    for _ in range(7):
        raw.append(_cost(lambda: msgspec.json.decode(data)))
        read.append(_cost(lambda: inventory.read(file)))
    best = min(raw)
    figures = f"{best * 1000:.0f} ms decoded, {min(read) * 1000:.0f} ms read: {min(read) / best:.1f} times"
    print(f"{file.name}, {len(data) / 1e6:.1f} MB: {figures} (the first: {read[0] / best:.1f})")


def _cost(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def _package(number: int, chance: random.Random) -> dict[str, str]:
    kind, version = (
        chance.choice(("npm", "pypi", "cargo", "maven", "golang")),
        f"{number % 9}.{number % 30}.{number % 7}",
    )
    group = {
        "npm": f"@s{number % 50}",
        "maven": f"org.example.g{number % 300}",
        "golang": f"git.example/o{number % 300}",
    }.get(kind, "")
    path = f"{group.replace('@', '%40')}/pkg-{number}" if group else f"pkg-{number}"
    return {
        "group": group,
        "name": f"pkg-{number}",
        "version": version,
        "purl": f"pkg:{kind}/{path}@{version}",
        "sha256": f"{chance.getrandbits(256):064x}",
        "licence": chance.choice(LICENCES),
    }


def _needs(chance: random.Random) -> list[list[int]]:
    """Of each package those that it needs, all of them behind it in the list; the last is of the project itself."""
    later = [sorted({chance.randrange(at + 1, COMPONENTS) for _ in range(at % 4)}) for at in range(COMPONENTS - 1)]
    return [*later, [], list(range(50))]


def cyclonedx(packages: list[dict[str, str]], needs: list[list[int]]) -> dict[str, object]:
    refs = [*(one["purl"] for one in packages), "app"]
    components = [
        {
            "type": "library",
            "bom-ref": one["purl"],
            "group": one["group"],
            "name": one["name"],
            "version": one["version"],
            "description": f"A library that does what number {number} does for those who want that",
            "scope": "required",
            "hashes": [{"alg": "SHA-256", "content": one["sha256"]}],
            "licenses": [
                {"expression": one["licence"]} if " " in one["licence"] else {"license": {"id": one["licence"]}}
            ],
            "purl": one["purl"],
            "externalReferences": [{"type": "website", "url": f"https://pkg-{number}.example/"}],
        }
        for number, one in enumerate(packages)
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "app", "name": "app", "version": "1.0"}},
        "components": components,
        "dependencies": [
            {"ref": ref, "dependsOn": [refs[to] for to in some]} for ref, some in zip(refs, needs, strict=True)
        ],
    }


def spdx(packages: list[dict[str, str]], needs: list[list[int]]) -> dict[str, object]:
    ids = [*(f"SPDXRef-Package-{number}" for number in range(len(packages))), "SPDXRef-app"]
    app = {
        "group": "",
        "name": "app",
        "version": "1.0",
        "purl": "pkg:generic/app@1.0",
        "sha256": "0" * 64,
        "licence": "MIT",
    }
    listed = [
        {
            "SPDXID": identifier,
            "name": one["name"],
            "versionInfo": one["version"],
            "supplier": "Organization: Example",
            "downloadLocation": f"https://files.example/{identifier}.tgz",
            "filesAnalyzed": False,
            "checksums": [{"algorithm": "SHA256", "checksumValue": one["sha256"]}],
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": one["licence"],
            "copyrightText": "NOASSERTION",
            "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": one["purl"]}
            ],
        }
        for identifier, one in zip(ids, [*packages, app], strict=True)
    ]
    edges = [
        {"spdxElementId": ids[at], "relatedSpdxElement": ids[to], "relationshipType": "DEPENDS_ON"}
        for at, some in enumerate(needs)
        for to in some
    ]
    top = {"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-app", "relationshipType": "DESCRIBES"}
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "app",
        "documentNamespace": "https://bills.example/app",
        "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: a-benchmark"]},
        "packages": listed,
        "relationships": [top, *edges],
    }


if __name__ == "__main__":
    main()

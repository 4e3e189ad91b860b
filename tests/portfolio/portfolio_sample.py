"""A small estate: documents of three organisations, their actors, and a commons with a tariff."""

import json
from pathlib import Path

COMMONS = """
id = "gears"
name = "Gear Commons"
license = "PPL"
covers = ["pkg:npm/gears"]

[steward]
name = "Friends of Gears vzw"
country = "BE"

[[permissions]]
clause = "Charter 3"
says = "Whoever contributes may use it as if the licence granted it."
when = "contributes"

[[tariffs]]
id = "gears-2026"
currency = "EUR"
clause = "Charter 5"
says = "One per cent of the revenue above one million euros."
valid_from = 2026-01-01
fee = { kind = "share-above", rate = "0.01", threshold = "1000000 EUR", of = "revenue" }

[[payees]]
party = { name = "Friends of Gears vzw", country = "BE" }
share = 3

[[payees]]
party = { name = "Cog Collective", country = "BE" }
share = 1
"""

COMPANY = """
[actor]
name = "Big Wheels NV"
[facts]
kind = "organisation"
worker_owned = false
privately_owned_and_managed = true
profits_from_wage_labour = true
revenue = { value = "3000000 EUR", year = 2025 }
[use]
commercial = true
[commons.gears]
contributes = false
"""

COOPERATIVE = """
[actor]
name = "Kleine Fiets cv"
[facts]
kind = "organisation"
worker_owned = true
surplus = "all-to-worker-owners"
employs_non_owners = false
[use]
commercial = true
"""

TABLE = """
[[organisation]]
pattern = "*/wheels/*"
actor = "wheels.toml"

[[organisation]]
pattern = "*/fiets/*"
actor = "fiets.toml"
"""


def bill(*components: dict, edges: dict[str, list[str]] | None = None, root: str = "app") -> dict:
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "root", "name": root, "version": "1"}},
        "components": list(components),
    }
    if edges is not None:
        document["dependencies"] = [{"ref": ref, "dependsOn": needs} for ref, needs in edges.items()]
    return document


def part(name: str, licence: str = "MIT", version: str = "1.0.0", **more) -> dict:
    return {
        "type": "library",
        "bom-ref": name,
        "name": name,
        "version": version,
        "purl": f"pkg:npm/{name}@{version}",
        "licenses": [{"expression": licence}],
        **more,
    }


def estate(folder: Path) -> Path:
    """Twelve documents of two organisations and of nobody, one project, and three that cannot be read."""
    place = folder / "estate"
    for number in range(6):
        for organisation in ("wheels", "fiets"):
            parts = [part("gears", "PPL"), part(f"part-{number}"), part("mpl", "MPL-2.0")]
            edges = {"root": ["gears"], "gears": [f"part-{number}", "mpl"]}
            write(place / organisation / f"app-{number}.cdx.json", json.dumps(bill(*parts, edges=edges)))
    write(place / "nobody" / "one.cdx.json", json.dumps(bill(part("gears", "PPL"))))
    write(place / "wheels" / "broken.cdx.json", '{"bomFormat": "CycloneDX", ')
    write(place / "wheels" / "other.json", '{"name": "something else"}')
    write(place / "wheels" / "large.cdx.json", json.dumps(bill(part("large", description="x" * 1_100_000))))
    write(place / "fiets" / "shop" / "copyfair.toml", '[project]\nname = "shop"\n')
    lock = {
        "": {"name": "shop", "dependencies": {"gears": "1"}},
        "node_modules/gears": {"version": "2.0.0", "license": "PPL"},
    }
    write(
        place / "fiets" / "shop" / "package-lock.json",
        json.dumps({"name": "shop", "lockfileVersion": 3, "packages": lock}),
    )
    write(folder / "actors" / "wheels.toml", COMPANY)
    write(folder / "actors" / "fiets.toml", COOPERATIVE)
    write(folder / "commons.toml", COMMONS)
    write(folder / "organisations.toml", TABLE)
    return place


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


class Here:
    """Does the tasks in this process: another engine than the pool, and there is none to wait for."""

    def run(self, work, tasks):
        for task in tasks:
            yield task, work(task)

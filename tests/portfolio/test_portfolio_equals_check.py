"""A portfolio says of each document what ``copyfair check`` says of it alone; the quick ways find what the inventory finds."""

import datetime
import hashlib
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path, PurePosixPath

import msgspec
import portfolio_sample as sample
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import copyfair
from copyfair import inventory
from copyfair.commons import load as load_commons
from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import all_formats
from copyfair.inventory.model import Origin
from copyfair.portfolio.decide import decide
from copyfair.portfolio.ingest import ingest
from copyfair.portfolio.model import Given, statement_of
from copyfair.portfolio.organisations import Organisations
from copyfair.portfolio.shards import make_shard
from copyfair.portfolio.ways import Ways
from copyfair.reciprocity.model import Decision

DAY = datetime.date(2026, 11, 22)

_NAMES = ("gears", "left", "right", "mpl", "Odd_Name", "app")
_LICENCES = (
    [{"expression": "MIT"}],
    [{"license": {"id": "PPL"}}],
    [{"license": {"name": "Peer Production License"}}],
    [{"expression": "PPL OR GPL-3.0-only"}],
    [{"license": {"id": "MIT"}}, {"license": {"name": "PPL"}}],
    [{"license": {"url": "https://licences.example/x"}}],
    [{"expression": "PPL", "acknowledgement": "concluded"}],
    [{"license": {"name": "strange", "text": {"content": "Use it for peace only."}}}],
    [{"license": {"id": "PPL", "licensing": {"licenseTypes": ["perpetual"]}}}],
    [{}],
    [],
    None,
)
_ODD = (
    {"components": [sample.part("inner", "PPL")]},
    {"evidence": {"licenses": [{"license": {"id": "PPL"}}]}},
    {"evidence": {"occurrences": []}},
    {"scope": "optional"},
    {"scope": "required"},
    {"scope": "strange"},
    {"purl": "pkg:npm/gears"},
    {"purl": "no package url"},
    {"purl": "pkg:pypi/Odd_Name@1.0"},
    {"version": 5},
    {"description": "half a \ud800 letter"},
    {"group": "@scope"},
    {"type": "thing"},
    {"hashes": [{"alg": "MD5", "content": "0" * 32}]},
    {"hashes": [{"alg": "MD5", "content": "0" * 32 + "\n"}]},
    {"hashes": [{"alg": "ROT13", "content": "0" * 32}]},
    {"properties": [{"name": "a", "value": "b"}]},
    {"properties": [{"value": "b"}]},
    {"licenses": [{"license": {"id": "No-Such-Id"}}]},
    {"licenses": [{"expression": "MIT"}, {"license": {"id": "MIT"}}]},
    {"pedigree": {"patches": [{"type": "unknown"}]}},
    {"swid": {"tagId": "x"}},
    {"versionRange": "vers:npm/*"},
)
_ODD_DOCUMENT = (
    {"serialNumber": "urn:uuid:7"},
    {"serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"},
    {"services": [{"name": "s", "data": [{"flow": "up"}]}]},
    {"citations": [{}]},
    {"metadata": {"timestamp": "yesterday"}},
    {"metadata": {"timestamp": "2026-11-22T10:00:00Z", "properties": [{"name": "n"}]}},
    {"metadata": {"licenses": [{"license": {"id": "No-Such-Id"}}]}},
)


_VERSIONS = ("1.0.0", "2.0.0", "3", "4.0-rc1")


@st.composite
def parts(draw, *, odd: bool) -> dict:
    """One as most are, or one that may have anything about it."""
    version = draw(st.sampled_from((*_VERSIONS, *([""] if odd else []))))
    made = sample.part(draw(st.sampled_from(_NAMES)), version=version)
    made["purl"] = made["purl"].rstrip("@")
    made["bom-ref"] = draw(st.sampled_from((made["purl"], made["name"], ""))) if odd else made["purl"]
    licences = draw(st.sampled_from(_LICENCES if odd else _LICENCES[:7]))
    if licences is None:
        del made["licenses"]
    else:
        made["licenses"] = licences
    return made | (draw(st.sampled_from(_ODD)) if odd and draw(st.integers(0, 3)) == 0 else {})


@st.composite
def bills(draw) -> bytes:
    odd = draw(st.booleans())
    components = draw(st.lists(parts(odd=odd), max_size=5, unique_by=None if odd else lambda one: one["purl"]))
    refs = [*(one["bom-ref"] for one in components), "root"]
    edges = draw(st.none() | st.dictionaries(st.sampled_from(refs), st.lists(st.sampled_from(refs), max_size=3)))
    document = sample.bill(*components, edges=edges)
    if draw(st.integers(0, 4)) == 0:
        del document["metadata"]
    if odd and draw(st.booleans()):
        document |= draw(st.sampled_from(_ODD_DOCUMENT))
    return json.dumps(document).encode()


def judged(file: Path) -> set[tuple]:
    """What the inventory finds in a file, as facts have it."""
    return {
        (c.purl, c.name, c.version, c.scope, c.depth, statement_of(c.claims, c.rights))
        for c in inventory.read(file).components
        if c.origin is Origin.THIRD_PARTY
    }


_RELATIONS = "DEPENDS_ON CONTAINS DEPENDENCY_OF DESCRIBES DESCRIBED_BY OTHER DEV_DEPENDENCY_OF".split()
_ODD_PACKAGE = (
    {"name": ""},
    {"SPDXID": ""},
    {"SPDXID": " SPDXRef-x"},
    {"SPDXID": "SPDXRef-0"},
    {"versionInfo": "NOASSERTION"},
    {"versionInfo": 5},
    {"licenseDeclared": "LicenseRef-1"},
    {"licenseDeclared": 5},
    {"licenseInfoFromFiles": ["MIT", "PPL"]},
    {"licenseInfoFromFiles": ["NOASSERTION"]},
    {"licenseInfoFromFiles": "MIT"},
    {"externalRefs": [{"referenceType": "purl", "referenceLocator": "no package url"}]},
    {"externalRefs": [{"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a"}]},
    {"externalRefs": None},
)
_ODD_SPDX = (
    {"hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": "Use it for peace only."}]},
    {"hasExtractedLicensingInfos": []},
    {"files": [{"SPDXID": "SPDXRef-file"}]},
    {"spdxVersion": "SPDX-2.2"},
    {"spdxVersion": "SPDX-9"},
    {"documentDescribes": ["SPDXRef-0"]},
    {"documentDescribes": None},
    {"bomFormat": "CycloneDX"},
    {"relationships": None},
)


@st.composite
def packages(draw, number: int, *, odd: bool) -> dict:
    name, version = draw(st.sampled_from(_NAMES)), draw(st.sampled_from((*_VERSIONS, *([""] if odd else []))))
    purl = f"pkg:npm/{name.lower()}@{version}".rstrip("@")
    made = {
        "SPDXID": f"SPDXRef-{number}",
        "name": name,
        "versionInfo": version,
        "licenseConcluded": draw(st.sampled_from(("NOASSERTION", "MIT", "NONE"))),
        "licenseDeclared": draw(st.sampled_from(("NOASSERTION", "PPL", "MIT OR PPL", "Peer Production License"))),
        "externalRefs": [{"referenceType": "purl", "referenceLocator": purl}],
    }
    if draw(st.booleans()):
        del made["versionInfo"]
    return made | (draw(st.sampled_from(_ODD_PACKAGE)) if odd and draw(st.integers(0, 3)) == 0 else {})


@st.composite
def spdx_documents(draw) -> bytes:
    odd = draw(st.booleans())
    listed = [draw(packages(number, odd=odd)) for number in range(draw(st.integers(0, 5)))]
    ids = st.sampled_from(["SPDXRef-DOCUMENT", *(f"SPDXRef-{number}" for number in range(len(listed) or 1))])
    edges = [
        {"spdxElementId": draw(ids), "relatedSpdxElement": draw(ids), "relationshipType": kind}
        for kind in draw(st.lists(st.sampled_from(_RELATIONS if odd else _RELATIONS[:2]), max_size=6))
    ]
    if not odd:
        edges = [one for one in edges if "DOCUMENT" not in f"{one['spdxElementId']}{one['relatedSpdxElement']}"]
    if not odd or draw(st.booleans()):
        root = {"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-0", "relationshipType": "DESCRIBES"}
        edges.append(root)
    document = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": listed, "relationships": edges}
    return json.dumps(document | (draw(st.sampled_from(_ODD_SPDX)) if odd and draw(st.booleans()) else {})).encode()


def agree(name: str, data: bytes) -> None:
    """The quick way finds what the inventory finds, or leaves the document to it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        expected = judged(file)
        quick = Ways().read(name, data) is not None
        event("quick" if quick else "out of the ordinary")
        assert not quick or inventory.read(file).problems == ()
        shard = make_shard([(Given(name=name, path=file), data, hashlib.sha256(data).hexdigest())])
    if not shard.documents:
        assert expected == set()
        assert [one.reason for one in shard.rejects] == ["broken"]
        return
    (document,) = shard.documents
    assert {(*msgspec.structs.astuple(shard.facts[n]), shard.said(n)) for n in document.facts} == expected


@given(bills())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_the_quick_way_finds_in_cyclonedx_what_the_inventory_finds(data: bytes) -> None:
    agree("a.cdx.json", data)


@given(spdx_documents())
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_the_quick_way_finds_in_spdx_what_the_inventory_finds(data: bytes) -> None:
    agree("a.spdx.json", data)


@pytest.mark.parametrize("name", ["a.spdx.json", "bom.json", "7"])
def test_an_ordinary_spdx_document_takes_the_quick_way(name: str) -> None:
    listed = [
        {"SPDXID": f"SPDXRef-{n}", "name": name, "versionInfo": "1", "licenseDeclared": "MIT"}
        for n, name in enumerate(("shop", "gears", "left"))
    ]
    ends = [("DOCUMENT", "DESCRIBES", "0"), ("0", "DEPENDS_ON", "1"), ("2", "DEPENDENCY_OF", "1"), ("2", "OTHER", "0")]
    edges = [
        {"spdxElementId": f"SPDXRef-{one}", "relationshipType": kind, "relatedSpdxElement": f"SPDXRef-{other}"}
        for one, kind, other in ends
    ]
    document = {"spdxVersion": "SPDX-2.3", "packages": listed, "relationships": edges}
    found = Ways().read(name, json.dumps(document).encode())
    assert found is not None
    assert [(part.fact.name, part.fact.depth) for part in found] == [("gears", "direct"), ("left", "transitive")]


def test_an_ordinary_document_takes_the_quick_way() -> None:
    """Otherwise the law above would say nothing about it."""
    components = [sample.part("gears", "PPL"), sample.part("left", scope="required"), sample.part("right")]
    document = sample.bill(*components, edges={"root": ["gears"], "gears": ["left"], "left": ["gears", "right"]})
    found = Ways().read("a.cdx.json", json.dumps(document).encode())
    assert found is not None
    depths = {"gears": "direct", "left": "transitive", "right": "transitive"}
    assert {part.fact.name: part.fact.depth for part in found} == depths


def test_a_worker_forgets_what_no_two_documents_share() -> None:
    ways = Ways()
    for number in range(50):
        bill = sample.bill(sample.part("gears", "PPL"), edges={"root": ["gears"]})
        bill["metadata"]["component"]["name"] = f"shop-{number}"
        assert ways.read("bom.json", json.dumps(bill).encode()) is not None
    held = ways.parts
    ways.forget(60)
    assert len(held) == 2  # as what the root needs, and as what others do
    ways.forget(40)
    assert len(held) == 0


@pytest.mark.parametrize(("first", "second"), [("", "x" * 9000), ("x" * 9000, "")])
def test_a_document_says_anywhere_what_it_is(first: str, second: str) -> None:
    listed = [{"SPDXID": "SPDXRef-1", "name": "gears", "versionInfo": "1", "licenseDeclared": "MIT"}]
    spdx = {"comment": first, "spdxVersion": "SPDX-2.3", "packages": listed, "more": second}
    assert Ways().read("bom.json", json.dumps(spdx).encode()) is not None
    cyclonedx = sample.bill(sample.part("gears", "PPL"), edges={"root": ["gears"]})
    data = json.dumps({"comment": first, **cyclonedx, "more": second})
    assert Ways().read("bom.json", data.encode()) is not None
    both = json.dumps({**json.loads(data), "spdxVersion": "SPDX-2.3"}).encode()
    assert Ways().read("bom.json", both) is None


@pytest.mark.parametrize(
    "name",
    [
        "a.cdx.json",
        "bom.json",
        "a.sbom.json",
        "cyclonedx.json",
        "a.spdx.json",
        "spdx.json",
        "17.json",
        "17",
        "package.json",
    ],
)
def test_a_document_is_read_by_the_name_it_has(name: str, tmp_path: Path) -> None:
    data = json.dumps(sample.bill(sample.part("gears", "PPL"), edges={"root": ["gears"]})).encode()
    (tmp_path / name).write_bytes(data)
    shard = make_shard([(Given(name=name, path=tmp_path / name), data, "")])
    assert {shard.facts[n].purl for one in shard.documents for n in one.facts} == {
        one[0] for one in judged(tmp_path / name)
    }


@given(st.from_regex(r"[a-zA-Z0-9_.-]{0,20}\.(cdx|spdx)\.json", fullmatch=True))
def test_no_other_format_wants_a_file_that_is_called_a_bill_of_materials(name: str) -> None:
    """Why the quick ways need not ask them."""
    entry = Entry(Path(), PurePosixPath(name))
    wanted = {found.name for found in all_formats() if not found.folder and found.matches(entry)}
    assert wanted <= {"cyclonedx-json", "spdx-json", "spdx-3"}


def test_a_project_is_read_with_its_overrides_or_refused(tmp_path: Path) -> None:
    lock = {"packages": {"": {}, "node_modules/left": {"version": "1.0.0", "license": "strange"}}, "lockfileVersion": 3}
    sample.write(tmp_path / "package-lock.json", json.dumps({"name": "shop", **lock}))
    settings_file = tmp_path / "copyfair.toml"
    record = '[[overrides]]\ncomponent = "pkg:npm/left"\nlicense = "{}"\nreason = "asked"\n'
    project = Given(name="shop", path=tmp_path, is_repository=True)
    sample.write(settings_file, record.format("PPL"))
    (statement,) = make_shard([(project, b"", "")]).statements
    assert [claim.statements for claim in statement.claims if claim.standing == "recorded"] == [("PPL",)]
    sample.write(settings_file, record.format("no ( expression"))
    (reject,) = make_shard([(project, b"", "")]).rejects
    assert (reject.reason, "overrides" in reject.message) == ("broken", True)
    sample.write(settings_file, '[[choice]]\ncomponent = "left"\ntake = "MIT"\nreason = "ours"\n')
    (reject,) = make_shard([(project, b"", "")]).rejects
    assert (reject.reason, "[[choice]]" in reject.message) == ("own-records", True)


def test_a_failing_system_is_no_fault_of_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a document that met a full disk would stay rejected when there is room again."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    odd = json.dumps(sample.bill(sample.part("left", components=[sample.part("inner")]))).encode()
    with pytest.raises(FileNotFoundError):
        make_shard([(Given(name="a.cdx.json", path=tmp_path / "a.cdx.json"), odd, "")])


RECOGNITION = """
[recognition]
clause = "Charter 4"
says = "Forty hours of work."
enough = 40
counts = [{ kind = "work", bricks = 1 }]
"""
GIVER = (
    sample.COMPANY.replace("contributes = false", "")
    + """
[[contributions]]
commons = "gears"
kind = "work"
amount = 40
on = 2026-03-31
"""
)


@st.composite
def projects(draw) -> dict[str, str]:
    """The files of a project: what npm installs, and perhaps a record of its licence."""
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True, min_size=1, max_size=4))
    licences = st.sampled_from(("MIT", "PPL", "(PPL OR MIT)", "MPL-2.0", "strange", ""))
    packages = {
        f"node_modules/{name}": {
            "version": draw(st.sampled_from(_VERSIONS)),
            "license": draw(licences),
            "dev": draw(st.booleans()),
        }
        for name in names
    }
    needs = {name: "*" for name in names if draw(st.booleans())}
    lock = {"name": "shop", "lockfileVersion": 3, "packages": {"": {"name": "shop", "dependencies": needs}, **packages}}
    record = f'[[overrides]]\ncomponent = "pkg:npm/{names[0]}"\nlicense = "PPL"\nreason = "asked"\n'
    return {
        "package-lock.json": json.dumps(lock),
        "copyfair.toml": '[project]\nname = "shop"\n' + (record if draw(st.booleans()) else ""),
    }


@st.composite
def given_documents(draw) -> tuple[str, bytes | dict[str, str], str]:
    """A document of any kind: how its name ends, what it holds, and the actor file of whose it is."""
    actors = (sample.COMPANY, sample.COOPERATIVE, GIVER, '[actor]\nname = "Somebody"\n')
    end, kind = draw(st.sampled_from(((".cdx.json", bills()), (".spdx.json", spdx_documents()), ("", projects()))))
    return end, draw(kind), draw(st.sampled_from(actors))


@given(st.lists(given_documents(), min_size=1, max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_each_document_is_decided_as_by_a_check(documents: list[tuple[str, bytes | dict[str, str], str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        commons = load_commons(sample.write(base / "commons.toml", sample.COMMONS + RECOGNITION))
        for number, (end, holds, actor) in enumerate(documents):
            # An organisation of its own for each, so that the fees are those of the document too.
            sample.write(base / "actors" / f"o{number}.toml", actor)
            files = holds if isinstance(holds, dict) else {"": holds.decode("utf-8", "surrogatepass")}
            for name, text in files.items():
                sample.write(base / "docs" / f"{number}{end}" / name, text)
            event(end or "project")
        table = Organisations([(f"*/{number}{one[0]}", f"o{number}") for number, one in enumerate(documents)])
        ingest([str(base / "docs")], base / "store", organisations=table, executor=sample.Here())
        file = decide(base / "store", actors=base / "actors", as_of=DAY, commons=[commons]).file
        for number, (end, _, _) in enumerate(documents):
            path = base / "docs" / f"{number}{end}"
            alone = copyfair.assess(path, actor=base / "actors" / f"o{number}.toml", commons=[commons], as_of=DAY)
            assert answers(file, f"o{number}") == {answer(one) for one in alone.decisions}
            assert owed(file, f"o{number}") == {
                (fee.commons.id, fee.state, f"{portion.amount.amount:f}")
                for fee in alone.fees
                for portion in fee.portions
            }


def answer(one: Decision) -> tuple:
    """What the tables keep of a decision."""
    what, first = one.component, one.because[0]
    return (
        *(what.purl, what.scope, what.depth, what.version),
        *(one.license, one.chosen, one.verdict, one.doubt or "", one.rung),
        *(f"{first.license} {first.clause}".strip(), " ".join(fact.name for fact in one.missing), one.next_step),
    )


def answers(file: Path, organisation: str) -> set[tuple]:
    query = (
        "SELECT purl, scope, depth, version, license, chosen, verdict, doubt, rung, cites, missing, next_step "
        "FROM answers JOIN uses USING (answer) JOIN facts USING (fact) WHERE organisation = ?"
    )
    with closing(sqlite3.connect(file)) as db:
        return set(db.execute(query, [organisation]))


def owed(file: Path, organisation: str) -> set[tuple]:
    query = "SELECT commons, state, amount FROM fees WHERE organisation = ? AND amount IS NOT NULL"
    with closing(sqlite3.connect(file)) as db:
        return set(db.execute(query, [organisation]))

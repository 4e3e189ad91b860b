"""What else comes from outside and is fuzzed: licence texts and names, files of settings, of the ledger and of banks, signed files."""

import datetime
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from fuzz_targets import CASES, TOP, Seed, Target, must
from fuzz_tariffs import fees_of
from fuzz_tariffs import seeds as tariffs

AS_OF = datetime.date(2026, 11, 27)
_NOON = datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.UTC)


def others(scratch: Path) -> Iterator[Target]:
    """Everything beside the readers of the inventory; files are written below `scratch`."""
    scratch.mkdir(parents=True, exist_ok=True)
    yield from _of_licences()
    yield from _of_settings(scratch)
    yield from _of_reports()
    yield from _of_banks(scratch)
    yield from _of_signatures(scratch)
    yield from _of_ledgers(scratch)
    yield from _of_portfolios(scratch)


def _of_licences() -> Iterator[Target]:
    from copyfair.licensing.catalogue import default_catalogue
    from copyfair.licensing.expression import parse
    from copyfair.licensing.names import read_name
    from copyfair.licensing.texts.read import read_text
    from copyfair.reciprocity.conditions import parse_condition, say

    catalogue = default_catalogue()
    conditions = re.findall(r'^when = "(.*)"$', "".join(_texts_of(TOP / "licenses", "*.toml")), re.MULTILINE)
    yield _of_text("licence-text", _licence_texts(), lambda text: read_text(text, catalogue))
    yield _of_text("licence-expression", EXPRESSIONS, lambda text: parse(str(parse(text))))
    yield _of_text("licence-name", NAMES, lambda text: read_name(text, catalogue))
    yield _of_text("condition", sorted(set(conditions))[:60], lambda text: say(parse_condition(text, "x.toml")))


def _of_settings(scratch: Path) -> Iterator[Target]:
    from copyfair import commons, settings
    from copyfair.actor.load import loads
    from copyfair.portfolio.organisations import read_organisations

    blocks = _blocks("toml")
    table = '[[organisation]]\npattern = "a*/[b-c]?.json"\nactor = "acme.toml"\n'

    def actor(text: str) -> object:
        return loads(text, Path("actor.toml"), as_of=AS_OF)

    def of_commons(text: str) -> object:
        return commons.load_text(text, "commons.toml")

    yield _of_text("actor.toml", _read_by(actor, blocks), actor)
    yield _of_text("commons.toml", _read_by(of_commons, blocks), of_commons)
    yield _of_text("tariff", tariffs(), fees_of)
    yield _of_text("settings", _read_by(settings.parse_settings, blocks), settings.parse_settings)
    yield _of_file("organisations", [table.encode()], scratch / "table.toml", read_organisations)


def _of_reports() -> Iterator[Target]:
    from copyfair.policy.foreign import read as read_policy
    from copyfair.reports.baseline import read as read_baseline
    from copyfair.reports.difference import difference
    from copyfair.reports.difference import read as read_report

    policies = [path for path in sorted((TOP / "tests/policy/foreign").iterdir()) if ".expected." not in path.name]
    reports = [TOP / "tests/reports/report.json"]

    def compared(seed: Seed, data: bytes) -> None:
        difference(read_report(seed.data, "old.json"), read_report(data, "new.json"), ("old", "new"))

    yield _of_text("baseline", BASELINES, lambda text: read_baseline(text.encode("utf-8", "surrogateescape"), "b.json"))
    yield _of_bytes("report", reports, compared)
    yield _of_bytes("policy", policies, lambda seed, data: read_policy(data.decode("utf-8", "replace"), seed.path))


def _of_banks(scratch: Path) -> Iterator[Target]:
    from copyfair.bank.camt import read_camt
    from copyfair.bank.table import FIELDS, Columns, read_table

    table = (
        ";".join(FIELDS)
        + "\n1.234,50;02/01/2026;EUR;DE02120300000000202051;RF18;2026-1;Cogs & Sons;GB33BUKB20201555555555;7\n"
    )
    columns = Columns(names={name: name for name in FIELDS})
    yield _of_file("bank-camt", [one.encode() for one in CAMT], scratch / "camt.xml", read_camt)
    yield _of_file("bank-table", [table.encode()], scratch / "bank.csv", lambda path: read_table(path, columns))


def _of_signatures(scratch: Path) -> Iterator[Target]:
    from copyfair.commons import load_text
    from copyfair.receipts import RECEIPT_TYPE, accept
    from copyfair.settings import ReceiptFile
    from copyfair.signing.envelope import PAYLOAD_TYPE, Envelope, Statement, Subject, _pae, sign
    from copyfair.signing.files import verify_file
    from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

    key, owner = SigningKey.new(), "Friends of Gears vzw"
    directory = KeyDirectory(owner=owner, keys=(PublicKey(public=key.public, valid_from=datetime.date(2026, 1, 1)),))
    (scratch / "keys.json").write_bytes(directory.encoded())
    subject = [Subject.of("a.txt", "0" * 64)]
    whole = sign(subject, RECEIPT_TYPE, json.loads(RECEIPT), key, AS_OF)
    statement = Statement(subject=tuple(subject), predicate_type=RECEIPT_TYPE, predicate=json.loads(RECEIPT))
    template = json.loads(whole.encoded())
    gears = load_text(tariffs()[0], "commons.toml")

    def receipt(path: Path) -> object:
        return accept([ReceiptFile(file=path.name, key="keys.json")], scratch, (gears,), AS_OF)

    def signed(path: Path) -> object:
        """What is said is changed, and signed all the same."""
        import base64

        payload = path.read_bytes()
        signature = {"keyid": key.id, "sig": base64.b64encode(key.sign(_pae(payload))).decode()}
        made = {**template, "payloadType": PAYLOAD_TYPE, "payload": base64.b64encode(payload).decode()}
        (scratch / "signed.json").write_text(json.dumps({**made, "signatures": [signature]}), "utf-8")
        return receipt(scratch / "signed.json"), verify_file(scratch / "signed.json", [directory])

    def keys(path: Path) -> object:
        read = KeyDirectory.read(path)
        return read.encoded(), read.rotated(SigningKey.new().public, AS_OF)

    yield _of_file("envelope", [whole.encoded()], scratch / "receipt.json", receipt)
    yield _of_file("receipt", [json.dumps(_plain(statement)).encode()], scratch / "statement.json", signed)
    yield _of_file("keys", [directory.encoded()], scratch / "some-keys.json", keys)
    yield _of_text("signed-file", [whole.encoded().decode()], Envelope.decode)


def _plain(statement: object) -> object:
    import msgspec

    plain = msgspec.to_builtins(statement)
    plain["predicate"]["signed_on"] = AS_OF.isoformat()
    return plain


def _of_ledgers(scratch: Path) -> Iterator[Target]:
    from copyfair.ledger.books import create_ledger, open_ledger
    from copyfair.ledger.export import export, verify_export
    from copyfair.ledger.model import Action, Document, Event, File, Kind, Order
    from copyfair.ledger.verify import verify
    from copyfair.money import Money

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "books.sqlite")
        with create_ledger(str(place), clock=lambda: _NOON) as books:
            for basis in ("one", "two"):
                order = Order(
                    kind=Kind.ASSESSMENT, dated=AS_OF, basis=basis, content={"sum": "100"}, issuer="Friends of Gears vzw",
                    licensee="Cogs & Sons Ltd", total=Money.of(100, "EUR"), due_on=datetime.date(2026, 12, 27),
                )  # fmt: skip
                made = books.issue(
                    order, lambda _draft: [File(name="a.md", media_type="text/markdown", data=b"# x\n")], by="Ada"
                )
            books.record(Event(action=Action.PAY, number=made.document.number, paid=Money.of(40, "EUR")), by="Ada")
            lines = b"".join(export(books))
        whole = place.read_bytes()

    def books_of(path: Path) -> None:
        with open_ledger(str(path), clock=lambda: _NOON) as books:
            verify(books)
            for _ in export(books):
                pass
            books.standings()
            for entry in books.entries():
                if isinstance(entry.what, Document):
                    books.files(entry.what)

    yield _of_file("ledger", [whole], scratch / "books.sqlite", books_of)
    yield _of_bytes("ledger-export", [], lambda _seed, data: verify_export(data.splitlines(keepends=True)), [lines])


def _of_portfolios(scratch: Path) -> Iterator[Target]:
    """The quick ways, held against the inventory: what they find, it finds, and nothing else."""
    import io
    from contextlib import closing

    import msgspec

    from copyfair import inventory
    from copyfair.inventory.model import Origin
    from copyfair.portfolio.model import statement_of
    from copyfair.portfolio.streams import members
    from copyfair.portfolio.ways import Ways

    ways = Ways()

    def quick(seed: Seed, data: bytes) -> None:
        ways.forget(5_000)
        parts = ways.read(seed.path, data)
        if parts is None:
            return
        (scratch / seed.path).write_bytes(data)
        slow = inventory.read(scratch / seed.path)
        there = [one for one in slow.components if one.origin is Origin.THIRD_PARTY]
        # Of a number out of range in a field that nobody reads, only the inventory has something to say.
        told = [one for one in slow.problems if "not valid JSON" not in one.message]
        must(not told, f"the quick way sees a problem: {told}")
        must(len(there) == len(parts), "the quick way finds as many components")
        must(
            {(*msgspec.structs.astuple(part.fact), part.said) for part in parts}
            == {(c.purl, c.name, c.version, c.scope, c.depth, statement_of(c.claims, c.rights)) for c in there},
            "the quick way finds the same",
        )

    def streamed(seed: Seed, data: bytes) -> None:
        for one in members(seed.path, lambda: closing(io.BytesIO(data)), 1_000_000):
            must(bool(one.name), "a document has a name")

    yield _of_bytes("portfolio", [], quick, [*map(str.encode, BILLS)])
    yield _of_bytes("portfolio-stream", [], streamed, [b'{"a": 1}\n{"b": 2}\n', _tarred()], ["a.ndjson", "a.tar.gz"])


def _tarred() -> bytes:
    import io
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name in ("a.json", "b/bom.xml", "b/x.txt"):
            heading = tarfile.TarInfo(name)
            heading.size = 4
            archive.addfile(heading, io.BytesIO(b"{} \n"))
    return made.getvalue()


def _read_by(read: Callable[[str], object], texts: Iterable[str]) -> list[str]:
    """Those of the texts that are of this kind."""
    from copyfair.errors import CopyfairError

    found = []
    for text in texts:
        try:
            read(text)
        except CopyfairError:
            continue
        found.append(text)
    return found


def _of_text(name: str, texts: Sequence[str], read: Callable[[str], object]) -> Target:
    return _of_bytes(
        name, [], lambda _seed, data: read(data.decode("utf-8", "replace")), [text.encode() for text in texts]
    )


def _of_file(name: str, seeds: Sequence[bytes], place: Path, read: Callable[[Path], object]) -> Target:
    def from_file(_seed: Seed, data: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        read(place)

    return _of_bytes(name, [], from_file, seeds)


def _of_bytes(
    name: str,
    files: Sequence[Path],
    read: Callable[[Seed, bytes], object],
    more: Sequence[bytes] = (),
    names: Sequence[str] = (),
) -> Target:
    seeds = [Seed(path.name, path.read_bytes()) for path in files]
    seeds += [Seed(names[at] if names else f"{name}-{at}.json", data) for at, data in enumerate(more)]
    return Target(name, tuple(seeds), lambda seed, data, _whole: _ours(lambda: read(seed, data)))


def _ours(read: Callable[[], object]) -> int:
    """Whether it was read; a refusal of ours is no finding, if it says why."""
    from copyfair.errors import CopyfairError

    try:
        read()
    except CopyfairError as error:
        must(bool(str(error)), "an error says what is wrong")
        return 0
    return 1


def _blocks(language: str) -> list[str]:
    """The examples of our own documentation."""
    pages = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
    found = [
        re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE) for page in pages
    ]
    examples = [path.read_text("utf-8") for path in sorted((TOP / "tests/examples").rglob("*.toml"))]
    return [*examples, *(block for blocks in found for block in blocks)]


def _texts_of(folder: Path, names: str) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.rglob(names))]


def _licence_texts() -> list[str]:
    files = [TOP / "LICENSE", *sorted(path for path in (CASES / "license-file").rglob("tree/**/*") if path.is_file())]
    corpus = TOP.parent / "shared" / "corpora" / "licence-texts"
    files += sorted(path for path in corpus.glob("*.txt"))[:20] if corpus.is_dir() else []
    return [path.read_text("utf-8", "replace") for path in files]


EXPRESSIONS = (
    "MIT",
    "(MIT OR Apache-2.0) AND GPL-2.0-or-later WITH Classpath-exception-2.0",
    "DocumentRef-a:LicenseRef-b+",
)
NAMES = (
    "GNU General Public License v2 or later (GPLv2+)",
    "The Apache Software License, Version 2.0",
    "BSD 3-Clause",
    "MIT/X11",
)
BASELINES = (
    '{"format": 1, "known": []}',
    '{"$schema": "x", "version": 1, "about": "x", "findings": [{"purl": "pkg:npm/a@1", "license": "MIT", "verdict": "permitted"}]}',
)  # fmt: skip
CAMT = (
    ("<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct><Ntry><Amt Ccy='EUR'>9.50</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt><NtryDtls><TxDtls><Refs>"
    "<EndToEndId>RF18</EndToEndId></Refs><RmtInf><Ustrd>2026-1</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"),
)  # fmt: skip
RECEIPT = """{"number": "FA-2026-0001", "commons": "gears", "licensor": "Friends of Gears vzw", "licensee": "Cogs & Sons Ltd",
 "components": ["pkg:npm/gears"], "valid_from": "2026-01-01", "valid_until": "2026-12-31", "ledger": {"ledger": "a1", "seq": 1, "hash": "%s"}}""" % (
    "0" * 64
)
BILLS = (
    """{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
 "metadata": {"timestamp": "2026-11-22T10:00:00Z", "component": {"type": "application", "name": "shop", "version": "1", "bom-ref": "root"}},
 "components": [
  {"type": "library", "name": "gears", "version": "1.0", "purl": "pkg:npm/gears@1.0", "bom-ref": "a", "licenses": [{"expression": "PPL OR MIT"}]},
  {"type": "library", "group": "org.x", "name": "left", "version": "2", "bom-ref": "b", "licenses": [{"license": {"id": "MIT"}}],
   "hashes": [{"alg": "MD5", "content": "00000000000000000000000000000000"}], "properties": [{"name": "n", "value": "v"}]},
  {"type": "library", "name": "Odd_Name", "version": "3", "purl": "pkg:pypi/odd-name@3", "bom-ref": "c", "scope": "required",
   "licenses": [{"license": {"name": "The BSD License", "url": "https://licences.example/bsd"}}]}],
 "dependencies": [{"ref": "root", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["b", "c"]}]}""",
    """{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0", "documentDescribes": ["SPDXRef-0"],
 "packages": [
  {"SPDXID": "SPDXRef-0", "name": "shop", "versionInfo": "1", "downloadLocation": "NONE"},
  {"SPDXID": "SPDXRef-1", "name": "gears", "versionInfo": "1.0", "licenseConcluded": "NOASSERTION", "licenseDeclared": "PPL OR MIT",
   "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/gears@1.0"}]},
  {"SPDXID": "SPDXRef-2", "name": "left", "versionInfo": "2", "licenseConcluded": "MIT", "licenseInfoFromFiles": ["MIT", "NONE"]}],
 "relationships": [
  {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-0"},
  {"spdxElementId": "SPDXRef-0", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-1"},
  {"spdxElementId": "SPDXRef-2", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-1"}]}""",
)  # fmt: skip

"""What is fuzzed: each reader of the inventory on the files of its own cases, and the other texts that come from outside."""

import datetime
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

TOP = Path(__file__).resolve().parents[1]
CASES = TOP / "tests" / "inventory"
AS_OF = datetime.date(2026, 11, 27)


class Seed(msgspec.Struct, frozen=True):
    """A file that can be read: of a tree, or a text of its own."""

    path: str
    data: bytes
    tree: Path = Path()


class Target(msgspec.Struct, frozen=True):
    """Something that reads what comes from outside.

    Attributes:
        name: of the format, or of what else it is.
        seeds: what it can read.
        run: read this seed with these bytes instead of its own; raises what is a finding.
    """

    name: str
    seeds: tuple[Seed, ...]
    run: Callable[[Seed, bytes], None]


def targets(scratch: Path) -> dict[str, Target]:
    """Everything by name; the trees of the cases are copied below `scratch`."""
    from copyfair.inventory.formats import all_formats

    every = [*(_of_format(one, scratch / one.name) for one in all_formats()), *_others(scratch)]
    return {one.name: one for one in every}


def _of_format(found: object, scratch: Path) -> Target:
    from copyfair.inventory.entry import Entry

    seeds: list[Seed] = []
    for tree in sorted((CASES / found.name).glob("*/tree")):
        copy = scratch / tree.parent.name
        files = [path.relative_to(tree).as_posix() for path in sorted(tree.rglob("*")) if path.is_file()]
        seeds += [Seed(path, (tree / path).read_bytes(), copy) for path in files]

    paths: dict[Path, list[PurePosixPath]] = {}

    def run(seed: Seed, data: bytes) -> None:
        if not seed.tree.exists():
            source = CASES / found.name / seed.tree.name / "tree"
            shutil.copytree(source, seed.tree, symlinks=True)
        (seed.tree / seed.path).write_bytes(data)
        if seed.tree not in paths:
            paths[seed.tree] = list(_taken(found, seed.tree))
        try:
            _check_tree(found, [Entry(seed.tree, path, format_name=found.name) for path in paths[seed.tree]])
        finally:
            (seed.tree / seed.path).write_bytes(seed.data)

    return Target(found.name, tuple(seeds), run)


def _check_tree(found: object, entries: Sequence[object]) -> None:
    """Read what the format takes of the tree, and put together what it yields, as a scan does."""
    from copyfair.inventory.assemble import assemble
    from copyfair.inventory.entry import Unreadable
    from copyfair.inventory.model import Found
    from copyfair.inventory.rival_locks import rival_locks

    items: list[object] = []
    for entry in entries:
        try:
            if found.recognises is None or found.recognises(entry):
                items.extend(found.read(entry))
        except Unreadable as stop:
            _must(bool(stop.message), "a refusal says why")
        except RecursionError:  # the scan makes a problem of it
            continue
    msgspec.json.encode(items)
    listed = [item for item in items if isinstance(item, Found)]
    _must(all(one.purl.startswith("pkg:") for one in listed), "a package URL")
    _must(all(claim.statements for one in listed for claim in one.claims), "a claim says something")
    components, _ = assemble(listed)
    msgspec.json.encode([components, list(rival_locks(listed))])


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"broken: {what}")


def _taken(found: object, tree: Path) -> Iterator[PurePosixPath]:
    """Where the files (or folders) lie that the format takes by their names."""
    from copyfair.inventory.entry import Entry

    for path in sorted(tree.rglob("*")):
        entry = Entry(tree, PurePosixPath(path.relative_to(tree).as_posix()), format_name=found.name)
        if entry.is_dir() == found.folder and found.matches(entry):
            yield entry.path


def _others(scratch: Path) -> Iterator[Target]:
    from copyfair import commons, settings
    from copyfair.actor.load import loads
    from copyfair.bank.camt import read_camt
    from copyfair.licensing.catalogue import default_catalogue
    from copyfair.licensing.expression import parse
    from copyfair.licensing.names import read_name
    from copyfair.licensing.texts.read import read_text
    from copyfair.policy.foreign import read as read_policy
    from copyfair.portfolio.ways import Ways
    from copyfair.reports.baseline import read as read_baseline

    catalogue = default_catalogue()
    toml = _blocks("toml")
    policies = [path for path in sorted((TOP / "tests/policy/foreign").iterdir()) if ".expected." not in path.name]
    boms = [path for kind in ("cyclonedx-json", "spdx-json") for path in sorted((CASES / kind).rglob("tree/*"))]

    def camt(text: str) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        (scratch / "camt.xml").write_text(text, "utf-8", "replace")
        read_camt(scratch / "camt.xml")

    yield _of_text("licence-text", _texts(), lambda text: read_text(text, catalogue))
    yield _of_text("licence-expression", EXPRESSIONS, parse)
    yield _of_text("licence-name", NAMES, lambda text: read_name(text, catalogue))
    yield _of_text("actor.toml", toml, lambda text: loads(text, Path("actor.toml"), as_of=AS_OF))
    yield _of_text("commons.toml", toml, lambda text: commons.load_text(text, "commons.toml"))
    yield _of_text("settings", toml, settings.parse_settings)
    yield _of_text("baseline", BASELINES, lambda text: read_baseline(text.encode("utf-8", "surrogateescape"), "b.json"))
    yield _of_text("bank-camt", CAMT, camt)
    yield _of_bytes("portfolio", boms, lambda seed, data: Ways().read(seed.path, data))
    yield _of_bytes("policy", policies, lambda seed, data: read_policy(data.decode("utf-8", "replace"), seed.path))


def _of_text(name: str, texts: Sequence[str], read: Callable[[str], object]) -> Target:
    def run(_seed: Seed, data: bytes) -> None:
        _ours(lambda: read(data.decode("utf-8", "replace")))

    return Target(name, tuple(Seed(name, text.encode()) for text in texts), run)


def _of_bytes(name: str, files: Sequence[Path], read: Callable[[Seed, bytes], object]) -> Target:
    def run(seed: Seed, data: bytes) -> None:
        _ours(lambda: read(seed, data))

    return Target(name, tuple(Seed(path.name, path.read_bytes()) for path in files), run)


def _ours(read: Callable[[], object]) -> None:
    from copyfair.errors import CopyfairError

    try:
        read()
    except CopyfairError as error:
        _must(bool(str(error)), "an error says what is wrong")


def _blocks(language: str) -> list[str]:
    """The examples of our own documentation."""
    pages = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
    found = [
        re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE) for page in pages
    ]
    examples = [path.read_text("utf-8") for path in sorted((TOP / "tests/examples").rglob("*.toml"))]
    return [*examples, *(block for blocks in found for block in blocks)]


def _texts() -> list[str]:
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

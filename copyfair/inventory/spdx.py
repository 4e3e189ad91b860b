"""What an SPDX document says, whichever way it is written: its packages, and who needs whom.

The readers of the serialisations bring every document into the shape of the JSON of SPDX 2.3 (ISO/IEC 5962).
``NOASSERTION`` says nothing and makes no claim; ``NONE`` says that there is no
licence, and is one (SPDX 2.3, clauses 7.13 to 7.15).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from copyfair.inventory.entry import Entry
from copyfair.inventory.loose_json import UNREADABLE, as_dict, as_list, as_text
from copyfair.inventory.model import Claim, Combine, Found, Origin, Requirement, Scope, Standing
from copyfair.inventory.problems import apart, mistyped, problem, shown
from copyfair.inventory.purl import parse
from copyfair.inventory.sbom import Identified, canonical, generic, licence_refs
from copyfair.problem import Problem

__all__ = ["IS_NEEDED", "LISTS", "NEEDS", "VERSIONS", "identified", "read_document"]

VERSIONS = ("SPDX-2.2", "SPDX-2.3")

LISTS = frozenset(
    "documentDescribes externalRefs files hasExtractedLicensingInfos licenseInfoFromFiles packages relationships snippets".split()
)
"""Fields that hold lists, for serialisations in which one entry looks as one value does."""

NEEDS: dict[str, Scope] = {
    "DEPENDS_ON": Scope.RUNTIME,
    "CONTAINS": Scope.RUNTIME,
    "DYNAMIC_LINK": Scope.RUNTIME,
    "STATIC_LINK": Scope.RUNTIME,
    "HAS_PREREQUISITE": Scope.RUNTIME,
}
"""Relationships whose first end needs the second (SPDX 2.3, clause 11.1)."""

IS_NEEDED: dict[str, Scope] = {
    "DEPENDENCY_OF": Scope.RUNTIME,
    "RUNTIME_DEPENDENCY_OF": Scope.RUNTIME,
    "PROVIDED_DEPENDENCY_OF": Scope.RUNTIME,
    "PREREQUISITE_FOR": Scope.RUNTIME,
    "CONTAINED_BY": Scope.RUNTIME,
    "OPTIONAL_DEPENDENCY_OF": Scope.OPTIONAL,
    "BUILD_DEPENDENCY_OF": Scope.BUILD,
    "BUILD_TOOL_OF": Scope.BUILD,
    "DEV_DEPENDENCY_OF": Scope.DEV,
    "DEV_TOOL_OF": Scope.DEV,
    "TEST_DEPENDENCY_OF": Scope.TEST,
    "TEST_TOOL_OF": Scope.TEST,
}
"""Relationships whose second end needs the first."""


class _Package(msgspec.Struct, kw_only=True, gc=False):
    """A package with its place in the document."""

    value: dict[str, Any]
    at: str
    purl: str
    name: str
    version: str | None
    requires: set[Requirement]


def read_document(entry: Entry, document: dict[str, Any], prefix: str = "") -> Iterator[Found | Problem]:
    """Every package of the document.

    Args:
        entry: the file.
        document: in the shape of the JSON of SPDX 2.3.
        prefix: where the document stands in the file, with a dot at the end.
    """
    version = document.get("spdxVersion")
    if version not in VERSIONS:
        message = f"{shown(version)} is not known (SPDX-2.2 and SPDX-2.3 are); it was read as far as it is alike"
        yield problem(entry, "unsupported", message)
    for field in ("packages", "relationships", "hasExtractedLicensingInfos", "documentDescribes"):
        if document.get(field) is not None and not isinstance(document[field], list):
            yield problem(entry, "bad-entry", f"{prefix}{field} is {shown(document[field])}")
    packages: dict[str, _Package] = {}
    unnamed: list[_Package] = []
    yield from _collect(entry, document, prefix, packages, unnamed)
    yield from _connect(entry, document, packages, prefix)
    texts = _texts(document)
    root = _root(document, packages)
    for package in (*packages.values(), *unnamed):
        yield from _found(entry, package, texts, is_root=package is root)


def _collect(
    entry: Entry, document: dict[str, Any], prefix: str, packages: dict[str, _Package], unnamed: list[_Package]
) -> Iterator[Problem]:
    for index, value in enumerate(as_list(document.get("packages"))):
        at = f"{prefix}packages[{index}]"
        if not isinstance(value, dict):
            yield problem(entry, "bad-entry", f"{at} is no package but {shown(value)}")
            continue
        package, problems = _package(entry, value, at)
        yield from problems
        if package is None:
            continue
        identifier = as_text(value.get("SPDXID"))
        if identifier and identifier not in packages:
            packages[identifier] = package
            continue
        unnamed.append(package)
        what = f"SPDXID {shown(identifier)} is used twice; the first one counts" if identifier else "it has no SPDXID"
        yield problem(entry, "bad-entry", f"{at}: {what}")


def _package(entry: Entry, value: dict[str, Any], at: str) -> tuple[_Package | None, list[Problem]]:
    said = value.get("versionInfo")
    wrong = said is not None and not isinstance(said, str)  # asked here: documents have ten thousands of packages
    problems = list(mistyped(entry, f"{at}.versionInfo", said, str)) if wrong else []
    name, version = as_text(value.get("name")), as_text(said) or None
    if version == "NOASSERTION":
        version = None
    purl = ""
    for index, ref in enumerate(as_list(value.get("externalRefs"))):
        if not _is_purl(ref):
            continue
        try:
            purl = canonical(as_text(ref.get("referenceLocator")), version)
        except ValueError:
            locator = shown(ref.get("referenceLocator"))
            problems.append(problem(entry, "bad-entry", f"{at}.externalRefs[{index}] is no package URL: {locator}"))
        if purl:
            break
    if not name:
        problems.append(problem(entry, "bad-entry", f"{at} has no name"))
        if not purl:
            return None, problems
    if purl and not (name and version):
        known = parse(purl)
        name, version = name or known.name, version or known.version
    package = _Package(
        value=value, at=at, purl=purl or generic(name, version), name=name, version=version, requires=set()
    )
    return package, problems


def identified(entry: Entry, value: dict[str, Any]) -> tuple[Identified, tuple[Claim, ...]] | None:
    """What a package says it is and what of its licence, apart from all others; None where something is wrong with it."""
    package, problems = _package(entry, value, "packages[]")
    if package is None or problems:
        return None
    claims, problems = apart(_licences(entry, package, {}))
    if problems:
        return None
    what = Identified(purl=package.purl, name=package.name, version=package.version, scope=Scope.UNKNOWN)
    return what, tuple(dict.fromkeys(claims))


def _is_purl(ref: Any) -> bool:
    # 2.2 writes PACKAGE-MANAGER, 2.3 allows PACKAGE_MANAGER; the type may be the full URL of the listed type.
    return as_text(as_dict(ref).get("referenceType")).rpartition("/")[2] == "purl"


def _connect(entry: Entry, document: dict[str, Any], packages: dict[str, _Package], prefix: str) -> Iterator[Problem]:
    """Fill in who needs whom."""
    known = _other_ids(document)
    nowhere: set[str] = set()
    for index, value in enumerate(as_list(document.get("relationships"))):
        at = f"{prefix}relationships[{index}]"
        relation = as_dict(value)
        kind_of = as_text(relation.get("relationshipType"))
        ends = (as_text(relation.get("spdxElementId")), as_text(relation.get("relatedSpdxElement")))
        if not (kind_of and all(ends)):
            yield problem(entry, "bad-entry", f"{at} is not two elements and how they are related")
            continue
        scope, first, second = NEEDS.get(kind_of), packages.get(ends[0]), packages.get(ends[1])
        if scope is None:
            scope, first, second = IS_NEEDED.get(kind_of), second, first
        if scope is None:
            continue
        if first is not None and second is not None:
            if first.purl != second.purl:
                first.requires.add(Requirement(target=second.purl, scope=scope))
            continue
        for end in ends:
            if end not in packages and end not in known and end not in nowhere:
                nowhere.add(end)
                yield _dangling(entry, at, end)


def _dangling(entry: Entry, at: str, end: str) -> Problem:
    if end.startswith("DocumentRef-"):
        return problem(entry, "missing-file", f"{at} names {shown(end)} of another document, which was not read")
    return problem(entry, "bad-entry", f"{at} names {shown(end)}, which is not in the document")


def _other_ids(document: dict[str, Any]) -> set[str]:
    """The ids of what is no package, and the two words that stand for nothing (clause 11.1.1)."""
    ids = {"NONE", "NOASSERTION", "SPDXRef-DOCUMENT", as_text(document.get("SPDXID"))}
    for field in ("files", "snippets"):
        ids.update(as_text(as_dict(value).get("SPDXID")) for value in as_list(document.get(field)))
    return ids


def _root(document: dict[str, Any], packages: dict[str, _Package]) -> _Package | None:
    """The project itself: the one package that the document describes, if that needs other packages.

    A document about a single package, or about several, tells nothing about whose they are.
    """
    described = {end for end in as_list(document.get("documentDescribes")) if isinstance(end, str)}
    for value in as_list(document.get("relationships")):
        relation = as_dict(value)
        if relation.get("relationshipType") == "DESCRIBES":
            described.add(as_text(relation.get("relatedSpdxElement")))
        elif relation.get("relationshipType") == "DESCRIBED_BY":
            described.add(as_text(relation.get("spdxElementId")))
    found = sorted(described & packages.keys())
    root = packages[found[0]] if len(found) == 1 else None
    return root if root is not None and root.requires else None


def _texts(document: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """The licence texts that the document brings along, by their ``LicenseRef-…``, with their index."""
    texts: dict[str, tuple[str, int]] = {}
    for index, value in enumerate(as_list(document.get("hasExtractedLicensingInfos"))):
        info = as_dict(value)
        name, text = as_text(info.get("licenseId")), info.get("extractedText")
        if name and isinstance(text, str) and text.strip() not in ("", "NOASSERTION", "NONE"):
            texts.setdefault(name, (text, index))
    return texts


def _found(
    entry: Entry, package: _Package, texts: dict[str, tuple[str, int]], *, is_root: bool
) -> Iterator[Found | Problem]:
    claims: list[Claim] = []
    for item in _licences(entry, package, texts):
        if isinstance(item, Problem):
            yield item
        else:
            claims.append(item)
    yield Found(
        purl=package.purl,
        name=package.name,
        version=package.version,
        source=entry.source(package.at),
        claims=tuple(claims),
        requires=tuple(sorted(package.requires)),
        origin=Origin.FIRST_PARTY if is_root else Origin.THIRD_PARTY,
    )


def _licences(entry: Entry, package: _Package, texts: dict[str, tuple[str, int]]) -> Iterator[Claim | Problem]:
    for field, standing in (("licenseConcluded", Standing.CONCLUDED), ("licenseDeclared", Standing.DECLARED)):
        said = package.value.get(field)
        if said is None or said == "NOASSERTION":
            continue
        statement, at = as_text(said), f"{package.at}.{field}"
        if not statement:
            yield problem(entry, "bad-entry", f"{at} is {shown(said)}")
            statement = "" if isinstance(said, str) else UNREADABLE  # two licences, say, of which neither counts
        if statement and statement != "NOASSERTION":
            yield Claim(statements=(statement,), source=entry.source(at), standing=standing, is_spdx=True)
            if texts:
                yield from _text_claim(entry, (statement,), standing, at, texts)
    said, at = package.value.get("licenseInfoFromFiles"), f"{package.at}.licenseInfoFromFiles"
    if said is None:
        return
    if not isinstance(said, list) or not all(isinstance(item, str) for item in said):
        yield problem(entry, "bad-entry", f"{at} is not a list of licences")
    stated = (as_text(item) if isinstance(item, str) else UNREADABLE for item in as_list(said))
    statements = tuple(text for text in stated if text not in ("", "NONE", "NOASSERTION"))
    if any(text != UNREADABLE for text in statements):
        combine = Combine.ONE if len(statements) == 1 else Combine.UNDEFINED
        source = entry.source(at)
        yield Claim(statements=statements, source=source, standing=Standing.FOUND, combine=combine, is_spdx=True)
        yield from _text_claim(entry, statements, Standing.FOUND, at, texts)


def _text_claim(
    entry: Entry, statements: tuple[str, ...], standing: Standing, at: str, texts: dict[str, tuple[str, int]]
) -> Iterator[Claim]:
    """The text of the one licence without a public name that the statements use, if the document has it."""
    refs = {ref for statement in statements for ref in licence_refs(statement)}
    known = [ref for ref in refs if ref in texts]
    if len(known) != 1:
        return
    text, index = texts[known[0]]
    prefix = at.partition("packages[")[0]
    yield Claim(
        statements=(text,),
        source=entry.source(f"{prefix}hasExtractedLicensingInfos[{index}].extractedText"),
        standing=standing,
        is_text=True,
        primary=statements == (known[0],),
    )

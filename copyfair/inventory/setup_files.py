"""What setup.cfg and setup.py of setuptools share: a project as it was described before pyproject.toml."""

from collections.abc import Iterable, Iterator

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.manifests import Want, project
from copyfair.inventory.model import Claim, Found, Origin, Scope, Source
from copyfair.inventory.paths import origin_of
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.projects import project_table
from copyfair.inventory.python import canonical, is_name, is_version, pypi, scope_of, stated_claims, wanted
from copyfair.problem import Problem

__all__ = ["Described", "Listed", "described"]


class Listed(msgspec.Struct, frozen=True):
    """A requirement as it stands in the file."""

    text: str
    line: int | None = None


class Described(msgspec.Struct, kw_only=True):
    """A project, as far as its file says it in plain words.

    Attributes:
        name: as written; empty where it is not said.
        version: as written; empty where it is not said.
        licence: the field `license`.
        classifiers: all of them.
        requires: what it needs to run.
        extras: extra -> what it brings.
        builds: what it needs to be built (``setup_requires``).
        tests: what its tests need (``tests_require``).
        computed: fields that list needs and are not written out.
        lines: field -> its line.
    """

    name: str = ""
    version: str = ""
    licence: str = ""
    classifiers: tuple[str, ...] = ()
    requires: tuple[Listed, ...] = ()
    extras: dict[str, tuple[Listed, ...]] = {}
    builds: tuple[Listed, ...] = ()
    tests: tuple[Listed, ...] = ()
    computed: tuple[str, ...] = ()
    lines: dict[str, int] = {}


def described(entry: Entry, about: Described) -> Iterator[Found | Problem]:
    """The project and what it asks for.

    Of what ``[project]`` of a pyproject.toml beside it says, or does not leave open (``dynamic``), setuptools takes
    nothing from here.
    """
    settled = _settled(entry)
    if about.name and not is_name(about.name):
        yield problem(entry, "bad-entry", f"not the name of a project: {shown(about.name)}", about.lines.get("name"))
    name = about.name if is_name(about.name) and "name" not in settled else None
    version = about.version if name and is_version(about.version) else None
    if "dependencies" not in settled and origin_of(entry.folder) is Origin.FIRST_PARTY:
        yield from _unknown(entry, about)
    yield from project(
        entry,
        (want for want in _wants(entry, about, settled) if isinstance(want, Problem) or not _is(want.name, about.name)),
        purl=pypi(name, version) if name else None,
        name=name,
        version=version,
        claims=() if "license" in settled else _claims(entry, about),
    )


def _is(name: str, own: str) -> bool:
    """The project may ask for itself, with an extra."""
    return canonical(name) == canonical(own)


def _settled(entry: Entry) -> frozenset[str]:
    """The fields that the pyproject.toml beside it has the say of."""
    try:
        about = project_table(entry.beside("pyproject.toml").toml())
    except Unreadable:
        return frozenset()
    dynamic = about.get("dynamic")
    left_open = {one for one in dynamic if isinstance(one, str)} if isinstance(dynamic, list) else set()
    return frozenset({"name", "dependencies", "optional-dependencies", "license"} - left_open if about else ())


def _unknown(entry: Entry, about: Described) -> Iterator[Problem]:
    """What is computed is missing from the answer, unless a file beside it lists it."""
    names = entry.beside().names()
    listed = any(
        name.endswith(".lock") or (name.startswith("requirements") and name.endswith(".txt")) for name in names
    )
    if about.computed and not listed:
        fields = ", ".join(about.computed)
        message = (
            f"{fields}: computed or written elsewhere, which is not followed; what it lists is missing from the answer"
        )
        yield problem(entry, "unsupported", message, about.lines.get(about.computed[0]))


def _wants(entry: Entry, about: Described, settled: frozenset[str]) -> Iterator[Want | Problem]:
    if "dependencies" not in settled:
        yield from _listed(entry, "install_requires", about.requires, Scope.RUNTIME)
    if "optional-dependencies" not in settled:
        for extra, listed in about.extras.items():
            scope = scope_of(extra, Scope.OPTIONAL) if extra else Scope.RUNTIME  # without a name: on a condition
            yield from _listed(entry, f"extras_require.{extra}", listed, scope)
    yield from _listed(entry, "setup_requires", about.builds, Scope.BUILD)
    yield from _listed(entry, "tests_require", about.tests, Scope.TEST)


def _listed(entry: Entry, field: str, listed: Iterable[Listed], scope: Scope) -> Iterator[Want | Problem]:
    for one in listed:
        try:
            what = wanted(one.text)
        except ValueError:
            yield problem(entry, "bad-entry", f"{field}: not a requirement: {shown(one.text)}", one.line)
            continue
        yield Want(purl=what.purl, name=what.name, version=what.pin, scope=scope, at=field, line=one.line)


def _claims(entry: Entry, about: Described) -> Iterator[Claim]:
    def source(kind: str) -> Source:
        field = "classifiers" if kind == "Classifier" else "license"
        return entry.source(field, about.lines.get(field))

    yield from stated_claims("", about.licence, about.classifiers, source)

"""pip's ``requirements.txt`` and its many names."""

import codecs
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.hashes import from_prefixed
from copyfair.inventory.model import Found, Requirement, Scope
from copyfair.inventory.paths import folder_name, folder_purl, neighbour, origin_of
from copyfair.inventory.problems import problem, shown, unread
from copyfair.inventory.python import Wanted, canonical, is_name, is_version, pypi, scope_of, wanted
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_FILE = re.compile(r"(?:.*[-_.])?requirements(?:[-_.].*)?\.(?:txt|lock)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_OPTIONS_AFTER = re.compile(r"\s--?[A-Za-z][A-Za-z-]*.*$")
_HASH = re.compile(r"\s--hash[= ]\s*(\S+)")
_OPTION = re.compile(r"(--?[A-Za-z][A-Za-z-]*)(?:\s*[= ]\s*|\s*$)(.*)", re.DOTALL)
_SHORT_JOINED = re.compile(r"(-[rceif])(\S.*)")
_URL = re.compile(r"(?:(?:git|hg|svn|bzr)\+)?[A-Za-z][A-Za-z0-9+.-]+://|git\+|file:", re.IGNORECASE)
_KNOWN_OPTIONS = frozenset(
    """
    -i --index-url --pypi-url --extra-index-url --no-index -f --find-links --no-binary --only-binary --prefer-binary
    --require-hashes --pre --trusted-host --use-feature --hash --global-option --install-option --build-option
    --config-settings --no-build-isolation --no-deps --process-dependency-links -Z --always-unzip
    """.split()
)
_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\]\s*)?@")
_ARCHIVES = (".whl", ".tar.gz", ".zip")
_MOST_FILES = 100
_MOST_BAD_LINES = 20


class _Line(msgspec.Struct, frozen=True):
    """One logical line: where it begins, without its comment."""

    entry: Entry
    number: int
    text: str


class _Item(msgspec.Struct, frozen=True):
    """One thing a file asks for."""

    line: _Line
    what: Wanted
    home: str | None = None


class _Reading:
    """One file with all it includes."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.pins: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.seen: set[tuple[str, bool]] = set()

    def complain(self, line: _Line, message: str, code: str = "bad-entry") -> None:
        self.problems.append(problem(line.entry, code, message, line.number))

    def follow(self, entry: Entry, *, constraints: bool) -> None:
        """Read a file and what it includes, each once."""
        if (str(entry.path), constraints) in self.seen:
            return
        if len(self.seen) >= _MOST_FILES:
            self.problems.append(problem(entry, "too-deep", f"more than {_MOST_FILES} files include one another"))
            return
        self.seen.add((str(entry.path), constraints))
        bad = 0
        for line in _lines(entry):
            try:
                self._take(line, constraints=constraints)
            except ValueError as error:
                bad += 1
                if bad <= _MOST_BAD_LINES:
                    self.complain(line, f"{error}: {shown(line.text)}")
        if bad > _MOST_BAD_LINES:
            self.problems.append(problem(entry, "bad-entry", f"{bad - _MOST_BAD_LINES} more lines could not be read"))

    def _take(self, line: _Line, *, constraints: bool) -> None:
        if line.text.startswith("-"):
            self._option(line, constraints=constraints)
            return
        text = _OPTIONS_AFTER.sub("", line.text).strip()
        item = _item(line, text)
        if item is None:
            return
        if not constraints:
            self.items.append(item)
        elif item.what.pin is not None:
            self.pins.setdefault(canonical(item.what.name), item.what.pin)

    def _option(self, line: _Line, *, constraints: bool) -> None:
        joined = _SHORT_JOINED.fullmatch(line.text)
        match = joined if joined and not line.text.startswith("--") else _OPTION.fullmatch(line.text)
        name, value = (match[1], match[2].strip()) if match else ("", "")
        if name in ("-r", "--requirement", "-c", "--constraint"):
            self._include(line, value.strip("'\""), constraints=constraints or name in ("-c", "--constraint"))
        elif name in ("-e", "--editable"):
            item = _item(line, value.strip("'\""))
            if item is not None and not constraints:
                self.items.append(item)
        elif name not in _KNOWN_OPTIONS:
            raise ValueError("not an option of a requirements file")

    def _include(self, line: _Line, value: str, *, constraints: bool) -> None:
        if _URL.match(value):
            self.complain(line, f"included from the network, not read: {shown(value)}", "missing-file")
            return
        target = neighbour(line.entry, value)
        if target is None:
            self.complain(
                line, f"included from outside the scanned folder, not read: {shown(value)}", "symlink-outside"
            )
            return
        try:
            self.follow(target, constraints=constraints)
        except Unreadable as stop:
            self.problems.append(unread(target, stop))
        except RecursionError:
            self.complain(line, "files include one another too deep", "too-deep")


def _lines(entry: Entry) -> Iterator[_Line]:
    """Logical lines: continued ones joined, comments and empty ones left out."""
    begun, parts = 0, list[str]()
    for number, raw in enumerate(_text(entry).split("\n"), 1):
        begun = begun if parts else number
        continued = raw.endswith("\\") and not raw.lstrip().startswith("#")
        parts.append(raw[:-1] if continued else raw)
        if continued:
            continue
        text = _COMMENT.sub("", "".join(parts)).strip()
        parts = []
        if text:
            yield _Line(entry, begun, text)
    text = _COMMENT.sub("", "".join(parts)).strip()
    if text:
        yield _Line(entry, begun, text)


def _text(entry: Entry) -> str:
    """The file; PowerShell's ``pip freeze > requirements.txt`` writes UTF-16, which pip reads by its mark."""
    if not entry.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return entry.text()
    try:
        return entry.data.decode("utf-16").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unreadable("bad-encoding", f"byte {error.start} is not UTF-16") from None


def _item(line: _Line, text: str) -> _Item | None:
    """What a line asks for; None for the project itself.

    Raises:
        ValueError: it names nothing.
    """
    if text.lower().startswith("file:") and not text.startswith("/", 5):
        text = text[5:]  # `-e file:.`, as Rye writes it: a path
    if _URL.match(text):
        return _Item(line, _from_url(text))
    if _NAMED.match(text):
        return _Item(line, _from_reference(text))
    path = text.partition("[")[0].partition(";")[0].strip()
    if path.startswith((".", "/", "~")) or path.endswith(_ARCHIVES) or "\\" in path:
        return _from_path(line, path)
    return _Item(line, wanted(text))


def _from_reference(text: str) -> Wanted:
    """``name @ url``: the version is that of an archive which has the name, as a wheel has; else it is not known."""
    what = wanted(text)
    url = text.partition("@")[2].split(maxsplit=1)[0]
    try:
        archive = _from_url(url)
    except ValueError:
        return what
    return what if canonical(archive.name) != canonical(what.name) else msgspec.structs.replace(what, pin=archive.pin)


def _from_url(text: str) -> Wanted:
    parts = urlsplit(text.split(maxsplit=1)[0])
    egg = re.search(r"(?:^|&)egg=([^&\[]+)", unquote(parts.fragment))
    if egg and is_name(egg[1]):
        return Wanted(name=egg[1])
    return _from_archive(unquote(parts.path).rstrip("/").rpartition("/")[2])


def _from_archive(name: str) -> Wanted:
    """Name and version by the name of a wheel or source archive."""
    from packaging.utils import parse_sdist_filename, parse_wheel_filename  # noqa: PLC0415 - late, as in `wanted`

    try:
        if name.endswith(".whl"):
            found, version = parse_wheel_filename(name)[:2]
        else:
            found, version = parse_sdist_filename(name)
    except ValueError:
        raise ValueError("a path or URL that gives no name (write `name @ url`)") from None
    if not is_name(str(found)) or not is_version(str(version)):
        raise ValueError("a path or URL that gives no usable name")
    return Wanted(name=str(found), pin=str(version))


def _from_path(line: _Line, path: str) -> _Item | None:
    if path.endswith(_ARCHIVES):
        return _Item(line, _from_archive(path.replace("\\", "/").rpartition("/")[2]))
    folder = neighbour(line.entry, path)
    if folder is None:
        raise ValueError("a folder outside the scanned one (write `name @ url`)")
    if str(folder.path) in (".", _project_folder(line.entry)):
        return None
    if not folder.is_dir():
        raise ValueError("a folder that is not there")
    if not is_name(folder.name):
        raise ValueError("a folder whose name is no name of a distribution")
    return _Item(line, Wanted(name=folder.name), home=str(folder.path))


def _project_folder(entry: Entry) -> str:
    """The folder whose requirements these are: ``requirements/dev.txt`` belongs to the folder above."""
    above = entry.path.parent
    return str(above.parent if above.name == "requirements" else above)


def matches(entry: Entry) -> bool:
    """``requirements*.txt``, ``*-requirements.txt``, ``requirements/*.txt``, ``.lock`` as well; not the constraints beside them."""
    if not entry.name.lower().endswith((".txt", ".lock")) or entry.name.lower().startswith("constraint"):
        return False
    return _FILE.fullmatch(entry.name) is not None or (
        entry.path.parent.name == "requirements" and entry.name.lower().endswith(".txt")
    )


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project's folder with what it asks for, then each thing it asks for.

    Every requirement counts whatever its marker says: the file is for all platforms.

    Raises:
        Unreadable: the file itself cannot be read.
    """
    reading = _Reading()
    reading.follow(entry, constraints=False)
    yield from reading.problems
    scope = scope_of(entry.name.rpartition(".")[0], Scope.RUNTIME)
    founds: dict[str, Found] = {}
    for item in reading.items:
        found = _found(item, reading.pins)
        founds.setdefault(found.purl, found)
    folder = _project_folder(entry)
    if not founds:
        return
    yield Found(
        purl=folder_purl(entry.root, folder),
        name=folder_name(entry.root, folder),
        source=entry.source(),
        requires=tuple(Requirement(target=target, scope=scope) for target in sorted(founds)),
        origin=origin_of(folder),
        home=folder,
        weak=True,
    )
    yield from founds.values()


def _found(item: _Item, pins: dict[str, str]) -> Found:
    name = item.what.name
    version = item.what.pin or pins.get(canonical(name))
    return Found(
        purl=pypi(name, version),
        name=name,
        version=version,
        source=item.line.entry.source(line=item.line.number),
        home=item.home,
        weak=item.home is not None,
        hashes=from_prefixed(_HASH.findall(item.line.text)) if item.what.pin else (),
    )


FORMAT = Format(
    name="requirements.txt",
    reads="requirement files of pip (requirements*.txt, *-requirements.txt, requirements/*.txt), and requirements*.lock of Rye",
    files=("requirements*.txt", "*-requirements.txt", "requirements/*.txt", "requirements*.lock"),
    licences="None in the file; an installed environment says it.",
    gaps=(
        "Only `==` and `===` pin a version: of a range nothing is known, not even its lower bound.",
        "What is fetched from an address that gives no name (`git+https://…` without `#egg=`) is said and not listed.",
    ),
    matches=matches,
    read=read,
)

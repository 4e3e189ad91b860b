"""setup.py of setuptools: a program. Its call of ``setup`` is read as far as it says things in plain words; it is never run."""

import ast
from collections import Counter
from collections.abc import Iterator

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.formats import Format
from copyfair.inventory.model import Found, Origin
from copyfair.inventory.paths import origin_of
from copyfair.inventory.setup_files import Described, Listed, described
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_MOST_BYTES = 256 * 1024
_LISTS = ("install_requires", "setup_requires", "tests_require")
_Names = dict[str, ast.expr]
"""What a name of the program stands for, where that is the same all the time."""


def matches(entry: Entry) -> bool:
    """By its one name."""
    return entry.name == "setup.py"


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The project with what it asks for; a file of this name that calls no ``setup`` is another program.

    Raises:
        Unreadable: it is no program that this Python can read.
    """
    if len(entry.data) > _MOST_BYTES:
        raise Unreadable("file-too-large", f"a setup.py is read up to {_MOST_BYTES >> 10} KiB")
    if b"setuptools" not in entry.data and b"distutils" not in entry.data:
        return
    try:
        tree = _parsed(entry.data)
    except Unreadable:
        if origin_of(entry.folder) is Origin.FIRST_PARTY:
            raise
        return  # somebody else's, who may use a Python of long ago
    call = next((node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) == "setup"), None)
    if call is not None:
        yield from described(entry, _Call(call, _names(tree)).described())


def _parsed(program: bytes) -> ast.Module:
    import warnings  # noqa: PLC0415 - with the next line: few trees hold such a file

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the program, such as an escape that means nothing
            return ast.parse(program)
    except SyntaxError as error:
        raise Unreadable(
            "bad-syntax", "the Python that copyfair runs with cannot read it as a program", error.lineno
        ) from None
    except (RecursionError, MemoryError, ValueError):
        raise Unreadable("too-deep", "it is nested deeper than Python reads") from None


def _called(call: ast.Call) -> str:
    """``setup`` of ``setup(…)`` and of ``setuptools.setup(…)``."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def _names(tree: ast.Module) -> _Names:
    """The names that are set once, at the top of the program, and that nothing changes later."""
    found = {
        name: node.value for node in tree.body if isinstance(node, ast.Assign) for name in map(_name, node.targets)
    }
    times = Counter(name for node in ast.walk(tree) if (name := _changed(node)))
    return {name: value for name, value in found.items() if times[name] == 1}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _changed(node: ast.AST) -> str:
    """The name that is set here, or whose value may change here (``names.append(…)``, ``extras["all"] = …``)."""
    if isinstance(node, ast.Attribute) or (isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)):
        return _name(node.value)
    return _name(node) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) else ""


class _Call:
    """The call of ``setup``."""

    def __init__(self, call: ast.Call, names: _Names) -> None:
        self._names = names
        self._given = {one.arg: self._meant(one.value) for one in call.keywords if one.arg is not None}
        self._lines = {one.arg: one.value.lineno for one in call.keywords if one.arg is not None}
        self._computed: list[str] = []
        if any(one.arg is None for one in call.keywords):  # `setup(**about)`
            self._computed.append("setup(**…)")
            self._lines["setup(**…)"] = call.lineno

    def described(self) -> Described:
        """The project."""
        requires, builds, tests = (self._list(field, self._given.get(field)) for field in _LISTS)
        return Described(
            name=self._text("name"),
            version=self._text("version"),
            licence=self._text("license"),
            classifiers=tuple(one.text for one in self._texts(self._given.get("classifiers"))),
            requires=requires,
            extras=self._extras(),
            builds=builds,
            tests=tests,
            computed=tuple(self._computed),
            lines=self._lines,
        )

    def _meant(self, value: ast.expr) -> ast.expr | None:
        """What a name stands for; None where that is not known."""
        return self._names.get(value.id) if isinstance(value, ast.Name) else value

    def _text(self, field: str) -> str:
        said = self._given.get(field)
        return said.value.strip() if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""

    def _texts(self, value: ast.expr | None) -> Iterator[Listed]:
        """The texts of a list, or of one text with a requirement on each line."""
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield from (Listed(line.strip(), value.lineno) for line in value.value.split("\n") if line.strip())
        for one in value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else ():
            said = self._meant(one)
            if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value.strip():
                yield Listed(said.value.strip(), one.lineno)

    def _list(self, field: str, value: ast.expr | None) -> tuple[Listed, ...]:
        """A list of needs, noted as computed where not all of it is written out."""
        listed = tuple(self._texts(value))
        is_plain = (isinstance(value, ast.Constant) and isinstance(value.value, str | None)) or (
            isinstance(value, ast.List | ast.Tuple | ast.Set) and len(listed) == len(value.elts)
        )
        if field.partition(".")[0] in self._given and not is_plain:
            self._computed.append(field)
            self._lines.setdefault(field, self._lines.get("extras_require", 1))
        return listed

    def _extras(self) -> dict[str, tuple[Listed, ...]]:
        said = self._given.get("extras_require")
        if not isinstance(said, ast.Dict):
            self._list("extras_require", said)
            return {}
        found: dict[str, tuple[Listed, ...]] = {}
        for key, value in zip(said.keys, said.values, strict=True):
            name = self._meant(key) if key is not None else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                extra = name.value.partition(":")[0]  # a condition may follow
                found[extra] = (*found.get(extra, ()), *self._list("extras_require", self._meant(value)))
            else:
                self._computed.append("extras_require")
        return found


FORMAT = Format(
    name="setup.py",
    reads="setup.py of setuptools, which is a program: what its call of `setup` says in plain words",
    files=("setup.py",),
    licences="`license`, classifiers; licence files beside it.",
    lists="Several classifiers have no meaning together: read as all of them, and the report says so.",
    gaps=(
        "Only `==` pins a version: of a range nothing is known.",
        "What is computed is not known: of needs that is said (`unsupported`), unless requirement files or a lockfile lie beside it.",
        "What `[project]` of a pyproject.toml beside it says is not taken from here, as setuptools has it.",
    ),
    matches=matches,
    read=read,
)

"""What a mix.exs says, read as text: it is a program of Elixir and is never run."""

import re

import msgspec

from copyfair.inventory.entry import Entry, Unreadable
from copyfair.inventory.hex import is_version
from copyfair.inventory.model import Scope

__all__ = ["Asked", "Program", "program"]

_DEPS = re.compile(r"\bdefp?\s+deps\b")
_END = re.compile(r"^[ \t]*end\b", re.MULTILINE)
_ASKED = re.compile(r"\{\s*:([a-z0-9_]+)\s*,([^{}]*)\}", re.ASCII)
_ONLY = re.compile(r"\bonly:\s*(\[[^\[\]]*\]|:\w+)")
_PATH = re.compile(r'\bpath:\s*"([^"\n]*)"')
_APP = re.compile(r"\bapp:\s*:([a-z0-9_]+)", re.ASCII)
_APP_VERSION = re.compile(r'\bversion:\s*"([^"\n]*)"')
_APPS = re.compile(r'\bapps_path:\s*"([^"\n]*)"')
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


class Asked(msgspec.Struct, frozen=True):
    """One thing that a program asks for.

    Attributes:
        name: of the application.
        options: what follows it, as written.
    """

    name: str
    options: str

    @property
    def scope(self) -> Scope:
        """What for: ``only`` names the environments, ``runtime: false`` a tool of the build."""
        only = _ONLY.search(self.options)
        environments = set(re.findall(r":(\w+)", only[1])) if only else {"prod"}
        if environments == {"test"}:
            return Scope.TEST
        if "prod" not in environments:
            return Scope.DEV
        return Scope.BUILD if "runtime: false" in self.options else Scope.RUNTIME

    @property
    def is_optional(self) -> bool:
        """Whoever uses the package need not have it."""
        return "optional: true" in self.options

    @property
    def path(self) -> str | None:
        """The folder it is taken from, where it is taken from one."""
        found = _PATH.search(self.options)
        return found[1] if found else None


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """What a mix.exs says, as far as it says it in plain words.

    Attributes:
        app: name of the application.
        version: of the application.
        asked: what the function ``deps`` lists, up to its end.
        apps: the folder of the applications that this project is the umbrella of.
    """

    app: str | None = None
    version: str | None = None
    asked: tuple[Asked, ...] = ()
    apps: str | None = None


def program(file: Entry) -> Program | None:
    """Read a mix.exs; None where there is none that can be read."""
    try:
        text = _COMMENT.sub("", file.text())
    except Unreadable:
        return None
    app, version, apps = _APP.search(text), _APP_VERSION.search(text), _APPS.search(text)
    return Program(
        app=app[1] if app else None,
        version=version[1] if app and version and is_version(version[1]) else None,
        asked=_asked(text),
        apps=apps[1] if apps else None,
    )


def _asked(text: str) -> tuple[Asked, ...]:
    begin = _DEPS.search(text)
    if begin is None:
        return ()
    end = _END.search(text, begin.end())
    found = _ASKED.findall(text, begin.end(), end.start() if end else len(text))
    return tuple(Asked(name, options) for name, options in found)

"""What several commands have in common: their options, and the assessment these describe."""

import datetime
import functools
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import click

from copyfair.actor.model import Actor, Use
from copyfair.assessment import Assessment, Comparison

if TYPE_CHECKING:
    from copyfair.inventory.caches import Cache
    from copyfair.kept import KeptReadings
    from copyfair.reciprocity.interview import Interview
    from copyfair.settings import Selection

__all__ = [
    "DAY",
    "assess_here",
    "commons_option",
    "compare_here",
    "day_option",
    "environments_option",
    "interview_here",
    "make_folder",
    "now",
    "place_options",
    "project_options",
    "selection_options",
    "today",
    "write",
]

F = TypeVar("F", bound=Callable[..., Any])

_MOST_BYTES = 1_000_000


class _Day(click.ParamType[datetime.date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-01-31", param, ctx)


DAY = _Day()
"""The type of an option that is a day."""

_ACTOR = click.option(
    "--actor",
    "actor",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who uses it and what for: an actor.toml. Without it, copyfair.toml counts.",
)
_CERTIFIED = click.option(
    "--certified-by",
    "certified_by",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A key directory that you trust: the actor file must be signed by its owner (`copyfair actor sign`). May be repeated.",
)
commons_option = click.option(
    "--commons",
    "commons",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A commons.toml: its steward, wider permissions and tariff. May be repeated.",
)
environments_option = click.option(
    "--environment",
    "environments",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="An installed Python environment that holds the project's dependencies. May be repeated. By default the active one, or the one in the project.",
)

day_option = click.option(
    "--as-of", type=DAY, metavar="DAY", help="The day for which the answer holds. By default today."
)
_SELECTION = (
    click.option(
        "--exclude", multiple=True, metavar="PATTERN", help="Leave out what matches, as in .gitignore. May be repeated."
    ),
    click.option(
        "--include", multiple=True, metavar="PATTERN", help="Look only at what matches, and all in it. May be repeated."
    ),
    click.option("--gitignore", is_flag=True, help="Leave out what the .gitignore files leave out."),
)


def selection_options(function: F) -> F:
    """What of the folder is looked at, as one argument `selection`."""

    @functools.wraps(function)
    def with_selection(*args: Any, exclude: Sequence[str], include: Sequence[str], gitignore: bool, **more: Any) -> Any:
        from copyfair.settings import Selection

        chosen = Selection(exclude=tuple(exclude), include=tuple(include), gitignore=gitignore)
        return function(*args, selection=chosen, **more)

    for option in reversed(_SELECTION):
        with_selection = option(with_selection)
    return cast("F", with_selection)


_PLACE = (
    click.argument("path", type=click.Path(path_type=Path), default="."),
    commons_option,
    environments_option,
    day_option,
)


def project_options(function: F) -> F:
    """The path and the options that describe a project, an actor and a day."""
    return place_options(_ACTOR(_CERTIFIED(function)))


def place_options(function: F) -> F:
    """The same without the actor."""
    function = selection_options(function)
    for option in reversed(_PLACE):
        function = option(function)
    return function


def assess_here(
    path: Path,
    *,
    actor: Path | None,
    certified_by: Sequence[Path] = (),
    commons: Sequence[Path],
    environments: Sequence[Path],
    selection: "Selection | None" = None,
    as_of: datetime.date | None,
) -> Assessment:
    """The assessment that the common options ask for."""
    from copyfair.api import assess

    day = as_of or today()
    who, use = _certified(actor, certified_by, day) if certified_by else (actor, None)
    with _Progress() as progress, _kept() as kept:
        return assess(
            path,
            actor=who,
            use=use,
            commons=commons,
            environments=environments or _environments(path),
            selection=selection,
            as_of=day,
            caches=_caches(),
            watch=progress,
            kept=kept,
        )


def _certified(actor: Path | None, keys: Sequence[Path], day: datetime.date) -> tuple[Actor, Use]:
    """The actor and the use of a signed declaration.

    Raises:
        SignatureError: the signature does not hold.
    """
    from copyfair.cli.signing import trusted_keys
    from copyfair.declarations import verify

    if actor is None:
        raise click.UsageError("--certified-by says whose signature counts under the file that --actor names")
    declared = verify(actor, trusted_keys(keys), day)
    return declared.actor, declared.use


def compare_here(
    path: Path,
    actors: Mapping[str, tuple[Actor, Use]],
    *,
    commons: Sequence[Path],
    environments: Sequence[Path],
    selection: "Selection | None" = None,
    as_of: datetime.date,
    redact: bytes | None,
) -> Comparison:
    """The comparison that the common options ask for."""
    from copyfair.api import compare

    with _Progress() as progress, _kept() as kept:
        return compare(
            path,
            actors,
            commons=commons,
            environments=environments or _environments(path),
            selection=selection,
            as_of=as_of,
            redact=redact,
            caches=_caches(),
            watch=progress,
            kept=kept,
        )


def interview_here(
    path: Path,
    *,
    commons: Sequence[Path],
    environments: Sequence[Path],
    selection: "Selection | None" = None,
    as_of: datetime.date | None,
) -> "Interview":
    """The interview that the common options ask for."""
    from copyfair.api import interview

    with _Progress() as progress, _kept() as kept:
        return interview(
            path,
            commons=commons,
            environments=environments or _environments(path),
            selection=selection,
            as_of=as_of or today(),
            caches=_caches(),
            watch=progress,
            kept=kept,
        )


@contextmanager
def _kept() -> "Iterator[KeptReadings | None]":
    """What texts were read as in earlier runs, in the user's folder for such things; written when all went well."""
    place = _cache_folder()
    if place is None:
        yield None
        return
    from copyfair.kept import KeptReadings

    kept = KeptReadings(place)
    yield kept
    kept.save()


def _caches() -> "list[Cache]":
    """Where package managers keep what they fetched; none where ``COPYFAIR_PACKAGE_CACHES`` is ``no``."""
    if os.environ.get("COPYFAIR_PACKAGE_CACHES", "") == "no":
        return []
    from copyfair.inventory.caches import Cache

    home, around = Path(os.environ.get("HOME") or os.environ.get("USERPROFILE") or ""), os.environ.get
    go = around("GOMODCACHE") or Path((around("GOPATH") or "").split(os.pathsep)[0] or home / "go", "pkg", "mod")
    gem_home = around("GEM_HOME")
    gems = [Path(gem_home)] if gem_home else _below(home, ".local/share/gem/ruby/*", ".gem/ruby/*")
    places = [
        ("cargo", around("CARGO_HOME") or home / ".cargo"),
        *(("gem", folder) for folder in gems),
        ("golang", go),
        ("maven", home / ".m2" / "repository"),
        ("gradle", Path(around("GRADLE_USER_HOME") or home / ".gradle", "caches", "modules-2", "files-2.1")),
        ("nuget", around("NUGET_PACKAGES") or home / ".nuget" / "packages"),
        ("pub", around("PUB_CACHE") or home / ".pub-cache"),
        ("bun", around("BUN_INSTALL_CACHE_DIR") or Path(around("BUN_INSTALL") or home / ".bun", "install", "cache")),
        ("deno", around("DENO_DIR") or Path(around("XDG_CACHE_HOME") or home / ".cache", "deno")),
        ("yarn", Path(around("YARN_GLOBAL_FOLDER") or home / ".yarn" / "berry", "cache")),
    ]
    return [Cache(kind, Path(folder)) for kind, folder in places if Path(folder).is_absolute()]


def _below(home: Path, *patterns: str) -> list[Path]:
    """Folders of the user's home, one for each version of a tool; none without a home."""
    return [folder for pattern in patterns for folder in sorted(home.glob(pattern))] if home.is_absolute() else []


def _cache_folder() -> Path | None:
    """``COPYFAIR_CACHE``; empty: none. Without it, where the system keeps what may be deleted (XDG, Library, LOCALAPPDATA)."""
    wanted = os.environ.get("COPYFAIR_CACHE")
    if wanted is not None:
        return Path(wanted) if wanted else None
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    if base and Path(base).is_absolute():
        return Path(base) / "copyfair"
    home = os.environ.get("HOME", "")
    if not Path(home).is_absolute():
        return None
    return Path(home, *(("Library", "Caches") if sys.platform == "darwin" else (".cache",)), "copyfair")


class _Progress:
    """One line on a terminal that says what is being read, once a scan takes longer than a second."""

    def __init__(self) -> None:
        self.shown = 0.0
        self.count = 0
        self.start = time.monotonic()
        self.wanted = sys.stderr.isatty()

    def __call__(self, path: str) -> None:
        self.count += 1
        now = time.monotonic()
        if self.wanted and now - self.start > 1 and now - self.shown > 0.1:
            from copyfair.pages import clean

            self.shown = now
            rate = self.count / (now - self.start)
            sys.stderr.write(f"\r\x1b[Kreading: {self.count} places, {rate:.0f} a second: {clean(path)[-50:]}")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def now() -> datetime.datetime:
    """The time on the clock, in UTC."""
    return datetime.datetime.now(tz=datetime.UTC)


def today() -> datetime.date:
    """The day on the clock, in UTC."""
    return now().date()


def _environments(path: Path) -> list[Path]:
    """The active environment; else the one copyfair runs in, if the project itself is installed there."""
    from copyfair.inventory.read import is_there

    if not is_there(path) or not path.is_dir() or not _python_project(path):
        return []
    active = os.environ.get("VIRTUAL_ENV")
    if active and Path(active).is_dir():
        return [] if Path(active).resolve().is_relative_to(path.resolve()) else [Path(active)]
    here = Path(sys.prefix)
    return [here] if _installed_here(path, here) and not here.resolve().is_relative_to(path.resolve()) else []


def _python_project(path: Path) -> bool:
    return any((path / name).is_file() for name in ("pyproject.toml", "uv.lock", "poetry.lock", "pylock.toml")) or any(
        path.glob("requirements*.txt")
    )


def _installed_here(path: Path, environment: Path) -> bool:
    from copyfair.toml import read_toml

    manifest = path / "pyproject.toml"
    try:
        if not manifest.is_file() or manifest.stat().st_size > _MOST_BYTES:  # a named pipe would hang us
            return False
        name = read_toml(manifest.read_text("utf-8"))["project"]["name"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    stem = str(name).replace("-", "_").replace(".", "_").lower()
    folders = environment.glob("lib/python*/site-packages/*.dist-info")
    return any(folder.name.partition("-")[0].lower() == stem for folder in folders)


def make_folder(folder: Path) -> None:
    """Make a folder for what is written, where it is not there.

    Raises:
        InputError: it cannot be made.
    """
    from copyfair.errors import InputError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", where=str(folder)) from None


def write(data: bytes, output: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output.

    Raises:
        InputError: the file cannot be written.
    """
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from copyfair.errors import InputError

    draft = output.with_name(f".{output.name}.part")
    try:
        if output.exists() and not output.is_file():  # a device or a pipe is written to, never replaced
            output.write_bytes(data)
            return
        draft.write_bytes(data)
        if output.exists():
            shutil.copymode(output, draft)
        draft.replace(output)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise InputError(f"cannot be written: {error.strerror}", where=str(output)) from None

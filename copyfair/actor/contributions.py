"""What an actor gave to a commons in code, counted in a local git repository: commits and lines, never money.

The counts are what the commits say: who wrote them, by `.mailmap` and the domains of the
actor's addresses, and when. Nobody has checked that. What a contribution is worth is for
the steward's rule to say, not for a count.

Nothing of the repository is run (`copyfair.git`).
"""

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from copyfair.git import read_lines

__all__ = ["Counted", "contributions"]

_START, _BETWEEN = "\x01", "\x02"
_MOST_CHARACTERS = 300


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The work of one author.

    Attributes:
        name: as the latest commit or the mailmap has it.
        email: the address that makes it one author.
        commits: merges are not counted.
        added: lines; of text files only, moved files not counted as new.
        removed: the same.
        first: the earliest day that a commit gives.
        last: the latest.
    """

    name: str
    email: str
    commits: int
    added: int
    removed: int
    first: datetime.date
    last: datetime.date


def contributions(
    repository: Path,
    *,
    domains: Iterable[str] = (),
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> tuple[Counted, ...]:
    """The authors with their commits and lines on the current branch, most commits first.

    Args:
        repository: the top folder of a git repository.
        domains: of the addresses that count, as ``hands.example``; none: every author.
        since: first day that counts, by the date of authorship.
        until: last day that counts.

    Raises:
        InputError: git is not installed, or cannot read the repository.
    """
    wanted = {domain.lower().removeprefix("@") for domain in domains}
    found: dict[str, Counted] = {}
    for one in _commits(_log(repository)):
        late = (since is not None and one.first < since) or (until is not None and one.last > until)
        if late or (wanted and one.email.rpartition("@")[2].lower() not in wanted):
            continue
        key = one.email.lower()
        found[key] = _sum(found[key], one) if key in found else one
    return tuple(sorted(found.values(), key=lambda one: (-one.commits, -one.added, one.name, one.email)))


def _sum(before: Counted, one: Counted) -> Counted:
    return Counted(
        name=before.name,
        email=before.email,
        commits=before.commits + one.commits,
        added=before.added + one.added,
        removed=before.removed + one.removed,
        first=min(before.first, one.first),
        last=max(before.last, one.last),
    )


def _commits(lines: Iterable[str]) -> Iterator[Counted]:
    """Each commit by itself."""
    commit: Counted | None = None
    for line in lines:
        if line.startswith(_START):
            if commit is not None:
                yield commit
            commit = _header(line)
        elif commit is not None and line.count("\t") >= 2:
            added, removed = (int(count) if count.isdigit() else 0 for count in line.split("\t")[:2])  # "-": binary
            commit = msgspec.structs.replace(commit, added=commit.added + added, removed=commit.removed + removed)
    if commit is not None:
        yield commit


def _header(line: str) -> Counted | None:
    name, email, day = line[1:].rstrip("\n").rsplit(_BETWEEN, 2)
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:  # a year that no calendar has
        return None
    name, email = name[:_MOST_CHARACTERS], email[-_MOST_CHARACTERS:]
    return Counted(name=name, email=email, commits=1, added=0, removed=0, first=date, last=date)


def _log(repository: Path) -> Iterator[str]:
    """The lines of the log.

    Raises:
        InputError: as `contributions`.
    """
    form = "--format=%x01%aN%x02%aE%x02%as"
    shown = ("--no-show-signature", "--no-color", "--no-notes", form, "HEAD", "--")
    counted = ("--no-merges", "--use-mailmap", "--numstat", "--find-renames", "--no-ext-diff", "--no-textconv")
    return read_lines(repository, "log", *counted, *shown)

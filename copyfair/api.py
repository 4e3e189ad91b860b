"""The library's front door: paths and plain values in, the same objects as everywhere else out."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from copyfair import pipeline
from copyfair.actor import load, read
from copyfair.actor.archetypes import archetypes
from copyfair.actor.load import component_facts
from copyfair.actor.model import Actor, Party, Use
from copyfair.actor.strength import Minimum, held, held_facts, minimum_of
from copyfair.assessment import Assessment, Comparison
from copyfair.commons import load as load_commons
from copyfair.commons.model import Commons
from copyfair.errors import ExpressionError, InputError
from copyfair.inventory.model import Component, Depth, Origin, Scope
from copyfair.inventory.purl import parse
from copyfair.inventory.read import is_there
from copyfair.licensing import Kept
from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.expression import Expression
from copyfair.licensing.expression import parse as parse_expression
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.interview import Interview
from copyfair.reciprocity.readings import check_choices
from copyfair.reciprocity.records import Records
from copyfair.settings import Settings, find_settings

__all__ = ["assess", "compare", "component", "describe", "interview", "records_of"]


def assess(
    path: str | PathLike[str],
    *,
    actor: Actor | str | PathLike[str] | None = None,
    use: Use | None = None,
    as_of: datetime.date | None = None,
    commons: Iterable[Commons | str | PathLike[str]] = (),
    environments: Iterable[str | PathLike[str]] = (),
    watch: Callable[[str], None] = lambda _path: None,
    kept: Kept | None = None,
) -> Assessment:
    """Check a folder or file as ``copyfair check`` does; a copyfair.toml in the folder counts.

    Args:
        path: a project's folder, or a single SBOM, lockfile or environment.
        actor: an `Actor` or the path of an actor.toml; None: what copyfair.toml says, else nobody.
        use: what for; None: what the actor file says.
        as_of: the day for which the answer holds; None: today.
        commons: commons files or objects, beside those that copyfair.toml names.
        environments: installed Python environments outside the folder.
        watch: called with each place before it is read, for progress.
        kept: readings of licence texts of earlier runs (`copyfair.kept.KeptReadings`); None: each is worked out afresh.

    Raises:
        InputError: a path that is not there, or a file that cannot be used; names the field.
    """
    day = as_of or _today()
    settings, where, project = _project(path, day, commons, environments, watch=watch, kept=kept)
    who, what = _actor(actor, settings, where, day)
    who, what = held(who, what if use is None else use, _minimum(settings, where))
    project = _with_receipts(project, settings, day, who.party)
    return pipeline.assess(project, who, what, day)


def compare(
    path: str | PathLike[str],
    actors: Mapping[str, tuple[Actor, Use]] | None = None,
    *,
    as_of: datetime.date | None = None,
    commons: Iterable[Commons | str | PathLike[str]] = (),
    environments: Iterable[str | PathLike[str]] = (),
    watch: Callable[[str], None] = lambda _path: None,
    kept: Kept | None = None,
) -> Comparison:
    """Check a folder or file for several actors side by side, as ``copyfair compare`` does.

    `actors` says who and what for, by the name to show (`describe` and `copyfair.actor.load` make them); None stands
    for the archetypes that come with copyfair. The other arguments and the errors are those of `assess`.
    """
    day = as_of or _today()
    settings, where, project = _project(path, day, commons, environments, watch=watch, kept=kept)
    project = _with_receipts(project, settings, day)
    minimum, typical = _minimum(settings, where), archetypes(day)
    shown = typical if actors is None else actors
    # A made-up case has no evidence, and needs none.
    counted = {name: one if typical.get(name) == one else held(*one, minimum) for name, one in shown.items()}
    return pipeline.compare(project, counted, day)


def interview(
    path: str | PathLike[str],
    *,
    as_of: datetime.date | None = None,
    commons: Iterable[Commons | str | PathLike[str]] = (),
    environments: Iterable[str | PathLike[str]] = (),
    watch: Callable[[str], None] = lambda _path: None,
    kept: Kept | None = None,
) -> Interview:
    """What to ask about a folder or file, as ``copyfair actor ask`` does. The arguments and the errors are those of `assess`."""
    day = as_of or _today()
    settings, where, project = _project(path, day, commons, environments, watch=watch, kept=kept)
    asking = pipeline.interview(_with_receipts(project, settings, day), day)
    return replace(asking, minimum=_minimum(settings, where))


def _minimum(settings: Settings, where: str) -> Minimum:
    return minimum_of(settings.policy.evidence, where=f"{where}: [policy.evidence]")


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _project(
    path: str | PathLike[str],
    as_of: datetime.date,
    commons: Iterable[Commons | str | PathLike[str]],
    environments: Iterable[str | PathLike[str]],
    *,
    watch: Callable[[str], None],
    kept: Kept | None,
) -> tuple[Settings, str, pipeline.Project]:
    """The settings of a folder or file, the file they stand in, and the project that they describe."""
    root = Path(fspath(path))
    if not is_there(root):
        raise InputError("there is no such file or folder", where=str(root))
    settings, where = find_settings(root)
    extra = [entry if isinstance(entry, Commons) else load_commons(Path(fspath(entry))) for entry in commons]
    project = pipeline.Project(
        root=root,
        records=records_of(settings, root if root.is_dir() else root.parent, where, as_of, extra),
        name=settings.project.name,
        exclude=settings.project.exclude,
        environments=[Path(fspath(environment)) for environment in environments],
        overrides=pipeline.checked(settings.overrides, where),
        overrides_in=where.partition(":")[0],
        watch=watch,
        kept=kept,
    )
    return settings, where, project


def _with_receipts(
    project: pipeline.Project, settings: Settings, as_of: datetime.date, party: Party | None = None
) -> pipeline.Project:
    """The project with the rights that receipts give, and with what is wrong with those.

    Without a party, those of every licensee: each then counts for whoever has its name.
    """
    if not settings.receipt:
        return project
    from copyfair import receipts  # noqa: PLC0415 - few projects have any

    base = project.root if project.root.is_dir() else project.root.parent
    accepted = receipts.accept(settings.receipt, base, project.records.commons, as_of)
    own = receipts.foreign(accepted, party) if party is not None else accepted
    rights = (*project.records.entitlements, *own.entitlements)
    records = replace(project.records, entitlements=rights)
    return replace(project, records=records, problems=own.problems)


def _actor(
    actor: Actor | str | PathLike[str] | None, settings: Settings, where: str, as_of: datetime.date
) -> tuple[Actor, Use]:
    if isinstance(actor, Actor):
        return actor, describe(use=settings.use, as_of=as_of)[1]
    if actor is not None:
        return load(Path(fspath(actor)), as_of=as_of)
    tables = {"actor": settings.actor, "facts": settings.facts, "use": settings.use}
    return read({key: table for key, table in tables.items() if table}, where=where, as_of=as_of)


def describe(
    *,
    facts: Mapping[str, Any] | None = None,
    use: Mapping[str, Any] | None = None,
    name: str = "",
    commons: Mapping[str, Mapping[str, Any]] | None = None,
    as_of: datetime.date,
) -> tuple[Actor, Use]:
    """An actor and a use from plain values, as they would stand in an actor.toml.

    Example::

        actor, use = describe(
            name="De Kaart",
            facts={"kind": "organisation", "worker_owned": True, "surplus": "all-to-worker-owners",
                   "employs_non_owners": False},
            use={"commercial": True},
            as_of=datetime.date(2026, 11, 22),
        )

    Raises:
        InputError: an unknown fact, a wrong value, or two facts that contradict each other.
    """
    tables: dict[str, Any] = {"facts": dict(facts or {}), "use": dict(use or {}), "commons": dict(commons or {})}
    if name:
        tables["actor"] = {"name": name}
    return read({key: table for key, table in tables.items() if table}, where="facts", as_of=as_of)


def component(purl: str, license: str) -> Licensed:  # noqa: A002 - the field's own name
    """A component with a known licence, for `copyfair.decide`.

    Args:
        purl: its package URL.
        license: its SPDX expression.

    Raises:
        InputError: not a package URL.
        ExpressionError: not an SPDX expression.
    """
    try:
        parsed = parse(purl)
    except ValueError as error:
        raise InputError(f"{purl!r} is not a package URL: {error}") from None
    name = f"{parsed.namespace}/{parsed.name}" if parsed.namespace else parsed.name
    itself = Component(
        purl=parsed.to_string(),
        name=name,
        version=parsed.version,
        scope=Scope.UNKNOWN,
        depth=Depth.UNKNOWN,
        origin=Origin.THIRD_PARTY,
        paths=(),
        claims=(),
        found_in=(),
    )
    return Licensed(component=itself, expression=parse_expression(license), evidence=(), why="given by the caller")


def records_of(
    settings: Settings, base: Path, where: str, as_of: datetime.date, commons: Sequence[Commons] = ()
) -> Records:
    """What the settings have on record, with the commons files they name.

    Raises:
        InputError: a commons file is missing or broken, two have one id, a component's fact is wrong, or a chosen
            reading or licence is none.
    """
    every = [*(load_commons(base / path) for path in settings.commons), *commons]
    ids = [entry.id for entry in every]
    doubled = next((name for name in ids if ids.count(name) > 1), None)
    if doubled is not None:
        raise InputError(f"the commons {doubled!r} is given twice", where=where)
    minimum = _minimum(settings, where)
    facts = tuple(
        (
            declared.purl or declared.name,
            held_facts(
                component_facts(declared.facts, where=f"{where}: component {declared.name!r}", as_of=as_of), minimum
            ),
        )
        for declared in settings.component
        if declared.facts
    )
    check_choices(settings.reading, default_catalogue(), where=where)
    for number, choice in enumerate(settings.choice):
        _expression(choice.take, f"{where}: $.choice[{number}].take")
    own_license = settings.project.license
    # A right without a licensee is that of the actor named beside it, whoever else is judged.
    owner = str(settings.actor.get("name", ""))
    return Records(
        commons=tuple(every),
        entitlements=tuple(replace(right, licensee=right.licensee or owner) for right in settings.entitlement),
        exemptions=settings.exception,
        facts=facts,
        readings=settings.reading,
        choices=settings.choice,
        breaches=settings.breach,
        combinations=settings.combination,
        own_license=_expression(own_license, f"{where}: $.project.license") if own_license else None,
    )


def _expression(text: str, where: str) -> Expression:
    try:
        return parse_expression(text)
    except ExpressionError as error:
        raise InputError(str(error), where=where) from None

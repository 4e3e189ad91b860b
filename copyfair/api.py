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
from copyfair.inventory.caches import Cache
from copyfair.inventory.model import Component, Depth, Origin, Scope
from copyfair.inventory.purl import parse
from copyfair.inventory.read import is_there
from copyfair.licensing import Kept
from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.expression import Expression
from copyfair.licensing.expression import parse as parse_expression
from copyfair.licensing.model import Licensed
from copyfair.policy import rules_of
from copyfair.reciprocity.interview import Interview
from copyfair.reciprocity.readings import check_choices
from copyfair.reciprocity.recognised import recognised
from copyfair.reciprocity.records import Records
from copyfair.settings import Policy, ReadingChoice, Selection, Settings, Shared, find_settings, shared_settings

__all__ = ["assess", "compare", "component", "describe", "interview", "records_of"]


def assess(
    path: str | PathLike[str],
    *,
    actor: Actor | str | PathLike[str] | None = None,
    use: Use | None = None,
    as_of: datetime.date | None = None,
    commons: Iterable[Commons | str | PathLike[str]] = (),
    environments: Iterable[str | PathLike[str]] = (),
    selection: Selection | None = None,
    caches: Iterable[Cache] = (),
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
        selection: what of the folder is looked at, beside what copyfair.toml leaves out.
        caches: of package managers, which tell licences of what is listed (`copyfair.inventory.caches.Cache`).
        watch: called with each place before it is read, for progress.
        kept: readings of licence texts of earlier runs (`copyfair.kept.KeptReadings`); None: each is worked out afresh.

    Raises:
        InputError: a path that is not there, or a file that cannot be used; names the field.
    """
    day = as_of or _today()
    settings, where, minimum, project = _project(
        path, day, commons, environments, selection=selection, caches=caches, watch=watch, kept=kept
    )
    who, what = _actor(actor, settings, where, day)
    who = recognised(who, project.records.commons, day)
    who, what = held(who, what if use is None else use, minimum)
    project = _with_receipts(project, settings, day, who.party)
    return pipeline.assess(project, who, what, day)


def compare(
    path: str | PathLike[str],
    actors: Mapping[str, tuple[Actor, Use]] | None = None,
    *,
    redact: bytes | None = None,
    as_of: datetime.date | None = None,
    commons: Iterable[Commons | str | PathLike[str]] = (),
    environments: Iterable[str | PathLike[str]] = (),
    selection: Selection | None = None,
    caches: Iterable[Cache] = (),
    watch: Callable[[str], None] = lambda _path: None,
    kept: Kept | None = None,
) -> Comparison:
    """Check a folder or file for several actors side by side, as ``copyfair compare`` does.

    `actors` says who and what for, by the name to show (`describe` and `copyfair.actor.load` make them); None stands
    for the archetypes that come with copyfair. With a salt as `redact` the names of those described, and what is on
    record, become hashes (`copyfair.redaction`). The other arguments and the errors are those of `assess`.
    """
    day = as_of or _today()
    settings, _, minimum, project = _project(
        path, day, commons, environments, selection=selection, caches=caches, watch=watch, kept=kept
    )
    project = _with_receipts(project, settings, day)
    typical = archetypes(day)
    shown = typical if actors is None else actors

    def counted(name: str, who: Actor, use: Use) -> tuple[Actor, Use]:
        if typical.get(name) == (who, use):  # a made-up case has no evidence, and needs none
            return who, use
        return held(recognised(who, project.records.commons, day), use, minimum)

    judged = {name: counted(name, *one) for name, one in shown.items()}
    found = pipeline.compare(project, judged, day)
    if redact is None:
        return found
    from copyfair.redaction import redact_comparison  # noqa: PLC0415 - few comparisons are

    own = {name: one for name, one in judged.items() if typical.get(name) != one}
    return redact_comparison(found, own, project.records, redact)


def interview(
    path: str | PathLike[str],
    *,
    as_of: datetime.date | None = None,
    commons: Iterable[Commons | str | PathLike[str]] = (),
    environments: Iterable[str | PathLike[str]] = (),
    selection: Selection | None = None,
    caches: Iterable[Cache] = (),
    watch: Callable[[str], None] = lambda _path: None,
    kept: Kept | None = None,
) -> Interview:
    """What to ask about a folder or file, as ``copyfair actor ask`` does. The arguments and the errors are those of `assess`."""
    day = as_of or _today()
    settings, _, minimum, project = _project(
        path, day, commons, environments, selection=selection, caches=caches, watch=watch, kept=kept
    )
    asking = pipeline.interview(_with_receipts(project, settings, day), day)
    return replace(asking, minimum=minimum)


def _minimum(policies: Iterable[tuple[str, Policy]]) -> Minimum:
    """The weakest evidence that counts for a fact, by the nearest file that asks for some."""
    found: Minimum = {}
    for file, policy in policies:
        found = {**minimum_of(policy.evidence, where=f"{file}: [policy.evidence]"), **found}
    return found


def _policies(settings: Settings, where: str, shared: Sequence[Shared]) -> list[tuple[str, Policy]]:
    return [(where, settings.policy), *((one.file, one.settings.policy) for one in shared)]


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _project(
    path: str | PathLike[str],
    as_of: datetime.date,
    commons: Iterable[Commons | str | PathLike[str]],
    environments: Iterable[str | PathLike[str]],
    *,
    selection: Selection | None,
    caches: Iterable[Cache],
    watch: Callable[[str], None],
    kept: Kept | None,
) -> tuple[Settings, str, Minimum, pipeline.Project]:
    """The settings of a folder or file, their file, the evidence they ask for, and the project that they describe."""
    root = Path(fspath(path))
    if not is_there(root):
        raise InputError("there is no such file or folder", where=str(root))
    settings, where = find_settings(root)
    shared = shared_settings(settings, root, where)
    extra = [entry if isinstance(entry, Commons) else load_commons(Path(fspath(entry))) for entry in commons]
    project = pipeline.Project(
        root=root,
        records=records_of(
            settings, root if root.is_dir() else root.parent, where, as_of, commons=extra, shared=shared
        ),
        rules=rules_of(_policies(settings, where, shared)),
        name=settings.project.name,
        selection=settings.project.selection.with_more(selection or Selection()),
        environments=[Path(fspath(environment)) for environment in environments],
        overrides=pipeline.checked(settings.overrides, where),
        caches=tuple(caches),
        overrides_in=where.partition(":")[0],
        shared_overrides=[(one.file, pipeline.checked(one.settings.overrides, one.file)) for one in shared],
        watch=watch,
        kept=kept,
    )
    return settings, where, _minimum(_policies(settings, where, shared)), project


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
    settings: Settings,
    base: Path,
    where: str,
    as_of: datetime.date,
    *,
    commons: Sequence[Commons] = (),
    shared: Sequence[Shared] = (),
) -> Records:
    """What the settings have on record, with the commons files they name, and with what they extend.

    Raises:
        InputError: a commons file is missing or broken, two have one id, a component's fact is wrong, or a chosen
            reading or licence is none.
    """
    minimum = _minimum(_policies(settings, where, shared))
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
    own_license = settings.project.license
    # A right without a licensee is that of the actor named beside it, whoever else is judged.
    owner = str(settings.actor.get("name", ""))
    own = _recorded(settings, where, owner)
    theirs = [(one.file, _recorded(one.settings, one.file, owner)) for one in shared]
    layers = [own, *(records for _, records in theirs)]
    return Records(
        commons=_commons([(base, settings), *((one.folder, one.settings) for one in shared)], commons, where),
        entitlements=tuple(right for records in layers for right in records.entitlements),
        exemptions=tuple(exemption for records in layers for exemption in records.exemptions),
        facts=facts,
        readings=_nearest(layers),
        choices=tuple(choice for records in layers for choice in records.choices),
        breaches=tuple(breach for records in layers for breach in records.breaches),
        combinations=tuple(entry for records in layers for entry in records.combinations),
        own_license=_expression(own_license, f"{where}: $.project.license") if own_license else None,
        shared=tuple((record, file) for file, records in theirs for record in records.every if record not in own.every),
    )


def _recorded(settings: Settings, where: str, owner: str) -> Records:
    """What one file has on record of the kinds that add up."""
    check_choices(settings.reading, default_catalogue(), where=where)
    for number, choice in enumerate(settings.choice):
        _expression(choice.take, f"{where}: $.choice[{number}].take")
    return Records(
        entitlements=tuple(replace(right, licensee=right.licensee or owner) for right in settings.entitlement),
        exemptions=settings.exception,
        readings=settings.reading,
        choices=settings.choice,
        breaches=settings.breach,
        combinations=settings.combination,
    )


def _nearest(layers: Iterable[Records]) -> tuple[ReadingChoice, ...]:
    """For each open question the reading of the nearest file."""
    found: dict[tuple[str, str], ReadingChoice] = {}
    for records in layers:
        for choice in records.readings:
            found.setdefault((choice.license, choice.question), choice)
    return tuple(found.values())


def _commons(named: Iterable[tuple[Path, Settings]], given: Sequence[Commons], where: str) -> tuple[Commons, ...]:
    """The commons that files name, each file once, and those that were given."""
    paths = {(folder / path).resolve(): folder / path for folder, settings in named for path in settings.commons}
    every = (*map(load_commons, paths.values()), *given)
    ids = [entry.id for entry in every]
    doubled = next((name for name in ids if ids.count(name) > 1), None)
    if doubled is not None:
        raise InputError(f"the commons {doubled!r} is given twice", where=where)
    return every


def _expression(text: str, where: str) -> Expression:
    try:
        return parse_expression(text)
    except ExpressionError as error:
        raise InputError(str(error), where=where) from None

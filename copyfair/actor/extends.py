"""One profile for a whole organisation: an actor.toml that begins with another one.

`extends = "../ours/actor.toml"` takes over what stands there. What a repository says
differently is an exception, and needs a reason. What the profile leaves unknown may
simply be filled in.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from copyfair.errors import InputError

__all__ = ["extended"]

_MOST_LEVELS = 10
_IDENTITY = ("name", "country", "register", "vat", "legal_form")
_FACTS = ("facts", "use")


def extended(
    data: Mapping[str, Any], path: Path, tables: Callable[[Path], Mapping[str, Any]], above: tuple[Path, ...] = ()
) -> dict[str, Any]:
    """The tables of an actor.toml together with those of the file it extends.

    Args:
        data: its own tables.
        path: where it stands.
        tables: reads the tables of another file.
        above: the files that led to this one.

    Raises:
        InputError: the other file cannot be read, they go round in a circle, it describes somebody else, or a fact is
            overridden without a reason.
    """
    own = {key: table for key, table in data.items() if key != "extends"}
    if "extends" not in data:
        return own
    given = data["extends"]
    where = f"{path.name}: extends"
    if not isinstance(given, str) or not given.strip() or Path(given).is_absolute():
        raise InputError("is the path of another actor.toml, relative to this file", where=where)
    profile, chain = path.parent / given, (*above, _real(path, where))
    if _real(profile, where) in chain:
        raise InputError(f"the files extend each other in a circle, by {given[:60]!r}", where=where)
    if len(chain) > _MOST_LEVELS:
        raise InputError(f"more than {_MOST_LEVELS} files extend one another", where=where)
    return _joined(extended(tables(profile), profile, tables, chain), own, path.name)


def _real(path: Path, where: str) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a name no file can have, links that go round
        raise InputError(f"cannot be read: {error}", where=where) from None


def _joined(profile: Mapping[str, Any], own: Mapping[str, Any], name: str) -> dict[str, Any]:
    joined = {**profile, **own}
    if isinstance(own.get("actor"), dict) and isinstance(profile.get("actor"), dict):
        joined["actor"] = _same_actor(profile["actor"], own["actor"], f"{name}: [actor]")
    for table in _FACTS:
        joined[table] = _overridden(profile.get(table, {}), own.get(table, {}), f"{name}: [{table}]")
    joined["commons"] = _each_commons(profile.get("commons", {}), own.get("commons", {}), name)
    if isinstance(own.get("rates"), dict) and isinstance(profile.get("rates"), dict):
        joined["rates"] = {**profile["rates"], **own["rates"]}
    if isinstance(own.get("contributions"), list) and isinstance(profile.get("contributions"), list):
        joined["contributions"] = [*profile["contributions"], *own["contributions"]]
    return joined


def _same_actor(profile: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The facts of one organisation say nothing about another."""
    said = {key: value for key, value in own.items() if value != ""}
    for key in _IDENTITY:
        if key in said and profile.get(key, "") not in ("", said[key]):
            raise InputError(f"{key} is not that of the profile it extends; it would be another actor", where=where)
    return {**profile, **said}


def _each_commons(profile: Any, own: Any, name: str) -> Any:
    if not isinstance(profile, dict) or not isinstance(own, dict):
        return profile if isinstance(own, dict) else own  # `read` says what is wrong with it
    keys = dict.fromkeys((*profile, *own))
    return {key: _overridden(profile.get(key, {}), own.get(key, {}), f"{name}: [commons.{key}]") for key in keys}


def _overridden(profile: Any, own: Any, where: str) -> Any:
    if not isinstance(profile, dict) or not isinstance(own, dict):
        return profile if isinstance(own, dict) else own
    for fact, given in own.items():
        before = profile.get(fact)
        if fact not in profile or before == given or _value(before) == "unknown":
            continue
        if not isinstance(given, dict) or not str(given.get("reason", "")).strip():
            message = 'differs from the profile it extends, so it needs a reason: { value = …, reason = "why" }'
            raise InputError(message, where=f"{where} {fact}")
    return {**profile, **own}


def _value(given: Any) -> Any:
    value = given.get("value") if isinstance(given, dict) else given
    return value.strip().lower() if isinstance(value, str) else value

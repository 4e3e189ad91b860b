"""The `[policy]` of the settings made ready for asking: every entry a licence or a category, with where it stands.

The more precise entry wins: an id over a category, and of two that are equally precise the one in the nearer
file, and there the one that denies.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from copyfair.errors import ExpressionError, InputError
from copyfair.inventory.model import Scope
from copyfair.licensing.categories import Category
from copyfair.licensing.expression import Term, parse
from copyfair.settings import Policy

__all__ = ["NO_RULES", "Entry", "Rules", "rules_of"]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a policy.

    Attributes:
        about: the licence or category.
        allows: it allows; else it denies.
        where: file and list.
        group: the named group through which it came; empty where it stands in the list itself.
    """

    about: Term | Category
    allows: bool
    where: str
    group: str = ""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy says.

    Attributes:
        by_term, by_category: the entry that counts for a licence, and for a category.
        scopes: which scopes count; empty: all of them. A component of unknown scope always counts.
        lists_allowed: something is allowed by name, so that what is not listed is not.
        own: the entries of the nearest file, in the order in which they stand there.
        idle_groups: groups of the nearest file that no list names, with where they stand.
    """

    by_term: Mapping[Term, Entry] = {}
    by_category: Mapping[Category, Entry] = {}
    scopes: frozenset[Scope] = frozenset()
    lists_allowed: bool = False
    own: tuple[Entry, ...] = ()
    idle_groups: tuple[tuple[str, str], ...] = ()

    @property
    def given(self) -> bool:
        """There is a policy on licences."""
        return bool(self.by_term or self.by_category)

    @property
    def denies_category(self) -> bool:
        """A whole category is denied, so that a licence in no category cannot be said to be let through."""
        return any(not entry.allows for entry in self.by_category.values())

    def counts(self, scope: Scope) -> bool:
        """What is needed for this is judged."""
        return not self.scopes or scope is Scope.UNKNOWN or scope in self.scopes


NO_RULES = Rules()
"""Nothing is asked of licences."""


def rules_of(layers: Sequence[tuple[str, Policy]]) -> Rules:
    """The rules of policies that add up.

    Args:
        layers: policies with the files they stand in, the nearest first.

    Raises:
        InputError: an entry is no licence, category or group, or stands in both lists; names the list.
    """
    groups = _groups(layers)
    each = [tuple(_entries(where, policy, groups)) for where, policy in layers]
    by_term: dict[Term, Entry] = {}
    by_category: dict[Category, Entry] = {}
    for entry in (entry for own in each for entry in sorted(own, key=lambda entry: entry.allows)):
        if isinstance(entry.about, Term):
            by_term.setdefault(entry.about, entry)
        else:
            by_category.setdefault(entry.about, entry)
    return Rules(
        by_term=by_term,
        by_category=by_category,
        scopes=frozenset(map(Scope, next((policy.scopes for _, policy in layers if policy.scopes), ()))),
        lists_allowed=any(policy.allow for _, policy in layers),
        own=each[0] if each else (),
        idle_groups=tuple(_idle(layers)),
    )


def _groups(layers: Sequence[tuple[str, Policy]]) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Each named group with the place of its definition; the nearest definition counts."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for where, policy in layers:
        for name, members in policy.groups.items():
            at = f"{where}: [policy.groups] {name}"
            if _category(name) is not None or _term(name) is not None:
                raise InputError("is the name of a category or a licence; give the group another one", where=at)
            if not members:
                raise InputError("is a group of nothing; list licences, or leave it out", where=at)
            found.setdefault(name, (at, members))
    return found


def _entries(where: str, policy: Policy, groups: Mapping[str, tuple[str, tuple[str, ...]]]) -> Iterator[Entry]:
    both = sorted(set(policy.allow) & set(policy.deny))
    if both:
        raise InputError(f"{both[0]!r} is allowed and denied", where=f"{where}: [policy]")
    for allows, name, listed in ((True, "allow", policy.allow), (False, "deny", policy.deny)):
        at = f"{where}: [policy] {name}"
        for text in listed:
            if text not in groups:
                yield Entry(about=_about(text, at), allows=allows, where=at)
                continue
            place, members = groups[text]
            for member in members:
                yield Entry(about=_about(member, place), allows=allows, where=at, group=text)


def _idle(layers: Sequence[tuple[str, Policy]]) -> Iterator[tuple[str, str]]:
    named = {text for _, policy in layers for text in (*policy.allow, *policy.deny)}
    for where, policy in layers[:1]:
        yield from ((name, where) for name in policy.groups if name not in named)


def _about(text: str, where: str) -> Term | Category:
    about = _category(text) or _term(text)
    if about is None:
        names = ", ".join(Category)
        message = f"{text[:80]!r} is neither one SPDX licence nor a category ({names}) nor a group of [policy.groups]"
        raise InputError(message, where=where)
    return about


def _category(text: str) -> Category | None:
    return Category(text) if text in set(Category) else None


def _term(text: str) -> Term | None:
    try:
        terms = tuple(parse(text).terms())
    except ExpressionError:
        return None
    return terms[0] if len(terms) == 1 and terms[0].license not in ("NONE", "NOASSERTION") else None

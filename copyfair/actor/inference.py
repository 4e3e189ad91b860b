"""What can be said of an actor, fact by fact: what is known, what is likely, and why.

Declared facts count with their evidence, what follows from them by definition, and what the law of the legal form leaves
no choice about. All else only leans one way, stays unknown, and reaches no decision.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from copyfair.actor.derive import derive
from copyfair.actor.facts import Fact, Value
from copyfair.actor.forms import LegalForm, is_form_code, legal_form
from copyfair.actor.model import Actor
from copyfair.data import package_file

__all__ = ["INFERRED", "Inference", "form_of", "infer"]

INFERRED = (
    "kind",
    "has_owners",
    "cooperative_model",
    "worker_owned",
    "stakeholders_control",
    "privately_owned_and_managed",
    "for_profit_purpose",
    "nonprofit",
    "social_economy",
    "government",
)
"""The facts that tell actors apart and that a legal form or a sign may bear on."""


class Inference(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of one fact.

    Attributes:
        fact: a word of the vocabulary.
        value: what is known; None: unknown.
        leaning: for an unknown yes-no fact: which answer would be usual; None: neither, or the signs disagree.
        because: the grounds, each a sentence without its full stop.
    """

    fact: str
    value: Value | None
    leaning: bool | None
    because: tuple[str, ...]


class _Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fact: str
    value: bool | str
    against: tuple[str, ...]
    says: str


@cache
def _signs() -> tuple[_Sign, ...]:
    data = tomllib.loads(package_file("actor/data/signs.toml").read_text("utf-8"))
    return msgspec.convert(data["sign"], tuple[_Sign, ...])


def form_of(actor: Actor) -> tuple[LegalForm | None, str]:
    """The actor's legal form, or None and why the code says nothing."""
    code = actor.legal_form
    if not code:
        return None, "no legal form is given"
    if not is_form_code(code):
        return None, f"{code[:20]!r} is no ISO 20275 code"
    form = legal_form(code)
    home = actor.party.country
    if home and form.country and home != form.country:
        return None, f"the code {code} is one of {form.country}, and the actor is of {home}"
    return form, ""


def infer(actor: Actor) -> tuple[Inference, ...]:
    """What can be said of each of `INFERRED`.

    Raises:
        InputError: two declared facts contradict each other by definition.
    """
    known = derive(actor.facts)
    form, _ = form_of(actor)
    return tuple(_inference(name, known, form) for name in INFERRED)


def _inference(name: str, known: Mapping[str, Fact], form: LegalForm | None) -> Inference:
    proven = form.meaning.proves.get(name) if form else None
    grounds = (
        [f"the form {form.code} ({form.meaning.name}) leaves no other answer"] if form and proven is not None else []
    )
    fact = known.get(name)
    if fact is not None and fact.value is not None:
        told = (str(fact.evidence), *grounds)
        if proven is not None and proven != fact.value:
            return Inference(fact=name, value=None, leaning=None, because=(*told, "both cannot be true"))
        return Inference(fact=name, value=fact.value, leaning=None, because=told)
    if proven is not None:
        return Inference(fact=name, value=proven, leaning=None, because=tuple(grounds))
    return _leaning(name, known, form)


def _leaning(name: str, known: Mapping[str, Fact], form: LegalForm | None) -> Inference:
    sides: list[tuple[bool, str]] = []
    if form:
        sides.extend(
            (value, f"usual for the form: {form.meaning.name}")
            for key, value in form.meaning.likely.items()
            if key == name
        )
        sides.extend(
            (False, f"unusual for the form: {form.meaning.name}") for key in form.meaning.unlikely if key == name
        )
    sides.extend((False, says) for says in _against(name, known))
    answers = {side for side, _ in sides}
    leaning = answers.pop() if len(answers) == 1 else None
    return Inference(fact=name, value=None, leaning=leaning, because=tuple(says for _, says in sides))


def _against(name: str, known: Mapping[str, Fact]) -> Iterator[str]:
    for sign in _signs():
        fact = known.get(sign.fact)
        if name in sign.against and fact is not None and fact.value == sign.value:
            yield sign.says

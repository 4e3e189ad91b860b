"""How strong the evidence for a fact is, and what a policy asks of it.

What is said of oneself is weaker than what a third party certifies, that weaker than
a public register, and that weaker than the document itself: the statutes, or accounts
or a contract that a hash pins down. A fact with weaker evidence than the policy asks
for is unknown, not no.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from copyfair.actor.derive import derive
from copyfair.actor.facts import Evidence, EvidenceKind, Fact, info
from copyfair.actor.model import Actor, Use
from copyfair.errors import InputError

__all__ = ["Minimum", "held", "held_facts", "minimum_of", "strength"]

Minimum = Mapping[str, EvidenceKind]
"""The weakest evidence that counts, by fact."""

_ORDER = {kind: place for place, kind in enumerate(EvidenceKind)}
_DOCUMENTS = frozenset({EvidenceKind.CONTRACT, EvidenceKind.ACCOUNTS, EvidenceKind.STATUTES})


def strength(evidence: Evidence) -> int:
    """The place of evidence in the order, 0 for the weakest.

    A hash makes a document as strong as statutes, for nobody can change it afterwards. It does not make what
    somebody says about themselves any stronger: it only proves that they said it.
    """
    hashed = evidence.sha256 and evidence.kind in _DOCUMENTS
    return _ORDER[EvidenceKind.STATUTES if hashed else evidence.kind]


def minimum_of(table: Mapping[str, str], *, where: str) -> Minimum:
    """What `[policy.evidence]` asks for.

    Raises:
        InputError: an unknown fact, or no kind of evidence.
    """
    kinds = {kind.value: kind for kind in EvidenceKind if kind is not EvidenceKind.DERIVED}
    read = {}
    for name, word in table.items():
        info(name, where=where)
        if word not in kinds:
            raise InputError(f"evidence is one of {', '.join(kinds)}, not {word[:30]!r}", where=f"{where} {name}")
        read[name] = kinds[word]
    return read


def held(actor: Actor, use: Use, minimum: Minimum) -> tuple[Actor, Use]:
    """The actor and the use with what has enough evidence; the rest is unknown and says why."""
    if not minimum:
        return actor, use
    commons = {key: held_facts(facts, minimum) for key, facts in actor.commons.items()}
    return (
        replace(actor, facts=held_facts(actor.facts, minimum), commons=commons),
        replace(use, facts=held_facts(use.facts, minimum)),
    )


def held_facts(facts: Mapping[str, Fact], minimum: Minimum) -> dict[str, Fact]:
    """The same for single facts."""
    return {name: _held(fact, minimum) for name, fact in facts.items()}


def _held(fact: Fact, minimum: Minimum) -> Fact:
    """The fact, if its evidence suffices for it and for everything that follows from it by definition."""
    if fact.value is None:
        return fact
    weak = [
        name
        for name in derive({fact.name: fact})
        if name in minimum and strength(fact.evidence) < _ORDER[minimum[name]]
    ]
    if not weak:
        return fact
    name = fact.name if fact.name in weak else weak[0]
    because = "" if name == fact.name else f" for {name}, which would follow from it"
    note = f"its evidence is {fact.evidence.kind}, and the policy asks for {minimum[name]} or better{because}"
    return replace(fact, value=None, note=note)

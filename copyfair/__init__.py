"""copyfair: may we use this, under which clause, with which duties, and if not freely, what is owed to whom?

The whole road in one call::

    import copyfair

    result = copyfair.assess("path/to/project", actor="actor.toml")
    for decision in result.decisions:
        print(decision.component.label, decision.verdict, decision.because[0].clause)

The pure decision core, without any file: `copyfair.decide`, fed with
`copyfair.component` and facts (see the README).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from copyfair.version import VERSION

if TYPE_CHECKING:
    from copyfair.actor.model import Actor, Use
    from copyfair.api import assess, compare, component, describe
    from copyfair.assessment import Assessment, Comparison
    from copyfair.errors import CopyfairError, InputError
    from copyfair.money import Money
    from copyfair.policy import PolicyFinding
    from copyfair.problem import Problem
    from copyfair.reciprocity import (
        Decision,
        Downstream,
        Outbound,
        Records,
        Verdict,
        decide,
        downstream,
        next_question,
        outbound,
        outlook,
    )

__all__ = [
    "Actor",
    "Assessment",
    "Comparison",
    "CopyfairError",
    "Decision",
    "Downstream",
    "InputError",
    "Money",
    "Outbound",
    "PolicyFinding",
    "Problem",
    "Records",
    "Use",
    "Verdict",
    "__version__",
    "assess",
    "compare",
    "component",
    "decide",
    "describe",
    "downstream",
    "next_question",
    "outbound",
    "outlook",
]

__version__ = VERSION

_HOMES = {
    "Actor": "copyfair.actor.model",
    "Assessment": "copyfair.assessment",
    "Comparison": "copyfair.assessment",
    "CopyfairError": "copyfair.errors",
    "Decision": "copyfair.reciprocity",
    "Downstream": "copyfair.reciprocity",
    "InputError": "copyfair.errors",
    "Money": "copyfair.money",
    "Outbound": "copyfair.reciprocity",
    "PolicyFinding": "copyfair.policy",
    "Problem": "copyfair.problem",
    "Records": "copyfair.reciprocity",
    "Use": "copyfair.actor.model",
    "Verdict": "copyfair.reciprocity",
    "assess": "copyfair.api",
    "compare": "copyfair.api",
    "component": "copyfair.api",
    "decide": "copyfair.reciprocity",
    "describe": "copyfair.api",
    "downstream": "copyfair.reciprocity",
    "next_question": "copyfair.reciprocity",
    "outbound": "copyfair.reciprocity",
    "outlook": "copyfair.reciprocity",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that `import copyfair` stays quick."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'copyfair' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__

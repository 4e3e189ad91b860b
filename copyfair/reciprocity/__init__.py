"""May this actor use this, under which clause, with which duties?"""

from copyfair.reciprocity.combination import outbound
from copyfair.reciprocity.combination_model import Fit, Outbound
from copyfair.reciprocity.decide import decide
from copyfair.reciprocity.downstream import downstream
from copyfair.reciprocity.downstream_model import Downstream
from copyfair.reciprocity.model import Decision, Doubt, Reason, Rung, Stance, Verdict
from copyfair.reciprocity.records import Records, stale

__all__ = [
    "Decision",
    "Doubt",
    "Downstream",
    "Fit",
    "Outbound",
    "Reason",
    "Records",
    "Rung",
    "Stance",
    "Verdict",
    "decide",
    "downstream",
    "outbound",
    "stale",
]

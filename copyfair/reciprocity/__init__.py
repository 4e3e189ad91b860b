"""May this actor use this, under which clause, with which duties?"""

from copyfair.reciprocity.decide import decide
from copyfair.reciprocity.model import Decision, Doubt, Reason, Rung, Stance, Verdict
from copyfair.reciprocity.records import Records, stale

__all__ = ["Decision", "Doubt", "Reason", "Records", "Rung", "Stance", "Verdict", "decide", "stale"]

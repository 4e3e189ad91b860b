"""May this actor use this, under which clause, with which duties?"""

from copyfair.reciprocity.decide import decide
from copyfair.reciprocity.model import Decision, Doubt, Reason, Rung, Stance, Verdict
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.rights import held
from copyfair.reciprocity.stale import stale

__all__ = ["Decision", "Doubt", "Reason", "Records", "Rung", "Stance", "Verdict", "decide", "held", "stale"]

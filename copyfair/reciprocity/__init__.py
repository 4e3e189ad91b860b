"""May this actor use this, under which clause, with which duties?"""

from copyfair.reciprocity.combination import outbound
from copyfair.reciprocity.combination_model import Fit, Outbound
from copyfair.reciprocity.compare import ComparedLine, compare
from copyfair.reciprocity.decide import decide, next_question
from copyfair.reciprocity.downstream import downstream
from copyfair.reciprocity.downstream_model import Downstream
from copyfair.reciprocity.holdings import held
from copyfair.reciprocity.interview import Interview
from copyfair.reciprocity.model import Decision, Doubt, NextQuestion, Outlook, Reason, Rung, Stance, Verdict
from copyfair.reciprocity.outlook import outlook
from copyfair.reciprocity.recognised import recognised
from copyfair.reciprocity.records import Records
from copyfair.reciprocity.stale import outgrown, stale

__all__ = [
    "ComparedLine",
    "Decision",
    "Doubt",
    "Downstream",
    "Fit",
    "Interview",
    "NextQuestion",
    "Outbound",
    "Outlook",
    "Reason",
    "Records",
    "Rung",
    "Stance",
    "Verdict",
    "compare",
    "decide",
    "downstream",
    "held",
    "next_question",
    "outbound",
    "outgrown",
    "outlook",
    "recognised",
    "stale",
]

"""Which licences does the organisation want to see at all, whatever they allow it to do?"""

from copyfair.policy.judge import judge, unused
from copyfair.policy.model import PolicyFinding, PolicyReason, Ruling
from copyfair.policy.rules import NO_RULES, Rules, rules_of

__all__ = ["NO_RULES", "PolicyFinding", "PolicyReason", "Rules", "Ruling", "judge", "rules_of", "unused"]

"""What is owed to each commons, worked out exactly and shown step by step."""

from copyfair.fees.assess import assess
from copyfair.fees.settled import settled

__all__ = ["assess", "settled"]

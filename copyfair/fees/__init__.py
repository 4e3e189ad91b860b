"""What is owed to each commons, worked out exactly and shown step by step."""

from copyfair.fees.assess import assess

__all__ = ["assess"]

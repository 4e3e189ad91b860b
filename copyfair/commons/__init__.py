"""What a commons covers, allows and asks, as its steward publishes it."""

from copyfair.commons.load import covers, load, load_text

__all__ = ["covers", "load", "load_text"]

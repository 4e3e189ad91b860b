"""Who uses it, and what for: facts, each known with its evidence or unknown."""

from copyfair.actor.load import load, read
from copyfair.actor.model import Actor, Party, Use

__all__ = ["Actor", "Party", "Use", "load", "read"]

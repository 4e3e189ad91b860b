"""Asks public registers about an actor, when it is told to: the only part of copyfair that opens a connection.

Start with `copyfair.lookup.gleif.find`.
"""

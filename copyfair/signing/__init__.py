"""Signatures that can be checked offline: who says so, and that nothing was changed since.

Start with `copyfair.signing.envelope`: `sign`, `verify`.
"""

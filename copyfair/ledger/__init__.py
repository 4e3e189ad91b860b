"""The books of a steward: numbered documents and what becomes of them, in a chain that shows every change.

Start with `copyfair.ledger.books`: `create_ledger`, `open_ledger`.
"""

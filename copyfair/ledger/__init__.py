"""The books of a steward: numbered documents and what becomes of them, in a chain that shows every change."""

from copyfair.ledger.books import Ledger, create_ledger, open_ledger

__all__ = ["Ledger", "create_ledger", "open_ledger"]

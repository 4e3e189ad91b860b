"""Invoices for what an assessment came to: Peppol, Factur-X and paper; credit notes, reminders, self-billing."""

from copyfair.invoices.draw_up import bill, credit, debit, remind
from copyfair.invoices.follow import Wish, follow
from copyfair.invoices.issue import Checks, check, issue, read_invoice, trial
from copyfair.invoices.rules import cautions
from copyfair.invoices.terms import Terms, read_terms

__all__ = [
    "Checks",
    "Terms",
    "Wish",
    "bill",
    "cautions",
    "check",
    "credit",
    "debit",
    "follow",
    "issue",
    "read_invoice",
    "read_terms",
    "remind",
    "trial",
]

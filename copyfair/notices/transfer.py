"""The QR code of a SEPA transfer, which a bank's app reads so that nobody types an IBAN.

Source: European Payments Council, EPC069-12, version 2.1: EUR only, 0.01 to 999,999,999.99, a name of at most 70
characters, a text of at most 140 or a creditor reference (ISO 11649) of at most 35.
"""

import io
import re
from decimal import Decimal

from copyfair.bank.references import is_iban, plain
from copyfair.errors import MissingExtraError
from copyfair.money import Money
from copyfair.notices.model import Notice, Payment
from copyfair.pages import clean

__all__ = ["transfer_code", "transfer_codes"]

_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_MOST_NAME, _MOST_TEXT = 70, 140
_CREDITOR = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}", re.ASCII)


def transfer_codes(notice: Notice) -> list[tuple[Payment, str]]:
    """The payments of a notice that the scheme can carry, each with its code as SVG.

    Raises:
        MissingExtraError: segno is not installed.
    """
    made = (
        (one, transfer_code(one.payee.name, one.iban, one.bic, one.amount.money, notice.remittance))
        for one in notice.payments
    )
    return [(one, svg) for one, svg in made if svg]


def transfer_code(payee: str, iban: str, bic: str, amount: Money, remittance: str) -> str:
    """The code as SVG; empty where the scheme cannot carry this transfer.

    Args:
        payee: name of who receives it; a longer one is cut as banks cut it.
        iban: with or without blanks; one with wrong check digits gets no code.
        bic: of the account's bank, or empty.
        amount: what can be paid; another currency than the euro gets no code.
        remittance: a creditor reference, or text. The Belgian structured communication is text to this scheme.

    Raises:
        MissingExtraError: segno is not installed.
    """
    account, name, said = plain(iban), clean(payee)[:_MOST_NAME].strip(), clean(remittance)
    payable = amount.currency == "EUR" and amount == amount.rounded() and _LEAST <= amount.amount <= _MOST
    if not payable or not is_iban(account) or not name or not said:
        return ""
    try:
        from segno.helpers import make_epc_qr  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("a QR code for the transfer", "invoice") from None
    about = {"reference": plain(said)} if _CREDITOR.fullmatch(plain(said)) else {"text": said[:_MOST_TEXT]}
    try:
        made = make_epc_qr(name, account, amount.amount, bic=bic or None, encoding="utf-8", **about)
    except ValueError:  # more bytes than the scheme takes: names and texts far from ASCII
        return ""
    out = io.BytesIO()
    made.save(out, kind="svg", xmldecl=False, nl=False, omitsize=True, border=2, svgclass=None, lineclass=None)
    return out.getvalue().decode("ascii")

"""A notice drawn up in a ledger: it gets the next number of its series, or is the one that was drawn up before."""

import datetime

import msgspec

from copyfair.bank.references import plain, structured_reference
from copyfair.commons.tariff import Period
from copyfair.errors import LedgerError
from copyfair.inventory.purl import versionless
from copyfair.language import language
from copyfair.ledger.books import Ledger
from copyfair.ledger.model import Account, Draft, File, Filed, Issued, Kind, Order
from copyfair.notices.model import Notice
from copyfair.notices.render import MEDIA_TYPES, render_notice, writable
from copyfair.schema import encodable
from copyfair.signing.envelope import Subject, sign
from copyfair.signing.keys import SigningKey

__all__ = ["NOTICE_TYPE", "issue", "order_of", "signature"]

NOTICE_TYPE = "urn:copyfair:notice:1"
"""Of the statement that is signed about a notice."""


def issue(notice: Notice, books: Ledger, *, by: str, key: SigningKey | None = None, replaces: str = "") -> Issued:
    """Draw a notice up in a ledger, in every format that can be written here.

    The same licensee, period, tariff, licences and facts have one notice: who draws it up again gets the one
    that is there. A later day of the same period changes nothing, nor does another language.

    Args:
        notice: as `draw_up` gave it.
        books: the ledger.
        by: who draws it up.
        key: signs every format of the notice, and so the ledger's head that is printed on it.
        replaces: number of the waived notice in whose place this one comes.

    Raises:
        LedgerError: facts or the licensee's name are missing; or as `Ledger.issue`.
    """
    if notice.total is None:
        raise LedgerError(f"the notice for {notice.commons} has no number yet: facts are missing, see its questions")
    if not notice.licensee.name.strip():
        raise LedgerError("a notice with a number needs a licensee: give its name under [actor] in actor.toml")

    def render(draft: Draft) -> tuple[File, ...]:
        numbered = _numbered(notice, draft, key)
        files = tuple(_file(numbered, kind) for kind in writable())
        return (*files, signature(files, draft, key, NOTICE_TYPE)) if key is not None else files

    return books.issue(order_of(notice, replaces=replaces), render, by=by)


def order_of(notice: Notice, *, replaces: str = "") -> Order:
    """What the ledger needs to know of a notice."""
    start, end = _covered(notice.period, notice.issued_on)
    return Order(
        kind=Kind.ASSESSMENT,
        dated=notice.issued_on,
        basis=_basis(notice),
        content=_content(notice),
        replaces=replaces,
        issuer=notice.steward.name,
        issuer_id=notice.steward.register or notice.steward.vat,
        licensee=notice.licensee.name,
        licensee_id=notice.licensee.register or notice.licensee.vat,
        commons=notice.commons,
        components=_components(notice),
        period=notice.period,
        covers_from=start,
        covers_until=end,
        total=notice.total.money if notice.total is not None else None,
        due_on=notice.due_on,
        reference=_reference(notice) if notice.payments else None,
        accounts=tuple(Account(iban=plain(one.iban), amount=one.amount.money) for one in notice.payments),
    )


class _Reference(msgspec.Struct, frozen=True):
    """Makes the structured reference for an account of one country."""

    country: str

    def __call__(self, number: str) -> str:
        return structured_reference(number, self.country)


def _reference(notice: Notice) -> _Reference:
    account = next((payment.iban for payment in notice.payments if payment.iban), "")
    return _Reference(account[:2] or notice.steward.country)


def _components(notice: Notice) -> tuple[str, ...]:
    return tuple(sorted({versionless(item.purl) for item in notice.items}))


# ---------------------------------------------------------------- what makes it the same notice


def _basis(notice: Notice) -> object:
    """Whoever has this in common means the same notice."""
    start, end = _covered(notice.period, notice.issued_on)
    return {
        "commons": notice.commons,
        "steward": notice.steward.name,
        "licensee": [notice.licensee.name, notice.licensee.register, notice.licensee.vat],
        "period": [notice.period, str(start or ""), str(end or "")],
        "tariff": notice.tariff,
        "licences": sorted({item.license for item in notice.items}),
        "facts": notice.facts_sha256,
    }


def _content(notice: Notice) -> object:
    """What it says, in the parts that money and law depend on; a later day or better wording is no other notice."""
    return encodable(
        {
            "licensee": notice.licensee,
            "steward": notice.steward,
            "state": notice.state,
            "total": notice.total,
            "payments": notice.payments,
            "components": _components(notice),
            "clauses": [[one.license, one.clause, one.stance] for one in notice.basis],
        }
    )


def _covered(period: str, day: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of the period that a day lies in; None where there is no tariff to name one."""
    return Period(period).around(day) if period else (None, None)


# ---------------------------------------------------------------- the document with its number


def _numbered(notice: Notice, draft: Draft, key: SigningKey | None) -> Notice:
    reference = _reference(notice)(draft.number) if notice.payments else ""
    words = language(notice.language)
    by_digest, by_series = words.say("digest-number"), words.say("series-number")
    return msgspec.structs.replace(
        notice,
        reference=draft.number,
        remittance=reference,
        ledger=draft.head,
        key=key.id if key is not None else "",
        statements=tuple(by_series if says == by_digest else says for says in notice.statements),
    )


def _file(notice: Notice, kind: str) -> File:
    return File(name=f"{notice.reference}.{kind}", media_type=MEDIA_TYPES[kind], data=render_notice(notice, kind))


def signature(files: tuple[File, ...], draft: Draft, key: SigningKey, kind: str) -> File:
    """The signed statement about the files of a document.

    Args:
        files: every form the document was written in.
        draft: its number, and the ledger's head before it.
        key: the issuer's.
        kind: type of the statement, such as `NOTICE_TYPE`.
    """
    subjects = [Subject.of(one.name, one.sha256) for one in map(Filed.of, files)]
    says = {"number": draft.number, "ledger": msgspec.to_builtins(draft.head)}
    envelope = sign(subjects, kind, says, key, draft.at.date())
    return File(
        name=f"{draft.number}.dsse.json", media_type="application/vnd.dsse.envelope+json", data=envelope.encoded()
    )

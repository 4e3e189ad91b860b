"""A notice as PDF: every text worded in its language here, set by ``templates/notice.typ``."""

from typing import Any

from copyfair.actor.model import Party
from copyfair.language import ENGLISH, Language, language
from copyfair.notices.model import Basis, Item, Notice, Passed, Payment, headline, why_heading
from copyfair.notices.render import render_notice
from copyfair.notices.transfer import transfer_codes
from copyfair.notices.typeset import cleaned, typeset
from copyfair.reciprocity.model import UsedFact

__all__ = ["notice_pdf", "party_lines"]

_MOST_PLACES = 3
_WORDS = (
    "account amount amount-unrounded answer-in component evidence fact for-which found-and-read how-the-sum "
    "how-to-be-exempt how-to-dispute how-to-pay licence-and-clause licence-places licensee missing-first passed-on "
    "passed-as payee question step steward total"
).split()


def notice_pdf(notice: Notice) -> bytes:
    """The notice as PDF/A-3b with its JSON form attached; the same notice gives the same bytes.

    Raises:
        MissingExtraError: the extra ``invoice`` is not installed.
    """
    words = language(notice.language)
    sheet = cleaned(_sheet(notice, words))
    sheet["codes"] = _codes(notice, words)
    sheet["attached"] = [
        {
            "name": f"{notice.reference}.json",
            "type": "application/json",
            "text": render_notice(notice, "json").decode("utf-8"),
            "says": sheet["title"],
        }
    ]
    return typeset("notice.typ", sheet, notice.issued_on, written_out=words.say("written-out"))


def _sheet(notice: Notice, words: Language) -> dict[str, Any]:
    say = words.say
    return {
        "language": words.code,
        "title": f"{say('title')} {notice.reference}",
        "title-short": say("title"),
        "subtitle": say("for-project", commons=notice.commons_name, project=notice.project),
        "tag": say("not-an-invoice"),
        "author": notice.steward.name,
        "footer": say("footer", reference=notice.reference),
        "words": {key: say(key) for key in _WORDS},
        "steward": party_lines(notice.steward, words),
        "licensee": party_lines(notice.licensee, words),
        "about": _about(notice, words),
        "sum": _sum(notice, words),
        "missing": [
            {"ask": _told(one.ask, ENGLISH), "name": one.name, "where": one.where or ""} for one in notice.missing
        ],
        "steps": [
            {"says": _told(step.says, step.language), "amount": words.money(step.amount.money) if step.amount else ""}
            for step in notice.steps
        ],
        "total": words.money(notice.total.money) if notice.total is not None else "",
        "payments": [_payment(one, notice, words) for one in notice.payments],
        "remittance-label": f"{say('remittance')}{words.colon}",
        "remittance": notice.remittance,
        "passed-on": [_passed(one, words) for one in notice.passed_on],
        "how-to-pay": notice.how_to_pay,
        "items": [_item(item, words) for item in notice.items],
        "basis": [_basis(one, notice, words) for one in notice.basis],
        "why": say(why_heading(notice)),
        "how-to-be-exempt": [_told(one.says, one.language) for one in notice.how_to_be_exempt],
        "how-to-dispute": [_told(one.says, one.language) for one in notice.how_to_dispute],
        "evidence": _facts(notice.evidence),
        "sources": notice.sources,
        "statements": _statements(notice, words),
    }


def _told(text: str, code: str) -> dict[str, str]:
    return {"text": text, "language": code}


def party_lines(party: Party, words: Language) -> dict[str, Any]:
    """A party as it stands on paper; `none` says what to read where it has no name."""
    vat = [words.say("vat-number", number=party.vat)] if party.vat else []
    return {
        "lines": [party.name, *party.address, *([party.country] if party.country else [])] if party.name else [],
        "small": [text for text in (party.register, *vat, party.email, party.url) if text],
        "none": words.say("licensee-unnamed"),
    }


def _about(notice: Notice, words: Language) -> list[tuple[str, str]]:
    say = words.say
    tariff = f"{notice.tariff}, {notice.tariff_clause}" if notice.tariff else say("none-published")
    return [
        (say("reference"), notice.reference),
        (say("issued-on"), words.day(notice.issued_on)),
        (say("commons"), f"{notice.commons}, {notice.commons_license}"),
        (say("due-on"), words.day(notice.due_on) if notice.due_on else say("nothing-payable")),
        (say("tariff"), tariff),
        (say("period"), words.word("period", notice.period) or say("not-stated")),
    ]


def _sum(notice: Notice, words: Language) -> dict[str, Any]:
    key, amount = headline(notice)
    if amount is None:
        return {"label": words.say(key), "figure": words.say("sum-unknown", count=len(notice.missing)), "open": True}
    return {"label": words.say(key), "figure": words.money(amount.money), "open": False}


def _payment(one: Payment, notice: Notice, words: Language) -> dict[str, Any]:
    bic = [f"BIC {one.bic}"] if one.bic else []
    return {
        "payee": one.payee.name,
        "role": _told(one.role, notice.texts),
        "account": [f"IBAN {one.iban}", *bic] if one.iban else [words.say("account-to-confirm")],
        "amount": words.money(one.amount.money),
    }


def _passed(one: Passed, words: Language) -> dict[str, Any]:
    return {
        "payee": one.payee or words.say("passed-nobody"),
        "line": words.say(f"line-{one.line}"),
        "says": _told(one.says, one.language),
        "amount": words.money(one.amount.money),
    }


def _codes(notice: Notice, words: Language) -> list[dict[str, str]]:
    label = words.say("qr-code")
    return [
        {"svg": svg, "label": label, "caption": cleaned(f"{one.payee.name}: {words.money(one.amount.money)}")}
        for one, svg in transfer_codes(notice)
    ]


def _item(item: Item, words: Language) -> dict[str, Any]:
    say = words.say
    found = list(item.found_in[:_MOST_PLACES])
    if len(item.found_in) > _MOST_PLACES:
        found.append(say("more-places", count=len(item.found_in) - _MOST_PLACES))
    if item.paths:
        more = f" {say('more-ways', count=len(item.paths) - 1)}" if len(item.paths) > 1 else ""
        found.append(say("way-of", path=item.paths[0]) + more)
    read = [say("licence-label", place=item.license_found[0])] if item.license_found else []
    return {
        "name": item.name,
        "version": item.version or "",
        "purl": item.purl,
        "licence": [item.license, *(say("clause-closes", clause=clause) for clause in item.clauses)],
        "found": [*found, *read, *item.license_found[1:]],
        "why": _told(item.license_why, ENGLISH),
    }


def _basis(one: Basis, notice: Notice, words: Language) -> dict[str, Any]:
    applies = words.say("applies-to", count=one.components, all=len(notice.items))
    tested = words.say("tested", condition=one.condition) if one.condition else ""
    return {
        "clause": f"{one.license} {one.clause}".strip(),
        "stance": f"{words.say(f'stance-{one.stance}')}{words.joint}{applies}",
        "says": _told(one.says, notice.texts if one.license == notice.commons else ENGLISH),
        "tested": _told(tested, ENGLISH),
        "facts": _facts(one.facts),
    }


def _facts(facts: tuple[UsedFact, ...]) -> list[dict[str, str]]:
    return [{"name": fact.name, "value": fact.value, "evidence": fact.evidence} for fact in facts]


def _statements(notice: Notice, words: Language) -> list[str]:
    head = [words.say("ledger-head", head=notice.ledger)] if notice.ledger is not None else []
    key = [words.say("ledger-key", key=notice.key)] if notice.key else []
    mark = [words.say("language-mark", mark="EN")] if words.code != ENGLISH else []
    drawn = words.say("drawn-up", tool=notice.tool, day=words.day(notice.issued_on))
    return [*notice.statements, *head, *key, *mark, drawn]

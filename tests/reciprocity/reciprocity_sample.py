"""Decisions from plain values, for the tests of this folder."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from copyfair import component, decide
from copyfair.actor import read
from copyfair.actor.load import component_facts
from copyfair.commons.load import load_text
from copyfair.commons.model import Commons
from copyfair.licensing.catalogue import Catalogue
from copyfair.reciprocity.model import Decision
from copyfair.reciprocity.records import Records
from copyfair.settings import Entitlement, Exemption

DAY = datetime.date(2026, 11, 22)
THING = "pkg:generic/thing"
COMPANY = {"kind": "organisation", "privately_owned_and_managed": True, "profits_from_wage_labour": True}
COMMERCE = {"commercial": True}


def commons(
    name: str = "gears",
    license_id: str = "PPL",
    *permissions: str,
    tariff: bool = True,
    valid_from: str = "2026-01-01",
    valid_until: str = "",
) -> Commons:
    """A commons that covers the thing, as read from its file."""
    lines = [f'id = "{name}"', f'name = "{name}"', f'license = "{license_id}"', f'covers = ["{THING}"]']
    lines += ["[steward]", f'name = "Friends of {name}"']
    for when in permissions:
        lines += ["[[permissions]]", 'clause = "Charter 3"', 'says = "They may."', f'when = """{when}"""']
    if tariff:
        lines += ["[[tariffs]]", 'id = "t-1"', 'currency = "EUR"', 'clause = "Charter 5"', 'says = "A fee."']
        lines += [f"valid_from = {valid_from}", f"valid_until = {valid_until}" if valid_until else ""]
        lines += ['fee = { kind = "flat", amount = "5 EUR" }', "[[payees]]", 'party = { name = "Friends" }']
    return load_text("\n".join(lines), "commons.toml")


def decided(
    expression: str,
    facts: Mapping[str, Any] | None = None,
    use: Mapping[str, Any] | None = None,
    *,
    commons: Iterable[Commons] = (),
    theirs: Mapping[str, Mapping[str, Any]] | None = None,
    own: Mapping[str, Any] | None = None,
    rates: Mapping[str, str] | None = None,
    name: str = "",
    entitlements: tuple[Entitlement, ...] = (),
    exemptions: tuple[Exemption, ...] = (),
    day: datetime.date = DAY,
    described: datetime.date | None = None,
    catalogue: Catalogue | None = None,
    **on_record: Any,
) -> Decision:
    """The decision for the thing under a licence.

    Args:
        theirs: facts about the actor and a commons, by its id.
        own: facts about the thing.
        described: the day on which the actor was described, if not the day of the decision.
        on_record: further fields of `Records`.
    """
    tables = {"facts": facts or {}, "use": use or {}, "commons": theirs or {}, "rates": rates or {}}
    actor, what = read({**tables, "actor": {"name": name}}, where="actor.toml", as_of=described or day)
    about = component_facts(own or {}, where="copyfair.toml", as_of=described or day)
    records = Records(
        commons=tuple(commons),
        entitlements=entitlements,
        exemptions=exemptions,
        facts=((THING, about),),
        **on_record,
    )
    thing = component(f"{THING}@1", expression)
    (decision,) = decide([thing], actor, what, day, records=records, catalogue=catalogue)
    return decision


def missing(decision: Decision) -> list[str]:
    """The names of the missing facts."""
    return [fact.name for fact in decision.missing]


def clauses(decision: Decision, stance: str) -> list[str]:
    """The clauses of the reasons with one stance."""
    return [reason.clause for reason in decision.because if reason.stance == stance]

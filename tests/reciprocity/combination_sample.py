"""Pairs of licences from plain values, for the tests of this folder."""

import datetime
from typing import Any

import msgspec

import copyfair
from copyfair.actor.load import component_facts
from copyfair.inventory.model import Scope
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import parse
from copyfair.licensing.model import Licensed
from copyfair.reciprocity.combination_model import Outbound, Pair
from copyfair.reciprocity.records import Records
from copyfair.settings import Combination, How

DAY = datetime.date(2026, 11, 22)
SHIPPED = {"distributes": True}

CSL = "LicenseRef-copyfair-CSL"
CNPL = "LicenseRef-scancode-cooperative-non-violent-6.0"
COOPCYCLE = "LicenseRef-copyfair-CoopCycle"
ACSL = "LicenseRef-scancode-anti-capitalist-1.4"
COOPERATIVE = "LicenseRef-copyfair-Cooperative-1.0"
FCL = "LicenseRef-scancode-fcl-1.0-mit"


def thing(license_: str, name: str = "thing", scope: Scope = Scope.RUNTIME) -> Licensed:
    """A third-party component under a licence."""
    made = copyfair.component(f"pkg:generic/{name}@1", license_)
    return msgspec.structs.replace(made, component=msgspec.structs.replace(made.component, scope=scope))


def outbound(
    project: str,
    *licensed: Licensed,
    how: str = "linked",
    use: dict[str, Any] | None = None,
    own: dict[str, Any] | None = None,
    catalogue: Catalogue | None = None,
    **on_record: Any,
) -> Outbound:
    """The check of a project under a licence with these components, all combined in one way.

    Args:
        how: empty: nothing is recorded.
        own: facts about every component.
    """
    actor, what = copyfair.describe(use=SHIPPED if use is None else use, as_of=DAY)
    about = component_facts(own or {}, where="copyfair.toml", as_of=DAY)
    records = Records(
        own_license=parse(project) if project else None,
        combinations=(Combination(component="pkg:generic/*", how=How(how)),) if how else (),
        facts=(("pkg:generic/*", about),),
        **on_record,
    )
    return copyfair.outbound(licensed, actor, what, DAY, records=records, catalogue=catalogue)


def pair(component: str, project: str, how: str = "linked", **given: Any) -> Pair:
    """One component's licence in a project under another."""
    (found,) = outbound(project, thing(component), how=how, **given).pairs
    return found


def cited(found: Pair) -> set[tuple[str, str]]:
    """The clauses a finding rests on."""
    return {(one.license, one.clause) for one in found.finding.because}

"""Addresses that stand for a licence: where its text is published, in the many ways in which people write that down."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import unquote

from copyfair.errors import ExpressionError
from copyfair.licensing.catalogue import Catalogue
from copyfair.licensing.expression import parse, single
from copyfair.licensing.model import Reading
from copyfair.licensing.name_grammar import gnu_id, gnu_ids
from copyfair.licensing.name_table import table
from copyfair.licensing.readings import may_be, means, not_known
from copyfair.licensing.spdx import canonical_license

__all__ = ["address_in", "normal_address", "read_address"]

_ADDRESS = re.compile(r"^[<(\[]?(?:url:\s*)?(?:https?:)?(?://)?(?:www\.)?([\w.-]+\.[a-z]{2,}(?:/[^\s<>]*)?)[>)\]]?$")
_ARCHIVED = re.compile(r"^web\.archive\.org/web/\d{1,14}[a-z_]*/(?:https?:/{1,2})?(?:www\.)?")
_ENDING = re.compile(r"(?:\.(?:[a-z]{2}(?:-[a-z]{2})?))?(?:\.(?:html?|txt|php|md|json|pdf|rst))?/*$")
_INSIDE = re.compile(r"https?://[^\s<>()\[\]\"',;]+")


def address_in(text: str) -> str | None:
    """The one address that stands in a statement among other words; None for none or several."""
    found = _INSIDE.findall(text)
    return found[0] if len(found) == 1 else None


def normal_address(text: str) -> str | None:
    """Host and path in small letters, without what makes no difference; None for what is no address."""
    found = _ADDRESS.match(text.strip().rstrip(".,;").lower())
    if found is None:
        return None
    bare = unquote(found.group(1)).partition("#")[0]
    host, slash, path = _ARCHIVED.sub("", bare).partition("/")
    plain, question, asked = path.partition("?")
    # Behind "?" a few sites keep what the page is; elsewhere it only says how it is shown.
    kept = question + asked if host == "go.microsoft.com" else ""
    return host + (slash + _ENDING.sub("", plain) + kept if plain else "")


def read_address(text: str, catalogue: Catalogue) -> Reading | None:
    """What an address stands for; None where it is none, or none that we know."""
    address = normal_address(text)
    if address is None:
        return None
    meaning = table().urls.get(address)
    if meaning is not None:
        return means(parse(meaning))
    unclear = table().unclear_urls.get(address)
    if unclear is not None:
        return may_be(unclear)
    found = _by_site(address)
    published = _published(catalogue).get(address)
    return found or (may_be(published) if published else _pointer(address))


@lru_cache(maxsize=8)
def _published(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Where our licence files say that their texts are; a page may change, so it is no proof by itself."""
    pages: dict[str, list[str]] = {}
    for file in catalogue.named():
        address = normal_address(file.url)
        if address:
            pages.setdefault(address, []).append(file.id)
    return {address: tuple(ids) for address, ids in pages.items()}


# --- sites that follow a rule -------------------------------------------------------------------------------------

_ID_SITES = re.compile(
    r"^(?:spdx\.org/licenses|spdx\.dev/licenses|opensource\.org/licenses?|choosealicense\.com/licenses|licenses\.nuget\.[a-z]+"
    r"|api\.github\.com/licenses|scancode-licensedb\.aboutcode\.org|tldrlegal\.com/license|opensource\.org/license)"
    r"/([^/?]+)$"
)
_DASHED = re.compile(r"-(\d)-(\d)$")
_OF_SLUG = re.compile(r"-(?:license|licence|txt|html)(?:-txt|-html|-php)?$")
_GNU = re.compile(
    r"^gnu\.org/(?:licenses|copyleft)/(?:old-licenses/)?(agpl|lgpl|gpl|fdl)(?:-?(\d)(?:\.(\d))?)?(?:-standalone)?$"
)
_CC = re.compile(
    r"^creativecommons\.org/licenses/([a-z-]+)(?:/(\d\.\d)(?:/([a-z]{2,3}|scotland))?(?:/(?:legalcode|deed)(?:[._][a-z-]+)?)?)?$"
)
_ZERO = re.compile(r"^creativecommons\.org/(?:publicdomain/zero|licenses/zero|licenses/cc0)/1\.0(?:/[a-z_.-]+)?$")


@cache
def _slugs() -> Mapping[str, str]:
    from copyfair.licensing.spdx import all_licenses  # noqa: PLC0415 - only for addresses

    return {name.lower().replace(".", "-"): name for name in all_licenses()}


def _by_site(address: str) -> Reading | None:
    if _ZERO.match(address):
        return means(single("CC0-1.0"))
    if found := _CC.match(address):
        return _creative_commons(found.group(1), found.group(2), found.group(3))
    if found := _GNU.match(address):
        return _gnu(found.group(1), found.group(2), found.group(3))
    if found := _ID_SITES.match(address):
        return _by_id(found.group(1), is_nuget=address.startswith("licenses.nuget."))
    return None


def _by_id(text: str, *, is_nuget: bool) -> Reading | None:
    if is_nuget:
        try:
            return means(parse(text))
        except ExpressionError:
            return None
    slug = _OF_SLUG.sub("", text)
    spellings = (text, slug, _DASHED.sub(r"-\1.\2", slug))
    found = next((f for s in spellings if (f := canonical_license(s) or _slugs().get(s))), None)
    note = "the address is the same for this version only and for any later one; read as this version only"
    return (
        means(single(found), note if found.endswith("-only") and not text.endswith("only") else "") if found else None
    )


def _gnu(name: str, major: str | None, minor: str | None) -> Reading | None:
    family = "GFDL" if name == "fdl" else name.upper()
    if major is None:
        return may_be(gnu_ids(family))
    found = gnu_id(family, f"{major}.{minor or 0}", "")
    note = "the address is the same for this version only and for any later one; read as this version only"
    return means(single(found), note) if found else None


def _creative_commons(elements: str, number: str | None, place: str | None) -> Reading | None:
    stem = f"CC-{elements}"
    if number is None:
        numbers = ("1.0", "2.0", "2.5", "3.0", "4.0")
        ids = tuple(found for n in numbers if (found := canonical_license(f"{stem}-{n}")))
        return may_be(ids) if ids else None
    found = canonical_license(f"{stem}-{number}" + (f"-{place}" if place else ""))
    return means(single(found)) if found else None


# --- addresses of files -------------------------------------------------------------------------------------------

_FILE = re.compile(
    r"(?:/(?:un)?licen[cs]es?(?:[-_.][\w.-]+)?|/copying(?:[-_.]\w+)?)$|^(?:raw\.githubusercontent\.com|raw\.github\.com)/"
)


def _pointer(address: str) -> Reading | None:
    return not_known("it points to a file instead of naming a licence") if _FILE.search(address) else None

"""Package URLs, made and taken apart in one place (purl specification, ECMA-427)."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote

from packageurl import PackageURL

__all__ = ["encoded", "is_canonical", "is_versioned", "loose", "make", "matches", "parse", "versionless"]

_RUNS = re.compile(r"[-_.]+")
_PART = r"[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)*"
_SMALL_PART = _PART.replace("A-Z", "")
_PLAIN = re.compile(
    rf"pkg:(?:(?:npm/(?:%40[a-z0-9-]+/)?|(?:apk|composer)/(?:{_SMALL_PART}/)?){_SMALL_PART}"
    rf"|pypi/[a-z0-9]+(?:-[a-z0-9]+)*|(?:cargo|conda|cran|gem|generic|nuget)/{_PART}|(?:deb|rpm|maven)/{_PART}/{_PART}"
    rf"|(?:golang|swift)/(?:{_PART}/)+{_PART})"
    rf"@{_PART}(?:\?([a-z]+={_PART}(?:&[a-z]+={_PART})*))?"
)
"""Most package URLs there are; these are canonical as they stand if their qualifiers are in order: no taking apart."""
_WILD = re.compile(r"[*?\[]")


@lru_cache(maxsize=65536)
def make(
    kind: str, name: str, version: str | None = None, namespace: str | None = None, qualifiers: str | None = None
) -> str:
    """The canonical package URL; names are normalised as the type demands, `qualifiers` are ``key=value&key=value``.

    Raises:
        ValueError: the parts make no package URL (an empty name, say).
    """
    if kind == "pypi":
        name = _RUNS.sub("-", name)  # PEP 503 on top of purl's own rule for underscores
    plain = "" if qualifiers else _plain(kind, name, version or "0", namespace)
    if plain and is_canonical(plain):  # without a version it is as plain as with one
        return plain if version else plain.removesuffix("@0")
    if kind == "generic" and name.isspace():
        name = quote(name)  # as it is, nothing would be left of the name of such a folder
    try:
        made = PackageURL(kind, namespace or None, name, version or None, qualifiers).to_string()
        # A slash in a name parts it, two of them as one: what is written is what is read again.
        return PackageURL.from_string(made).to_string() if "/" in name else made
    except TypeError as error:  # what the library raises for a name of nothing but slashes
        raise ValueError(str(error)) from None


def _plain(kind: str, name: str, version: str, namespace: str | None) -> str:
    """The parts side by side, the ``@`` of a scope encoded; empty where what stands in them would be misread."""
    text = f"pkg:{kind}/{namespace}/{name}@{version}" if namespace else f"pkg:{kind}/{name}@{version}"
    return "" if "%" in text or "?" in text else encoded(text)


def is_canonical(text: str) -> bool:
    """It is a package URL in canonical form, plain to see; of the others, `parse` has to tell."""
    plain = _PLAIN.fullmatch(text)
    return plain is not None and (plain[1] is None or _in_order(plain[1]))


def _in_order(qualifiers: str) -> bool:
    keys = [one.partition("=")[0] for one in qualifiers.split("&")]
    return all(one < other for one, other in pairwise(keys))


def parse(text: str) -> PackageURL:
    """Take a package URL apart; the scheme may be in any case.

    Raises:
        ValueError: it is none.
    """
    scheme, colon, rest = text.strip().partition(":")
    return PackageURL.from_string(f"{scheme.lower()}{colon}{rest}")


def versionless(purl: str) -> str:
    """The package URL without version, qualifiers and subpath: the package, whatever its version."""
    return purl.partition("#")[0].partition("?")[0].partition("@")[0]


def is_versioned(purl: str) -> bool:
    """The package URL names a version."""
    return "@" in purl and "@" in purl.partition("?")[0].partition("#")[0]


def loose(purl: str) -> tuple[str, ...]:
    """What asks for a package without a version may be written so: with the qualifiers, or without."""
    plain = versionless(purl)
    if "?" not in purl:
        return (plain,)
    return plain, f"{plain}?{purl.partition('#')[0].partition('?')[2]}"


def matches(pattern: str, purl: str, name: str) -> bool:
    """A record written for `pattern` is about this component.

    A pattern is a package URL, with a version for that version only, without one for all; in it
    ``*``, ``?`` and ``[…]`` stand for other text as in file names. Or it is the component's plain
    name, which must agree to the letter. Qualifiers and subpath do not matter.
    """
    if not pattern.startswith("pkg:"):
        return pattern == name
    wanted = _canonical(pattern)
    return fnmatchcase(versionless(purl), wanted) or fnmatchcase(purl.partition("#")[0].partition("?")[0], wanted)


def encoded(pattern: str) -> str:
    """People write ``pkg:npm/@scope/name``; a package URL spells the ``@`` of a scope ``%40``."""
    return pattern.replace("/@", "/%40")


@lru_cache(maxsize=16384)
def _canonical(pattern: str) -> str:
    """A pattern in the spelling that package URLs of the inventory have."""
    text = encoded(pattern)
    if _WILD.search(text):
        return text.lower().replace("_", "-") if text.lower().startswith("pkg:pypi/") else text
    try:
        parsed = parse(text)
        return make(parsed.type, parsed.name, parsed.version, parsed.namespace)
    except ValueError:
        return text

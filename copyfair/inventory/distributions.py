"""What the formats of built and installed Python distributions share: their metadata, whatever they are packed in."""

from collections.abc import Callable, Iterator

from copyfair.inventory.headers import Headers, first
from copyfair.inventory.model import Claim, Source
from copyfair.inventory.python import stated_claims

__all__ = ["identity", "stated"]


def identity(file: str, headers: Headers) -> tuple[str, str | None]:
    """Name and version by the metadata, else by ``name-version.dist-info``, ``name-version-py3.11.egg-info`` and their like."""
    parts = file.rpartition(".")[0].split("-")
    name = first(headers, "name") or parts[0]
    version = first(headers, "version") or (parts[1] if len(parts) > 1 else "")
    return name, version or None


def stated(headers: Headers, source: Callable[[str], Source]) -> Iterator[Claim]:
    """What the metadata state about the licence.

    Args:
        headers: of METADATA or PKG-INFO.
        source: where a field stands.
    """
    classifiers = (value for value, _ in headers.get("classifier", ()))
    return stated_claims(first(headers, "license-expression"), first(headers, "license"), classifiers, source)

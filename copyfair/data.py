"""Finds `licenses/` and `templates/`: beside the package in a checkout, inside it in a wheel."""

from functools import cache
from pathlib import Path

__all__ = ["folder"]


@cache
def folder(name: str) -> Path:
    """The folder `name` of copyfair's own data.

    Raises:
        FileNotFoundError: neither the wheel's nor the checkout's folder is there.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"copyfair's folder {name!r} is missing: the installation is damaged")

"""Finds copyfair's own data: `licenses/`, `templates/` and the data files of each stage.

The first two lie beside the package in a checkout and inside it in a wheel. By path and not by `importlib.resources`, whose import would be a twentieth of a check.
"""

from functools import cache
from pathlib import Path

__all__ = ["folder", "package_file"]


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


def package_file(path: str) -> Path:
    """A data file or folder of the package itself, by its path below it (``actor/data/facts.toml``)."""
    return Path(__file__).resolve().parent / path

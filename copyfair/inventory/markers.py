"""Environment markers (PEP 508), worked out for an environment that is looked at but never run."""

import re

from copyfair.inventory.python import canonical

__all__ = ["Markers"]

_EXTRA = re.compile(r"\(?\s*extra\s*==\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)?")
_MOST_CHARACTERS = 4000


class Markers:
    """Decides markers for one Python version on this machine's platform; each marker text is read once.

    Args:
        python: ``3.12``, as in the environment's path; None: the version that runs copyfair.
    """

    def __init__(self, python: str | None = None) -> None:
        self._python = python
        self._known: dict[tuple[str, str], bool] = {}
        self._environment: dict[str, str] | None = None

    def holds(self, marker: str, extras: frozenset[str]) -> bool:
        """The marker is true without an extra or with one of these.

        Args:
            marker: its text; an empty one always holds.
            extras: in the form in which they are compared.

        Raises:
            ValueError: it is no marker.
        """
        if not marker:
            return True
        if "extra" not in marker:
            return self._one(marker, "")
        needed = _needed_extra(marker)
        if needed is not None:
            return needed in extras and self._one(marker, needed)
        return any(self._one(marker, extra) for extra in ("", *sorted(extras)))

    def _one(self, marker: str, extra: str) -> bool:
        known = self._known.get((marker, extra))
        if known is None:
            known = self._known[marker, extra] = self._evaluate(marker, extra)
        return known

    def _evaluate(self, marker: str, extra: str) -> bool:
        if extra and _EXTRA.fullmatch(marker.strip()):
            return True
        from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName  # noqa: PLC0415

        if len(marker) > _MOST_CHARACTERS:
            raise ValueError("too long")
        try:
            return Marker(marker).evaluate({**self._here(), "extra": extra})
        except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError) as error:
            raise ValueError(type(error).__name__) from None

    def _here(self) -> dict[str, str]:
        if self._environment is None:
            from packaging.markers import default_environment  # noqa: PLC0415

            here = {key: str(value) for key, value in default_environment().items()}
            if self._python is not None and self._python != here["python_version"]:
                # The last part is not in the path; markers hardly ever ask for it.
                full = f"{self._python}.0"
                here |= {"python_version": self._python, "python_full_version": full, "implementation_version": full}
            self._environment = here
        return self._environment


def _needed_extra(marker: str) -> str | None:
    """The extra without which a marker made of ``and`` alone cannot hold; None where that is not plain to see."""
    if " or " in marker:
        return None
    for part in marker.split(" and "):
        found = _EXTRA.fullmatch(part.strip())
        if found:
            return canonical(found[1] if found[1] is not None else found[2])
    return None

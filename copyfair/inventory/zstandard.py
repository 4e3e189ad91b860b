"""What reads Zstandard: part of Python since 3.14, before that an extra."""

from types import ModuleType

__all__ = ["EXTRA", "zstandard"]

EXTRA = "zst"
"""The extra that brings it."""


def zstandard() -> ModuleType | None:
    """The module; None where there is none."""
    try:
        from compression import zstd  # noqa: PLC0415 - since Python 3.14
    except ImportError:
        try:
            from backports import zstd  # noqa: PLC0415 - an extra
        except ImportError:
            return None
    return zstd  # type: ignore[no-any-return]

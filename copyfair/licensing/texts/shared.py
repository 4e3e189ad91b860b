"""Ids of the SPDX list that share one text, and which of them is read."""

from copyfair.licensing.expression import Expression, single

__all__ = ["meant", "one_of"]


def one_of(ids: tuple[str, ...]) -> str:
    """The id that stands for all of them in a list of candidates."""
    return next((name for name in ids if name.endswith("-only")), min(ids, key=len))


def meant(ids: tuple[str, ...]) -> tuple[Expression | None, str]:
    """Which of the ids that share a text is read, and what to say about it."""
    if len(ids) == 1:
        return single(ids[0]), ""
    plain = min(ids, key=len)
    base = plain.removesuffix("-only")
    if base != plain and all(name.startswith(base) for name in ids):
        return (
            single(plain),
            "the text is the same for this version only and for any later one; read as this version only",
        )
    if all(name.startswith(plain) for name in ids):
        return (
            single(plain),
            f"{' and '.join(name for name in ids if name != plain)} has the same text; read as {plain}",
        )
    return None, "these ids of the SPDX list share the text"

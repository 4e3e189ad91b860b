"""Texts that `benchmarks/fuzz.py` was slow on: read in the end, whatever is in them. Before, each took minutes."""

import pytest

from copyfair.licensing.catalogue import default_catalogue
from copyfair.licensing.texts.read import read_text


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0"])
def test_blanks_without_end_change_nothing(blank: str) -> None:
    text = f"SPDX-License-Identifier: MIT\n\nThe words {blank * 400_000}go on. */"
    assert read_text(text, default_catalogue()).expression == read_text("SPDX-License-Identifier: MIT").expression


def test_marks_of_comments_are_no_words() -> None:
    plain = read_text("SPDX-License-Identifier: MIT")
    assert plain.expression is not None
    assert read_text("/* \t */ \n * SPDX-License-Identifier: MIT \t */").expression == plain.expression

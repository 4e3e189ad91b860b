"""Which licence a text is, word for word or nearly so, and by which words it differs.

The road: a text is evened out and looked up by its hash (`exact`). If that fails, the reference texts that stand in it
word for word are found (`index`, `whole`); those that share passages with the rest of it (`search`) are laid on it
(`align`), and each difference is judged (`deciding`). What stands beside the texts is read as notices (`notices`), or
may hold a limit (`clauses`). `read` puts all together.
"""

from copyfair.licensing.texts.clauses import limits_use
from copyfair.licensing.texts.evening import normalise
from copyfair.licensing.texts.exact import fingerprints_of
from copyfair.licensing.texts.read import LONGEST, read_text

__all__ = ["LONGEST", "fingerprints_of", "limits_use", "normalise", "read_text"]

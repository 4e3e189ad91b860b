"""The one family of errors that copyfair raises on purpose.

Everything that can go wrong because of what a user gave (a broken settings
file, an unknown fact name, a path that is not there) is a `CopyfairError`.
The command line turns it into one line and exit code 2. What goes wrong while
reading the *target* of a scan is not an error but a `Problem`
(`copyfair.problem`): it costs one file, never the report.
"""

from collections.abc import Sequence


class CopyfairError(Exception):
    """Base of every error copyfair raises on purpose; its text is meant for people."""


class InputError(CopyfairError):
    """A file or value that the user gave cannot be used.

    Args:
        message: what is wrong and, where it can be said, what to do.
        where: file, line or field, as `actor.toml: $.facts.revenue`.
    """

    def __init__(self, message: str, *, where: str = "") -> None:
        self.message = message
        self.where = where
        super().__init__(f"{where}: {message}" if where else message)


class RuleError(CopyfairError):
    """A licence or commons file holds a rule that makes no sense; names file and field."""


class ExpressionError(CopyfairError):
    """A text is not an SPDX licence expression; says at which character.

    Source: SPDX specification 2.3 and 3.0, annex "SPDX license expressions".
    """


class MoneyError(CopyfairError):
    """An amount is not exact money: a float, an unknown currency, a mix of two."""


class LedgerError(CopyfairError):
    """The ledger cannot be opened, or refuses what was asked: says what stands against it and what is possible."""


class LedgerConflictError(LedgerError):
    """A document was drawn up on the same basis before, and says something else.

    Args:
        number: of that document.
    """

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"{number} was drawn up on the same basis and says something else; waive {number}, and draw up the new one "
            "with `replaces` naming it"
        )


class InvoiceError(CopyfairError):
    """An invoice is refused: every fault with the rule it breaks, one a line.

    Args:
        what: the invoice, as the subject of a sentence.
        faults: the faults, as ``BR-S-02: …``.
    """

    def __init__(self, what: str, faults: Sequence[str]) -> None:
        self.what, self.faults = what, tuple(faults)
        super().__init__(f"{what} is refused: " + "; ".join(faults))


class SignatureError(CopyfairError):
    """A signature, a key or a signed document cannot be trusted; says which, and why."""


class RegisterError(CopyfairError):
    """A register cannot be asked, or its answer cannot be used; names the host and says what to do."""


class MissingExtraError(CopyfairError):
    """A library is not installed that only some people need.

    Args:
        what: what cannot be done without it, as the subject of a sentence.
        extra: the extra of copyfair that brings it.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs more than is installed: python -m pip install 'copyfair[{extra}]'")

"""What a source found: an account, its counter, and what to tell the user about it."""

from dataclasses import dataclass, field

from otpfob.core.account import Account, check_counter
from otpfob.core.errors import BadField


class SourceError(ValueError):
    """One sentence for a person: which field is wrong, and what to do.

    `field` is that field's name, or empty. Neither ever holds a secret or a part of one.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class NewAccount:
    """An account that is not on the token yet. `counter` matters to HOTP accounts only.

    Raises SourceError for a counter that is not an unsigned 64-bit number.
    """

    # Not in the repr, so that a log line or a traceback cannot hold the secret.
    account: Account = field(repr=False)
    counter: int = 0
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        try:
            check_counter(self.counter)
        except BadField:
            raise SourceError(
                "The counter must be a number from 0 to 18446744073709551615: correct it.",
                "counter",
            ) from None

    @property
    def label(self) -> str:
        """Return "issuer: name" for people, or the one of them that is there."""
        return ": ".join(text for text in (self.account.issuer, self.account.name) if text)

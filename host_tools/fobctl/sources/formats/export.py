"""What an export held: accounts, and what could not become one."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from fobctl.sources.new_account import NewAccount, SourceError

# Hundreds of times what a token holds; a file of nothing but rows would take minutes.
MAX_ENTRIES = 20_000
MAX_LABEL_CHARACTERS = 60

_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class WrongPassword(SourceError):
    """The password opens nothing. A damaged file looks the same: both are checked by one code."""

    def __init__(self) -> None:
        super().__init__(
            "The password is wrong, or the file is damaged: try again, or export it anew.",
            "password",
        )


@dataclass(frozen=True)
class Rejected:
    """An entry that cannot be taken. `label` is for people; neither field holds a secret."""

    label: str
    reason: str


@dataclass(frozen=True)
class Export:
    """All that was found, in the file's order; every OTP entry is in one of the two lists."""

    format_name: str
    entries: list[NewAccount] = field(default_factory=list)
    bad: list[Rejected] = field(default_factory=list)

    def collect(
        self, rows: Iterable[Any], read: Callable[[Any], NewAccount], label: Callable[[Any], str]
    ) -> "Export":
        """Read row by row: one that raises SourceError is listed with its reason."""
        for number, row in enumerate(rows, 1):
            if len(self.entries) + len(self.bad) >= MAX_ENTRIES:
                raise SourceError(
                    f"The file holds more than {MAX_ENTRIES} entries: this is no export."
                )
            try:
                self.entries.append(read(row))
            except SourceError as error:
                self.reject(label(row) or f"entry {number}", str(error))
        return self

    def reject(self, label: str, reason: str) -> None:
        """List an entry that cannot be taken."""
        text = _UNSHOWABLE.sub("?", label)
        if len(text) > MAX_LABEL_CHARACTERS:
            text = text[: MAX_LABEL_CHARACTERS - 1] + "\u2026"
        self.bad.append(Rejected(text, reason))


def label_of(*parts: object) -> str:
    """Return "issuer: name" of what are texts among the parts."""
    return ": ".join(part for part in parts if isinstance(part, str) and part)

"""What the user of a token chose, as the host sees it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from fobctl.answer_fields import count


@dataclass(frozen=True)
class Settings:
    """After how many seconds without a press the token does what; 0 is never."""

    lock_after_s: int
    dim_after_s: int
    dark_after_s: int
    sleep_after_s: int

    @classmethod
    def of(cls, answer: dict) -> Settings:
        """Return those of an answer. Raises one of NOT_A_FIELD."""
        return cls(*(count(answer[field.name.removesuffix("_s")]) for field in fields(cls)))

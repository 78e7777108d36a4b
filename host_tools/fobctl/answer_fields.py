"""Fields of an answer, each checked: whatever is at the port may answer anything."""

from __future__ import annotations

# What reading a field of an answer raises when it is none.
NOT_A_FIELD = (KeyError, TypeError, ValueError, AttributeError, OverflowError)

_MOST = 1 << 63


def whole(value: object) -> int:
    """Return a number of an answer. Raises ValueError for what is none of 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _MOST:
        raise ValueError
    return value


def count(value: object) -> int:
    """Return a number of an answer. Raises ValueError for what counts nothing."""
    number = whole(value)
    if number < 0:
        raise ValueError
    return number


def one_of(words: tuple[str, ...], value: object) -> str:
    """Return a word of an answer. Raises ValueError unless it is one of `words`."""
    if not isinstance(value, str) or value not in words:
        raise ValueError
    return value


def text(value: object) -> str:
    """Return a text of an answer. Raises ValueError for what is none."""
    if not isinstance(value, str):
        raise ValueError
    return value

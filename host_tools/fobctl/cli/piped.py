"""A line of standard input, where nobody sits at a terminal."""

from __future__ import annotations

import sys


def piped_line(most_characters: int) -> str | None:
    """Return the next line with its end, or nothing at the end of input; None: it is not UTF-8.

    It does not raise for the last: an error would hold the bytes, which may be a secret.
    """
    try:
        line = sys.stdin.readline(most_characters)
        line.encode()  # in its UTF-8 mode Python reads anything
    except UnicodeError:
        return None
    return line

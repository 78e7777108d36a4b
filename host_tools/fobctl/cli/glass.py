"""The token's glass as text: half blocks, two rows of pixels a line, or braille, four."""

from __future__ import annotations

from collections.abc import Sequence

_HALVES = " ▀▄█"
# Bit of each dot of a braille pattern (Unicode 2800..28FF), by row and column.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def half_blocks(rows: Sequence[Sequence[int]]) -> list[str]:
    """Return a line of text for every two rows of pixels."""
    return [
        "".join(_HALVES[top + 2 * bottom] for top, bottom in zip(rows[y], rows[y + 1], strict=True))
        for y in range(0, len(rows), 2)
    ]


def braille(rows: Sequence[Sequence[int]]) -> list[str]:
    """Return a line of text for every four rows of pixels, a character for two columns."""
    lines = []
    for y in range(0, len(rows), 4):
        line = ""
        for x in range(0, len(rows[0]), 2):
            dots = 0
            for dy in range(4):
                for dx in range(2):
                    if rows[y + dy][x + dx]:
                        dots |= _DOTS[dy][dx]
            line += chr(0x2800 + dots)
        lines.append(line)
    return lines


def framed(rows: Sequence[Sequence[int]], columns: int, lines: int) -> list[str]:
    """Return the glass in a frame, in half blocks when a terminal of this size has the room."""
    wide = columns >= len(rows[0]) + 2 and lines >= len(rows) // 2 + 4
    picture = half_blocks(rows) if wide else braille(rows)
    edge = "─" * len(picture[0])
    return [f"╭{edge}╮", *(f"│{line}│" for line in picture), f"╰{edge}╯"]

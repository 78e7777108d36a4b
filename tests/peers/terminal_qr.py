"""A picture of what a program draws at a terminal with half blocks: as a screenshot has it."""

import re
from pathlib import Path

from PIL import Image, ImageDraw

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\x0f]")
# Which half of a cell is inked: the upper one, the lower one.
_HALVES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
_CELL_PX = (8, 16)


def screenshot(shown: str, path: Path) -> Path:
    """Draw the lines of nothing but blocks and blanks, black on white; returns `path`."""
    lines = [_CONTROL.sub("", line) for line in shown.split("\n")]
    lines = [line for line in lines if line.strip() and set(line) <= _HALVES.keys()]
    width, height = _CELL_PX
    size = (max(len(line) for line in lines) + 2) * width, (len(lines) + 2) * height
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for row, line in enumerate(lines, 1):
        for column, character in enumerate(line, 1):
            for half, ink in enumerate(_HALVES[character]):
                if ink:
                    x, y = column * width, row * height + half * height // 2
                    pen.rectangle((x, y, x + width - 1, y + height // 2 - 1), fill=0)
    picture.save(path)
    return path

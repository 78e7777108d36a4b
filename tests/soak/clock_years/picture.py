"""A picture of the clock's error, and of its bound either side of it, over one year."""

import years
from PIL import Image, ImageDraw
from world import DAY_MS, YEAR_MS

_SEEDS = {"ds3231": "picture 3", "crystal": "picture 1"}
_LEFT, _RIGHT, _TOP, _HEIGHT, _GAP = 60, 16, 28, 260, 44
_DAY_PX = 3
_SCALE_S = 35  # the highest bound that is drawn
_COLOURS = {"bound": "#b8cfe8", "marked": "#f0c36d", "refused": "#e08a84"}


def draw(path: str) -> None:
    """Write the picture, a PNG: one panel for a DS3231, one for a crystal."""
    width = _LEFT + 365 * _DAY_PX + _RIGHT
    image = Image.new("RGB", (width, _TOP + len(_SEEDS) * (_HEIGHT + _GAP)), "white")
    pen = ImageDraw.Draw(image)
    for number, (kind, seed) in enumerate(_SEEDS.items()):
        points = []

        def trace(device, points=points):
            bound_ms = device.bound_ms()
            wrong_ms = None if bound_ms is None else device.wrong_ms()
            points.append((device.ms, wrong_ms, bound_ms))

        years.live(kind, seed, years.Tally(), trace)
        _panel(pen, _TOP + number * (_HEIGHT + _GAP), kind, points)
    image.save(path)


def _panel(pen, top, kind, points):
    middle = top + _HEIGHT // 2

    def x(ms):
        return _LEFT + ms * _DAY_PX // DAY_MS

    def y(ms):
        # The root of the error: 0.1 s and 30 s are both seen.
        part = min(1.0, (abs(ms) / 1000 / _SCALE_S) ** 0.5)
        return middle - int(part * _HEIGHT / 2) * (1 if ms > 0 else -1)

    for (start, _, bound), (end, _, _) in zip(points, points[1:], strict=False):
        if bound is not None:
            trust = "bound" if bound <= 10_000 else "marked" if bound <= 30_000 else "refused"
            pen.rectangle((x(start), y(bound), x(end), y(-bound)), fill=_COLOURS[trust])
    for seconds in (-30, -10, -1, 0, 1, 10, 30):
        level = y(seconds * 1000)
        pen.line((_LEFT, level, x(YEAR_MS), level), fill="#999999" if seconds else "black")
        pen.text((8, level - 6), f"{seconds:+} s", fill="black")
    for (start, wrong, _), (end, next_wrong, _) in zip(points, points[1:], strict=False):
        if wrong is not None and next_wrong is not None:
            pen.line((x(start), y(wrong), x(end), y(next_wrong)), fill="#7a1fa2", width=2)
    title = f"{kind}: error of the clock (line) and its bound (shown, marked, refused) in a year"
    pen.text((_LEFT, top - 14), title, fill="black")
    for month in range(13):
        pen.text((x(month * YEAR_MS // 12) - 6, top + _HEIGHT + 4), str(month), fill="black")

"""A board's wiring as an SVG: the board, the parts beside it, and a lane for each net between.

A lane is a vertical line of its own; pins and parts are joined to it by horizontal lines, so no
two nets ever share a line. Lengths are in SVG's units.
"""

from html import escape

from headers import Header
from nets import Part, buttons, parts

from fobctl.installer.boards import Board

_PITCH = 22
_BOARD_LEFT, _BOARD_WIDTH = 190, 190
_LANES_LEFT, _LANE = 425, 26
_GAP = 44  # between the last lane and the parts
_PART_WIDTH = 190
_TOP = 150
_PART_GAP = 26
_FONT = "font-family='Helvetica, Arial, sans-serif'"

_INK, _PAPER, _QUIET = "#1f2933", "#ffffff", "#9aa5b1"
_PCB, _CAN, _GOLD, _GLASS = "#1d3b36", "#cbd2d9", "#e0b34c", "#0b1a2b"
_FIXED = {"GND": "#323f4b", "3V3": "#d64545"}
_BUS = ("#2186eb", "#e58f0b")  # SDA, SCL
_BUTTONS = ("#3f9142", "#8a3ffc", "#a61b5b")


def colours(board: Board) -> dict[str, str]:
    """Return the colour of each net."""
    found = dict(_FIXED)
    pins = (board.sda, board.scl, *board.buttons)
    found.update(zip(map(str, pins), (*_BUS, *_BUTTONS), strict=False))
    return found


class _Svg:
    def __init__(self) -> None:
        self._items: list[str] = []

    def rect(self, x, y, width, height, fill, radius=6, stroke="none") -> None:
        self._items.append(
            f"<rect x='{x}' y='{y}' width='{width}' height='{height}' rx='{radius}'"
            f" fill='{fill}' stroke='{stroke}'/>"
        )

    def circle(self, x, y, radius, fill, stroke="none") -> None:
        self._items.append(
            f"<circle cx='{x}' cy='{y}' r='{radius}' fill='{fill}' stroke='{stroke}'"
            " stroke-width='2'/>"
        )

    def text(self, x, y, words, size=13, fill=_INK, anchor="start", bold=False) -> None:
        weight = " font-weight='bold'" if bold else ""
        self._items.append(
            f"<text x='{x}' y='{y}' font-size='{size}' fill='{fill}' text-anchor='{anchor}'"
            f"{weight}>{escape(words)}</text>"
        )

    def wire(self, colour, *points) -> None:
        """A line with a pale edge, so that it is seen to pass over the ones before it."""
        line = " ".join(f"{x},{y}" for x, y in points)
        for paint, width in ((_PAPER, 7), (colour, 3)):
            self._items.append(
                f"<polyline points='{line}' fill='none' stroke='{paint}' stroke-width='{width}'"
                " stroke-linejoin='round'/>"
            )

    def done(self, width, height) -> str:
        head = (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'"
            f" width='{width}' height='{height}' {_FONT}>"
        )
        paper = f"<rect width='{width}' height='{height}' fill='{_PAPER}'/>"
        return "\n".join((head, paper, *self._items, "</svg>", ""))


def draw(board: Board, header: Header) -> str:
    """Return the SVG of a board's wiring."""
    svg = _Svg()
    wanted = parts(board)
    colour = colours(board)
    rows = max(len(header.left), len(header.right), 7 if header.exact else 9)
    board_height = rows * _PITCH + 2 * _PITCH
    pins = _pins(header)
    used = [
        net for net in colour if any(net == joined for part in wanted for _, joined in part.pins)
    ]
    lanes = {net: _LANES_LEFT + i * _LANE for i, net in enumerate(used)}
    part_left = _LANES_LEFT + len(lanes) * _LANE + _GAP - _LANE
    places = _places(wanted)

    around = 0
    joins: dict[str, list[int]] = {net: [] for net in used}
    feeds = []
    for net in sorted(used, key=lambda net: pins[net][1]):
        side, y = pins[net]
        if side == "right":
            feeds.append((net, [(_BOARD_LEFT + _BOARD_WIDTH, y), (lanes[net], y)]))
            joins[net].append(y)
        else:
            # Round the end of the board that has the antenna, each at its own distance.
            out = _BOARD_LEFT - 24 - around * 16
            over = _TOP - 18 - around * 14
            around += 1
            feeds.append((net, [(_BOARD_LEFT, y), (out, y), (out, over), (lanes[net], over)]))
            joins[net].append(over)
    for part, (top, _) in zip(wanted, places, strict=True):
        for i, (_, net) in enumerate(part.pins):
            joins[net].append(_pin_y(part, top, i))

    for net in used:
        svg.wire(colour[net], (lanes[net], min(joins[net])), (lanes[net], max(joins[net])))
    for net, line in feeds:
        svg.wire(colour[net], *line)
    for part, (top, _) in zip(wanted, places, strict=True):
        for i, (_, net) in enumerate(part.pins):
            y = _pin_y(part, top, i)
            svg.wire(colour[net], (lanes[net], y), (part_left, y))
    for net in used:
        for y in joins[net]:
            svg.circle(lanes[net], y, 5, colour[net])

    _draw_board(svg, board, header, board_height, colour, used)
    for part, (top, height) in zip(wanted, places, strict=True):
        _draw_part(svg, part, part_left, top, height, colour)

    width = part_left + _PART_WIDTH + 40
    bottom = max(_TOP + board_height, *(top + height for top, height in places)) + 30
    svg.text(40, 34, board.name, 22, bold=True)
    svg.text(40, 54, board.title, 13, _QUIET)
    note = (
        "Numbers are GPIOs. Boards differ: go by the labels printed on yours."
        if header.exact
        else "Numbers are GPIOs. Where these pins are on the header, the labels on your board say."
    )
    svg.text(40, bottom + 14, note, 12, _QUIET)
    return svg.done(width, bottom + 34)


def _pins(header: Header) -> dict[str, tuple[str, int]]:
    """Return side and height of each label; of several the first, and the right side's before."""
    found: dict[str, tuple[str, int]] = {}
    for side, labels in (("right", header.right), ("left", header.left)):
        for i, name in enumerate(labels):
            found.setdefault(name, (side, _TOP + _PITCH + i * _PITCH + _PITCH // 2))
    return found


def _places(wanted: list[Part]) -> list[tuple[int, int]]:
    """Return top and height of each part."""
    places = []
    top = _TOP
    for part in wanted:
        height = {"oled": 150, "clock": 128, "button": 62}[part.kind]
        places.append((top, height))
        top += height + _PART_GAP
    return places


def _pin_y(part: Part, top: int, i: int) -> int:
    # Between two rows of the board's pins: no line runs on top of another.
    first = _PITCH if part.kind == "button" else 2 * _PITCH
    return top + first + i * _PITCH


def _draw_board(svg, board, header, height, colour, used) -> None:
    left, right = _BOARD_LEFT, _BOARD_LEFT + _BOARD_WIDTH
    svg.rect(left, _TOP, _BOARD_WIDTH, height, _PCB, 10)
    middle = left + _BOARD_WIDTH // 2
    if board.sda in board.soldered:
        _draw_glass(svg, left + 22, _TOP + 26, 108, 60)
        svg.text(left + 76, _TOP + 102, "its own OLED", 12, _PAPER, "middle")
        lines = [f"SDA {board.sda}, SCL {board.scl}"]
        if board.panel_reset is not None:
            lines.append(f"RES {board.panel_reset}")
        for i, line in enumerate(lines):
            svg.text(left + 76, _TOP + 120 + 16 * i, line, 12, _GOLD, "middle")
        for name, pin in buttons(board):
            svg.circle(left + 34, _TOP + height - 62, 11, _CAN)
            svg.circle(left + 34, _TOP + height - 62, 6, _INK)
            svg.text(left + 54, _TOP + height - 66, f"GPIO {pin}", 12, _GOLD)
            svg.text(left + 54, _TOP + height - 50, name, 12, _PAPER)
    else:
        svg.rect(left + 55, _TOP + 12, _BOARD_WIDTH - 110, 74, _CAN, 4)
        svg.text(middle, _TOP + 54, board.chip.title, 13, _INK, "middle", bold=True)
    svg.rect(middle - 22, _TOP + height - 20, 44, 28, _CAN, 4)
    svg.text(middle, _TOP + height - 1, "USB", 11, _INK, "middle")
    marked = set()
    for side, labels in (("right", header.right), ("left", header.left)):
        x = right if side == "right" else left
        inside, anchor = (x - 13, "end") if side == "right" else (x + 13, "start")
        for i, name in enumerate(labels):
            y = _TOP + _PITCH + i * _PITCH + _PITCH // 2
            wired = name in used and name not in marked
            if wired:
                marked.add(name)
            svg.circle(x, y, 6, colour[name] if wired else _PCB, _GOLD)
            shade = _PAPER if wired else _QUIET
            svg.text(inside, y + 4, name, 12, shade, anchor, bold=wired)


def _draw_part(svg, part: Part, left: int, top: int, height: int, colour) -> None:
    svg.rect(left, top, _PART_WIDTH, height, "#f0f4f8", 8, _QUIET)
    if part.kind == "button":
        svg.circle(left + 130, top + height // 2, 22, _CAN)
        svg.circle(left + 130, top + height // 2, 14, _INK)
        svg.text(left + 20, top + height // 2 + 5, part.title, 14, bold=True)
    else:
        svg.text(left + 14, top + 20, part.title, 14, bold=True)
    if part.kind == "oled":
        _draw_glass(svg, left + 66, top + 44, 108, 60)
        svg.text(left + 66, top + 126, "address 0x3C", 12, _QUIET)
    if part.kind == "clock":
        svg.circle(left + 122, top + 74, 34, _CAN, _QUIET)
        svg.text(left + 122, top + 72, "CR2032", 12, _INK, "middle")
        svg.text(left + 122, top + 87, "battery", 12, _INK, "middle")
    for i, (name, net) in enumerate(part.pins):
        y = _pin_y(part, top, i)
        svg.circle(left, y, 6, colour[net], _GOLD)
        svg.text(left + 13, y + 4, name, 12)


def _draw_glass(svg, left: int, top: int, width: int, height: int) -> None:
    svg.rect(left, top, width, height, _GLASS, 4, _QUIET)
    svg.text(left + 8, top + 16, "Example: ann", 10, "#7cc4fa")
    svg.text(left + width // 2, top + 43, "287 082", 22, "#e6f6ff", "middle", bold=True)
    svg.rect(left + 8, top + height - 10, width - 44, 4, "#7cc4fa", 1)

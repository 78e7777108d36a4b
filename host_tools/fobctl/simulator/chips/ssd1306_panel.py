"""Which RAM line of an SSD1306 lights which row of the glass, and the wiring of common panels.

Rows are what the chip scans, COM outputs are the chip's row drivers in scan order, and pads are
the wires they leave by (SSD1306 Rev 1.1, tables 10-1, 10-2 and 10-3).

Convention: the modules one can buy mount the panel so that segment remap 0xA1 with COM scan
direction 0xC8 is upright, which is what Adafruit's driver sends; 0xA0 with 0xC0 is the same
picture turned by 180 degrees. Panels more than twice as wide as high (128x32, 96x16) have their
rows wired to the pads in order, the others alternate between the two sides of the chip. Panels
narrower than 128 use the middle segments.
"""

from fobctl.simulator.chips.ssd1306_commands import COLUMNS, LINES, Registers

_SIDE_PADS = LINES // 2


def shown_line(registers: Registers, pad: int) -> "int | None":
    """Return the RAM line that `pad` (0..63) shows, None when the chip does not drive it."""
    com = _com_at(registers, pad)
    if registers.com_reversed:
        row = registers.multiplex - 1 - (com - registers.display_offset) % LINES
    else:
        row = (com + registers.display_offset) % LINES
    if not 0 <= row < registers.multiplex:
        return None
    return (row + registers.start_line) % LINES


def _com_at(registers: Registers, pad: int) -> int:
    if registers.com_left_right_swapped:
        pad ^= _SIDE_PADS
    if not registers.com_pins_alternative:
        return pad
    # Alternative configuration: even COMs leave on one side, odd ones on the other.
    return 2 * (pad % _SIDE_PADS) + pad // _SIDE_PADS


def panel_pads(width: int, height: int) -> list[int]:
    """Return the pad of each panel row, from the top as a person sees it."""
    upside_down = range(height - 1, -1, -1)
    if width > 2 * height:
        return list(upside_down)
    return [row // 2 + _SIDE_PADS * (row % 2) for row in upside_down]


def panel_segments(width: int) -> list[int]:
    """Return the segment of each panel column, from the left as a person sees it."""
    last = COLUMNS - 1 - (COLUMNS - width) // 2
    return list(range(last, last - width, -1))

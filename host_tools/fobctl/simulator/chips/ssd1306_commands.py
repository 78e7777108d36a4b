"""The SSD1306's registers and its command table (Solomon Systech SSD1306 Rev 1.1, sections 9, 10).

`COMMANDS` maps each first byte to the number of argument bytes and to a function that applies
them to `Registers`. What the data sheet leaves undefined raises ChipError and changes nothing.
Two commands are not in Rev 1.1: 0x8D (charge pump) is in its application note and later
revisions, and 0xAD (internal current reference) is in later chips of the family; Adafruit's
driver sends both to every panel.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from fobctl.simulator.chips.errors import ChipError

COLUMNS = 128
PAGES = 8
LINES = 64

HORIZONTAL = 0
VERTICAL = 1
PAGE = 2


@dataclass
class Registers:
    """Everything the commands set. The defaults are the state after reset (section 8.5, 9)."""

    addressing_mode: int = PAGE
    column: int = 0
    page: int = 0
    column_start: int = 0
    column_end: int = COLUMNS - 1
    page_start: int = 0
    page_end: int = PAGES - 1
    page_mode_column_start: int = 0
    start_line: int = 0
    contrast: int = 0x7F
    segment_remapped: bool = False
    entire_on: bool = False
    inverted: bool = False
    multiplex: int = LINES
    display_on: bool = False
    com_reversed: bool = False
    display_offset: int = 0
    clock: int = 0x80
    precharge: int = 0x22
    com_pins_alternative: bool = True
    com_left_right_swapped: bool = False
    vcomh: int = 0x20
    charge_pump_on: bool = False
    current_reference: int = 0x00
    scroll_setup: dict[int, bytes] = field(default_factory=dict)

    def advance_pointer(self) -> None:
        """Move the RAM pointer as one data byte does (section 10.1.3)."""
        if self.addressing_mode == PAGE:
            # The page stays: only the column wraps, to the start that 0x00-0x1F set.
            at_end = self.column == COLUMNS - 1
            self.column = self.page_mode_column_start if at_end else self.column + 1
        elif self.addressing_mode == HORIZONTAL:
            if self._next_column():
                self._next_page()
        elif self._next_page():
            self._next_column()

    def _next_column(self) -> bool:
        wrapped = self.column == self.column_end
        self.column = self.column_start if wrapped else (self.column + 1) % COLUMNS
        return wrapped

    def _next_page(self) -> bool:
        wrapped = self.page == self.page_end
        self.page = self.page_start if wrapped else (self.page + 1) % PAGES
        return wrapped


Apply = Callable[[Registers, int, bytes], None]
COMMANDS: dict[int, tuple[int, Apply]] = {}


def _command(first: int, last: "int | None" = None, arguments: int = 0):
    def register(apply: Apply) -> Apply:
        for opcode in range(first, (first if last is None else last) + 1):
            COMMANDS[opcode] = (arguments, apply)
        return apply

    return register


def _undefined(opcode: int, arguments: bytes) -> ChipError:
    sent = " ".join(f"0x{byte:02X}" for byte in (opcode, *arguments))
    return ChipError(f"command {sent} is not defined")


_SWITCHES = {0xA0: "segment_remapped", 0xA4: "entire_on", 0xA6: "inverted", 0xAE: "display_on"}
_KEPT = {0x81: "contrast", 0xAD: "current_reference", 0xD5: "clock"}


@_command(0xA0, 0xA1)
@_command(0xA4, 0xA7)
@_command(0xAE, 0xAF)
def _switch(registers: Registers, opcode: int, arguments: bytes) -> None:
    setattr(registers, _SWITCHES[opcode & 0xFE], bool(opcode & 1))


@_command(0x81, arguments=1)
@_command(0xAD, arguments=1)
@_command(0xD5, arguments=1)
def _keep(registers: Registers, opcode: int, arguments: bytes) -> None:
    setattr(registers, _KEPT[opcode], arguments[0])


# 0x00-0x1F and 0xB0-0xB7 are "only for page addressing mode", 0x21 and 0x22 "only for horizontal
# or vertical addressing mode": in the other mode they are kept, but the pointer does not move.


@_command(0x00, 0x0F)
def _column_start_low(registers: Registers, opcode: int, arguments: bytes) -> None:
    high = registers.page_mode_column_start & 0xF0
    _set_page_mode_column(registers, high | opcode & 0x0F)


@_command(0x10, 0x1F)
def _column_start_high(registers: Registers, opcode: int, arguments: bytes) -> None:
    if opcode > 0x17:
        raise _undefined(opcode, arguments)  # beyond column 127
    low = registers.page_mode_column_start & 0x0F
    _set_page_mode_column(registers, (opcode & 0x0F) << 4 | low)


def _set_page_mode_column(registers: Registers, column: int) -> None:
    registers.page_mode_column_start = column
    if registers.addressing_mode == PAGE:
        registers.column = column


@_command(0x20, arguments=1)
def _addressing_mode(registers: Registers, opcode: int, arguments: bytes) -> None:
    mode = arguments[0] & 0x03
    if mode > PAGE:
        raise _undefined(opcode, arguments)
    registers.addressing_mode = mode


@_command(0x21, arguments=2)
def _column_range(registers: Registers, opcode: int, arguments: bytes) -> None:
    start, end = arguments[0] & 0x7F, arguments[1] & 0x7F
    if start > end:
        raise _undefined(opcode, arguments)
    registers.column_start, registers.column_end = start, end
    if registers.addressing_mode != PAGE:
        registers.column = start


@_command(0x22, arguments=2)
def _page_range(registers: Registers, opcode: int, arguments: bytes) -> None:
    start, end = arguments[0] & 0x07, arguments[1] & 0x07
    if start > end:
        raise _undefined(opcode, arguments)
    registers.page_start, registers.page_end = start, end
    if registers.addressing_mode != PAGE:
        registers.page = start


@_command(0xB0, 0xB7)
def _page_start(registers: Registers, opcode: int, arguments: bytes) -> None:
    if registers.addressing_mode == PAGE:
        registers.page = opcode & 0x07


@_command(0x26, 0x27, arguments=6)
@_command(0x29, 0x2A, arguments=5)
@_command(0xA3, arguments=2)
def _scroll_setup(registers: Registers, opcode: int, arguments: bytes) -> None:
    registers.scroll_setup[opcode] = arguments


@_command(0x2F)
def _scroll_start(registers: Registers, opcode: int, arguments: bytes) -> None:
    raise ChipError("command 0x2F starts scrolling, which this model does not support")


@_command(0x2E)
@_command(0xE3)
def _nothing(registers: Registers, opcode: int, arguments: bytes) -> None:
    """0xE3 is the NOP; 0x2E stops scrolling, which never runs here."""


@_command(0x40, 0x7F)
def _start_line(registers: Registers, opcode: int, arguments: bytes) -> None:
    registers.start_line = opcode & 0x3F


@_command(0x8D, arguments=1)
def _charge_pump(registers: Registers, opcode: int, arguments: bytes) -> None:
    registers.charge_pump_on = bool(arguments[0] & 0x04)


@_command(0xA8, arguments=1)
def _multiplex(registers: Registers, opcode: int, arguments: bytes) -> None:
    ratio = (arguments[0] & 0x3F) + 1
    if ratio < 16:
        raise _undefined(opcode, arguments)
    registers.multiplex = ratio


@_command(0xC0)
@_command(0xC8)
def _com_direction(registers: Registers, opcode: int, arguments: bytes) -> None:
    registers.com_reversed = bool(opcode & 0x08)


@_command(0xD3, arguments=1)
def _display_offset(registers: Registers, opcode: int, arguments: bytes) -> None:
    registers.display_offset = arguments[0] & 0x3F


@_command(0xD9, arguments=1)
def _precharge(registers: Registers, opcode: int, arguments: bytes) -> None:
    # Both phases last 1 to 15 clocks; 0 is invalid.
    if not arguments[0] & 0x0F or not arguments[0] & 0xF0:
        raise _undefined(opcode, arguments)
    registers.precharge = arguments[0]


@_command(0xDA, arguments=1)
def _com_pins(registers: Registers, opcode: int, arguments: bytes) -> None:
    # Only bits 5 and 4 are free, the others are fixed at 0b00..0010.
    if arguments[0] & ~0x30 != 0x02:
        raise _undefined(opcode, arguments)
    registers.com_pins_alternative = bool(arguments[0] & 0x10)
    registers.com_left_right_swapped = bool(arguments[0] & 0x20)


@_command(0xDB, arguments=1)
def _vcomh(registers: Registers, opcode: int, arguments: bytes) -> None:
    registers.vcomh = arguments[0] & 0x70

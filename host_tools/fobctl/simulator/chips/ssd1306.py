"""The SSD1306 OLED controller on I2C (Solomon Systech SSD1306 Rev 1.1) and the glass behind it.

One `write` is one I2C transaction without its address byte (section 8.1.5):

    control byte  Co  D/C#  000000   then
    Co = 0        the rest of the transaction is commands (D/C# 0) or display data (D/C# 1)
    Co = 1        one byte follows, then the next control byte

The model has no time: contrast, clock and voltages are kept but do not change the picture.
It shows a picture only with the charge pump on, as modules without a 7 to 15 V supply do.
"""

from fobctl.simulator.chips.errors import ChipError
from fobctl.simulator.chips.ssd1306_commands import (
    COLUMNS,
    COMMANDS,
    LINES,
    PAGES,
    Registers,
)
from fobctl.simulator.chips.ssd1306_panel import panel_pads, panel_segments, shown_line

_CONTINUATION = 0x80
_DATA = 0x40
_STATUS_DISPLAY_OFF = 0x40


class Ssd1306:
    """An SSD1306 with a panel of `width` x `height` pixels, just after power-on.

    `ram` has 8 pages of 128 bytes in segment order; bit 0 of a byte is the top line of its page.
    The real RAM holds noise after power-on: here it is zero, and `noise_bytes_shown` counts
    what the firmware showed without having written it.
    """

    address = 0x3C

    def __init__(self, width: int = 128, height: int = 64):
        if not (8 <= width <= COLUMNS and width % 2 == 0 and 16 <= height <= LINES):
            raise ValueError(f"no SSD1306 panel has {width} x {height} pixels")
        self.width = width
        self.height = height
        self.ram = bytearray(PAGES * COLUMNS)
        self.registers = Registers()
        self._written = bytearray(len(self.ram))
        self._pads = panel_pads(width, height)
        self._segments = panel_segments(width)
        self._pending = bytearray()
        self.reset_counters()

    def reset_counters(self) -> None:
        """Set `bytes_received`, `transactions`, `commands` and `data_bytes` to 0."""
        # Address bytes are not in `bytes_received`, control bytes are.
        self.bytes_received = 0
        self.transactions = 0
        self.commands = 0
        self.data_bytes = 0

    def hard_reset(self) -> None:
        """Pull the RES# pin low: registers go to their defaults, the RAM stays (section 8.5)."""
        self.registers = Registers()
        self._pending.clear()

    def write(self, data: bytes) -> None:
        """Take one I2C write transaction; raise ChipError for what the data sheet excludes."""
        self.transactions += 1
        self.bytes_received += len(data)
        at = 0
        while at < len(data):
            control = data[at]
            at += 1
            if control & ~(_CONTINUATION | _DATA):
                raise ChipError(f"control byte 0x{control:02X} has bits other than Co and D/C#")
            end = at + 1 if control & _CONTINUATION else len(data)
            receive = self._receive_data if control & _DATA else self._receive_command
            for byte in data[at:end]:
                receive(byte)
            at = end

    def read(self, n: int) -> bytes:
        """Return the status byte `n` times: bit 6 is set while the display is off."""
        self.transactions += 1
        status = 0 if self.registers.display_on else _STATUS_DISPLAY_OFF
        return bytes([status]) * n

    def _receive_command(self, byte: int) -> None:
        # Arguments may arrive in later transactions: Adafruit's driver sends each on its own.
        self._pending.append(byte)
        opcode = self._pending[0]
        if opcode not in COMMANDS:
            self._pending.clear()
            raise ChipError(f"unknown command 0x{opcode:02X}")
        argument_count, apply = COMMANDS[opcode]
        if len(self._pending) <= argument_count:
            return
        arguments = bytes(self._pending[1:])
        self._pending.clear()
        apply(self.registers, opcode, arguments)
        self.commands += 1

    def _receive_data(self, byte: int) -> None:
        if self._pending:
            opcode = self._pending[0]
            self._pending.clear()
            raise ChipError(f"display data came before the arguments of command 0x{opcode:02X}")
        registers = self.registers
        # Section 10.1.8: the remap acts on data as it is written, not on what is there already.
        remapped = registers.segment_remapped
        segment = COLUMNS - 1 - registers.column if remapped else registers.column
        index = registers.page * COLUMNS + segment
        self.ram[index] = byte
        self._written[index] = 1
        self.data_bytes += 1
        registers.advance_pointer()

    @property
    def lit(self) -> bool:
        """Whether the panel gives light at all: display on and charge pump on."""
        return self.registers.display_on and self.registers.charge_pump_on

    def glass(self) -> list[bytearray]:
        """Return what a person sees: `height` rows from the top, a 0 or 1 for each pixel."""
        return [self._glass_row(pad) for pad in self._pads]

    def _glass_row(self, pad: int) -> bytearray:
        registers = self.registers
        line = shown_line(registers, pad)
        if not self.lit or line is None:
            return bytearray(self.width)
        if registers.entire_on:
            return bytearray([1]) * self.width
        first, bit = line // 8 * COLUMNS, line % 8
        flip = int(registers.inverted)
        ram = self.ram
        return bytearray((ram[first + segment] >> bit & 1) ^ flip for segment in self._segments)

    def glass_bytes(self) -> bytes:
        """Return the glass row by row, eight pixels a byte, the left one in the top bit."""
        packed = bytearray()
        for row in self.glass():
            row.extend(bytes(-self.width % 8))
            for x in range(0, len(row), 8):
                packed.append(int("".join(map(str, row[x : x + 8])), 2))
        return bytes(packed)

    def noise_bytes_shown(self) -> int:
        """Count the RAM bytes on the glass now that nobody has written since power-on."""
        if not self.lit or self.registers.entire_on:
            return 0
        lines = (shown_line(self.registers, pad) for pad in self._pads)
        pages = {line // 8 for line in lines if line is not None}
        written = self._written
        return sum(not written[p * COLUMNS + segment] for p in pages for segment in self._segments)

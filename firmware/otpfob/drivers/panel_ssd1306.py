"""An SSD1306 OLED on I2C: Adafruit's driver, which here sends only what changed.

What changed is found by comparing with a copy of what the display holds, and sent page by page in
page addressing mode: a run of columns costs 7 bytes more than its pixels, fewer than a window of
the other modes. Section numbers are those of the data sheet, SSD1306 Rev 1.1.
"""

from time import sleep_ms

from adafruit_ssd1306 import SSD1306_I2C
from machine import Pin
from micropython import const

from otpfob.core.pixels import next_change, run, take
from otpfob.drivers.bus_i2c import FailingI2c

# Section 8.9 asks for 3 us of each; boards put a capacitor on the line.
_RESET_MS = const(10)

# The commands (9), named as in Adafruit's driver: names that are imported cost heap.
_SET_CONTRAST = const(0x81)
_SET_ENTIRE_ON = const(0xA4)
_SET_NORM_INV = const(0xA6)
_SET_DISP = const(0xAE)
_SET_MEM_ADDR = const(0x20)
_SET_COL_ADDR = const(0x21)
_SET_PAGE_ADDR = const(0x22)
_SET_DISP_START_LINE = const(0x40)
_SET_SEG_REMAP = const(0xA0)
_SET_MUX_RATIO = const(0xA8)
_SET_IREF_SELECT = const(0xAD)
_SET_COM_OUT_DIR = const(0xC0)
_SET_DISP_OFFSET = const(0xD3)
_SET_COM_PIN_CFG = const(0xDA)
_SET_DISP_CLK_DIV = const(0xD5)
_SET_PRECHARGE = const(0xD9)
_SET_VCOM_DESEL = const(0xDB)
_SET_CHARGE_PUMP = const(0x8D)
# Control bytes (8.1.5.2): one command follows, nothing but commands, nothing but pixels.
_ONE_COMMAND = const(0x80)
_COMMANDS = const(0x00)
_PIXELS = const(0x40)
# Addressing modes (10.1.3), and the addresses of the second (10.1.13, 10.1.1, 10.1.2).
_HORIZONTAL = const(0)
_PAGES = const(2)
_SET_PAGE = const(0xB0)
_SET_LOW_COLUMN = const(0x00)
_SET_HIGH_COLUMN = const(0x10)
_SEGMENTS = const(128)
# What an address costs: so many unchanged columns are sent rather than passed over.
_ADDRESS_BYTES = const(7)
# Pixels are sent in pieces of these sizes, which are made once: a slice would allocate.
_PIECES = (128, 32, 8)
_SMALLEST = const(8)


class Ssd1306Panel(SSD1306_I2C):
    """`pixels` is the display memory to draw into: width * height // 8 bytes, MONO_VLSB.

    `width` is a multiple of 8, up to 128. `reset`: the number of the pin at the display's RES#, on
    boards that have one. It is used once, here: Adafruit's driver would use it at every power-on,
    and the display forgets all that was set.

    Nothing is raised when no display answers at `address`: `present` says so, and every show()
    looks for it again. The display gives no light before the first picture is in its memory, which
    holds noise until then.
    """

    def __init__(
        self, i2c, width: int, height: int, address: int = 0x3C, reset: "int | None" = None
    ) -> None:
        if reset is not None:
            _reset(Pin(reset, Pin.OUT, value=0))
        self._bus = FailingI2c(i2c)
        self._light = 0xFF
        self._turned = False
        self._known = False  # whether the display is set up and holds what `_held` says
        super().__init__(width, height, self._bus, addr=address)
        # The first byte of the driver's buffer is the control byte of the transfer.
        self.pixels = memoryview(self.buffer)[1:]
        self._held = bytearray(len(self.pixels))
        self._address = bytearray((_COMMANDS, 0, 0, 0))
        piece = memoryview(bytearray(1 + _PIECES[0]))
        piece[0] = _PIXELS
        self._pieces = tuple(piece[: 1 + size] for size in _PIECES)

    @property
    def present(self) -> bool:
        """Whether a display answered the last time."""
        return not self._bus.failed

    def init_display(self) -> None:
        """Begin anew with the next show(): set everything up, and send the whole picture."""
        self._known = False

    def write_cmd(self, cmd: int) -> None:
        """Send a command. As Adafruit's, without what that allocates."""
        self.temp[0] = _ONE_COMMAND
        self.temp[1] = cmd
        self._send(self.temp)

    def poweroff(self) -> None:
        """Give no light. The next show() begins anew: nobody sees a dark display lose its power."""
        super().poweroff()
        self._known = False

    def poweron(self) -> None:
        """Give light; not before there is a picture."""
        self._power = True
        if self._known:
            self.write_cmd(_SET_DISP | 1)

    def contrast(self, contrast: int) -> None:
        """Give so much of the light, 0 to 255."""
        self._light = contrast
        super().contrast(contrast)

    def turn(self, upside_down: bool) -> None:
        """Turn what is seen by 180 degrees, or back, with the next show().

        The segment remap acts on pixels as they are written (10.1.8): all are sent again.
        """
        self._turned = upside_down
        self._known = False

    def show(self) -> None:
        """Send what changed; allocates nothing, unless the display has to be set up.

        A display that did not take something is set up again: it may have lost its power.
        """
        for _ in range(2):
            if self._bus.failed:
                self._bus.failed = self._known = False
            if self._known:
                self._send_changes()
            else:
                self._send_all()
            if not self._bus.failed:
                return

    def _send_all(self):
        self._send(self._setup())
        self.write_framebuf()
        self._send(bytes((_COMMANDS, _SET_MEM_ADDR, _PAGES, _SET_DISP | self._power)))
        self._held[:] = self.pixels
        self._known = True

    def _setup(self):
        """Return the settings of Adafruit's driver, in the dark: nobody sees the picture change."""
        upright = int(not self._turned)
        first = (_SEGMENTS - self.width) >> 1
        setup = bytes((_COMMANDS, _SET_DISP, _SET_DISP_START_LINE))
        setup += bytes((_SET_SEG_REMAP | upright, _SET_COM_OUT_DIR | upright << 3))
        setup += bytes((_SET_MUX_RATIO, self.height - 1, _SET_DISP_OFFSET, 0))
        setup += bytes((_SET_COM_PIN_CFG, 0x02 if self.width > 2 * self.height else 0x12))
        setup += bytes((_SET_DISP_CLK_DIV, 0x80, _SET_PRECHARGE, 0xF1, _SET_VCOM_DESEL, 0x30))
        setup += bytes((_SET_CONTRAST, self._light, _SET_ENTIRE_ON, _SET_NORM_INV))
        setup += bytes((_SET_IREF_SELECT, 0x30, _SET_CHARGE_PUMP, 0x14))
        setup += bytes((_SET_MEM_ADDR, _HORIZONTAL, _SET_PAGE_ADDR, 0, self.pages - 1))
        return setup + bytes((_SET_COL_ADDR, first, first + self.width - 1))

    def _send_changes(self):
        drawn, held = self.pixels, self._held
        if drawn == held:
            return
        i = next_change(drawn, held, 0, len(held))
        while i < len(held):
            page_end = i - i % self.width + self.width
            size = run(drawn, held, i, page_end, _ADDRESS_BYTES) + _SMALLEST - 1 & -_SMALLEST
            i = min(i, page_end - size)
            self._send_address(i)
            for piece in self._pieces:
                while size > len(piece) - 2:
                    size -= len(piece) - 1
                    i = take(drawn, held, i, piece, len(piece))
                    self._send(piece)
            i = next_change(drawn, held, i, len(held))

    def _send_address(self, i):
        column = (_SEGMENTS - self.width >> 1) + i % self.width
        address = self._address
        address[1] = _SET_PAGE | i // self.width
        address[2] = _SET_LOW_COLUMN | column & 15
        address[3] = _SET_HIGH_COLUMN | column >> 4
        self._send(address)

    def _send(self, buffer):
        self._bus.send(self.addr, buffer)


def _reset(pin):
    sleep_ms(_RESET_MS)
    pin.value(1)
    sleep_ms(_RESET_MS)

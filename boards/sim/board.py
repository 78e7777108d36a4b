"""The PC as a board. The parts are those of a real one; the simulator has the chips."""

import wire
from insecure_random import InsecureRandom
from machine import I2C, Pin

from otpfob.app.font_files import open_fonts
from otpfob.app.parts import Parts
from otpfob.drivers import chip, heap
from otpfob.drivers.buttons_gpio import GpioButtons
from otpfob.drivers.clock_ds3231 import Ds3231
from otpfob.drivers.clock_rtc import RtcChip
from otpfob.drivers.console_serial import SerialConsole
from otpfob.drivers.flash_partition import VaultPartition
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel
from otpfob.drivers.raw_partition import RawStore
from otpfob.drivers.ticks import Ticks
from otpfob.drivers.udp import Udp
from otpfob.drivers.wifi import Wifi

NAME = "sim"

# RFC 6238's test times begin in 1970. A day after the ESP32's timer starts, which marks it
# as unset; the simulator sets the clock, so the day of the release is no floor here.
_EARLIEST_UNIX_S = 946_771_200

_BUTTON_PINS = (25, 26)


def _trace(text):
    """Tell the simulator what was drawn: its debug channel reads the glass as words."""
    wire.send("X", b"" if text is None else b"\1" + text.encode())


def parts() -> Parts:
    """Return the parts of this board, ready to use."""
    i2c = I2C(0, scl=Pin(22), sda=Pin(21), freq=400_000)
    ds3231 = Ds3231(i2c)
    return Parts(
        panel=Ssd1306Panel(i2c, 128, int(wire.setting("height"))),
        buttons=GpioButtons(_BUTTON_PINS[: int(wire.setting("buttons"))]),
        console=SerialConsole(),
        ticks=Ticks(),
        chip=ds3231 if ds3231.present() else RtcChip(),
        flash=VaultPartition(),
        store=RawStore(),
        random=InsecureRandom(),
        wifi=Wifi(),
        net=Udp(),
        time_servers=tuple(wire.setting("time_servers").split()),
        fonts=open_fonts(wire.setting("fonts")),
        scrub=heap.scrub,
        reset=chip.reset,
        serial=chip.serial(),
        board=NAME,
        earliest_unix_s=_EARLIEST_UNIX_S,
        test_board=True,
        trace=_trace,
    )

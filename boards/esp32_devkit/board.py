"""ESP32-DevKitC, with an SSD1306 and a DS3231 on I2C and two buttons."""

from machine import I2C, Pin

from otpfob.app.font_files import open_fonts
from otpfob.app.parts import Parts
from otpfob.clock.sntp_servers import DEFAULT_NAMES
from otpfob.drivers import chip, heap
from otpfob.drivers.buttons_gpio import GpioButtons
from otpfob.drivers.clock_ds3231 import Ds3231
from otpfob.drivers.clock_rtc import RtcChip
from otpfob.drivers.console_serial import SerialConsole
from otpfob.drivers.flash_partition import VaultPartition
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel
from otpfob.drivers.random_radio import RadioRandom
from otpfob.drivers.raw_partition import RawStore
from otpfob.drivers.ticks import Ticks
from otpfob.drivers.udp import Udp
from otpfob.drivers.wifi import Wifi
from otpfob.version import RELEASED_UNIX_S

NAME = "esp32_devkit"
CHIP = "esp32"

SDA = 21
SCL = 22
PANEL_RESET = None
PANEL_HEIGHT = 64
BUTTONS = (25, 26)  # NEXT, DO

# Connected by the maker of the board: nobody has to wire these.
SOLDERED = ()


def parts() -> Parts:
    """Return the parts of this board, ready to use."""
    i2c = I2C(0, scl=Pin(SCL), sda=Pin(SDA), freq=400_000)
    ds3231 = Ds3231(i2c)
    return Parts(
        panel=Ssd1306Panel(i2c, 128, PANEL_HEIGHT),
        buttons=GpioButtons(BUTTONS),
        console=SerialConsole(),
        ticks=Ticks(),
        chip=ds3231 if ds3231.present() else RtcChip(),
        flash=VaultPartition(),
        store=RawStore(),
        random=RadioRandom(),
        wifi=Wifi(),
        net=Udp(),
        time_servers=DEFAULT_NAMES,
        fonts=open_fonts("fonts"),
        scrub=heap.scrub,
        reset=chip.reset,
        serial=chip.serial(),
        board=NAME,
        earliest_unix_s=RELEASED_UNIX_S,
    )

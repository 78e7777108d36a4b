"""The parts that every board is made of, at the pins that its board.py names."""

from machine import I2C, Pin

from otpfob.app.font_files import open_fonts
from otpfob.app.parts import Parts
from otpfob.app.text_files import text_files
from otpfob.clock.sntp_servers import DEFAULT_NAMES
from otpfob.drivers import chip, heap
from otpfob.drivers.battery_adc import AdcBattery
from otpfob.drivers.buttons_gpio import GpioButtons
from otpfob.drivers.clock_ds3231 import Ds3231
from otpfob.drivers.clock_rtc import RtcChip
from otpfob.drivers.console_serial import SerialConsole
from otpfob.drivers.flash_partition import VaultPartition
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel
from otpfob.drivers.power import Power
from otpfob.drivers.random_radio import RadioRandom
from otpfob.drivers.raw_partition import RawStore
from otpfob.drivers.ticks import Ticks
from otpfob.drivers.udp import Udp
from otpfob.drivers.wifi import Wifi
from otpfob.version import RELEASED_UNIX_S


def usual_parts(
    board: str,
    *,
    sda: int,
    scl: int,
    panel_height: int,
    panel_reset: "int | None",
    buttons: "tuple[int, ...]",
    wake: "tuple[str | None, ...]",
    usb_sense: "int | None",
    battery: "tuple[int, int, int, int] | None",
    power_switch: "int | None" = None,
    fonts: str = "fonts",
    texts: str = "texts",
    time_servers: "tuple[str, ...]" = DEFAULT_NAMES,
    random=None,
    earliest_unix_s: int = RELEASED_UNIX_S,
    **others,
) -> Parts:
    """Return the parts of `board`, ready to use. The arguments are the constants of boards.

    Those with a default, and `others` (of otpfob.app.parts), are for a board that differs.
    """
    if power_switch is not None:
        Pin(power_switch, Pin.OUT, value=0)
    i2c = I2C(0, scl=Pin(scl), sda=Pin(sda), freq=400_000)
    ds3231 = Ds3231(i2c)
    return Parts(
        panel=Ssd1306Panel(i2c, 128, panel_height, reset=panel_reset),
        buttons=GpioButtons(buttons),
        console=SerialConsole(),
        ticks=Ticks(),
        chip=ds3231 if ds3231.present() else RtcChip(),
        flash=VaultPartition(),
        store=RawStore(),
        random=RadioRandom() if random is None else random,
        wifi=Wifi(),
        net=Udp(),
        time_servers=time_servers,
        power=Power(buttons, wake, usb_sense),
        battery=None if battery is None else AdcBattery(*battery),
        fonts=open_fonts(fonts),
        texts=text_files(texts),
        scrub=heap.scrub,
        reset=chip.reset,
        serial=chip.serial(),
        board=board,
        earliest_unix_s=earliest_unix_s,
        **others,
    )

"""ESP32-C3 SuperMini, with an SSD1306 and a DS3231 on I2C and two buttons."""

from usual_parts import usual_parts

from otpfob.app.parts import Parts
from otpfob.drivers.efuse_key import ESP32_C3, EfuseKey

NAME = "esp32c3_supermini"
CHIP = "esp32c3"

SDA = 6
SCL = 7
PANEL_RESET = None
PANEL_HEIGHT = 64
BUTTONS = (3, 4)  # NEXT, DO
WAKE = ("gpio", "gpio")  # what lets each of them end deep sleep (otpfob.drivers.power)
USB_SENSE = None
BATTERY = None
DEVICE_KEY = 5  # the eFuse block; without effect until a key is burnt there (HARDENING.md)

# Connected by the maker of the board: nobody has to wire these.
SOLDERED = ()


def parts() -> Parts:
    """Return the parts of this board, ready to use."""
    return usual_parts(
        NAME,
        sda=SDA,
        scl=SCL,
        panel_height=PANEL_HEIGHT,
        panel_reset=PANEL_RESET,
        buttons=BUTTONS,
        wake=WAKE,
        usb_sense=USB_SENSE,
        battery=BATTERY,
        device_key=EfuseKey(ESP32_C3, DEVICE_KEY),
    )

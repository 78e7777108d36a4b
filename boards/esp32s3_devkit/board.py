"""ESP32-S3-DevKitC-1, with an SSD1306 and a DS3231 on I2C and two buttons."""

from usual_parts import usual_parts

from otpfob.app.parts import Parts
from otpfob.drivers.efuse_key import ESP32_S3, EfuseKey

NAME = "esp32s3_devkit"
CHIP = "esp32s3"

SDA = 8
SCL = 9
PANEL_RESET = None
PANEL_HEIGHT = 64
BUTTONS = (4, 5)  # NEXT, DO
WAKE = ("ext1", "ext1")  # what lets each of them end deep sleep (otpfob.drivers.power)
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
        device_key=EfuseKey(ESP32_S3, DEVICE_KEY),
    )

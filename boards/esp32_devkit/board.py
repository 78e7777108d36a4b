"""ESP32-DevKitC, with an SSD1306 and a DS3231 on I2C and two buttons."""

from usual_parts import usual_parts

from otpfob.app.parts import Parts

NAME = "esp32_devkit"
CHIP = "esp32"

SDA = 21
SCL = 22
PANEL_RESET = None
PANEL_HEIGHT = 64
BUTTONS = (25, 26)  # NEXT, DO
WAKE = ("ext0", "ext1")  # what lets each of them end deep sleep (otpfob.drivers.power)
USB_SENSE = None
BATTERY = None

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
    )

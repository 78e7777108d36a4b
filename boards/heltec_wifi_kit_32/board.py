"""Heltec WiFi Kit 32, version 1: its own OLED, and its PRG button as the only one."""

from usual_parts import usual_parts

from otpfob.app.parts import Parts

NAME = "heltec_wifi_kit_32"
CHIP = "esp32"

SDA = 4
SCL = 15
PANEL_RESET = 16
PANEL_HEIGHT = 64
BUTTONS = (0,)  # one for all gestures (otpfob.ui.gestures)
WAKE = ("ext0",)  # what lets each of them end deep sleep (otpfob.drivers.power)
USB_SENSE = None
BATTERY = None

# Connected by the maker of the board: nobody has to wire these.
SOLDERED = (4, 15, 16, 0)


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

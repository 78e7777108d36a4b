"""Heltec WiFi Kit 32, version 2: its own OLED, PRG as the only button, a battery it can measure."""

from usual_parts import usual_parts

from otpfob.app.parts import Parts

NAME = "heltec_wifi_kit_32_v2"
CHIP = "esp32"

SDA = 4
SCL = 15
PANEL_RESET = 16
PANEL_HEIGHT = 64
BUTTONS = (0,)  # one for all gestures (otpfob.ui.gestures)
WAKE = ("ext0",)  # what lets each of them end deep sleep (otpfob.drivers.power)
USB_SENSE = None
BATTERY = (37, 220, 100, 3500)  # behind POWER_SWITCH (otpfob.drivers.battery_adc)
POWER_SWITCH = 21  # Vext: low gives power to the OLED and the divider

# Connected by the maker of the board: nobody has to wire these.
SOLDERED = (4, 15, 16, 0, 37, 21)


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
        power_switch=POWER_SWITCH,
    )

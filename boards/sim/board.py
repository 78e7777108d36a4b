"""The PC as a board. The parts are those of a real one; the simulator has the chips."""

import wire
from insecure_random import InsecureRandom
from usual_parts import usual_parts

from otpfob.app.parts import Parts

NAME = "sim"

SDA = 21
SCL = 22
PANEL_RESET = None
PANEL_HEIGHT = 64  # unless the simulator is told another
# NEXT, DO and PREV, of which the simulator says how many there are. The chip can be one of several,
# which differ in what ends their deep sleep.
BUTTONS = {"esp32": (25, 26, 27), "esp32s3": (4, 5, 6), "esp32c3": (3, 4, 5)}
WAKE = {"esp32": ("ext0", "ext1", None), "esp32s3": ("ext1",) * 3, "esp32c3": ("gpio",) * 3}
USB_SENSE = 18
BATTERY = (35, 100, 100, 3500)  # pin, kOhm to the battery and to ground, mV when it is low

# RFC 6238's test times begin in 1970. A day after the ESP32's timer starts, which marks it
# as unset; the simulator sets the clock, so the day of the release is no floor here.
_EARLIEST_UNIX_S = 946_771_200


def _trace(text):
    """Tell the simulator what was drawn: its debug channel reads the glass as words."""
    wire.send("X", b"" if text is None else b"\1" + text.encode())


def parts() -> Parts:
    """Return the parts of this board, ready to use."""
    chip = wire.setting("chip")
    return usual_parts(
        NAME,
        sda=SDA,
        scl=SCL,
        panel_height=int(wire.setting("height")),
        panel_reset=PANEL_RESET,
        buttons=BUTTONS[chip][: int(wire.setting("buttons"))],
        wake=WAKE[chip],
        usb_sense=USB_SENSE,
        battery=BATTERY if int(wire.setting("battery")) else None,
        fonts=wire.setting("fonts"),
        texts=wire.setting("texts"),
        time_servers=tuple(wire.setting("time_servers").split()),
        random=InsecureRandom(),
        earliest_unix_s=_EARLIEST_UNIX_S,
        test_board=True,
        trace=_trace,
    )

"""The PC as a board. The parts are those of a real one; the simulator has the chips."""

import wire
from insecure_random import InsecureRandom
from usual_parts import usual_parts

from otpfob.app.parts import Parts

NAME = "sim"

SDA = 21
SCL = 22
BUTTONS = (25, 26)  # NEXT, DO

# RFC 6238's test times begin in 1970. A day after the ESP32's timer starts, which marks it
# as unset; the simulator sets the clock, so the day of the release is no floor here.
_EARLIEST_UNIX_S = 946_771_200


def _trace(text):
    """Tell the simulator what was drawn: its debug channel reads the glass as words."""
    wire.send("X", b"" if text is None else b"\1" + text.encode())


def parts() -> Parts:
    """Return the parts of this board, ready to use."""
    return usual_parts(
        NAME,
        sda=SDA,
        scl=SCL,
        panel_height=int(wire.setting("height")),
        panel_reset=None,
        buttons=BUTTONS[: int(wire.setting("buttons"))],
        fonts=wire.setting("fonts"),
        time_servers=tuple(wire.setting("time_servers").split()),
        random=InsecureRandom(),
        earliest_unix_s=_EARLIEST_UNIX_S,
        test_board=True,
        trace=_trace,
    )

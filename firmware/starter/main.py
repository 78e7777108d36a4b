"""What MicroPython runs by itself: the firmware of a slot, or its own prompt.

Lies beside the slots, and is the same for both: an update does not touch it.
"""

import micropython

micropython.kbd_intr(-1)

import os  # noqa: E402
from time import sleep_ms  # noqa: E402

import machine  # noqa: E402

from starter import buttons, slots  # noqa: E402

# Long enough for whoever watches the console, short enough to come back by itself.
_PAUSE_MS = 5000

at_prompt = False
try:
    pins = buttons.pins()
    if buttons.held(pins["buttons"]):
        from starter import maintenance

        maintenance.begin(pins)
        at_prompt = True
    else:
        buttons.forget()
        del pins, buttons
        os.chdir(slots.chosen())
        import main  # noqa: F401
except Exception as error:  # noqa: BLE001 (as in the firmware's main.py)
    print("OTPfob cannot start:", type(error).__name__)
if at_prompt:
    micropython.kbd_intr(3)
else:
    sleep_ms(_PAUSE_MS)
    machine.reset()

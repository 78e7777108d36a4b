"""Starts the token, and starts it again: never returns to MicroPython's prompt.

The link shares the console with MicroPython, whose keyboard interrupt would let any byte
0x03 on the line stop the program: so it goes first.
"""

import micropython

micropython.kbd_intr(-1)

import gc  # noqa: E402

# Collect early and often while modules load: without it the holes between them cost a
# quarter more heap (measured: 184 against 144 kB of the simulator's 64-bit objects).
gc.threshold(4096)

from otpfob.drivers import chip  # noqa: E402

chip.full_speed()

try:
    import board

    from otpfob.app import start
    from starter import slots

    parts = board.parts()
    parts.slot = slots.running()
    start.run(parts, slots.shown)
except Exception as error:  # noqa: BLE001 (one of the three places)
    # There may be no glass to show it on: a part is missing, or a module.
    print("OTPfob cannot start:", type(error).__name__)
chip.reset_after_pause()

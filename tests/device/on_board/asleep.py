"""Deep sleep until a button goes down: what the firmware itself does when nobody is there."""

import board

from otpfob.drivers.power import Power

Power(board.BUTTONS, board.WAKE).sleep(0)

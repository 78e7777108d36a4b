"""From the press of a button to the picture on the glass, with 200 accounts: bus and processor.

The bus is at 400 kHz: nine bits a byte, and start and stop of each transfer. The processor is an
ESP32 at 240 MHz, as slow as in this relation: a pass of Pystone 1.2 takes 42,265 instructions of
the PC's interpreter (callgrind, over 500 passes), and 1602 passes were measured a second on a real
one (micropython/micropython issue 6565, MicroPython 1.12): 3.5 cycles an instruction. Flash that is
read and the wait of 20 ms for a button that bounces are not in it.

A press is ten turns of the loop with the button down, and three after it: in the third it has
settled and the picture is sent; less as many turns without one. It is the last of eleven, in the
middle of the list: every row changes.
"""

from bench.rows import Row
from bench.token_lab import TokenLab

_BUS_HZ = 400_000
_PYSTONE_INSTRUCTIONS = 42_265
_PYSTONES_PER_S = 1602
_BEFORE = 10

_NEXT, _DO, _NO_BUTTON = 25, 26, 0
_PRESS = """
import gc
import board
from otpfob.app import loans
from otpfob.app.token import Token

# As the firmware has them, for objects of twice the size.
gc.threshold(8192)
loans._LOADING_BYTES *= 2
parts = board.parts()
parts.ticks = machine.time
token = Token(parts)


def turns(count):
    for _ in range(count):
        machine.time.ms += 10
        token.turn()


turns(500)
for _ in range({before}):
    machine.Pin.down = {next}
    turns(10)
    machine.Pin.down = 0
    turns(30)
machine.I2C.bits = 0
machine.Pin.down = {pin}
turns(10)
machine.Pin.down = 0
turns(3)
print(machine.I2C.bits)
"""


def milliseconds(instructions: float, bits: float) -> float:
    """Return how long an ESP32 computes and its bus sends."""
    cpu = instructions / _PYSTONE_INSTRUCTIONS / _PYSTONES_PER_S
    return 1000 * (cpu + bits / _BUS_HZ)


def rows(lab):
    cases = [(_NO_BUTTON, _BEFORE), (_NEXT, _BEFORE), (_NO_BUTTON, 0), (_DO, 0)]
    with TokenLab(lab) as token:
        runs = token.counted(*(_PRESS.format(pin=pin, before=n, next=_NEXT) for pin, n in cases))
    for name, unpressed, pressed, limit in (
        ("press_to_pixels", runs[0], runs[1], 50),
        ("press_to_pixels.open", runs[2], runs[3], 200),
    ):
        instructions = pressed[0] - unpressed[0]
        bits = int(pressed[1])
        if not bits:
            raise RuntimeError(f"{name}: no picture came of the press")
        yield Row(name + ".instructions", "instructions", round(instructions))
        yield Row(name, "ms of bus and CPU", milliseconds(instructions, bits), limit=limit)

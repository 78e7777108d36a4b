"""How far the seconds of the clock chip are from 1000 ms by the timer, the worst of some."""

from time import ticks_diff, ticks_us

from machine import I2C, Pin

from otpfob.drivers.clock_ds3231 import Ds3231
from starter.buttons import pins

_LIMIT_US = 3_000_000


def edge():
    """Wait for the next second of the chip. Returns when, or None: it stands still."""
    register = bytearray(1)
    i2c.readfrom_mem_into(0x68, 0, register)
    second = register[0]
    began = ticks_us()
    while register[0] == second:
        i2c.readfrom_mem_into(0x68, 0, register)
        if ticks_diff(ticks_us(), began) > _LIMIT_US:
            return None
    return ticks_us()


at = pins()
i2c = I2C(0, scl=Pin(at["scl"]), sda=Pin(at["sda"]), freq=400_000)
if Ds3231(i2c).present():
    worst_us = 0
    before = edge()
    for _ in range(1 if "SHORT" in globals() else 10):
        after = edge()
        if before is None or after is None:
            break
        worst_us = max(worst_us, abs(ticks_diff(after, before) - 1_000_000))
        before = after
    else:
        print("@", "clock.edge", worst_us // 1000)

"""Each button: how long it bounces, in microseconds, and when the token has seen it, in ms.

The token looks every 10 ms and believes the second of two equal looks.
"""

from time import ticks_diff, ticks_ms, ticks_us

from machine import Pin

from starter.buttons import pins

_PATIENCE_MS = 20_000
_BOUNCE_US = 50_000
_TURN_MS = 10


def bounce_us(pin):
    """Wait for a press. Returns how long its level changes after the first change, or None."""
    began = ticks_ms()
    while pin.value():
        if ticks_diff(ticks_ms(), began) > _PATIENCE_MS:
            return None
    down = ticks_us()
    last, level = 0, 0
    while (now := ticks_diff(ticks_us(), down)) < _BOUNCE_US:
        if pin.value() != level:
            level = 1 - level
            last = now
    return last


worst_us = 0
for i, number in enumerate(pins()["buttons"]):
    pin = Pin(number, Pin.IN, Pin.PULL_UP)
    print("!", "press", "NEXT" if i == 0 else "DO")
    found = bounce_us(pin)
    if found is None:
        break
    worst_us = max(worst_us, found)
    while not pin.value():
        pass
else:
    print("@", "button.bounce", worst_us)
    print("@", "button.latency", worst_us // 1000 + 2 * _TURN_MS)

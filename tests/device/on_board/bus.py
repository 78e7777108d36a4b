"""The I2C bus and the display: answers that get lost, a full picture, and every pixel lit."""

from time import ticks_diff, ticks_us

from machine import I2C, Pin

from otpfob.drivers.clock_ds3231 import Ds3231
from otpfob.drivers.panel_ssd1306 import Ssd1306Panel
from starter.buttons import pins

at = pins()
i2c = I2C(0, scl=Pin(at["scl"]), sda=Pin(at["sda"]), freq=400_000)
panel = Ssd1306Panel(i2c, 128, at["height"], reset=at["reset"])
lost = 0
slowest_us = 0
for i in range(5 if "SHORT" in globals() else 200):
    for place in range(len(panel.pixels)):
        panel.pixels[place] = 0xFF if i & 1 else 0xAA
    began = ticks_us()
    try:
        panel.show()
    except OSError:
        lost += 1
    slowest_us = max(slowest_us, ticks_diff(ticks_us(), began))
print("@", "i2c.lost", lost)
print("@", "display.show", slowest_us // 1000)
for place in range(len(panel.pixels)):
    panel.pixels[place] = 0xFF
panel.show()
if Ds3231(i2c).present():
    print("@", "clock.ds3231", 1)

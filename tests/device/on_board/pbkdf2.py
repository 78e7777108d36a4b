"""An iteration of PBKDF2 at full speed, in microseconds: what a PIN is stretched with."""

from time import ticks_diff, ticks_us

from otpfob.core.pbkdf2 import Pbkdf2
from otpfob.drivers import chip

count = 200 if "SHORT" in globals() else 4000
chip.full_speed()
work = Pbkdf2(b"123456", bytes(16), count)
began = ticks_us()
while not work.run(100):
    pass
print("@", "pbkdf2.iteration", ticks_diff(ticks_us(), began) // count)

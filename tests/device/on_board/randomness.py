"""Bytes of os.urandom with the radio off, and with it on: what they are worth, the PC computes."""

from binascii import hexlify
from os import urandom

from otpfob.drivers.random_radio import RadioRandom

count = 4 if "SHORT" in globals() else 64
source = RadioRandom()
for name, read in (("random.off", urandom), ("random.on", source.read)):
    if name == "random.on":
        source.begin()
    for _ in range(count):
        print("@", name, str(hexlify(read(256)), "ascii"))
source.end()

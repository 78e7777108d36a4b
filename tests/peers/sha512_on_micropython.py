"""Runs under MicroPython: hashes what comes on standard input, one message a line.

A line is `HEX` or, to stream it in pieces of that many bytes, `HEX SIZE`.
"""

import sys
from binascii import hexlify, unhexlify

sys.path.insert(0, sys.argv[1])

from otpfob.core import sha512, sha512_viper

if sha512.compress is not sha512_viper.compress:
    raise SystemExit("this interpreter has no machine code")

for line in sys.stdin:
    words = line.split(" ")
    message = unhexlify(words[0].strip())
    if len(words) == 1:
        running = sha512.sha512(message)
    else:
        running = sha512.sha512()
        step = int(words[1])
        for start in range(0, len(message), step):
            running.update(message[start : start + step])
    print(hexlify(running.digest()).decode())

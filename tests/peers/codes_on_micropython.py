"""Runs under MicroPython: makes the code of every line of standard input.

A line is `KIND HASH DIGITS COUNTER SECRET`: numbers, and the secret in hexadecimal.
"""

import sys
from binascii import unhexlify

sys.path.insert(0, sys.argv[1])

from otpfob.core import otp
from otpfob.core.account import Account
from otpfob.core.code_maker import CodeMaker

for line in sys.stdin:
    kind, hash_id, digits, counter, secret = line.split()
    account = Account(int(kind), "Acme", "ann", unhexlify(secret), int(hash_id), int(digits))
    print(otp.code(account, int(counter)), CodeMaker(account).code(int(counter)))

"""Codes of random accounts, printed for soak_otp.py to compute again.

One line each: kind, hash, digits, counter, key in hexadecimal, code.
"""

from binascii import hexlify
from random import choice, getrandbits, randrange

from made_up import some_bytes

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.code_maker import CodeMaker

# Around the ends of blocks, where padding goes wrong.
_KEY_SIZES = (1, 10, 16, 20, 32, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 255, 256)
_EDGES = (0, 1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 2)


def codes(report) -> None:
    while report.more:
        kind = choice((TOTP, HOTP, STEAM))
        digits = 5 if kind == STEAM else 6 + randrange(5)
        key = some_bytes(choice(_KEY_SIZES) if randrange(2) else 1 + randrange(256))
        hash_id = randrange(3)
        maker = CodeMaker(Account(kind, "Acme", "ann", key, hash_id, digits))
        first = choice((getrandbits(32) << 32 | getrandbits(32), getrandbits(26), choice(_EDGES)))
        # One maker makes several: what it keeps of the key must stay as it was.
        for counter in (first, min(first + 1, 2**64 - 1), getrandbits(32), first):
            code = maker.code(counter)
            print(kind, hash_id, digits, counter, str(hexlify(key), "ascii"), code)
            report.runs += 1
        maker.wipe()

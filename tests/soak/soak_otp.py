"""Codes of the firmware under MicroPython against CPython's own hmac.

The oracle below is written from RFC 4226 and shares nothing with the firmware.
"""

import hmac
import struct

from soak.on_micropython import run
from soak.rows import Outcome, Soak

_HASHES = ("sha1", "sha256", "sha512")
_STEAM = 2
_STEAM_LETTERS = "23456789BCDFGHJKMNPQRTVWXY"


def expected(kind: int, hash_id: int, digits: int, counter: int, key: bytes) -> str:
    """Return the code that RFC 4226 gives, or Steam's."""
    mac = hmac.digest(key, struct.pack(">Q", counter), _HASHES[hash_id])
    start = mac[-1] & 15
    (number,) = struct.unpack_from(">I", mac, start)
    number &= 0x7FFFFFFF
    if kind != _STEAM:
        return f"{number:010d}"[-digits:]
    letters = ""
    while len(letters) < digits:
        number, letter = divmod(number, len(_STEAM_LETTERS))
        letters += _STEAM_LETTERS[letter]
    return letters


def compare(printed: str, outcome: Outcome) -> None:
    """Compute every printed code again. Only codes that were compared are runs."""
    outcome.runs = 0
    for line in printed.splitlines():
        *numbers, key, code = line.split()
        wanted = expected(*map(int, numbers), bytes.fromhex(key))
        outcome.runs += 1
        if code != wanted:
            outcome.fail(f"{line} and not {wanted}")


def work(seed: int, runs: int) -> Outcome:
    outcome, printed = run("codes.codes", seed, runs)
    compare(printed, outcome)
    wrong = Outcome()
    compare("0 0 6 0 3132333435363738393031323334353637383930 755225\n", wrong)
    outcome.controls["a code that is off by one"] = (1, wrong.failures)
    return outcome


SOAKS = [Soak("otp.random", 100_000, work, shards=4)]

"""Runs under MicroPython: writes the flash of a token with accounts to the file named.

usage: micropython fill_vault.py IMAGE [PLAN]

PLAN is a file with a JSON object: `pin`, digits or null, `unix_s`, when the clock was set, and
`accounts`, a list of [kind, issuer, name, secret in hexadecimal, hash, digits, period, counter].
Without it: no PIN, 200 accounts.

The keys are no secret, and the PIN is stretched as little as the firmware takes, so that a
test unlocks at once.
"""

import json
import sys
from binascii import unhexlify

from vfs import VfsLfs2

from otpfob.clock.record import RECORD_BYTES, Record, encode
from otpfob.core.account import HOTP, MIN_DIGITS, TOTP, Account
from otpfob.core.hmac import SHA1
from otpfob.vault.entropy import Pool
from otpfob.vault.raw_log import RawLog
from otpfob.vault.safe import CLOCK_BLOCK, Safe
from otpfob.vault.vault import MAX_ACCOUNTS

# The partitions of the simulated board, one after the other.
_FILE_BLOCKS = 64
_KEY_BLOCKS = 10
_BLOCK_BYTES = 4096
_ERASED = b"\xff"

_data = bytearray(_ERASED * ((_FILE_BLOCKS + _KEY_BLOCKS) * _BLOCK_BYTES))


class Files:
    """The partition of the files: a block device, and as otpfob.drivers.flash_partition has it."""

    def readblocks(self, block, buffer, offset=0):
        start = block * _BLOCK_BYTES + offset
        buffer[:] = _data[start : start + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        start = block * _BLOCK_BYTES + offset
        _data[start : start + len(buffer)] = buffer

    def ioctl(self, request, argument):
        if request == 6:
            start = argument * _BLOCK_BYTES
            _data[start : start + _BLOCK_BYTES] = _ERASED * _BLOCK_BYTES
        return {4: _FILE_BLOCKS, 5: _BLOCK_BYTES}.get(request, 0)

    def mount(self):
        return VfsLfs2(self)

    def format(self):
        VfsLfs2.mkfs(self)


class Store:
    """The raw blocks of the keys."""

    blocks = _KEY_BLOCKS
    block_bytes = _BLOCK_BYTES

    def read(self, block, offset, buffer):
        start = (_FILE_BLOCKS + block) * _BLOCK_BYTES + offset
        buffer[:] = _data[start : start + len(buffer)]

    def program(self, block, offset, data):
        start = (_FILE_BLOCKS + block) * _BLOCK_BYTES + offset
        for i in range(len(data)):
            _data[start + i] &= data[i]

    def erase(self, block):
        start = (_FILE_BLOCKS + block) * _BLOCK_BYTES
        _data[start : start + _BLOCK_BYTES] = _ERASED * _BLOCK_BYTES


class Source:
    """The same bytes each time."""

    _given = 0

    def read(self, n):
        self._given += 1
        return bytes((self._given * 7 + i * 13) & 0xFF for i in range(n))


class SlowTicks:
    """Every look takes a second: the fewest iterations are set."""

    _now_ms = 0

    def now_ms(self):
        self._now_ms += 1000
        return self._now_ms

    def diff(self, a, b):
        return a - b


class Pairs:
    """The accounts with their counters, as often as they are gone through."""

    def __init__(self, accounts):
        self._accounts = accounts

    def __iter__(self):
        for kind, issuer, name, secret, hash_id, digits, period_s, counter in self._accounts:
            secret = unhexlify(secret)
            yield Account(kind, issuer, name, secret, hash_id, digits, period_s), counter


def measured():
    """Return the plan of the measurements."""
    secret = "000102030405060708090a0b0c0d0e0f10111213"
    accounts = []
    for i in range(MAX_ACCOUNTS):
        kind = HOTP if i % 5 == 0 else TOTP
        name = "person%d@example.com" % i
        accounts.append((kind, "Issuer %d" % i, name, secret, SHA1, MIN_DIGITS, 30, i))
    return {"pin": None, "unix_s": 1_795_305_600, "accounts": accounts}


def main():
    plan = measured()
    if len(sys.argv) > 2:
        with open(sys.argv[2]) as file:
            plan = json.load(file)
    pin = plan["pin"]
    safe = Safe(Files(), Store(), Pool(Source()), SlowTicks())
    safe.start()
    job = safe.creating(None if pin is None else bytearray(pin.encode()))
    while not job.step():
        pass
    safe.vault.add_all(Pairs(plan["accounts"]))
    record = Record("ds3231")
    record.source = "host"
    record.unix_ms = plan["unix_s"] * 1000
    RawLog(Store(), CLOCK_BLOCK, RECORD_BYTES).append(encode(record))
    with open(sys.argv[1], "wb") as file:
        file.write(_data)


main()

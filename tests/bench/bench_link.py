"""How much of the serial line an import uses: 200 accounts, at the pace of 115200 baud.

In time that runs, on a simulator that lets bytes pass as fast as the line does and no faster.
The host sends 10 bits for a byte; what the token acknowledges meanwhile goes the other way.
"""

import json
import tempfile
import time
from pathlib import Path

from bench.rows import Row
from sim.product import NOW_UNIX_S, Product, _filled_flash

from fobctl import backup_format
from fobctl.simulator.simulator import Simulator
from otpfob.core.account import TOTP, Account

ACCOUNTS = 200
# The best of these: another program on this PC only makes it slower.
_ROUNDS = 3
_BYTES_A_SECOND = 11_520


def _accounts():
    for i in range(ACCOUNTS):
        secret = bytes(i * k % 256 for k in range(1, 21))
        yield Account(TOTP, f"Issuer {i}", f"user{i}@example.com", secret), 0


def _import(folder: Path, data: bytes, code: str):
    """Send an import to a new token; returns (bytes sent, seconds)."""
    image = _filled_flash(json.dumps({"pin": None, "unix_s": NOW_UNIX_S, "accounts": []}))
    simulator = Simulator(folder, paced=True, heap="512k")
    simulator.hardware.flash.restore(image)
    with simulator:
        product = Product(simulator)
        try:
            token = product.connect()
            sent = _count(product._line)
            token.begin_import(len(data), code)
            before, began_s = sent[0], time.monotonic()
            token.write_restore(data, lambda size: None)
            return sent[0] - before, time.monotonic() - began_s
        finally:
            product.close()


def _count(line):
    """Count what a conversation sends; returns a list of the one number."""
    sent = [0]
    write = line._channel._write

    def counting(data):
        sent[0] += len(data)
        write(data)

    line._channel._write = counting
    return sent


def rows(lab):
    code = backup_format.new_code()
    data = backup_format.write(_accounts(), code)
    with tempfile.TemporaryDirectory() as folder:
        measured = [_import(Path(folder) / str(i), data, code) for i in range(_ROUNDS)]
    size, seconds = min(measured, key=lambda one: one[1])
    line = f"{_BYTES_A_SECOND} bytes/s of 115200 baud, {size} bytes for {len(data)} of accounts"
    rate = round(size / seconds)
    yield Row("link.rate", "bytes/s", rate, _BYTES_A_SECOND, line, more_is_better=True, floor=0.6)

"""SHA-512's machine code under MicroPython against CPython's hashlib (OpenSSL)."""

import hashlib
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("sha512_on_micropython.py")

MESSAGES = 10_000
MOST_BYTES = 700
SEED = 1804


def digests(lines):
    """Hash every line in one MicroPython process."""
    result = subprocess.run(
        [sys.executable, "-m", "micropython_unix", SCRIPT, ROOT / "firmware"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return result.stdout.split()


def test_ten_thousand_random_messages():
    noise = random.Random(SEED)
    messages = [noise.randbytes(noise.randrange(MOST_BYTES)) for _ in range(MESSAGES)]
    # One in four comes in pieces.
    lines = [
        message.hex() + (f" {noise.randrange(1, 300)}" if i % 4 == 0 else "")
        for i, message in enumerate(messages)
    ]
    found = digests(lines)
    assert len(found) == MESSAGES
    for message, digest in zip(messages, found, strict=True):
        assert digest == hashlib.sha512(message).hexdigest(), message.hex()

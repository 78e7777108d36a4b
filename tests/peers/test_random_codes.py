"""Codes of random accounts under MicroPython against CPython's hmac, and against oathtool."""

import hmac
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import system_packages

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("codes_on_micropython.py")

SEED = 4226
ACCOUNTS = 10_000
WITH_OATHTOOL = 200
HASHES = ("sha1", "sha256", "sha512")
TOTP, HOTP, STEAM = range(3)


@dataclass
class Case:
    kind: int
    hash_id: int
    digits: int
    counter: int
    secret: bytes = field(repr=False)

    def line(self) -> str:
        return f"{self.kind} {self.hash_id} {self.digits} {self.counter} {self.secret.hex()}"


def cases() -> list[Case]:
    noise = random.Random(SEED)
    made = []
    for _ in range(ACCOUNTS):
        kind = noise.choice((TOTP, TOTP, HOTP, HOTP, STEAM))
        # Every number of bits is as likely as any other; so are the sizes around the blocks.
        counter = noise.getrandbits(64) >> noise.randrange(64)
        size = noise.choice((noise.randint(1, 256), 10, 16, 20, 32, 63, 64, 65, 127, 128, 129))
        digits = 5 if kind == STEAM else noise.randint(6, 10)
        made.append(Case(kind, noise.randrange(3), digits, counter, noise.randbytes(size)))
    return made


CASES = cases()


def expected(case: Case) -> str:
    """Written from RFC 4226, section 5.3, and for Steam from what its app shows."""
    mac = hmac.new(case.secret, case.counter.to_bytes(8, "big"), HASHES[case.hash_id]).digest()
    start = mac[-1] % 16
    number = int.from_bytes(mac[start : start + 4], "big") % 2**31
    if case.kind == STEAM:
        return "".join("23456789BCDFGHJKMNPQRTVWXY"[number // 26**i % 26] for i in range(5))
    return f"{number:010d}"[-case.digits :]


@pytest.fixture(scope="module")
def made() -> list[list[str]]:
    """The codes that the token makes, in both of its ways, in one process."""
    result = subprocess.run(
        [sys.executable, "-m", "micropython_unix", SCRIPT, ROOT / "firmware"],
        input="".join(case.line() + "\n" for case in CASES),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    codes = [line.split() for line in result.stdout.splitlines()]
    assert len(codes) == ACCOUNTS
    return codes


def test_ten_thousand_random_accounts_as_cpython_computes_them(made):
    wrong = [
        (case, codes, expected(case))
        for case, codes in zip(CASES, made, strict=True)
        if codes != [expected(case)] * 2
    ]
    assert not wrong, (len(wrong), wrong[:3])


def test_two_hundred_of_them_as_oathtool_computes_them(made):
    system_packages.need({"oathtool": shutil.which("oathtool")})
    # oathtool makes 6, 7 or 8 digits; HOTP with SHA-1 only, so other hashes are asked as TOTP
    # with a period of one second, whose time is the counter.
    largest = 2**31 - 1
    fit = [
        (case, codes)
        for case, codes in zip(CASES, made, strict=True)
        if case.kind != STEAM
        and case.digits <= 8
        and (case.hash_id == 0 or case.counter <= largest)
    ]
    assert len(fit) > WITH_OATHTOOL
    for case, codes in fit[:WITH_OATHTOOL]:
        assert oathtool(case) == codes[0], case


def oathtool(case: Case) -> str:
    if case.hash_id == 0:
        mode = ["--hotp", f"--counter={case.counter}"]
    else:
        mode = [f"--totp={HASHES[case.hash_id]}", "--time-step-size=1s", f"--now=@{case.counter}"]
    result = subprocess.run(
        ["oathtool", *mode, f"--digits={case.digits}", "-"],  # `-`: the key comes from stdin
        input=case.secret.hex() + "\n",
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return result.stdout.strip()

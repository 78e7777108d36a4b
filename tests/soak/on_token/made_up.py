"""Random bytes, texts and accounts, from MicroPython's seeded `random`."""

from random import choice, getrandbits, randrange

from otpfob.core.account import HOTP, STEAM, TOTP, Account

_LETTERS = "abcdefghijklmnopqrstuvwxyzAZ019 .-@éßжяΩ€"


def some_bytes(size: int) -> bytes:
    """Return random bytes."""
    data = bytearray(size + 3)
    for at in range(0, size, 4):
        data[at : at + 4] = getrandbits(32).to_bytes(4, "big")
    return bytes(data[:size])


def some_text(most: int) -> str:
    """Return a text of 1 to `most` characters, not more bytes than an account takes."""
    text = ""
    for _ in range(1 + randrange(most)):
        text += choice(_LETTERS)
    while len(text.encode()) > 64:
        text = text[:-1]
    return text


def account(kind=None, secret_bytes=None) -> Account:
    """Return a random account."""
    if kind is None:
        kind = choice((TOTP, HOTP, STEAM))
    if secret_bytes is None:
        secret_bytes = choice((10, 16, 20, 20, 20, 32, 64, 1 + randrange(256)))
    return Account(
        kind,
        some_text(12),
        some_text(20),
        some_bytes(secret_bytes),
        randrange(3),
        5 if kind == STEAM else 6 + randrange(5),
        choice((30, 30, 60, 1 + randrange(86400))),
    )

"""Malformed otpauth URIs: read or refused, with a reason, and without a word of the secret.

Secrets alternate a consonant and a digit here, so four characters of one in an error cannot
be there by accident.
"""

import random
import traceback

from soak.rows import Outcome, Soak

from fobctl.sources.new_account import SourceError
from fobctl.sources.otpauth import parse, write

_FIELDS = ("", "type", "secret", "issuer", "name", "algorithm", "digits", "period", "counter",
           "encoder", "kind", "hash")  # fmt: skip
_PIECES = ["&", "=", "?", "/", ":", "#", "%", "%00", "%FF", "%C3", "+", "&amp;", "\ud800", "\x00",
           "0", "1", "8", "9", "secret=", "&digits=", "&digits=5", "&counter=-1", "&period=0",
           "&encoder=", "&encoder=steam", "&algorithm=MD5", "&issuer=", "&secret=", "otpauth://",
           "otpauth-migration://", "motp", "é", "\U0001f600", "x" * 70, "9" * 30, " ", "\n",
           "\u202e", "&period=86401", "&counter=18446744073709551616", "%3A", "=="]  # fmt: skip


def _secret(dice) -> str:
    letters = (dice.choice("BCDFGHJKLMNPQRSTVWXZ") + dice.choice("234567") for _ in range(16))
    return "".join(letters)[: dice.choice((16, 26, 32))]


def good(dice, secret: str) -> str:
    """Return a URI as a site would show it."""
    shown = dice.choice((secret, secret.lower(), " ".join((secret[:4], secret[4:]))))
    label = dice.choice(("Acme:ann", "Acme%3A%20ann%40example.com", "ann", "%D0%96:%D0%B6"))
    kind = dice.choice(("totp", "hotp", "steam"))
    rest = {
        "totp": f"&issuer=Acme&digits={dice.randint(6, 10)}&period=30",
        "hotp": f"&counter={dice.getrandbits(64)}&algorithm=SHA256",
        "steam": "",
    }[kind]
    return dice.choice((f"otpauth://{kind}/{label}?secret={shown}{rest}", f"steam://{shown}"))


def malformed(dice, secret: str) -> str:
    """Return a URI with something wrong in it, and sometimes the secret in the wrong place."""
    uri = start = good(dice, secret)
    while uri == start:
        for _ in range(dice.choice((1, 1, 2, 4))):
            at = dice.randrange(len(uri) + 1)
            end = min(len(uri), at + dice.randrange(9))
            piece = dice.choice((dice.choice(_PIECES), chr(dice.randrange(0x3000)), ""))
            uri = uri[:at] + piece + uri[end:]
        if not dice.randrange(6):
            where = dice.choice(("type", "algorithm", "digits", "period", "counter", "encoder"))
            kind = secret if where == "type" else "totp"
            uri = f"otpauth://{kind}/ann?secret=B2C3&{where}={secret}"
    return uri


def leaks(text: str, secret: str) -> bool:
    """Are four characters in a row of the secret in the text?"""
    text = text.upper()
    return any(secret[i : i + 4] in text for i in range(len(secret) - 3))


def wrong_with(uri: str, secret: str) -> str:
    """Return what is wrong with how a URI is read, or an empty string."""
    try:
        new = parse(uri)
    except SourceError as error:
        said = str(error)
        if error.field not in _FIELDS or not said.endswith((".", "?")) or len(said) < 20:
            return f"no reason is given: {said!r}, {error.field!r}"
        # The traceback's source lines hold none; an error's context might.
        told = said + error.field + "".join(traceback.format_exception_only(error))
        return "the secret is told" if leaks(told + repr(error.__context__), secret) else ""
    except Exception as error:  # noqa: BLE001 (any other is what is looked for)
        return f"{type(error).__name__}"
    again = parse(write(new))
    if (vars(again.account), again.counter) != (vars(new.account), new.counter):
        return "what is written is read as another account"
    return ""


def work(seed: int, runs: int) -> Outcome:
    dice = random.Random(seed)
    outcome = Outcome(notes={"refused": 0})
    for _ in range(runs):
        secret = _secret(dice)
        uri = malformed(dice, secret)
        outcome.runs += 1
        wrong = wrong_with(uri, secret)
        if wrong:
            outcome.fail(f"{wrong}: {uri!r}")
        else:
            outcome.notes["refused"] += refused(uri)
    outcome.controls["an error that holds the secret"] = (1, leaks("at B2C3D4", "B2C3D4F5"))
    return outcome


def refused(uri: str) -> bool:
    try:
        parse(uri)
    except SourceError:
        return True
    return False


SOAKS = [Soak("uri.malformed", 100_000, work, shards=4)]

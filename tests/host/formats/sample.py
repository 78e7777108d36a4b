"""The accounts that the writers write, and what of them must arrive.

A Sample is what an app holds, which may be out of the token's limits; nobody's real key.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote

from fobctl.sources.new_account import NewAccount
from otpfob.core.account import KIND_NAMES
from otpfob.core.base32 import encode
from otpfob.core.hmac import HASH_NAMES

PASSWORD = "pass w\u00f6rd \U0001f511"


@dataclass(frozen=True)
class Sample:
    kind: str = "totp"
    issuer: str = "Acme"
    name: str = "ann@example.org"
    secret: bytes = b"12345678901234567890"
    hash: str = "SHA1"
    digits: int = 6
    period: int = 30
    counter: int = 0

    @property
    def base32(self) -> str:
        return encode(self.secret)

    def but(self, **changes) -> "Sample":
        return replace(self, **changes)


TOTP = Sample()
ALL = (
    TOTP,
    Sample(
        issuer="Bank", name="bob", secret=b"0123456789abcdef", hash="SHA512", digits=7, period=20
    ),
    Sample(
        issuer="M\u00fcller & S\u00f6hne",
        name='\u0416\u0430\u043d\u043d\u0430, <"x">',
        hash="SHA256",
        digits=8,
        period=60,
    ),
    Sample(kind="hotp", issuer="Door", name="carl", counter=7),
    Sample(kind="hotp", issuer="Vault", name="dora", hash="SHA256", digits=8, counter=2**40 + 3),
    Sample(kind="steam", issuer="Steam", name="eve", secret=b"steam-secret-20bytes", digits=5),
    Sample(issuer="GitHub", name="frank", secret=b"\x00\xff8a0b1c2d"),
)


def facts(new: NewAccount | Sample) -> tuple:
    """Return everything that makes the codes, and the texts; to compare."""
    if isinstance(new, Sample):
        time = 0 if new.kind == "hotp" else new.period
        counter = new.counter if new.kind == "hotp" else 0
        return new.kind, new.issuer, new.name, new.secret, new.hash, new.digits, time, counter
    account = new.account
    kind, hash_name = KIND_NAMES[account.kind], HASH_NAMES[account.hash_id]
    time = 0 if kind == "hotp" else account.period_s
    return (
        kind,
        account.issuer,
        account.name,
        bytes(account.secret),
        hash_name,
        account.digits,
        time,
        new.counter,
    )


def uri(sample: Sample) -> str:
    """Return the sample as an otpauth URI, as apps write it."""
    path = f"{quote(sample.issuer)}:{quote(sample.name)}"
    last = f"counter={sample.counter}" if sample.kind == "hotp" else f"period={sample.period}"
    return (
        f"otpauth://{sample.kind}/{path}?secret={sample.base32}&issuer={quote(sample.issuer)}"
        f"&algorithm={sample.hash}&digits={sample.digits}&{last}"
    )

"""Every format, with its writer and what it can say: the tests run over all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from host.formats.sample import ALL, PASSWORD, Sample
from host.formats.writers import (
    aegis,
    and_otp,
    bitwarden,
    ente,
    free_otp,
    google,
    keepass,
    one_password,
    others,
    proton,
    pskc,
    stratum,
    two_fas,
)

KEY = "12345678901234567890123456789012"


def _any(sample: Sample) -> bool:
    return True


def _no_steam(sample: Sample) -> bool:
    return sample.kind != "steam"


def _google(sample: Sample) -> bool:
    return sample.kind != "steam" and sample.period in (30,) and sample.digits in (6, 8)


def _usual(sample: Sample) -> bool:
    return sample.hash == "SHA1" and sample.digits == 6 and sample.period == 30


def _duo(sample: Sample) -> bool:
    return _usual(sample) and sample.kind != "steam"


def _time(sample: Sample) -> bool:
    return sample.kind == "totp"


def _wrappable(sample: Sample) -> bool:
    return sample.kind != "steam" and len(sample.secret) == 16


@dataclass(frozen=True)
class Case:
    """`cut_shows`: a file that is cut off can be told from a whole one."""

    id: str
    name: str
    write: Callable[..., bytes]
    holds: Callable[[Sample], bool] = _any
    password: str = ""
    cut_shows: bool = True
    issuer: bool = True

    @property
    def samples(self) -> list[Sample]:
        found = [sample for sample in ALL if self.holds(sample)]
        return found if self.issuer else [sample.but(issuer="") for sample in found]

    def file(self, samples=None) -> bytes:
        samples = self.samples if samples is None else samples
        return self.write(samples, self.password) if self.password else self.write(samples)

    def ask(self, prompt: str) -> str:
        assert self.password, f"{self.id} asks for a password: {prompt}"
        assert prompt[0].isupper() and PASSWORD not in prompt
        return self.password


def _schema(version):
    return lambda samples: two_fas.plain(samples, version)


CASES = [
    Case("google", "Google Authenticator", google.plain, _google, cut_shows=False),
    Case("aegis", "Aegis", aegis.plain),
    Case("aegis-encrypted", "Aegis", aegis.encrypted, password=PASSWORD),
    Case("2fas-1", "2FAS", _schema(1), lambda s: _usual(s) and s.kind == "totp"),
    Case("2fas-2", "2FAS", _schema(2), _time),
    Case("2fas-3", "2FAS", _schema(3)),
    Case("2fas-4", "2FAS", _schema(4)),
    Case("2fas-encrypted", "2FAS", two_fas.encrypted, password=PASSWORD),
    Case("andotp", "andOTP", and_otp.plain),
    Case("andotp-encrypted", "andOTP", and_otp.encrypted, password=PASSWORD),
    Case("andotp-old", "andOTP", and_otp.encrypted_old, password=PASSWORD),
    Case("stratum", "Stratum", stratum.plain),
    Case("stratum-encrypted", "Stratum", stratum.encrypted, password=PASSWORD),
    Case("stratum-legacy", "Stratum", stratum.encrypted_legacy, password=PASSWORD),
    Case("freeotp-plus", "FreeOTP+", free_otp.plus),
    Case("freeotp-2", "FreeOTP", free_otp.backup, password=PASSWORD),
    Case("freeotp-2-settings", "FreeOTP", free_otp.settings, password=PASSWORD),
    Case("freeotp-1-settings", "FreeOTP", free_otp.settings_1),
    Case("bitwarden", "Bitwarden", bitwarden.plain),
    Case("bitwarden-protected", "Bitwarden", bitwarden.protected, password=PASSWORD),
    Case("bitwarden-argon2", "Bitwarden", bitwarden.protected_argon2, password=PASSWORD),
    Case("bitwarden-csv", "Bitwarden", bitwarden.table, cut_shows=False),
    Case("proton", "Proton Authenticator", proton.authenticator),
    Case(
        "proton-encrypted",
        "Proton Authenticator",
        proton.authenticator_encrypted,
        password=PASSWORD,
    ),
    Case("proton-pass", "Proton Pass", proton.pass_json),
    Case("proton-pass-zip", "Proton Pass", proton.pass_zip),
    Case("ente", "Ente Auth", ente.plain, cut_shows=False),
    Case("ente-encrypted", "Ente Auth", ente.encrypted, password=PASSWORD),
    Case("1pux", "1Password", one_password.plain),
    Case("1pux-data", "1Password", one_password.document),
    Case("keepassxc-csv", "KeePassXC", keepass.table, cut_shows=False),
    Case("keepass-xml", "KeePass", keepass.plain),
    Case("duo", "Duo Mobile", others.duo, _duo, issuer=False),
    Case("lastpass", "LastPass", others.lastpass, _time),
    Case(
        "lastpass-csv",
        "LastPass",
        others.lastpass_table,
        lambda s: _usual(s) and s.kind == "totp",
        cut_shows=False,
    ),
    Case("pskc", "PSKC", pskc.plain, _no_steam),
    Case("pskc-key", "PSKC", pskc.with_key, _no_steam, password=KEY),
    Case("pskc-password", "PSKC", pskc.with_password, _no_steam, password=PASSWORD),
    Case("pskc-wrapped", "PSKC", pskc.wrapped, _wrappable, password=KEY),
    Case("csv", "CSV", others.table, cut_shows=False),
    Case("csv-semicolons", "CSV", lambda s: others.table(s, ";", b"\xef\xbb\xbf"), cut_shows=False),
    Case("uris", "otpauth URIs", others.uris, cut_shows=False),
]

IDS = [case.id for case in CASES]
# Their files are read without a key derivation, thousands of times.
PLAIN = [case for case in CASES if not case.password]
SEALED = [case for case in CASES if case.password]

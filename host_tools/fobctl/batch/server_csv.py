"""The batch as tables for servers. The secrets in them are readable: see `fobctl batch export`.

Microsoft Entra ID, a table of OATH hardware tokens: TOTP with SHA-1, 6 digits, 30 or 60 s, secrets
of up to 128 characters of base32 (Microsoft Learn, "Manage OATH tokens").

    upn,serial number,secret key,time interval,manufacturer,model

privacyIDEA, "OATH CSV": SHA-1, 6 or 8 digits, TOTP of 30 or 60 s; no column names.

    serial, secret in hexadecimal, HOTP or TOTP, digits, period

What such a table cannot say is refused, and nothing is written.
"""

from __future__ import annotations

import csv
import io
from base64 import b32encode
from collections.abc import Sequence

from fobctl.batch.job import Given, Terms
from fobctl.batch.pskc_file import MANUFACTURER
from fobctl.sources.new_account import SourceError
from otpfob.core.account import HOTP, KIND_NAMES, TOTP
from otpfob.core.hmac import SHA1
from otpfob.version import VERSION

_ENTRA = "Entra ID"
_PRIVACYIDEA = "privacyIDEA's CSV"
_ENTRA_MOST_CHARACTERS = 128
_PERIODS_S = (30, 60)


def entra(given: Sequence[Given], terms: Terms) -> str:
    """Return the table for Entra ID. Raises SourceError for what it does not take."""
    _need(terms.kind == TOTP, _ENTRA, "accounts by time", "kind")
    _need(terms.hash_id == SHA1, _ENTRA, "SHA-1", "algorithm")
    _need(terms.digits == 6, _ENTRA, "6 digits", "digits")
    _need(terms.period_s in _PERIODS_S, _ENTRA, "a period of 30 or 60 s", "period")
    rows = [("upn", "serial number", "secret key", "time interval", "manufacturer", "model")]
    for token in given:
        secret = b32encode(token.secret).decode().rstrip("=")
        if len(secret) > _ENTRA_MOST_CHARACTERS:
            raise SourceError(
                f"The secret of {token.user} is too long for {_ENTRA}: it takes up to "
                f"{_ENTRA_MOST_CHARACTERS * 5 // 8} bytes.",
                "secret",
            )
        rows.append((token.user, token.serial, secret, str(terms.period_s), MANUFACTURER, VERSION))
    return _csv(rows)


def privacyidea(given: Sequence[Given], terms: Terms) -> str:
    """Return the table for privacyIDEA. Raises SourceError for what it does not take."""
    _need(terms.hash_id == SHA1, _PRIVACYIDEA, "SHA-1", "algorithm")
    _need(terms.digits in (6, 8), _PRIVACYIDEA, "6 or 8 digits", "digits")
    by_counter = terms.kind == HOTP
    if not by_counter:
        _need(terms.period_s in _PERIODS_S, _PRIVACYIDEA, "a period of 30 or 60 s", "period")
    kind = KIND_NAMES[terms.kind].upper()
    more = [] if by_counter else [str(terms.period_s)]
    return _csv(
        [[token.serial, token.secret.hex(), kind, str(terms.digits), *more] for token in given]
    )


def _need(fits: bool, table: str, wanted: str, field: str) -> None:
    if not fits:
        raise SourceError(f"{table} takes only {wanted}: this batch has another {field}.", field)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()

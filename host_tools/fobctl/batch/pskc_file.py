"""The batch as PSKC (RFC 6030), encrypted under a password: what OTP servers import.

Written by python-pskc: AES-128-CBC and HMAC-SHA-1 (RFC 6030, 6.2; what every server knows) under
a key of PBKDF2 (RFC 8018). The algorithm is the full URN, without which some servers take no key.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from pskc import PSKC

from fobctl.batch.job import Given, Terms
from otpfob.core.account import HOTP, KIND_NAMES
from otpfob.core.hmac import HASH_NAMES, SHA1
from otpfob.version import VERSION

_URN = "urn:ietf:params:xml:ns:keyprov:pskc:"
_KEY_BYTES = 16
_SALT_BYTES = 16
# OWASP's advice of 2023 for PBKDF2-HMAC-SHA1, the only one that is the default of RFC 8018.
_ITERATIONS = 1_300_000
MANUFACTURER = "OTPfob"


def make(given: Sequence[Given], terms: Terms, password: str) -> bytes:
    """Return the file. The issuer, the user and the serial number are not encrypted in it."""
    pskc = PSKC()
    for token in given:
        key = pskc.add_key(
            manufacturer=MANUFACTURER,
            serial=token.serial,
            model=VERSION,
            device_userid=token.user,
            id=token.serial,
            algorithm=_URN + KIND_NAMES[terms.kind],
            issuer=token.issuer or None,
            response_length=terms.digits,
            response_encoding="DECIMAL",
            secret=token.secret,
            key_userid=token.user,
        )
        if terms.hash_id != SHA1:
            # Without the "HMAC-" that some write before it: privacyIDEA 3.14 takes no such code.
            key.algorithm_suite = HASH_NAMES[terms.hash_id]
        if terms.kind == HOTP:
            key.counter = 0
        else:
            key.time_interval = terms.period_s
            key.time_offset = 0
    pskc.encryption.setup_pbkdf2(
        password,
        algorithm="aes128-cbc",
        key_length=_KEY_BYTES,
        salt_length=_SALT_BYTES,
        iterations=_ITERATIONS,
    )
    out = io.BytesIO()
    pskc.write(out)
    return out.getvalue()

"""The proof that a token holds an account as it was provisioned, without showing the secret.

HMAC-SHA-256 under the account's secret (RFC 2104) over

    size  content
    16    "OTPfob proof v1\\0"
    16    nonce of the host
    1     kind
    1     hash
    1     digits
    4     period in seconds, big-endian
    8     the next counter, big-endian; 0 unless the kind is HOTP
    1+n   issuer, its length first, UTF-8
    1+n   name, its length first, UTF-8

The message is always longer than the 8 bytes that a code is made from (RFC 4226, 5.2),
so a proof cannot stand in for a code. All that decides the codes is in it: a token
that proves an account computes the same codes for it.
"""

import struct

from otpfob.core.account import HOTP, Account
from otpfob.core.errors import BadField
from otpfob.core.hmac import SHA256, digest
from otpfob.link.messages import NONCE_BYTES

_LABEL = b"OTPfob proof v1\0"


def _sized(text):
    data = text.encode()
    return bytes((len(data),)) + data


def proof(account: Account, counter: int, nonce: bytes) -> bytes:
    """Return the 32 bytes of the proof. Raises BadField("nonce") unless it has 16 bytes."""
    if len(nonce) != NONCE_BYTES:
        raise BadField("nonce")
    message = _LABEL + nonce
    message += struct.pack(">BBBI", account.kind, account.hash_id, account.digits, account.period_s)
    message += (counter if account.kind == HOTP else 0).to_bytes(8, "big")
    message += _sized(account.issuer) + _sized(account.name)
    return digest(account.secret, message, SHA256)

"""The proof covers all that decides an account's codes, and is never made of a code's input."""

from binascii import hexlify

from raises import raises

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import BadField
from otpfob.core.hmac import SHA256, digest
from otpfob.link.proof import proof

NONCE = bytes(range(16))
SECRET = b"12345678901234567890"

# Computed with CPython's hmac from the table in the module.
HOTP_PROOF = b"5b606d856ce3d6cb4885efdab5ee27c54118a59a960eee347c8f44d8f1e34c46"
TOTP_PROOF = b"5d2cb989b0fbb9fad9b2acb069e1483d43a50f5405cf545e8a3a648ad13af01e"


def account(kind=TOTP, issuer="Acme", name="ann", secret=SECRET, hash_id=0, digits=6, period_s=30):
    return Account(kind, issuer, name, secret, hash_id, digits, period_s)


def test_the_proof_is_the_documented_one():
    mac = proof(account(HOTP, hash_id=2, digits=8, period_s=60), 0x0102030405060708, NONCE)
    assert hexlify(mac) == HOTP_PROOF, hexlify(mac)
    mac = proof(account(), 5, NONCE)
    assert hexlify(mac) == TOTP_PROOF, hexlify(mac)


def test_every_field_changes_the_proof():
    others = (
        account(kind=HOTP),
        account(issuer="Acme2"),
        account(issuer="Acm"),
        account(name="bob"),
        account(secret=SECRET + b"\1"),
        account(secret=b"\1" + SECRET[1:]),
        account(hash_id=1),
        account(hash_id=2),
        account(digits=7),
        account(period_s=31),
        account(period_s=30 << 8),
        account(STEAM, digits=5),
    )
    seen = {proof(account(), 0, NONCE)}
    for other in others:
        seen.add(proof(other, 0, NONCE))
    assert len(seen) == len(others) + 1


def test_issuer_and_name_cannot_be_moved_into_each_other():
    pairs = (("Acme", "ann"), ("Acmea", "nn"), ("Acm", "eann"), ("Acmeann", ""), ("", "Acmeann"))
    assert len({proof(account(issuer=i, name=n), 0, NONCE) for i, n in pairs}) == len(pairs)


def test_every_bit_of_the_nonce_changes_the_proof():
    seen = set()
    for bit in range(128):
        nonce = bytearray(NONCE)
        nonce[bit // 8] ^= 1 << bit % 8
        seen.add(proof(account(), 0, bytes(nonce)))
    assert len(seen) == 128 and proof(account(), 0, NONCE) not in seen


def test_the_counter_counts_for_hotp_only():
    counters = (0, 1, 1 << 32, (1 << 64) - 1)
    assert len({proof(account(HOTP), counter, NONCE) for counter in counters}) == 4
    assert len({proof(account(TOTP), counter, NONCE) for counter in counters}) == 1
    assert len({proof(account(STEAM, digits=5), counter, NONCE) for counter in counters}) == 1


def test_a_nonce_of_another_length_is_refused():
    for size in (0, 1, 8, 15, 17, 32, 64):
        error = raises(BadField, proof, account(), 0, b"n" * size)
        assert error.field == "nonce", size


def test_no_proof_is_the_mac_of_a_code():
    # Nonces that hold what a code is made from, at every place.
    one = account(HOTP, hash_id=SHA256)
    macs = [digest(SECRET, counter.to_bytes(8, "big"), SHA256) for counter in range(20)]
    for counter in range(20):
        for place in (0, 8):
            nonce = bytearray(16)
            nonce[place : place + 8] = counter.to_bytes(8, "big")
            assert proof(one, counter, bytes(nonce)) not in macs, (counter, place)


def test_a_proof_has_32_bytes_for_every_key():
    for size in (1, 20, 63, 64, 65, 128, 256):
        assert len(proof(account(secret=b"k" * size), 0, NONCE)) == 32, size
    long = "é" * 32
    assert len(proof(account(issuer=long, name=long), 0, NONCE)) == 32

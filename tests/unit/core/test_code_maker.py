"""CodeMaker makes the codes that otp.code makes, and forgets."""

from raises import raises

from otpfob.core import otp
from otpfob.core.account import HOTP, STEAM, STEAM_DIGITS, TOTP, Account
from otpfob.core.code_maker import CodeMaker
from otpfob.core.errors import BadField

# RFC 6238, appendix B: the ASCII secret repeated to the length of the hash.
DIGITS = b"1234567890" * 7
RFC_6238 = (
    (59, ("94287082", "46119246", "90693936")),
    (1111111109, ("07081804", "68084774", "25091201")),
    (1111111111, ("14050471", "67062674", "99943326")),
    (1234567890, ("89005924", "91819424", "93441116")),
    (2000000000, ("69279037", "90698825", "38618901")),
    (20000000000, ("65353130", "77737706", "47863826")),
)
COUNTERS = (0, 1, 2, 59, 1 << 31, 1 << 32, 1 << 62, (1 << 64) - 1)


def account(kind=TOTP, secret=b"12345678901234567890", hash_id=0, digits=6):
    return Account(kind, "Acme", "ann", secret, hash_id, digits)


def test_the_table_of_rfc_6238():
    for hash_id, size in ((0, 20), (1, 32), (2, 64)):
        maker = CodeMaker(account(secret=DIGITS[:size], hash_id=hash_id, digits=8))
        for unix_s, codes in RFC_6238:
            assert maker.code(otp.step(unix_s, 30)) == codes[hash_id], (unix_s, hash_id)


def test_every_kind_hash_and_length_as_otp_makes_it():
    for kind in (TOTP, HOTP, STEAM):
        for hash_id in range(3):
            for size in (1, 10, 63, 64, 65, 127, 128, 129, 256):
                digits = STEAM_DIGITS if kind == STEAM else 6 + size % 5
                secret = bytes((i * 11 + size) & 0xFF for i in range(size))
                one = account(kind, secret, hash_id, digits)
                maker = CodeMaker(one)
                for counter in COUNTERS:
                    want = otp.code(one, counter)
                    assert maker.code(counter) == want, (kind, hash_id, size, counter)
                    assert len(want) == digits, want


def test_codes_keep_their_leading_zeros():
    maker = CodeMaker(account())
    # Of a thousand codes of six digits about a hundred start with a zero.
    padded = [counter for counter in range(1000) if maker.code(counter)[0] == "0"]
    assert len(padded) > 50, padded
    assert all(len(maker.code(counter)) == 6 for counter in padded)


def test_ten_digits_have_more_places_than_31_bits():
    maker = CodeMaker(account(digits=10))
    for counter in range(100):
        text = maker.code(counter)
        assert len(text) == 10 and text[0] in "012", text


def test_a_counter_out_of_64_bits_is_refused():
    maker = CodeMaker(account())
    for counter in (-1, 1 << 64, -(1 << 64)):
        assert raises(BadField, maker.code, counter).field == "counter", counter


def test_two_makers_do_not_disturb_each_other():
    for hash_id in range(3):
        one = account(secret=b"one one one", hash_id=hash_id)
        other = account(secret=b"other other", hash_id=hash_id)
        makers = CodeMaker(one), CodeMaker(other)
        for counter in range(5):
            assert makers[0].code(counter) == otp.code(one, counter)
            assert makers[1].code(counter) == otp.code(other, counter)


def test_a_wiped_maker_has_no_key_and_makes_no_code():
    for hash_id in range(3):
        maker = CodeMaker(account(hash_id=hash_id))
        maker.code(1)
        key = maker._key
        maker.wipe()
        buffers = [getattr(key, name) for name in dir(key) if not name.startswith("__")]
        assert not any(any(value) for value in buffers if isinstance(value, bytearray)), hash_id
        raises(AttributeError, maker.code, 1)


def test_the_secret_of_the_account_stays_with_the_account():
    one = account(secret=bytearray(b"12345678901234567890"))
    CodeMaker(one).wipe()
    assert one.secret == b"12345678901234567890"

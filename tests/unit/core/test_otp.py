"""Codes against the tables of RFC 4226 and RFC 6238, and against CPython's hmac (literals)."""

from binascii import unhexlify

from raises import raises

from otpfob.core import otp
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import BadField
from otpfob.core.hmac import SHA1, SHA256, SHA512, digest

SECRET = b"12345678901234567890"
SEEDS = (SECRET, (SECRET * 2)[:32], (SECRET * 4)[:64])

# RFC 4226, appendix D: HMAC, truncated to hexadecimal and decimal, code.
RFC_4226 = (
    ("cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 0x4C93CF18, 1284755224, "755224"),
    ("75a48a19d4cbe100644e8ac1397eea747a2d33ab", 0x41397EEA, 1094287082, "287082"),
    ("0bacb7fa082fef30782211938bc1c5e70416ff44", 0x82FEF30, 137359152, "359152"),
    ("66c28227d03a2d5529262ff016a1e6ef76557ece", 0x66EF7655, 1726969429, "969429"),
    ("a904c900a64b35909874b33e61c5938a8e15ed1c", 0x61C5938A, 1640338314, "338314"),
    ("a37e783d7b7233c083d4f62926c7a25f238d0316", 0x33C083D4, 868254676, "254676"),
    ("bc9cd28561042c83f219324d3c607256c03272ae", 0x7256C032, 1918287922, "287922"),
    ("a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", 0x4E5B397, 82162583, "162583"),
    ("1b3c89f65e6c9e883012052823443f048b4332db", 0x2823443F, 673399871, "399871"),
    ("1637409809a679dc698207310c8c7fc07290d9e5", 0x2679DC69, 645520489, "520489"),
)

# RFC 6238, appendix B: seconds, step, codes with SHA-1, SHA-256 and SHA-512.
RFC_6238 = (
    (59, 0x1, ("94287082", "46119246", "90693936")),
    (1111111109, 0x23523EC, ("07081804", "68084774", "25091201")),
    (1111111111, 0x23523ED, ("14050471", "67062674", "99943326")),
    (1234567890, 0x273EF07, ("89005924", "91819424", "93441116")),
    (2000000000, 0x3F940AA, ("69279037", "90698825", "38618901")),
    (20000000000, 0x27BC86AA, ("65353130", "77737706", "47863826")),
)

# CPython's hmac, ten digits. Key: bytes (7 * i + size) & 255. Counter: 1000003 * size.
KEY_SIZES = (
    (1, ("1883688285", "2143384122", "1681817214")),
    (63, ("0838563322", "1643566807", "0265755234")),
    (64, ("1862624121", "1074327161", "0270384580")),
    (65, ("0211276228", "0032589529", "1240581434")),
    (66, ("1363436116", "1867664386", "1019134008")),
    (127, ("1983277482", "1353461901", "0774280353")),
    (128, ("0720481927", "1648568405", "0517990582")),
    (129, ("0560784906", "1650569407", "0168767927")),
    (130, ("1484314306", "1932552962", "0277612680")),
    (256, ("1313234185", "0259249060", "0874633883")),
)

# CPython's hmac, ten digits of SECRET: where 31, 32, 62, 63 and 64 bits end.
COUNTERS = (
    (0x0, ("1284755224", "2074875740", "0604125165")),
    (0x7FFFFFFF, ("0627223505", "0570659764", "1432055023")),
    (0x80000000, ("0404197202", "0337431985", "0501176053")),
    (0xFFFFFFFF, ("0257117190", "1915864850", "0725221314")),
    (0x100000000, ("0255999456", "0717111431", "0843669221")),
    (0x3FFFFFFFFFFFFFFF, ("1016127442", "0145044423", "0643116106")),
    (0x4000000000000000, ("1923109307", "1963768146", "0138168601")),
    (0x7FFFFFFFFFFFFFFF, ("0150181742", "1369076418", "1470447857")),
    (0x8000000000000000, ("0817959616", "1172014544", "0997840280")),
    (0xFFFFFFFFFFFFFFFF, ("1663094451", "0027790413", "1111381515")),
)

# Computed with CPython's hmac and divmod.
STEAM_CODES = (
    (SECRET, 0, ("GG5F5", "4TMFM", "9962V")),
    (SECRET, 1, ("PV9M4", "M58C5", "75284")),
    (SECRET, 41152263, ("VHHQY", "JM329", "2F7QF")),
    (bytes(range(20)), 57000000, ("68K86", "RTQ4F", "2J2TC")),
    (b"\xff" * 20, 1 << 40, ("X7MGM", "XY9W7", "64PYW")),
    (SECRET, (1 << 64) - 1, ("7W2CY", "346TB", "WGW2J")),
)


def test_the_table_of_rfc_4226_with_its_intermediate_values():
    for counter, (mac, hexadecimal, decimal, code) in enumerate(RFC_4226):
        made = digest(SECRET, counter.to_bytes(8, "big"), SHA1)
        assert made == unhexlify(mac), counter
        assert otp.truncate(made) == hexadecimal == decimal, counter
        assert otp.hotp(SECRET, counter) == code, counter


def test_the_table_of_rfc_6238():
    for unix_s, step, codes in RFC_6238:
        assert otp.step(unix_s, 30) == step, unix_s
        for hash_id in (SHA1, SHA256, SHA512):
            made = otp.hotp(SEEDS[hash_id], step, 8, hash_id)
            assert made == codes[hash_id], (unix_s, hash_id, made)


def test_truncation_clears_the_sign_at_every_place():
    for place in range(16):
        mac = bytearray(b"\xff" * 20)
        mac[19] = 0xF0 | place
        assert otp.truncate(mac) == 0x7FFFFFFF, place
        mac = bytearray(20)
        mac[place : place + 4] = b"\x81\x02\x03\x04"
        mac[19] = place
        assert otp.truncate(mac) == 0x01020304, place


def test_six_to_ten_digits_are_the_end_of_one_number():
    whole = "1094287082"
    for digits in range(6, 11):
        assert otp.hotp(SECRET, 1, digits) == whole[-digits:], digits


def test_zeros_in_front_are_kept():
    # Truncated numbers 1055000010 and 1627000011: found with CPython's hmac.
    assert otp.hotp(SECRET, 65371) == "000010"
    assert otp.hotp(SECRET, 73642, 7) == "7000011"
    assert otp.hotp(SECRET, 7, 8) == "82162583"
    assert otp.hotp(SECRET, 7, 10) == "0082162583"


def test_keys_around_the_blocks_of_the_hashes():
    for size, codes in KEY_SIZES:
        key = bytes((7 * i + size) & 255 for i in range(size))
        for hash_id in (SHA1, SHA256, SHA512):
            made = otp.hotp(key, 1000003 * size, 10, hash_id)
            assert made == codes[hash_id], (size, hash_id, made)


def test_counters_of_all_64_bits():
    for counter, codes in COUNTERS:
        for hash_id in (SHA1, SHA256, SHA512):
            made = otp.hotp(SECRET, counter, 10, hash_id)
            assert made == codes[hash_id], (counter, hash_id, made)


def test_the_codes_of_steam():
    for key, counter, codes in STEAM_CODES:
        for hash_id in (SHA1, SHA256, SHA512):
            made = otp.steam(key, counter, hash_id)
            assert made == codes[hash_id], (key, counter, hash_id, made)


def test_steam_starts_with_the_least_significant_character():
    assert otp.steam_text(0) == "22222"
    assert otp.steam_text(1) == "32222"
    assert otp.steam_text(25) == "Y2222"
    assert otp.steam_text(26) == "23222"
    assert otp.steam_text(0x7FFFFFFF) == "WXPBQ"


def test_digits_and_counters_out_of_their_limits_are_refused():
    for digits in (-1, 0, 5, 11):
        assert raises(BadField, otp.hotp, SECRET, 0, digits).field == "digits", digits
    for counter in (-1, 1 << 64, 1 << 70, -(1 << 64)):
        assert raises(BadField, otp.hotp, SECRET, counter).field == "counter", counter
        assert raises(BadField, otp.steam, SECRET, counter).field == "counter", counter


def test_a_step_lasts_its_period_to_the_second():
    for period_s in (1, 30, 60, 86400):
        for start in (0, period_s, 1000 * period_s):
            assert otp.step(start, period_s) == start // period_s
            assert otp.seconds_left(start, period_s) == period_s
            last = start + period_s - 1
            assert otp.step(last, period_s) == start // period_s
            assert otp.seconds_left(last, period_s) == 1


def test_an_account_decides_how_its_code_is_made():
    cases = ((TOTP, "287082"), (HOTP, "287082"), (STEAM, "PV9M4"))
    for kind, want in cases:
        account = Account(kind, "Acme", "ann", SECRET, digits=5 if kind == STEAM else 6)
        assert otp.code(account, 1) == want, kind
    account = Account(HOTP, "Acme", "ann", SEEDS[SHA512], SHA512, 8)
    assert otp.code(account, 0x27BC86AA) == "47863826"
    steam = Account(STEAM, "Steam", "ann", SECRET, SHA256, 5)
    assert otp.code(steam, 0) == "4TMFM"

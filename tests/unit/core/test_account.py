"""An account keeps its limits, names the field that breaks one, and never shows its secret."""

from raises import raises

from otpfob.core.account import HOTP, MAX_COUNTER, STEAM, TOTP, Account, check_counter
from otpfob.core.errors import BadField

SECRET = b"12345678901234567890"


def account(**changes):
    fields = {
        "kind": TOTP,
        "issuer": "Acme",
        "name": "ann",
        "secret": SECRET,
        "hash_id": 0,
        "digits": 6,
        "period_s": 30,
    }
    for field in changes:
        assert field in fields, field
    fields.update(changes)
    return Account(**fields)


def refused(field, **changes):
    error = raises(BadField, lambda: account(**changes))
    assert error.field == field, (changes, error.field)
    assert error.code == "bad_field"


def test_the_fields_are_as_given():
    one = Account(HOTP, "Acme", "ann", SECRET, 2, 8, 60)
    got = (one.kind, one.issuer, one.name, one.secret, one.hash_id, one.digits, one.period_s)
    assert got == (HOTP, "Acme", "ann", SECRET, 2, 8, 60), got


def test_what_is_left_out_is_sha1_six_digits_thirty_seconds():
    one = Account(TOTP, "Acme", "ann", SECRET)
    assert (one.hash_id, one.digits, one.period_s) == (0, 6, 30)


def test_every_limit_is_inside():
    for kind in (TOTP, HOTP):
        for hash_id in range(3):
            for digits in range(6, 11):
                account(kind=kind, hash_id=hash_id, digits=digits)
    account(kind=STEAM, digits=5)
    for size in (1, 15, 16, 255, 256):
        assert len(account(secret=b"k" * size).secret) == size
    for period_s in (1, 30, 86_400):
        assert account(period_s=period_s).period_s == period_s
    account(issuer="i" * 64, name="n" * 64)
    account(issuer="", name="n")
    account(issuer="i", name="")


def test_kinds_beyond_the_three_are_refused():
    for kind in (-1, 3, 256, None, "totp", 1.0, True, False):
        refused("kind", kind=kind)


def test_hashes_beyond_the_three_are_refused():
    for hash_id in (-1, 3, None, "SHA1", True, 1.0):
        refused("hash", hash_id=hash_id)


def test_digits_out_of_six_to_ten_are_refused():
    for digits in (-6, 0, 5, 11, 1000, None, "6", 6.0, True):
        refused("digits", digits=digits)


def test_steam_has_five_and_nothing_else():
    for digits in (4, 6, 10, None):
        refused("digits", kind=STEAM, digits=digits)


def test_periods_out_of_a_day_are_refused():
    for period_s in (0, -1, 86_401, 1 << 32, None, "30", 30.0, True):
        refused("period", period_s=period_s)


def test_secrets_of_no_or_too_many_bytes_are_refused():
    for secret in (b"", b"k" * 257, "12345678901234567890", None, 5, [1, 2]):
        refused("secret", secret=secret)


def test_texts_count_in_bytes_of_utf8():
    # Two, three and four bytes each.
    for character, most in (("é", 32), ("€", 21), ("🔑", 16)):
        text = character * most
        assert account(issuer=text).issuer == text
        assert account(name=text).name == text
        longer = text + character
        refused("issuer", issuer=longer)
        refused("name", name=longer)
    refused("issuer", issuer="i" * 65)
    refused("name", name="n" * 65)


def test_texts_of_another_type_are_refused():
    for text in (None, 5, b"Acme", ["Acme"], True):
        refused("issuer", issuer=text)
        refused("name", name=text)


def test_control_characters_are_refused():
    for point in [0, 1, 9, 10, 13, 27, 31, 127, 128, 155, 159]:
        refused("issuer", issuer="Ac" + chr(point) + "me")
        refused("name", name="an" + chr(point))
    for point in (32, 126, 160):
        account(issuer="Ac" + chr(point) + "me")


def test_half_a_surrogate_pair_is_refused():
    for point in (0xD800, 0xDBFF, 0xDC00, 0xDFFF):
        refused("issuer", issuer=chr(point))
        refused("name", name=chr(point))
    for point in (0xD7FF, 0xE000):
        account(issuer=chr(point))


def test_issuer_and_name_are_not_both_empty():
    refused("name", issuer="", name="")


def test_texts_are_kept_as_given():
    for text in (" blank ", "Ärger & Söhne", "Почта", "Ταυτότητα", "a:b", "日本", "e\u0301"):
        assert account(issuer=text, name=text).issuer == text
        assert account(issuer=text, name=text).name == text


def test_counters_are_64_bits():
    for counter in (0, 1, (1 << 63) - 1, 1 << 63, MAX_COUNTER):
        check_counter(counter)
    for counter in (-1, MAX_COUNTER + 1, None, "0", 1.0, True):
        assert raises(BadField, check_counter, counter).field == "counter", counter


def test_no_repr_holds_the_secret():
    one = account(secret=b"SecretSecretSecret")
    for text in (repr(one), str(one), f"{one}", repr([one]), repr((1, {"a": one}))):
        assert "Secret" not in text and "536563726574" not in text.lower(), text


def test_no_error_holds_the_secret_or_the_name():
    secret = b"SecretSecretSecret" * 20
    error = raises(BadField, lambda: account(secret=secret, name="Hidden"))
    for text in (repr(error), str(error), repr(error.args), error.says):
        assert "Secret" not in text and "Hidden" not in text, text


def test_a_wiped_secret_is_overwritten_and_gone():
    secret = bytearray(SECRET)
    one = account(secret=secret)
    one.wipe()
    assert secret == bytes(len(SECRET)) and not hasattr(one, "secret")
    one.wipe()
    one = account()
    one.wipe()
    assert not hasattr(one, "secret")

"""fobctl.sources.typed makes an account of typed-in text, or names the field that is wrong."""

import pytest

from fobctl.sources.new_account import SourceError
from fobctl.sources.typed import TypedFields, build
from otpfob.core.account import HOTP, STEAM, TOTP
from otpfob.core.hmac import SHA1, SHA256

SECRET = "gezd gnbv-gy3t qojq GEZD GNBV GY3T QOJQ"
KEY = b"12345678901234567890"


def typed(**given):
    return build(TypedFields(**{"issuer": "Acme", "name": "ann", "secret": SECRET, **given}))


def refusal(**given):
    with pytest.raises(SourceError) as caught:
        typed(**given)
    assert str(caught.value).endswith((".", "?"))
    return caught.value


def facts(new):
    a = new.account
    return a.kind, a.issuer, a.name, a.secret, a.hash_id, a.digits, a.period_s, new.counter


def test_issuer_name_and_secret_are_enough():
    new = typed()
    assert facts(new) == (TOTP, "Acme", "ann", KEY, SHA1, 6, 30, 0)
    assert new.warnings == () and new.label == "Acme: ann"


def test_every_field_is_used():
    new = typed(digits=" 8 ", period="60", algorithm="sha-256")
    assert facts(new) == (TOTP, "Acme", "ann", KEY, SHA256, 8, 60, 0)
    new = typed(kind="counter", counter="18446744073709551615")
    assert facts(new) == (HOTP, "Acme", "ann", KEY, SHA1, 6, 30, 2**64 - 1)


@pytest.mark.parametrize(
    ("word", "kind", "digits"),
    [
        ("time", TOTP, 6),
        ("totp", TOTP, 6),
        (" TOTP ", TOTP, 6),
        ("", TOTP, 6),
        ("counter", HOTP, 6),
        ("hotp", HOTP, 6),
        ("Steam", STEAM, 5),
    ],
)
def test_the_kind_is_known_by_its_words(word, kind, digits):
    account = typed(kind=word).account
    assert (account.kind, account.digits) == (kind, digits)


def test_the_address_of_a_portal_is_kept_as_given():
    new = typed(issuer=" https://portal.example.com/ ", name="ann@example.com")
    assert new.label == "https://portal.example.com/: ann@example.com"


def test_one_of_issuer_and_name_is_enough():
    assert typed(issuer="").label == "ann"
    assert typed(name="").label == "Acme"
    assert refusal(issuer=" ", name="").field == "name"


def test_a_short_secret_is_accepted_with_a_warning():
    assert "80 bits" in typed(secret="JBSW Y3DP EHPK 3PXP").warnings[0]


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"kind": "time-based"}, "kind", "time, counter or steam"),
        ({"issuer": "x" * 65}, "issuer", "65 bytes"),
        ({"name": "ż" * 33}, "name", "66 bytes"),
        ({"name": "a\x1bb"}, "name", "control character"),
        ({"issuer": "a\udc80"}, "issuer", "Unicode"),
        ({"secret": ""}, "secret", "empty"),
        ({"secret": " - = "}, "secret", "empty"),
        ({"secret": "MZXW 6Y0B"}, "secret", "is a 0; did the site show the letter O?"),
        ({"secret": "MZX"}, "secret", "3 characters"),
        ({"secret": "A" * 412}, "secret", "257 bytes"),
        ({"secret": "otpauth://totp/x?secret=MZXW6YTB"}, "secret", "otpauth URI by itself"),
        ({"digits": "5"}, "digits", "6 to 10"),
        ({"digits": "six"}, "digits", "6 to 10"),
        ({"kind": "steam", "digits": "6"}, "digits", "Steam"),
        ({"period": "0"}, "period", "1 to 86400"),
        ({"period": "86401"}, "period", "1 to 86400"),
        ({"kind": "counter", "period": "30"}, "period", "time accounts"),
        ({"counter": "0"}, "counter", "kind counter"),
        ({"kind": "hotp", "counter": "-1"}, "counter", "0 to 18446744073709551615"),
        ({"kind": "hotp", "counter": "18446744073709551616"}, "counter", "0 to"),
        ({"algorithm": "md5"}, "algorithm", "SHA1, SHA256 or SHA512"),
    ],
)
def test_what_is_wrong_is_refused_by_its_field(given, field, said):
    error = refusal(**given)
    assert error.field == field and said in str(error) and field in str(error)


def test_no_error_and_no_repr_holds_the_secret():
    assert "MZXW" not in str(refusal(secret="MZXW 6YTB OI0B"))
    assert "MZXW" not in repr(TypedFields("Acme", "ann", "MZXW6YTB"))
    assert "MZXW" not in repr(typed(secret="MZXW6YTB"))

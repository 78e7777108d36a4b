"""fobctl.sources.otpauth refuses what is no key, naming the field and never its secret."""

import pytest

from fobctl.sources.new_account import SourceError
from fobctl.sources.otpauth import parse
from otpfob.core.base32 import encode

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
GOOD = f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme"


def refusal(uri):
    with pytest.raises(SourceError) as caught:
        parse(uri)
    return caught.value


def with_secret(text):
    return f"otpauth://totp/Acme:ann?secret={text}&issuer=Acme"


def named(label, issuer=None):
    tail = "" if issuer is None else f"&issuer={issuer}"
    account = parse(f"otpauth://totp/{label}?secret={SECRET}{tail}").account
    return account.issuer, account.name


@pytest.mark.parametrize(
    ("extra", "field"),
    [("issuer=Bcme", "issuer"), ("secret=MZXW6YTBOI", "secret"), ("digits=6&digits=8", "digits")],
)
def test_a_parameter_given_twice_with_two_values_is_refused(extra, field):
    error = refusal(f"{GOOD}&{extra}")
    assert error.field == field and "twice" in str(error) and field in str(error)


def test_a_missing_and_an_empty_secret_are_told_apart():
    assert "missing" in str(refusal("otpauth://totp/Acme:ann?issuer=Acme"))
    assert "missing" in str(refusal("otpauth://totp/Acme:ann"))
    for text in ("", "====", "+-+"):
        error = refusal(with_secret(text))
        assert "empty" in str(error) and error.field == "secret"
    assert "empty" in str(refusal("steam://"))


@pytest.mark.parametrize("size", [1, 3, 6, 9, 11, 14])
def test_a_length_that_no_base32_text_has_is_refused(size):
    error = refusal(with_secret("MZXW6YTBOIMZXW"[:size]))
    assert error.field == "secret" and f"{size} characters" in str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MZXW6Y0B", "position 7 is a 0; did the site show the letter O?"),
        ("MZXW6Y1B", "position 7 is a 1; did the site show the letter I or L?"),
        ("8ZXW6YTB", "position 1 is an 8; did the site show the letter B?"),
        ("MZXW6YT9", "position 8 is a 9."),
        ("MZXW!YTB", "position 5 is none of them."),
        ("MZXW\u017fYTB", "position 5 is none of them."),
        ("MZXW%C4%B1YTB", "position 5 is none of them."),
        ("MZXW\u0665YTB", "position 5 is none of them."),
        ("mz-xw 6y0b", "position 7 (blanks, dashes and = not counted) is a 0;"),
    ],
)
def test_a_foreign_character_in_a_secret_is_named_by_position_only(text, said):
    error = refusal(with_secret(text))
    assert said in str(error) and error.field == "secret"
    assert "mzxw" not in str(error).lower() and "zxw" not in str(error).lower()


def test_a_secret_over_256_bytes_is_refused():
    assert len(parse(with_secret(encode(bytes(256)))).account.secret) == 256
    error = refusal(with_secret(encode(bytes(257))))
    assert "257 bytes" in str(error) and "256" in str(error)


@pytest.mark.parametrize("text", ["5", "11", "0", "-6", "six", "", "6.0", "٦", "6" * 5000, "0x6"])
def test_digits_outside_6_to_10_are_refused(text):
    error = refusal(f"{GOOD}&digits={text}")
    assert error.field == "digits" and "digits must be a number from 6 to 10" in str(error)


@pytest.mark.parametrize("text", ["0", "86401", "-30", "30s", "", "1e3"])
def test_a_period_outside_a_day_is_refused(text):
    error = refusal(f"{GOOD}&period={text}")
    assert error.field == "period" and "period must be a number from 1 to 86400" in str(error)


@pytest.mark.parametrize("text", ["-1", "18446744073709551616", "9" * 30, "x", "", "1 2"])
def test_a_counter_outside_64_bits_is_refused(text):
    error = refusal(f"otpauth://hotp/Acme:ann?secret={SECRET}&counter={text}")
    assert error.field == "counter" and "counter must be a number from 0" in str(error)


def test_the_limits_themselves_are_accepted():
    assert parse(GOOD + "&digits=10&period=86400").account.period_s == 86_400
    assert parse(GOOD + "&digits=06&period=1").account.period_s == 1


@pytest.mark.parametrize("text", ["6", "8", "", "five"])
def test_a_steam_account_with_other_than_5_digits_is_refused(text):
    assert refusal(f"otpauth://steam/a?secret={SECRET}&digits={text}").field == "digits"


@pytest.mark.parametrize("text", ["MD5", "SHA224", "SHA3-256", "", "SHA", "ＳＨＡ１"])
def test_an_unknown_algorithm_is_refused(text):
    error = refusal(f"{GOOD}&algorithm={text}")
    assert error.field == "algorithm" and "SHA1, SHA256 or SHA512" in str(error)


@pytest.mark.parametrize("name", ["motp", "yaotp"])
def test_a_foreign_type_is_refused_by_name(name):
    error = refusal(f"otpauth://{name}/Acme:ann?secret={SECRET}")
    assert error.field == "type" and f"type {name} " in str(error)


@pytest.mark.parametrize("name", ["", "totpx", SECRET, "ａ"])
def test_an_unknown_type_is_refused_without_repeating_it(name):
    error = refusal(f"otpauth://{name}/Acme:ann?secret={SECRET}")
    assert error.field == "type" and "totp, hotp or steam" in str(error)
    assert SECRET not in str(error)


@pytest.mark.parametrize("uri", [GOOD + "&encoder=base10", GOOD.replace("totp", "hotp")])
def test_an_unknown_encoder_is_refused(uri):
    assert refusal(uri + ("" if "encoder" in uri else "&encoder=steam")).field == "encoder"


@pytest.mark.parametrize("field", ["name", "issuer"])
def test_a_text_over_64_bytes_is_refused_with_its_size(field):
    issuer, name = ("x", "ż" * 32) if field == "name" else ("ż" * 32, "x")
    assert named(f"{issuer}:{name}") == (issuer, name)
    name, issuer = (name + "!", issuer) if field == "name" else (name, issuer + "!")
    error = refusal(f"otpauth://totp/{issuer}:{name}?secret={SECRET}")
    assert error.field == field and f"The {field} has 65 bytes" in str(error)


def test_an_issuer_parameter_over_64_bytes_is_refused():
    assert "65 bytes" in str(refusal(f"otpauth://totp/a?secret={SECRET}&issuer={'x' * 65}"))


@pytest.mark.parametrize("code", ["%00", "%0A", "%1F", "%7F", "%C2%85", "\t", "\x1b"])
def test_control_characters_are_refused(code):
    for label, field in ((f"Acme:a{code}b", "name"), (f"A{code}b:ann", "issuer")):
        error = refusal(f"otpauth://totp/{label}?secret={SECRET}")
        assert error.field == field and "control character" in str(error)
    assert refusal(f"otpauth://totp/a?issuer=A{code}&secret={SECRET}").field == "issuer"


@pytest.mark.parametrize("bad", ["%", "%4", "%ZZ", "%+1", "100%"])
def test_bad_percent_encoding_is_refused(bad):
    for uri, field in (
        (f"otpauth://totp/Acme:a{bad}?secret={SECRET}", "name"),
        (f"otpauth://totp/{bad}:ann?secret={SECRET}", "issuer"),
        (f"otpauth://totp/ann?issuer={bad}&secret={SECRET}", "issuer"),
        (f"otpauth://totp/ann?secret={SECRET}{bad}", "secret"),
        (f"steam://{SECRET}{bad}", "secret"),
    ):
        error = refusal(uri)
        assert "%" in str(error) and SECRET not in str(error)
        assert error.field == field and field in str(error)


@pytest.mark.parametrize("bad", ["%FF", "%C3", "%C0%80", "%ED%A0%80", "\ud800"])
def test_bad_utf_8_is_refused_and_nothing_of_it_is_kept(bad):
    for uri in (
        f"otpauth://totp/Acme:a{bad}?secret={SECRET}",
        f"otpauth://totp/ann?issuer={bad}&secret={SECRET}",
        f"otpauth://totp/ann?secret={SECRET}{bad}",
    ):
        error = refusal(uri)
        assert "UTF-8" in str(error)
        # A UnicodeDecodeError in the context would hold the bytes.
        assert error.__context__ is None and error.__cause__ is None


@pytest.mark.parametrize("label", ["", ":", "%20:%20", "%3A"])
def test_no_issuer_and_no_name_is_refused(label):
    error = refusal(f"otpauth://totp/{label}?secret={SECRET}")
    assert error.field == "name" and "name is missing" in str(error)


def test_a_google_export_is_refused_by_name():
    for uri in ("otpauth-migration://offline?data=CjEK", "OTPAUTH-MIGRATION://x"):
        assert "Google Authenticator" in str(refusal(uri))


@pytest.mark.parametrize("uri", ["", " ", "x", SECRET, "https://a.b", "otpauth:totp/a", "://"])
def test_what_is_no_otpauth_uri_is_refused(uri):
    assert "no otpauth URI" in str(refusal(uri))
    assert SECRET not in str(refusal(uri))


def test_a_uri_of_8_kib_is_read_and_a_longer_one_refused_at_once():
    padding = 8192 - len(GOOD + "&image=")
    assert parse(GOOD + "&image=" + "x" * padding)
    assert "8192" in str(refusal(GOOD + "&image=" + "x" * (padding + 1)))
    assert "8192" in str(refusal("otpauth://totp/" + "%41" * 1_000_000))

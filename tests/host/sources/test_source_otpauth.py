"""fobctl.sources.otpauth reads what sites write, and refuses the rest by field and reason."""

import subprocess
import sys

import pytest

from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.otpauth import parse, write
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.base32 import decode, encode
from otpfob.core.hmac import SHA1, SHA256, SHA512

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KEY = b"12345678901234567890"
GOOD = f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme"


def facts(new):
    a = new.account
    return (
        a.kind,
        a.issuer,
        a.name,
        bytes(a.secret),
        a.hash_id,
        a.digits,
        a.period_s,
        new.counter,
        new.warnings,
    )


def with_secret(text):
    return f"otpauth://totp/Acme:ann?secret={text}&issuer=Acme"


def named(label, issuer=None):
    tail = "" if issuer is None else f"&issuer={issuer}"
    account = parse(f"otpauth://totp/{label}?secret={SECRET}{tail}").account
    return account.issuer, account.name


def test_a_plain_totp_key_is_read_with_the_usual_values():
    assert facts(parse(GOOD)) == (TOTP, "Acme", "ann", KEY, SHA1, 6, 30, 0, ())


def test_every_parameter_is_read():
    new = parse(GOOD + "&algorithm=SHA512&digits=8&period=60")
    assert facts(new) == (TOTP, "Acme", "ann", KEY, SHA512, 8, 60, 0, ())
    new = parse(f"otpauth://hotp/Acme:ann?secret={SECRET}&counter=18446744073709551615&digits=10")
    assert facts(new) == (HOTP, "Acme", "ann", KEY, SHA1, 10, 30, 2**64 - 1, ())


def test_blanks_and_a_byte_order_mark_around_the_uri_are_dropped():
    assert facts(parse("\ufeff \t" + GOOD + "\r\n ")) == facts(parse(GOOD))


def test_an_80_bit_secret_is_accepted_with_a_warning():
    new = parse(with_secret("JBSWY3DPEHPK3PXP"))
    assert bytes(new.account.secret) == decode("JBSWY3DPEHPK3PXP")
    assert len(new.warnings) == 1 and "80 bits" in new.warnings[0]


def test_a_128_bit_secret_needs_no_warning():
    assert parse(with_secret(encode(bytes(16)))).warnings == ()
    assert len(parse(with_secret(encode(bytes(15)))).warnings) == 1


@pytest.mark.parametrize(
    "text",
    [
        SECRET.lower(),
        "gezd GNBV gy3t qojq GEZD GNBV GY3T QOJQ",
        "gezd+gnbv+gy3t+qojq+gezd+gnbv+gy3t+qojq",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
        "GEZD%20GNBV%20GY3TQOJQGEZDGNBVGY3TQOJQ",
        "GEZD\u00a0GNBV\u2013GY3TQOJQGEZDGNBVGY3TQOJQ",
        SECRET + "====",
        SECRET + "%3D%3D",
    ],
)
def test_case_blanks_dashes_and_padding_in_a_secret_do_not_matter(text):
    assert bytes(parse(with_secret(text)).account.secret) == KEY


@pytest.mark.parametrize(
    ("label", "want"),
    [
        ("Acme:ann", ("Acme", "ann")),
        ("Acme%3Aann", ("Acme", "ann")),
        ("Acme%3aann", ("Acme", "ann")),
        ("Acme:%20ann", ("Acme", "ann")),
        ("Acme:%20%20ann", ("Acme", "ann")),
        ("Acme%3A%20ann", ("Acme", "ann")),
        ("Acme: ann", ("Acme", "ann")),
        ("Acme%3AEU:ann", ("Acme:EU", "ann")),
        ("Acme:ann%3Ahome", ("Acme", "ann:home")),
        ("Acme:", ("Acme", "")),
        (":ann", ("", "ann")),
        ("ann", ("", "ann")),
        ("Acme/EU:ann", ("Acme/EU", "ann")),
        ("https://portal.example.com/:ann", ("https://portal.example.com/", "ann")),
        ("https%3A//portal.example.com%3Aann", ("https://portal.example.com", "ann")),
    ],
)
def test_the_label_is_split_into_issuer_and_name(label, want):
    assert named(label) == want


def test_an_issuer_with_a_colon_is_kept_whole_when_the_parameter_says_so():
    assert named("Acme:EU:ann", "Acme:EU") == ("Acme:EU", "ann")


def test_the_issuer_may_come_from_the_parameter_alone():
    assert named("ann", "Acme") == ("Acme", "ann")
    assert named("", "Acme") == ("Acme", "")
    assert parse(f"otpauth://totp?secret={SECRET}&issuer=Acme").account.issuer == "Acme"


def test_an_empty_issuer_parameter_leaves_the_labels():
    assert named("Acme:ann", "") == ("Acme", "ann")


def test_scheme_type_and_keys_may_be_in_upper_case():
    new = parse(f"OTPAUTH://TOTP/Acme:ann?SECRET={SECRET}&ISSUER=Acme&DIGITS=8&Algorithm=sha256")
    assert facts(new) == (TOTP, "Acme", "ann", KEY, SHA256, 8, 30, 0, ())


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("SHA1", SHA1),
        ("sha-1", SHA1),
        ("HmacSHA1", SHA1),
        ("SHA-256", SHA256),
        ("sha_256", SHA256),
        ("HmacSHA256", SHA256),
        ("HMAC-SHA-512", SHA512),
        ("hmac+sha+512", SHA512),
    ],
)
def test_the_algorithm_is_known_by_all_its_spellings(text, want):
    assert parse(f"{GOOD}&algorithm={text}").account.hash_id == want


def test_hotp_without_a_counter_starts_at_0_with_a_warning():
    new = parse(f"otpauth://hotp/Acme:ann?secret={SECRET}")
    assert new.counter == 0
    assert new.warnings == ("The key has no counter: it starts at 0.",)
    assert parse(f"otpauth://hotp/Acme:ann?secret={SECRET}&counter=0").warnings == ()


def test_a_period_does_not_matter_to_hotp_nor_a_counter_to_totp():
    assert parse(f"otpauth://hotp/a?secret={SECRET}&counter=7&period=0").counter == 7
    assert parse(GOOD + "&counter=-1").counter == 0


@pytest.mark.parametrize(
    "uri",
    [
        f"otpauth://steam/Steam:ann?secret={SECRET}",
        f"otpauth://steam/Steam:ann?secret={SECRET}&digits=5",
        f"otpauth://totp/Steam:ann?secret={SECRET}&encoder=steam&digits=5&period=30",
        f"otpauth://totp/Steam:ann?secret={SECRET}&Encoder=Steam",
    ],
)
def test_steam_accounts_are_known_by_type_or_encoder(uri):
    assert facts(parse(uri)) == (STEAM, "Steam", "ann", KEY, SHA1, 5, 30, 0, ())


@pytest.mark.parametrize("uri", [f"steam://{SECRET}", f"STEAM://{SECRET.lower()}/"])
def test_a_steam_address_is_a_secret_alone(uri):
    assert facts(parse(uri)) == (STEAM, "Steam", "", KEY, SHA1, 5, 30, 0, ())


def test_a_raw_hash_sign_is_a_character_like_any_other():
    assert named("Acme #1:ann") == ("Acme #1", "ann")
    assert named("ann", "Acme#1") == ("Acme#1", "ann")


def test_an_html_ampersand_separates_parameters():
    new = parse(GOOD.replace("&", "&amp;") + "&amp;digits=8&AMP;period=60")
    assert (new.account.digits, new.account.period_s) == (8, 60)


def test_the_issuer_parameter_beats_the_label_with_a_warning():
    new = parse(f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme%20Ltd")
    assert (new.account.issuer, new.account.name) == ("Acme Ltd", "ann")
    assert len(new.warnings) == 1
    assert '"Acme Ltd"' in new.warnings[0] and '"Acme"' in new.warnings[0]


def test_a_plus_is_a_blank_in_the_query_and_a_plus_in_the_label():
    assert named("ann+work", "Acme+Ltd") == ("Acme Ltd", "ann+work")
    assert named("ann%2Bwork", "A%2BB") == ("A+B", "ann+work")


def test_names_in_any_language_are_read_raw_or_encoded():
    assert named("Банк:Άννα") == ("Банк", "Άννα")
    assert named("%D0%91:%CE%86%20x") == ("Б", "Ά x")


def test_unknown_parameters_are_ignored_even_when_malformed():
    new = parse(GOOD + "&image=https://x/y.png%ZZ&color=ff0000&color=00ff00&\ud800=1&&=")
    assert facts(new) == facts(parse(GOOD))


def test_a_parameter_given_twice_with_one_value_is_accepted():
    assert facts(parse(GOOD + "&issuer=Acme")) == facts(parse(GOOD))


def test_the_secret_is_in_no_repr():
    new = parse(GOOD)
    for text in (repr(new), str(new), repr(new.account), f"{new}"):
        assert SECRET not in text and "12345678" not in text
    assert "account" not in repr(new)


def test_the_label_for_people_names_what_there_is():
    assert parse(GOOD).label == "Acme: ann"
    assert parse(f"otpauth://totp/ann?secret={SECRET}").label == "ann"
    assert parse(f"otpauth://totp/Acme:?secret={SECRET}").label == "Acme"


@pytest.mark.parametrize("counter", [-1, 2**64, True, "0", None])
def test_a_new_account_refuses_a_counter_that_is_none(counter):
    with pytest.raises(SourceError, match="counter"):
        NewAccount(Account(HOTP, "Acme", "ann", KEY), counter)


def test_a_new_account_cannot_be_changed():
    with pytest.raises(AttributeError):
        parse(GOOD).counter = 1


@pytest.mark.parametrize(
    ("uri", "want"),
    [
        (
            GOOD,
            f"otpauth://totp/Acme:ann?secret={SECRET}&issuer=Acme&algorithm=SHA1&digits=6&period=30",
        ),
        (
            f"OTPAUTH://HOTP/a+b%3A?secret={SECRET.lower()}&counter=7&issuer=A+%26B",
            f"otpauth://hotp/A%20%26B:?secret={SECRET}&issuer=A%20%26B&algorithm=SHA1&digits=6&counter=7",
        ),
        (
            f"otpauth://totp/:x%3Ay?encoder=steam&secret={SECRET}",
            f"otpauth://steam/:x%3Ay?secret={SECRET}&algorithm=SHA1&digits=5&period=30",
        ),
        (
            f"otpauth://totp/ann?secret={SECRET}&digits=8&algorithm=HmacSHA512&period=15",
            f"otpauth://totp/ann?secret={SECRET}&algorithm=SHA512&digits=8&period=15",
        ),
    ],
)
def test_the_canonical_form_is_written_and_read_back(uri, want):
    assert write(parse(uri)) == want
    assert write(parse(want)) == want


def test_reading_uris_needs_no_picture_library():
    check = (
        "import sys, fobctl.sources.otpauth, fobctl.sources.typed\n"
        "sys.exit(any(name in sys.modules for name in ('zxingcpp', 'PIL')))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0

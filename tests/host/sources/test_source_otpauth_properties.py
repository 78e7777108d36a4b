"""Properties of fobctl.sources.otpauth over random accounts and damaged URIs."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from fobctl.sources.new_account import NewAccount, SourceError
from fobctl.sources.otpauth import parse, write
from otpfob.core.account import HOTP, STEAM, TOTP, Account

settings.register_profile("sources", derandomize=True, deadline=None, max_examples=300)
PROFILE = settings.get_profile("sources")

SECRET = "JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ"
GOOD = (
    f"otpauth://totp/Acme:ann%40example.com?secret={SECRET}&issuer=Acme&digits=6&period=30",
    f"otpauth://hotp/Acme%3A%20ann?secret={SECRET.lower()}&counter=9&algorithm=SHA256",
    f"otpauth://steam/Steam:ann?secret={SECRET}",
    f"steam://{SECRET}",
)

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=64).map(
    lambda text: text.encode()[:64].decode(errors="ignore").strip(" ")
)


@st.composite
def new_accounts(draw):
    kind = draw(st.sampled_from((TOTP, HOTP, STEAM)))
    issuer, name = draw(texts), draw(texts)
    account = Account(
        kind,
        issuer,
        name if issuer else name or "ann",
        draw(st.binary(min_size=1, max_size=256)),
        draw(st.integers(0, 2)),
        5 if kind == STEAM else draw(st.integers(6, 10)),
        30 if kind == HOTP else draw(st.integers(1, 86_400)),
    )
    return NewAccount(account, draw(st.integers(0, 2**64 - 1)) if kind == HOTP else 0)


def facts(new):
    return vars(new.account), new.counter


def leaks(message):
    """Does the message hold four characters in a row of the secret?"""
    message = message.upper()
    return any(SECRET[i : i + 4] in message for i in range(len(SECRET) - 3))


def check_one_way_or_the_other(uri):
    try:
        new = parse(uri)
    except SourceError as error:
        assert not leaks(str(error) + error.field), str(error)
        assert error.__context__ is None or not leaks(repr(error.__context__))
        assert str(error).endswith((".", "?"))
        return
    assert facts(parse(write(new))) == facts(new)


@PROFILE
@given(new_accounts())
def test_what_is_written_is_read_back_the_same(new):
    again = parse(write(new))
    assert facts(again) == facts(new)
    assert not [text for text in again.warnings if "bits" not in text]
    assert write(again) == write(new)


PIECES = ["&", "=", "?", "/", ":", "#", "%", "%00", "%FF", "+", "&amp;", "\ud800", "\x00", "0",
          "8", "secret=", "&digits=", "&counter=", "&period=", "&encoder=", "&algorithm=",
          "&issuer=", "otpauth://", "motp", "é", "\U0001f600", "x" * 70, "9" * 30]  # fmt: skip


@PROFILE
@given(st.data())
def test_a_damaged_uri_raises_a_source_error_at_most_and_tells_no_secret(data):
    uri = data.draw(st.sampled_from(GOOD))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(uri)))
        end = data.draw(st.integers(start, min(len(uri), start + 9)))
        uri = uri[:start] + data.draw(st.sampled_from(PIECES) | st.text(max_size=3)) + uri[end:]
    check_one_way_or_the_other(uri)


def test_every_cut_and_every_dropped_or_changed_character_is_read_or_refused():
    for uri in GOOD:
        for i in range(len(uri)):
            check_one_way_or_the_other(uri[:i])
            check_one_way_or_the_other(uri[:i] + uri[i + 1 :])
            for character in "0%&=?:\x00\udfff":
                check_one_way_or_the_other(uri[:i] + character + uri[i + 1 :])


def test_a_secret_in_the_wrong_place_is_not_told():
    for place in ("type", "algorithm", "digits", "period", "counter", "encoder", "color"):
        uri = f"otpauth://hotp/ann?secret=MZXW6YTB&{place}={SECRET}"
        check_one_way_or_the_other(uri)
        check_one_way_or_the_other(uri.replace("hotp", SECRET))
        check_one_way_or_the_other(uri.replace("hotp", "totp"))


@PROFILE
@given(st.text(st.characters(exclude_categories=())))
def test_random_text_raises_a_source_error_at_most(text):
    for uri in (text, "otpauth://" + text, "otpauth://totp/" + text, "steam://" + text):
        check_one_way_or_the_other(uri)


@PROFILE
@given(st.text(string.printable, max_size=60))
def test_a_random_secret_is_read_or_refused(text):
    check_one_way_or_the_other("otpauth://totp/ann?secret=" + text)

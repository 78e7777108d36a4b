"""fobctl time doctor: what it asks for, what it finds, and what it says then."""

import json
import time
from base64 import b32decode, b32encode

import pytest
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import BASE32, PROGRAM, SECRET, URI
from host.cli.fake_token import FakeToken, clock_told

from otpfob.core import otp
from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.hmac import SHA1, SHA256, SHA512

ALL_RIGHT = "All is right: this account makes this code, and this PC's clock fits it.\n"
OTHER = b"another key, of 27 bytes, so"


def account(kind=TOTP, hash_id=SHA1, digits=6, period_s=30, secret=SECRET):
    return Account(kind, "Acme", "ann", secret, hash_id, digits, period_s)


def codes(slow_s=0, count=2, **fields):
    """Return lines with the codes of a site whose clock is ahead of ours by so much."""
    site = account(**fields)
    # Now, so that the code is no other before it was read: the doctor allows 20 s.
    step = otp.step(int(time.time()) + slow_s, site.period_s)
    return "".join(otp.code(site, step - back) + "\n" for back in reversed(range(count)))


def found(done):
    """Return the first explanation of a run with --json, and what was said."""
    value = json.loads(done.out)
    assert value["certain"] and len(value["explanations"]) == 1
    return value["explanations"][0], value["says"]


def on_token(fobctl, lines, held, *options, query="acme", counter=0, **token_options):
    with FakeToken(accounts=[(held, counter)], **token_options) as token:
        done = fobctl("--json", "--port", token.port, "time", "doctor", query, *options,
                      stdin=lines)  # fmt: skip
    assert set(token.commands) <= {"list", "prove", "time"}  # it changes nothing, and asks nobody
    return done


# --- without a token -------------------------------------------------------------------------


def test_an_account_that_is_right_is_said_to_be(fobctl):
    done = fobctl("time", "doctor", stdin=f"{BASE32}\n{codes(count=1)}")
    assert (done.status, done.err) == (0, ALL_RIGHT)
    header, row = done.out.splitlines()
    for name in ("kind", "algorithm", "digits", "period", "key", "clock", "differs", "by chance"):
        assert name in header
    assert " ".join(row.split()).startswith("totp SHA-1 6 30 s base32 right nothing 1 in ")


def test_the_clock_of_this_pc_is_found_to_be_wrong(fobctl):
    one, says = found(fobctl("--json", "time", "doctor", stdin=f"{BASE32}\n{codes(94)}"))
    assert one["differs"] == ["clock"]
    assert one["slow_least_s"] <= 94 <= one["slow_most_s"]
    assert says == [
        f"This PC's clock is about {one['slow_s']} s slow "
        f"({one['slow_least_s']} to {one['slow_most_s']} s). Set it first."
    ]


def test_local_time_is_guessed_from_whole_hours(fobctl):
    one, says = found(fobctl("--json", "time", "doctor", stdin=f"{BASE32}\n{codes(-7200)}"))
    assert "s fast (" in says[0]
    assert says[1] == "That is 2 h: was local time taken for UTC?"


def test_settings_that_differ_are_said_with_the_command_that_mends_them(fobctl):
    lines = BASE32 + "\n" + codes(hash_id=SHA512, digits=8, period_s=60)
    one, says = found(fobctl("--json", "time", "doctor", "--algorithm", "SHA256", stdin=lines))
    assert one["differs"] == ["hash", "digits", "period"]
    assert (one["hash"], one["digits"], one["period_s"]) == ("SHA512", 8, 60)
    assert says == [
        "The site uses SHA-512, this account SHA-256.",
        "The site's codes have 8 digits, those of this account 6.",
        "The site's codes change every 60 s, those of this account every 30 s.",
        "Add it like this: `fobctl accounts add --algorithm SHA512 --digits 8 --period 60`.",
    ]


def test_settings_can_be_given(fobctl):
    lines = BASE32 + "\n" + codes(hash_id=SHA512, digits=8, period_s=60, count=1)
    options = ["--algorithm", "SHA512", "--digits", "8", "--period", "60", "--kind", "time"]
    assert found(fobctl("--json", "time", "doctor", *options, stdin=lines))[0]["differs"] == []


def test_a_site_that_counts_is_found(fobctl):
    lines = f"{BASE32}\n{otp.hotp(SECRET, 6)}\n{otp.hotp(SECRET, 7)}\n"
    one, says = found(fobctl("--json", "time", "doctor", stdin=lines))
    assert (one["kind"], one["counter"], one["period_s"], one["slow_s"]) == ("hotp", 7, None, None)
    assert says[0] == "The site makes codes by counter (counter 7), this account by time."
    assert says[1] == "Add it like this: `fobctl accounts add --kind counter`."
    options = ["--kind", "counter", "--counter", "8"]
    one, says = found(fobctl("--json", "time", "doctor", *options, stdin=lines))
    assert one["differs"] == [] and says[0].endswith("and its counter is 7.")


@pytest.mark.parametrize(
    "text, secret, reading",
    [
        ("6869 6a6b 6c6d 6e6f 7071 7273", bytes(range(0x68, 0x74)), "hexadecimal"),
        ("GEHEIMGEHEIM2345", b"GEHEIMGEHEIM2345", "text"),
        ("GEHEIMGEHEIM2345", b"geheimgeheim2345", "lower case text"),
    ],
)
def test_a_key_that_means_something_else_is_found(fobctl, text, secret, reading):
    done = fobctl("--json", "time", "doctor", stdin=f"{text}\n{codes(secret=secret)}")
    one, says = found(done)
    assert (one["key"], one["differs"]) == (reading, ["key"])
    assert f"The site reads the key as {reading}" in says[0]
    assert "convert the key first" in says[0]
    assert text not in done.out + done.err


def test_a_uri_or_a_picture_says_what_the_account_is(fobctl, picture):
    uri = URI + "&algorithm=SHA256&digits=8"
    code = codes(hash_id=SHA256, digits=8, count=1)
    assert found(fobctl("--json", "time", "doctor", stdin=f" {uri}\n{code}"))[0]["differs"] == []
    done = fobctl("--json", "time", "doctor", "--from", picture(uri), stdin=code)
    assert found(done)[0]["differs"] == []


def test_steam_codes_have_letters(fobctl):
    lines = BASE32 + "\n" + codes(kind=STEAM, digits=5, count=1).lower()
    done = fobctl("--json", "time", "doctor", "--kind", "steam", stdin=lines)
    assert found(done)[0]["differs"] == []


def test_nothing_explains_the_code_of_another_account(fobctl):
    lines = f"{BASE32}\n{codes(secret=OTHER)}"
    done = fobctl("time", "doctor", stdin=lines)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("Error: Nothing explains these two codes, one after the other: ")
    as_json = json.loads(fobctl("--json", "time", "doctor", stdin=lines).out)
    assert (as_json["explanations"], as_json["certain"], as_json["codes"]) == ([], False, 2)
    assert as_json["tries"] > 100_000


def test_one_code_that_chance_may_explain_is_not_enough(fobctl):
    fields = {"slow_s": -80_000, "hash_id": SHA512, "period_s": 60}
    one_code, two_codes = codes(count=1, **fields), codes(**fields)
    done = fobctl("time", "doctor", stdin=f"{BASE32}\n{one_code}")
    assert done.status == 1
    assert len(done.out.splitlines()) >= 2  # what it may be is shown all the same
    assert done.err.endswith("Give the code after it, too.\n")
    assert fobctl("time", "doctor", stdin=f"{BASE32}\n{two_codes}").status == 0


# --- with a token ----------------------------------------------------------------------------


def test_an_account_of_the_token_is_proved_and_its_settings_are_taken(fobctl):
    held = account(hash_id=SHA256)
    done = on_token(fobctl, f"{BASE32}\n{codes()}", held)
    one, says = found(done)
    assert done.err.startswith("Proved: the token holds this key for Acme: ann.\n")
    assert one["differs"] == ["hash"]
    assert says == [
        "The site uses SHA-1, the token SHA-256.",
        "Delete account 1, and add it again with the site's settings: "
        "`fobctl accounts add --algorithm SHA1`.",
    ]
    assert json.loads(done.out)["same_key"] is True


def test_a_token_whose_clock_is_slow_is_told_to_the_second(fobctl):
    done = on_token(fobctl, f"{BASE32}\n{codes()}", account(), offset_ms=-94_000)
    one, says = found(done)
    assert one["differs"] == ["clock"]
    assert says == ["The token's clock is 94 s slow, and this PC's is right. `fobctl time set`"]


def test_a_token_and_a_pc_that_are_both_wrong_are_told(fobctl):
    done = on_token(fobctl, f"{BASE32}\n{codes(-500)}", account(), offset_ms=90_000)
    one, says = found(done)
    assert one["slow_least_s"] <= -590 <= one["slow_most_s"]
    assert says[0].startswith("The token's clock is about ")
    assert says[0].endswith("and this PC's is wrong as well: set that first. `fobctl time set`")


def test_a_token_that_is_right_is_right_whatever_this_pcs_clock_shows(fobctl):
    lines = f"{BASE32}\n{codes(500)}"
    one, says = found(on_token(fobctl, lines, account(), offset_ms=500_000))
    assert one["differs"] == []
    assert says == ["All is right: the token makes this code, and the token's clock fits it."]


def test_a_token_whose_clock_is_not_set_is_judged_by_this_pcs(fobctl):
    told = clock_told(unix_ms=None, source="none", bound_ms=None, age_s=None, trust="refused")
    done = on_token(fobctl, f"{BASE32}\n{codes(count=1)}", account(), answers={"time": told})
    assert found(done)[0]["differs"] == []
    assert "Note: the token's clock is not set: this PC's is taken instead." in done.err


def test_a_token_that_holds_another_key_is_told(fobctl):
    done = on_token(fobctl, f"{BASE32}\n{codes()}", account(secret=OTHER))
    one, says = found(done)
    assert "Note: the token holds another key for Acme: ann than this one." in done.err
    assert json.loads(done.out)["same_key"] is False
    assert one["differs"] == ["key"]
    assert says[0] == "The site's key is this one, read as base32; the token holds another."


def test_a_token_that_holds_another_reading_of_the_key_is_told(fobctl):
    text = "ABCDEF234567ABCDEF234567"
    held = account(secret=bytes.fromhex(text))
    done = on_token(fobctl, f"{text}\n{codes(secret=b32decode(text))}", held)
    one, says = found(done)
    assert (one["differs"], one["key"]) == (["key"], "base32")
    assert says[0] == "The site reads the key as base32, the token as hexadecimal."


def test_a_counter_that_ran_ahead_is_told(fobctl):
    lines = f"{BASE32}\n{otp.hotp(SECRET, 11)}\n{otp.hotp(SECRET, 12)}\n"
    done = on_token(fobctl, lines, account(HOTP), counter=40)
    one, says = found(done)
    assert (one["differs"], one["counter"]) == (["counter"], 12)
    assert says == ["The site is at counter 12, the token gives 40 next."]


def test_an_account_that_is_not_there_is_said_before_anything_is_asked(fobctl):
    done = on_token(fobctl, f"{BASE32}\n{codes()}", account(), query="bank")
    assert (done.status, done.out) == (1, "")
    assert "No account matches 'bank'." in done.err


def test_no_token_is_no_token(fobctl):
    assert fobctl("time", "doctor", "acme", stdin=f"{BASE32}\n123456\n").status == 3


# --- what is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["12345", "12345678901", "12345a", "abcdef", "", "١٢٣٤٥٦", "12.456", "-"]
)
def test_what_is_no_code_is_refused(fobctl, text):
    done = fobctl("time", "doctor", stdin=f"{BASE32}\n{text}\n")
    assert (done.status, done.out) == (1, "")
    assert done.err == "Error: A code has 6 to 10 digits, and nothing else.\n"


@pytest.mark.parametrize(
    "text, says",
    [
        ("1234567", "The second code is not of the same length, or is none."),
        ("12345x", "The second code is not of the same length, or is none."),
        ("123456", "This is the first code again: wait for the next."),
    ],
)
def test_a_second_code_that_cannot_follow_is_refused(fobctl, text, says):
    done = fobctl("time", "doctor", stdin=f"{BASE32}\n123456\n{text}\n")
    assert (done.status, done.out, done.err) == (1, "", f"Error: {says}\n")


@pytest.mark.parametrize("text", ["", " ", "A" * 600, "otpauth://totp/x?secret=1", "steam://!"])
def test_what_is_no_key_is_refused_and_not_repeated(fobctl, text):
    done = fobctl("time", "doctor", stdin=f"{text}\n123456\n")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("Error: ")
    assert not text.strip() or text not in done.err


def test_input_that_is_no_text_is_refused(program):
    done = program("time", "doctor", stdin=b"\x89PNG\xff\n")
    assert (done.status, done.out) == (1, "")
    assert "Standard input is not text in UTF-8." in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["acme", BASE32],
        ["acme", "--digits", "8"],
        ["--digits"],
        ["--no-such-option"],
    ],
)
def test_wrong_usage_is_said_and_no_key_repeated(fobctl, words):
    done = fobctl("time", "doctor", *words, stdin=f"{BASE32}\n123456\n")
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("option, value", [("--digits", "11"), ("--period", "0"), ("--kind", "x")])
def test_settings_out_of_limits_are_named(fobctl, option, value):
    done = fobctl("time", "doctor", option, value, stdin=f"{BASE32}\n123456\n")
    assert done.status == 1
    assert option[2:] in done.err


def test_a_uri_and_options_contradict_one_another(fobctl):
    done = fobctl("time", "doctor", "--digits", "8", stdin=f"{URI}\n123456\n")
    assert done.status == 2
    assert "A URI says what the account is" in done.err


def test_a_picture_of_two_accounts_is_refused(fobctl, tmp_path, picture, monkeypatch):
    from fobctl.sources import qr

    monkeypatch.setattr(qr, "read_file", lambda source: [URI, URI.replace("ann", "bob")])
    done = fobctl("time", "doctor", "--from", "two.png", stdin="123456\n")
    assert (done.status, done.err) == (
        1,
        "Error: two.png holds 2 accounts. Give a picture of one.\n",
    )


def test_at_a_terminal_the_key_is_hidden_and_a_typing_error_is_asked_again():
    key = b32encode(SECRET).decode().lower()
    with AtTerminal([PROGRAM, "time", "doctor"]) as fobctl:
        shown = fobctl.wait_for("Key of the account, or its otpauth URI (not shown): ")
        fobctl.type(key + "\n")
        shown += fobctl.wait_for("A code that is good now, from the site or another app: ")
        fobctl.type("12345\n")
        shown += fobctl.wait_for("A code has 6 to 10 digits, and nothing else.")
        shown += fobctl.wait_for("another app: ")
        fobctl.type(codes(count=1))
        status, _, rest = fobctl.end()
    assert status == 0
    assert key not in shown + rest
    assert ALL_RIGHT.strip() in rest.replace("\r\n", "\n")


def test_at_a_terminal_the_second_code_is_asked_for_when_one_is_not_enough():
    fields = {"slow_s": -80_000, "hash_id": SHA512, "period_s": 60}
    with AtTerminal([PROGRAM, "time", "doctor"]) as fobctl:
        fobctl.wait_for("(not shown): ")
        fobctl.type(BASE32 + "\n")
        fobctl.wait_for("another app: ")
        one, two = codes(**fields).splitlines()
        fobctl.type(one + "\n")
        fobctl.wait_for("One code is not enough here. The code that follows it: ")
        fobctl.type(one + "\n")
        fobctl.wait_for("This is the first code again: wait for the next.")
        fobctl.type(two + "\n")
        status, _, rest = fobctl.end()
    assert status == 0
    assert "The site uses SHA-512" in rest

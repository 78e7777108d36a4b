"""fobctl accounts add, from pictures and from standard input, with a token that works."""

import json
import re
import time

import pytest
import segno
from host.cli.conftest import BASE32, HOTP_URI, SECRET, URI
from host.cli.fake_token import FakeToken, hello
from PIL import Image

from otpfob.core import otp
from otpfob.core.account import HOTP, TOTP

LINE = r"1  Acme: ann  (\d{6})  (\d{6})\n"


def codes_about_now(account):
    """Return the codes of the steps around now: a test may run while one begins."""
    step = otp.step(int(time.time()), account.period_s)
    return {otp.code(account, step + near) for near in (-1, 0, 1)}


def test_a_picture_becomes_an_account(fobctl, picture):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", picture(URI))
    assert done.status == 0, done.err
    [(_, account, _)] = token.accounts
    assert (account.kind, account.issuer, account.name) == (TOTP, "Acme", "ann")
    assert bytes(account.secret) == SECRET
    assert (account.hash_id, account.digits, account.period_s) == (0, 6, 30)
    match = re.fullmatch(LINE, done.out)
    assert match and set(match.groups()) <= codes_about_now(account)


def test_the_talk_is_on_stderr_and_says_what_happens(fobctl, picture):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", picture(URI))
    said = done.err.splitlines()
    assert said[:3] == [
        "Look at the token: accept or refuse there (15 s).",
        "Added Acme: ann as account 1.",
        "Proved: the token holds the same key and computes the same codes.",
    ]
    assert re.fullmatch(r"The token's clock is \d+ ms (ahead of|behind) this PC's\.", said[3])
    assert len(said) == 4


@pytest.mark.parametrize("arguments", [["-"], []])
def test_a_uri_on_standard_input_becomes_an_account(fobctl, arguments):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", *arguments, stdin=URI + "\n")
    assert done.status == 0, done.err
    assert re.fullmatch(LINE, done.out)
    assert len(token.accounts) == 1


def test_the_program_reads_standard_input_too(program):
    with FakeToken() as token:
        done = program("--port", token.port, "accounts", "add", "-", stdin=URI.encode())
    assert done.status == 0, done.err
    assert re.fullmatch(LINE, done.out)


def test_several_sources_become_accounts_in_their_order(fobctl, picture):
    two = f"\n  {HOTP_URI}\r\n\n{URI.replace('Acme', 'Shop')}\n"
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", picture(URI), "-", stdin=two)
    assert done.status == 0, done.err
    assert [account.issuer for _, account, _ in token.accounts] == ["Acme", "Bank", "Shop"]
    assert [line.split()[:3] for line in done.out.splitlines()] == [
        ["1", "Acme:", "ann"],
        ["2", "Bank:", "bob"],
        ["3", "Shop:", "ann"],
    ]


def test_nothing_is_added_when_one_of_several_sources_is_bad(fobctl, picture):
    with FakeToken() as token:
        done = fobctl(
            "--port", token.port, "accounts", "add", picture(URI), "-", stdin=f"{URI}\nhello\n"
        )
    assert (done.status, done.out) == (1, "")
    assert token.requests == []


def test_a_hotp_account_keeps_its_counter_and_no_code_is_printed(fobctl, picture):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", picture(HOTP_URI))
    [(_, account, counter)] = token.accounts
    assert (account.kind, counter) == (HOTP, 7)
    assert (done.status, done.out) == (0, "1  Bank: bob\n")
    assert "On the token, ask for its code of counter 7." in done.err
    used = {otp.code(account, counter) for counter in range(6, 10)}
    assert not any(code in done.out + done.err for code in used)


def test_every_field_of_the_uri_reaches_the_token(fobctl):
    uri = f"otpauth://totp/x:y?secret={BASE32}&algorithm=SHA512&digits=8&period=60"
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", stdin=uri)
    [(_, account, _)] = token.accounts
    assert (account.hash_id, account.digits, account.period_s) == (2, 8, 60)
    assert re.fullmatch(r"1  x: y  \d{8}  \d{8}\n", done.out)


def test_json_is_all_there_is_on_stdout(fobctl):
    with FakeToken() as token:
        done = fobctl("--json", "--port", token.port, "accounts", "add", stdin=URI)
    [row] = json.loads(done.out)
    assert sorted(row) == ["id", "label", "pc_code", "token_code"]
    assert (row["id"], row["label"]) == (1, "Acme: ann")
    assert re.fullmatch(r"\d{6}", row["token_code"])


def test_json_has_no_codes_for_hotp(fobctl):
    with FakeToken() as token:
        done = fobctl("--json", "--port", token.port, "accounts", "add", stdin=HOTP_URI)
    expected = {"id": 1, "label": "Bank: bob", "token_code": None, "pc_code": None}
    assert json.loads(done.out) == [expected]


def test_a_short_secret_is_accepted_with_a_warning(fobctl):
    with FakeToken() as token:
        done = fobctl(
            "--port", token.port, "accounts", "add", stdin="otpauth://totp/x:y?secret=MZXW6YTB"
        )
    assert done.status == 0 and len(token.accounts) == 1
    assert "Note: x: y: The secret has 40 bits, and RFC 4226 asks for 128" in done.err


def test_a_clock_that_is_far_off_is_said(fobctl):
    with FakeToken(offset_ms=-3_600_000) as token:
        done = fobctl("--port", token.port, "accounts", "add", stdin=URI)
    assert done.status == 0
    assert re.search(r"The token's clock is 3(600|599|601)\.\d s behind this PC's\.", done.err)
    assert "Note: that is too far off for most sites. `fobctl time set`" in done.err
    theirs, ours = re.fullmatch(LINE, done.out).groups()
    account = token.accounts[0][1]
    assert ours in codes_about_now(account)
    then = otp.step(int(time.time()) - 3600, 30)
    assert theirs in {otp.code(account, then + near) for near in (-1, 0, 1)}


def test_a_clock_that_is_not_set_is_said_and_gives_no_code(fobctl):
    def unset(fields):
        return token._prove(fields) | {"unix_ms": None}

    with FakeToken({"prove": unset}) as token:
        done = fobctl("--port", token.port, "accounts", "add", stdin=URI)
    assert done.status == 0
    assert re.fullmatch(r"1  Acme: ann  -  \d{6}\n", done.out)
    assert "the token's clock is not set, so it shows no code yet" in done.err


def wrong_proof(fields):
    return {"proof": "00" * 32, "unix_ms": 1_800_000_000_000, "counter": 0}


def short_proof(fields):
    return wrong_proof(fields) | {"proof": ""}


@pytest.mark.parametrize("answer", [wrong_proof, short_proof])
def test_a_wrong_proof_fails_and_says_what_to_do(fobctl, answer):
    with FakeToken({"prove": answer}) as token:
        done = fobctl("--port", token.port, "accounts", "add", stdin=URI)
    assert (done.status, done.out) == (1, "")
    assert "The token does not hold Acme: ann as it was sent. Delete account 1" in done.err
    assert "Proved" not in done.err


def test_a_token_that_changed_one_field_cannot_prove(fobctl):
    def altered(fields):
        return token._add(fields | {"digits": 8})

    with FakeToken({"add": altered}) as token:
        done = fobctl("--port", token.port, "accounts", "add", stdin=URI)
    assert (done.status, done.out) == (1, "")
    assert "does not hold Acme: ann as it was sent" in done.err


def test_a_proof_of_an_earlier_conversation_is_of_no_use(fobctl):
    proofs = []

    def replayed(fields):
        proofs.append(token._prove(fields))
        return proofs[0]

    with FakeToken({"prove": replayed}) as token:
        assert fobctl("--port", token.port, "accounts", "add", stdin=URI).status == 0
        token.accounts.clear()
        assert fobctl("--port", token.port, "accounts", "add", stdin=URI).status == 1


def test_names_in_any_script_are_shown_as_given(fobctl):
    uri = f"otpauth://totp/%D0%91%D0%B0%D0%BD%D0%BA:%CF%80%C3%A9%F0%9F%94%91?secret={BASE32}"
    with FakeToken({"hello": hello(board="Ünï")}) as token:
        done = fobctl("-v", "--port", token.port, "accounts", "add", stdin=uri)
    assert done.status == 0
    assert "Банк: πé🔑" in done.out
    assert "Ünï" in done.err


def test_of_ten_codes_in_a_picture_the_one_with_a_key_is_added(fobctl, tmp_path):
    path = tmp_path / "ten.png"
    sheet = Image.new("RGB", (1500, 700), "white")
    for place in range(10):
        text = URI if place == 7 else f"https://{place}.example.com/welcome"
        part = tmp_path / "part.png"
        segno.make(text, error="m", micro=False).save(str(part), scale=5)
        sheet.paste(Image.open(part), (place % 5 * 300, place // 5 * 330))
    sheet.save(path)
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", path)
    assert done.status == 0, done.err
    assert [account.name for _, account, _ in token.accounts] == ["ann"]

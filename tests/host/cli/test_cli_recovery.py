"""fobctl accounts recovery: codes go onto the token, and none comes back."""

import json

import pytest
from host.cli.conftest import SECRET
from host.cli.fake_token import FakeToken

from otpfob.core.account import TOTP, Account

CODES = ["1111-2222", "abcd efgh", "x" * 32]


@pytest.fixture
def token():
    given = [(Account(TOTP, "Acme", "ann", SECRET), 0), (Account(TOTP, "Bank", "bob", SECRET), 0)]
    with FakeToken(accounts=given) as token:
        yield token


@pytest.fixture
def run(fobctl, token):
    def run(*arguments, **given):
        done = fobctl("--port", token.port, *arguments, **given)
        assert not any(code in done.out + done.err for code in CODES)
        return done

    return run


def test_codes_come_from_a_file_or_from_standard_input(run, token, tmp_path):
    file = tmp_path / "codes.txt"
    file.write_text("\n".join(CODES[:2]) + "\r\n\n")
    done = run("accounts", "recovery", "add", "acme", str(file))
    assert (done.status, done.out) == (0, "")
    assert "Added 2 recovery codes to Acme: ann." in done.err
    assert run("accounts", "recovery", "add", "acme", "-", stdin=f"  {CODES[2]} \n").status == 0
    assert token.recovery_codes == {1: CODES}


def test_the_list_says_which_are_used_and_no_code(run, token):
    token.recovery_codes, token.used_codes = {1: list(CODES)}, {1: [2]}
    done = run("accounts", "recovery", "list", "acme")
    assert [line.split(maxsplit=1) for line in done.out.splitlines()[-3:]] == [
        ["1", "not used"],
        ["2", "used"],
        ["3", "not used"],
    ]
    done = run("--json", "accounts", "recovery", "list", "acme")
    want = {"id": 1, "label": "Acme: ann", "codes": 3, "used": [2]}
    assert json.loads(done.out) == want
    rows = json.loads(run("--json", "accounts", "list").out)
    assert [(row["codes"], row["codes_left"]) for row in rows] == [(3, 2), (0, 0)]


def test_clear_asks_here_too(run, token):
    token.recovery_codes, token.used_codes = {1: list(CODES)}, {1: [2]}
    done = run("accounts", "recovery", "clear", "acme", stdin="n\n")
    assert done.status == 1 and "Delete 3 recovery codes of Acme: ann, 2 not used?" in done.err
    assert token.recovery_codes
    assert run("accounts", "recovery", "clear", "acme", "--yes").status == 0
    assert token.recovery_codes == {}
    done = run("accounts", "recovery", "clear", "acme", "--yes")
    assert (done.status, "has no recovery codes" in done.err) == (0, True)


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "There is no recovery code."),
        ("fine\n" + "y" * 33, "Line 2 is no recovery code"),
        ("fine\nkey\x07", "Line 2 is no recovery code"),
        ("fünf", "Line 1 is no recovery code"),
        ("same\n\nother\nsame", "Line 4 has the same code as line 1."),
        ("z" * 70000, "too long for a list"),
    ],
)
def test_what_is_no_list_of_codes_is_refused_before_the_token_is_asked(run, token, text, said):
    done = run("accounts", "recovery", "add", "acme", "-", stdin=text)
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert token.requests == []


@pytest.mark.parametrize(
    "has, more, said",
    [(15, 6, "a token keeps 20 of an account"), (0, 13, "there is room for 400")],
)
def test_more_than_there_is_room_for_is_refused_here(run, token, has, more, said):
    token.recovery_codes = {1: [str(i) for i in range(has)]}
    text = "\n".join(f"{i:02}" + "y" * (0 if has else 30) for i in range(more))
    done = run("accounts", "recovery", "add", "acme", "-", stdin=text)
    assert done.status == 1 and said in done.err
    assert "recovery_add" not in token.commands

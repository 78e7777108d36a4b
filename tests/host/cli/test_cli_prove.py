"""fobctl accounts prove: the token proves what a file says it should hold."""

import json

import pytest
from host.cli.conftest import HOTP_URI, SECRET, URI
from host.cli.fake_token import FakeToken

from otpfob.core.account import HOTP, TOTP, Account


@pytest.fixture
def token():
    given = [
        (Account(TOTP, "Acme", "renamed", SECRET), 0),
        (Account(HOTP, "Bank", "bob", SECRET), 12),
        (Account(TOTP, "Club", "", b"another secret here"), 0),
    ]
    with FakeToken(accounts=given) as token:
        yield token


@pytest.fixture
def prove(fobctl, token, tmp_path):
    def prove(*uris):
        file = tmp_path / "uris.txt"
        file.write_text("\n".join(uris))
        return fobctl("--port", token.port, "--json", "accounts", "prove", file)

    return prove


def test_what_the_token_holds_is_proved_under_any_name_and_counter(prove, token):
    done = prove(URI, HOTP_URI)
    assert done.status == 0, done.err
    found = json.loads(done.out)
    assert [(row["id"], row["proved"]) for row in found["entries"]] == [(1, True), (2, True)]
    assert found["unknown"] == [3]
    assert "On the token and not in what you gave: 3 Club." in done.err
    assert set(token.commands) == {"list", "prove"}


@pytest.mark.parametrize("change", ["digits", "secret"])
def test_an_account_that_makes_other_codes_is_not_proved(prove, token, change):
    account = token.accounts[0][1]
    account.name = "ann"
    setattr(account, change, 8 if change == "digits" else b"somebody else's key")
    done = prove(URI, HOTP_URI)
    assert done.status == 1
    assert "this account makes other codes" in done.out
    assert "1 of 2 are not proved." in done.err


def test_an_account_that_is_not_there_is_not_proved(prove, token):
    del token.accounts[0]
    done = prove(URI)
    assert done.status == 1 and "no account of the token makes these codes" in done.out


def test_prove_of_nothing_says_where_keys_come_from(fobctl, token):
    done = fobctl("--port", token.port, "accounts", "prove")
    assert done.status == 2 and "the token gives no key away" in done.err

"""fobctl wifi: the network's name may be seen, its password by nobody."""

import json

import pytest
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import PROGRAM
from host.cli.fake_token import ASKS, FakeToken

from otpfob.core.errors import Refused, TimedOut

PASSWORD = "correct horse"
ASKED = "Look at the token: accept or refuse there (15 s).\n"


def set_wifi(fobctl, token, *words, stdin=PASSWORD + "\n"):
    done = fobctl("-v", "--port", token.port, "wifi", "set", *words, stdin=stdin)
    for password in (PASSWORD, "hunter22", "short7"):
        assert password not in done.out + done.err
    return done


def test_the_network_is_set_with_a_password_from_standard_input(fobctl):
    with FakeToken() as token:
        done = set_wifi(fobctl, token, "Home 5G")
    assert (done.status, done.out) == (0, "network  Home 5G\n")
    assert ASKED in done.err and "`fobctl time sync`" in done.err
    assert token.wifi == ("Home 5G", PASSWORD)


@pytest.mark.parametrize(
    "line, password",
    [
        ("  blanks are kept  \n", "  blanks are kept  "),
        ("windows line\r\n", "windows line"),
        ("no line end", "no line end"),
        ("žluťoučký\nnot this", "žluťoučký"),
        ("x" * 63 + "\n", "x" * 63),
        ("\n", ""),
    ],
)
def test_the_password_is_the_first_line_as_it_is(fobctl, line, password):
    with FakeToken() as token:
        assert set_wifi(fobctl, token, "Home", stdin=line).status == 0
    assert token.wifi == ("Home", password)


def test_an_open_network_is_pointed_out(fobctl):
    with FakeToken() as token:
        done = set_wifi(fobctl, token, "Cafe", stdin="\n")
    assert "Note: without a password the token will join an open network only." in done.err


@pytest.mark.parametrize("ssid", ["", "x" * 33, "ž" * 17, "a\x1bb", "a\nb", "\udcff"])
def test_a_name_that_no_network_has_is_refused_before_anything_is_asked(fobctl, ssid):
    with FakeToken() as token:
        done = set_wifi(fobctl, token, ssid)
    assert (done.status, done.out, token.requests) == (2, "", [])
    assert "The name of a Wi-Fi network has 1 to 32 bytes in UTF-8" in done.err


@pytest.mark.parametrize("ssid", ["x" * 32, "ž" * 16, "日本", "-"])
def test_every_name_that_fits_is_taken(fobctl, ssid):
    with FakeToken() as token:
        assert set_wifi(fobctl, token, ssid).status == 0
    assert token.wifi == (ssid, PASSWORD)


@pytest.mark.parametrize(
    "password", ["short7", "x" * 7, "x" * 64, "ž" * 32, "a\tb" * 4, "x" * 5000]
)
def test_a_password_that_no_network_has_is_refused_and_not_sent(fobctl, password):
    with FakeToken() as token:
        done = set_wifi(fobctl, token, "Home", stdin=password + "\n")
    assert (done.status, done.out, token.commands) == (1, "", [])
    assert "The password of a Wi-Fi network has 8 to 63 characters" in done.err
    assert password not in done.err


def test_no_line_at_all_is_no_open_network(fobctl):
    with FakeToken() as token:
        done = set_wifi(fobctl, token, "Home", stdin="")
    assert (done.status, token.commands) == (1, [])
    assert "There is no password on standard input" in done.err


def test_a_password_that_is_no_text_is_refused(program):
    with FakeToken() as token:
        done = program("--port", token.port, "wifi", "set", "Home", stdin=b"\xff\xfe12345678\n")
    assert (done.status, token.commands) == (1, [])
    assert done.err == "Error: Standard input is not text in UTF-8.\n"


@pytest.mark.parametrize(
    "words", [["Home", "hunter22"], ["My", "Home", "hunter22"], ["Home", "--password=hunter22"]]
)
def test_a_password_in_the_command_line_is_refused_and_not_repeated(fobctl, words):
    with FakeToken() as token:
        done = set_wifi(fobctl, token, *words)
    assert (done.status, done.out, token.requests) == (2, "", [])


def test_a_name_is_needed_where_nobody_can_be_asked_for_it(fobctl):
    with FakeToken() as token:
        done = set_wifi(fobctl, token)
    assert (done.status, token.requests) == (2, [])
    assert "Name the network: standard input is for its password." in done.err


def test_at_a_terminal_name_and_password_are_asked_for_and_the_password_is_hidden():
    with FakeToken() as token, AtTerminal([PROGRAM, "--port", token.port, "wifi", "set"]) as fobctl:
        shown = fobctl.wait_for("Name of the network (SSID): ")
        fobctl.type("Home 5G\n")
        shown += fobctl.wait_for("Password (not shown; none for an open network): ")
        fobctl.type(PASSWORD + "\n")
        status, _, rest = fobctl.end()
    assert status == 0
    assert PASSWORD not in shown + rest
    assert token.wifi == ("Home 5G", PASSWORD)


@pytest.mark.parametrize("error, status", [(Refused(), 4), (TimedOut(), 5)])
def test_a_network_that_is_not_taken_is_not_reported_as_set(fobctl, error, status):
    with FakeToken({"wifi": [ASKS, error]}) as token:
        done = set_wifi(fobctl, token, "Home")
    assert (done.status, done.out) == (status, "")
    assert "time sync" not in done.err


def test_show_tells_the_name_and_no_password(fobctl):
    with FakeToken() as token:
        none = fobctl("--port", token.port, "wifi", "show")
        none_as_json = fobctl("--json", "--port", token.port, "wifi", "show")
        token.wifi = ("Home", PASSWORD)
        done = fobctl("--port", token.port, "wifi", "show")
        as_json = fobctl("--json", "--port", token.port, "wifi", "show")
    assert (none.status, none.out) == (0, "")
    assert none.err == "The token knows no network. `fobctl wifi set`\n"
    assert json.loads(none_as_json.out) == {"ssid": ""}
    assert (done.out, done.err) == ("network  Home\n", "")
    assert json.loads(as_json.out) == {"ssid": "Home"}


def test_remove_removes_it_and_asks_only_when_there_is_something(fobctl):
    with FakeToken() as token:
        token.wifi = ("Home", PASSWORD)
        done = fobctl("--port", token.port, "wifi", "remove")
        again = fobctl("--port", token.port, "wifi", "remove")
    assert (done.status, done.err) == (0, f"{ASKED}The token has forgotten the network.\n")
    assert token.wifi is None
    assert (again.status, again.err) == (0, "The token knows no network.\n")
    assert token.requests[-1] == ("wifi", {})

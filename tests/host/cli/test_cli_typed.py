"""fobctl accounts add, typed in at a terminal."""

import re

import pytest
from host.cli.at_terminal import AtTerminal
from host.cli.conftest import BASE32, PROGRAM, SECRET
from host.cli.fake_token import FakeToken

from otpfob.core.account import HOTP, STEAM, TOTP


@pytest.fixture
def typed():
    """Return a function that answers prompts; returns the outcome, all shown, and the token."""

    def run(answers, *arguments):
        with FakeToken() as token:
            command = [PROGRAM, "--port", token.port, "accounts", "add", *arguments]
            with AtTerminal(command, piped=True) as terminal:
                shown = ""
                for prompt, answer in answers:
                    shown += terminal.wait_for(prompt)
                    terminal.type(answer + "\n")
                status, out, rest = terminal.end()
        shown += rest
        assert "Traceback" not in shown and "bug of its own" not in shown
        return status, out, shown, token

    return run


def questions(issuer="Acme", name="ann", secret=BASE32, kind=""):
    return [
        ("Site or issuer: ", issuer),
        ("E-mail or name: ", name),
        ("Secret key (not shown; blanks do not matter): ", secret),
        ("Key type, time or counter [time]: ", kind),
    ]


def test_it_asks_in_the_order_in_which_a_site_shows_it(typed):
    status, out, shown, token = typed(questions())
    assert status == 0, shown
    [(_, account, _)] = token.accounts
    assert (account.kind, account.issuer, account.name) == (TOTP, "Acme", "ann")
    assert bytes(account.secret) == SECRET
    assert re.fullmatch(r"1  Acme: ann  \d{6}  \d{6}\n", out)


def test_the_secret_is_never_shown(typed):
    status, out, shown, _ = typed(questions())
    assert status == 0
    assert "ann" in shown  # what else is typed is echoed
    for form in (BASE32[:8], SECRET[:8].decode(), SECRET[:4].hex()):
        assert form.lower() not in (out + shown).lower()


def test_blanks_dashes_and_case_in_the_secret_are_ignored(typed):
    secret = " gezd gnbv-GY3T  QOJQ--gezd gnbv gy3t qojq "
    status, _, shown, token = typed(questions(secret=secret))
    assert status == 0, shown
    assert bytes(token.accounts[0][1].secret) == SECRET
    assert "gezd" not in shown.lower()


def test_a_secret_with_a_wrong_digit_is_refused_and_not_repeated(typed):
    status, out, shown, token = typed(questions(secret="gezd gnb1"))
    assert (status, out) == (1, "")
    assert "position 8 (blanks, dashes and = not counted) is a 1" in shown
    assert "gezd" not in shown.lower()
    assert token.requests == []


def test_a_whole_uri_in_the_place_of_the_secret_is_refused(typed):
    uri = f"otpauth://totp/Acme:ann?secret={BASE32}"
    status, _, shown, token = typed(questions(secret=uri))
    assert status == 1
    assert "The secret is a whole address or URI" in shown
    assert BASE32[:8] not in shown
    assert token.requests == []


def test_counter_is_asked_for_only_when_the_kind_is_counter(typed):
    answers = [*questions(kind="counter"), ("Counter [0]: ", "41")]
    status, out, shown, token = typed(answers)
    assert (status, out) == (0, "1  Acme: ann\n"), shown
    [(_, account, counter)] = token.accounts
    assert (account.kind, counter) == (HOTP, 41)


def test_what_is_given_as_an_option_is_not_asked_for(typed):
    status, out, shown, token = typed(
        [("Secret key (not shown; blanks do not matter): ", BASE32)],
        *("--issuer", "https://portal.example.com", "--name", "ann@example.com"),
        *("--kind", "steam"),
    )
    assert status == 0, shown
    [(_, account, _)] = token.accounts
    assert (account.kind, account.issuer) == (STEAM, "https://portal.example.com")
    assert re.fullmatch(r"1  https://portal\.example\.com: ann@example\.com  \w{5}  \w{5}\n", out)


def test_every_field_can_be_an_option(typed):
    status, _, shown, token = typed(
        [("Secret key (not shown; blanks do not matter): ", BASE32)],
        *("--issuer", "", "--name", "ann", "--kind", "time"),
        *("--digits", "8", "--period", "60", "--algorithm", "sha-256"),
    )
    assert status == 0, shown
    [(_, account, _)] = token.accounts
    assert (account.digits, account.period_s, account.hash_id) == (8, 60, 1)


@pytest.mark.parametrize(
    "kind, options, said",
    [
        ("clock", [], "The kind must be time, counter or steam"),
        ("", ["--digits", "5"], "The digits must be a number from 6 to 10"),
        ("", ["--period", "0"], "The period must be a number from 1 to 86400"),
        ("", ["--counter", "1"], "The counter belongs to kind counter"),
        ("", ["--algorithm", "md5"], "The algorithm must be SHA1, SHA256 or SHA512"),
    ],
)
def test_a_wrong_field_is_named(typed, kind, options, said):
    status, out, shown, token = typed(questions(kind=kind), *options)
    assert (status, out) == (1, "")
    assert said in shown
    assert token.requests == []


def test_ctrl_c_at_a_prompt_stops(typed):
    status, out, shown, token = typed([("Site or issuer: ", "Acme"), ("E-mail or name: ", "\x03")])
    assert (status, out) == (1, "")
    assert "Stopped." in shown
    assert token.requests == []


def test_the_secret_may_come_from_a_pipe(fobctl):
    options = ("--issuer", "Acme", "--name", "ann", "--kind", "time")
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", *options, stdin=BASE32 + "\n")
    assert done.status == 0
    assert bytes(token.accounts[0][1].secret) == SECRET


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_a_pipe_that_holds_no_text_is_refused(program, monkeypatch, errors):
    monkeypatch.setenv("PYTHONIOENCODING", f"utf-8:{errors}")
    options = ("--issuer", "Acme", "--name", "ann", "--kind", "time")
    done = program("accounts", "add", *options, stdin=b"\xff\xfe\n")
    assert (done.status, done.out) == (1, "")

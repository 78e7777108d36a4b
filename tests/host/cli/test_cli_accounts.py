"""fobctl accounts list, edit, move and delete, and how an account is named."""

import json

import pytest
from host.cli.conftest import SECRET
from host.cli.fake_token import FakeToken

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import Refused


@pytest.fixture
def token():
    given = [
        (Account(TOTP, "Acme", "ann", SECRET), 0),
        (Account(HOTP, "Bank", "bob", SECRET, digits=8), 7),
        (Account(STEAM, "Steam", "", SECRET, digits=5), 0),
        (Account(TOTP, "Acme Shop", "ann@example.com", SECRET, hash_id=2, period_s=60), 0),
        (Account(TOTP, "ΣΟΦΙΑ", "Straße 12", SECRET), 0),
    ]
    with FakeToken(accounts=given) as token:
        yield token


@pytest.fixture
def run(fobctl, token):
    def run(*arguments, **given):
        return fobctl("--port", token.port, *arguments, **given)

    return run


def labels(token):
    return [f"{account.issuer}/{account.name}" for _, account, _ in token.accounts]


def test_the_list_has_a_line_for_every_account_in_the_tokens_order(run):
    done = run("accounts", "list")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "1  Acme: ann                   totp   30 s       6 digits  SHA1",
        "2  Bank: bob                   hotp   counter 7  8 digits  SHA1",
        "3  Steam                       steam  30 s       5 digits  SHA1",
        "4  Acme Shop: ann@example.com  totp   60 s       6 digits  SHA512",
        "5  ΣΟΦΙΑ: Straße 12            totp   30 s       6 digits  SHA1",
    ]


def test_the_list_tells_the_favourite_and_how_many_recovery_codes_are_left(run, token):
    token.favourite = 2
    token.recovery_codes, token.used_codes = {1: ["a", "b"], 2: ["c"]}, {1: [2]}
    lines = run("accounts", "list").out.splitlines()
    assert lines[0].endswith("SHA1    1 of 2 recovery codes left")
    assert lines[1].endswith("SHA1    favourite, 1 of 1 recovery codes left")
    assert lines[2].endswith("SHA1")


def test_the_list_as_json_has_every_field(run):
    done = run("--json", "accounts", "list")
    rows = json.loads(done.out)
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[1] == {
        "id": 2,
        "kind": "hotp",
        "issuer": "Bank",
        "name": "bob",
        "hash": "SHA1",
        "digits": 8,
        "period_s": 30,
        "counter": 7,
        "favourite": False,
        "picture": False,
        "codes": 0,
        "codes_left": 0,
    }
    assert rows[0]["counter"] is None
    assert rows[4]["issuer"] == "ΣΟΦΙΑ"


def test_an_empty_list_is_empty_data_and_a_sentence(fobctl):
    with FakeToken() as token:
        done = fobctl("--json", "--port", token.port, "accounts", "list")
    assert (done.status, json.loads(done.out)) == (0, [])
    assert done.err == "No accounts on the token.\n"


@pytest.mark.parametrize(
    "query, account_id",
    [
        ("2", 2),
        ("bank: bob", 2),
        ("BANK", 2),
        ("bob", 2),
        ("ann", 1),  # the whole name of one, a part of another's
        ("Acme: ann", 1),
        ("shop", 4),
        ("@example", 4),
        ("Steam", 3),
        ("σοφια", 5),
        ("STRASSE 12", 5),
        ("12", 5),  # no account has this id
    ],
)
def test_an_account_is_named_by_id_by_label_or_by_a_part_of_only_one(run, token, query, account_id):
    done = run("accounts", "delete", query, "--yes")
    assert done.status == 0, done.err
    assert account_id not in [entry[0] for entry in token.accounts]
    assert len(token.accounts) == 4


def test_an_ambiguous_part_lists_what_it_matches_and_changes_nothing(run, token):
    done = run("accounts", "delete", "acme", "--yes")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "Error: 'acme' matches 2 accounts. Use one's id:",
        "  1  Acme: ann",
        "  4  Acme Shop: ann@example.com",
    ]
    assert set(token.commands) == {"list"}


def test_exact_takes_no_part_of_a_label(run, token):
    done = run("accounts", "delete", "shop", "--exact", "--yes")
    assert (done.status, done.out) == (1, "") and len(token.accounts) == 5
    assert done.err == "Error: No account matches 'shop' as a whole. See `fobctl accounts list`.\n"
    for query, account_id in (("acme: ANN", 1), ("4", 4), ("bob", 2)):
        assert run("accounts", "delete", query, "--exact", "--yes").status == 0
        assert account_id not in [entry[0] for entry in token.accounts]


def test_an_accent_counts_however_it_is_encoded(run, token):
    token.accounts[0][1].name = "Andre\u0301"
    assert run("accounts", "delete", "andr\u00c9", "--yes").status == 0
    assert token.accounts[0][0] == 2


def test_a_part_of_nothing_says_where_to_look(run, token):
    done = run("accounts", "delete", "nobody", "--yes")
    assert (done.status, done.out) == (1, "")
    assert done.err == "Error: No account matches 'nobody'. See `fobctl accounts list`.\n"
    assert set(token.commands) == {"list"}


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_text_names_no_account(run, token, query):
    token.accounts = token.accounts[2:3]  # a single one, without a name
    done = run("accounts", "delete", query, "--yes")
    assert (done.status, done.out) == (2, "")
    assert set(token.commands) <= {"list"}


def test_an_account_of_steam_can_be_named_by_its_label(run, token):
    token.accounts[2][1].name = "ann"
    assert run("accounts", "delete", "Steam: ann", "--yes").status == 0
    assert len(token.accounts) == 4


def test_delete_asks_here_too(run, token):
    done = run("accounts", "delete", "bank", stdin="n\n")
    assert (done.status, done.out) == (1, "")
    assert "Delete Bank: bob from the token? [y/N]:" in done.err
    assert set(token.commands) == {"list"}
    done = run("accounts", "delete", "bank", stdin="y\n")
    assert (done.status, done.out) == (0, "")
    assert "Deleted Bank: bob." in done.err
    assert labels(token) == ["Acme/ann", "Steam/", "Acme Shop/ann@example.com", "ΣΟΦΙΑ/Straße 12"]


def test_delete_without_an_answer_deletes_nothing(run, token):
    assert run("accounts", "delete", "bank", stdin="").status == 1
    assert len(token.accounts) == 5


def test_a_refusal_on_the_token_is_not_reported_as_done(fobctl):
    given = [(Account(TOTP, "Acme", "ann", SECRET), 0)]
    for command in (
        ("delete", "acme", "--yes"),
        ("move", "acme", "1"),
        ("edit", "acme", "--name", "x"),
    ):
        with FakeToken({command[0]: Refused()}, accounts=given) as token:
            done = fobctl("--port", token.port, "accounts", *command)
        assert (done.status, done.out) == (4, "")
        assert done.err == "Error: Refused on the token. Nothing was changed.\n"


def test_an_edit_keeps_what_is_not_given(run, token):
    assert run("accounts", "edit", "1", "--issuer", "Acme Ltd").status == 0
    assert run("accounts", "edit", "2", "--name", "Bób").status == 0
    assert run("accounts", "edit", "4", "--issuer", "", "--name", "a").status == 0
    assert labels(token)[:4] == ["Acme Ltd/ann", "Bank/Bób", "Steam/", "/a"]


def test_an_edit_of_digits_period_and_favourite(run, token):
    done = run("accounts", "edit", "4", "--digits", "8", "--period", "30", "--favourite")
    assert (done.status, done.out) == (0, "")
    assert "will make other codes" in done.err
    assert (token.accounts[3][1].digits, token.accounts[3][1].period_s) == (8, 30)
    rows = json.loads(run("--json", "accounts", "list").out)
    assert [row["id"] for row in rows if row["favourite"]] == [4]
    assert run("accounts", "edit", "4", "--no-favourite").status == 0
    assert token.favourite == 0


@pytest.mark.parametrize(
    "options, said",
    [
        (("3", "--digits", "8"), "Codes of Steam always have 5 characters."),
        (("2", "--period", "60"), "makes codes by counter: it has no period."),
        (("3", "--issuer", ""), "Issuer and name cannot both be empty."),
        (("1", "--digits", "5"), "--digits"),
        (("1", "--period", "86401"), "--period"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_here(run, token, options, said):
    done = run("accounts", "edit", *options)
    assert (done.status, done.out) == (2, "") and said in done.err
    assert "edit" not in token.commands


def test_an_edit_of_nothing_is_wrong_usage(run, token):
    done = run("accounts", "edit", "1")
    assert (done.status, done.out) == (2, "")
    assert "Say what to change: --issuer, --name" in done.err
    assert token.requests == []


@pytest.mark.parametrize(
    "option, text, said",
    [
        ("--name", "a\udcff", "The name is not valid Unicode text"),
        ("--issuer", "a\nb", "The issuer holds a control character"),
        ("--name", "é" * 33, "The name has 66 bytes in UTF-8 and the token holds up to 64"),
    ],
)
def test_a_name_that_no_token_takes_is_refused_here(run, token, option, text, said):
    done = run("accounts", "edit", "1", option, text)
    assert (done.status, done.out) == (1, "")
    assert said in done.err
    assert token.requests == []


def test_move_counts_places_from_1(run, token):
    done = run("accounts", "move", "bank", "1")
    assert (done.status, done.out) == (0, "")
    assert "Moved Bank: bob to place 1." in done.err
    assert [entry[0] for entry in token.accounts] == [2, 1, 3, 4, 5]
    assert run("accounts", "move", "bank", "5").status == 0
    assert [entry[0] for entry in token.accounts] == [1, 3, 4, 5, 2]


@pytest.mark.parametrize("place, status", [("6", 1), ("0", 2), ("-1", 2), ("x", 2)])
def test_a_place_that_is_none_moves_nothing(run, token, place, status):
    done = run("accounts", "move", "bank", place)
    assert (done.status, done.out) == (status, "")
    assert set(token.commands) <= {"list"}

"""What the host asks for, and what comes of yes, no and nothing."""

import pytest
from sim.product import hotp, totp

from fobctl.link.errors import TokenError


def refused(code, ask, token):
    with pytest.raises(TokenError) as caught:
        ask(token)
    assert caught.value.code == code
    return caught.value


def added(held, account, counter=0):
    return held.agree(lambda token: token.add(account, counter), "Add account?")


def listed(held):
    return {item.id: item for item in held.token().accounts()}


def test_an_added_account_is_proven_and_listed_without_its_secret(held):
    account = hotp("proven")
    account_id = added(held, account, 5)
    token = held.token()
    proved = token.prove(account_id, account, 5)
    assert proved.same
    assert proved.counter == 5
    item = listed(held)[account_id]
    assert (item.issuer, item.name, item.counter) == ("Bank", "proven", 5)
    assert account.secret.hex() not in repr(item)


def test_a_proof_fails_for_an_account_that_differs_in_anything(held):
    account_id = added(held, totp())
    for other in (
        totp(secret=b"12345678901234567891"),
        totp(digits=7),
        totp(period_s=60),
        totp(hash_id=1),
        totp(name="eve"),
        totp(issuer="Evil"),
    ):
        assert not held.token().prove(account_id, other).same
    assert held.token().prove(account_id, totp()).same


def test_no_on_the_token_changes_nothing(held):
    before = listed(held)
    with pytest.raises(TokenError) as caught:
        held.refuse(lambda token: token.add(totp("refused")), "Add account?")
    assert caught.value.code == "refused"
    assert listed(held) == before


def test_nobody_answering_changes_nothing(held):
    before = listed(held)
    with pytest.raises(TokenError) as caught:
        held.ignore(lambda token: token.add(totp("ignored")), "Add account?")
    assert caught.value.code == "timed_out"
    assert listed(held) == before


def test_accounts_are_edited_moved_and_deleted(held):
    first = added(held, totp("first"))
    second = added(held, hotp("second"))
    held.agree(lambda token: token.move(second, 0), "Move account?")
    held.agree(lambda token: token.edit(first, issuer="Neu", name="Änn"), "Change account?")
    found = listed(held)
    assert next(iter(found)) == second and found[first].label == "Neu: Änn"
    held.agree(lambda token: token.delete(second), "Delete account?")
    assert second not in listed(held) and first in listed(held)


def test_refusals_name_the_field(held):
    token = held.token()
    request = token._request
    good = {
        "kind": "totp",
        "issuer": "A",
        "name": "b",
        "secret": "00" * 20,
        "hash": "SHA1",
        "digits": 6,
        "period": 30,
        "counter": 0,
    }
    for field, value in [
        ("kind", "motp"),
        ("issuer", "x" * 65),
        ("name", "a\nb"),
        ("secret", ""),
        ("secret", "zz"),
        ("secret", "00" * 257),
        ("hash", "MD5"),
        ("digits", 5),
        ("digits", 11),
        ("period", 0),
        ("counter", -1),
        ("counter", 1 << 64),
    ]:
        error = refused("bad_field", lambda _, v={field: value}: request("add", **good | v), token)
        assert error.field == field
    assert refused("unknown_field", lambda _: request("hello", secret=1), token).field == "secret"
    refused("unknown_command", lambda _: request("read_secret"), token)
    for command in ("delete", "prove", "edit", "move"):
        fields = {"nonce": "00" * 16} if command == "prove" else {}
        fields |= {"issuer": "", "name": "x"} if command == "edit" else {}
        fields |= {"to": 0} if command == "move" else {}
        refused("no_account", lambda _, c=command, f=fields: request(c, id=9999, **f), token)

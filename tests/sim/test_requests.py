"""What the host asks for, and what the person and the token make of it."""

import pytest
from sim.product import hotp, totp

from fobctl.link.errors import TokenError, Vanished


def refused(code, ask, token):
    with pytest.raises(TokenError) as caught:
        ask(token)
    assert caught.value.code == code
    return caught.value


def test_an_added_account_is_proven_and_listed_without_its_secret(product):
    account = hotp()
    account_id = product.add(account, 5)
    token = product.connect()
    proved = token.prove(account_id, account, 5)
    assert proved.same
    assert proved.counter == 5
    (listed,) = token.accounts()
    assert (listed.issuer, listed.name, listed.counter) == ("Bank", "bob", 5)
    assert account.secret.hex() not in repr(listed)


@pytest.mark.parametrize(
    "other",
    [
        totp(secret=b"12345678901234567891"),
        totp(digits=7),
        totp(period_s=60),
        totp(hash_id=1),
        totp(name="eve"),
        totp(issuer="Evil"),
    ],
    ids=["secret", "digits", "period", "hash", "name", "issuer"],
)
def test_a_proof_fails_for_an_account_that_differs_in_anything(product, other):
    account_id = product.add(totp())
    assert not product.connect().prove(account_id, other).same


def test_no_on_the_token_changes_nothing(product):
    future = product.start(lambda token: token.add(totp()), "Add account?")
    product.simulator.press("next")
    with pytest.raises(TokenError) as caught:
        future.result(timeout=30)
    assert caught.value.code == "refused"
    assert product.connect().accounts() == []


def test_nobody_answering_for_fifteen_seconds_changes_nothing(product):
    future = product.start(lambda token: token.add(totp()), "Add account?")
    product.simulator.advance(13_000)
    assert "Add account?" in product.words()
    product.simulator.advance(3_000)
    with pytest.raises(TokenError) as caught:
        future.result(timeout=30)
    assert caught.value.code == "timed_out"
    assert product.connect().accounts() == []
    assert "No accounts yet" in product.words()


def test_a_press_that_comes_with_the_question_is_not_its_answer(product):
    product.simulator.hold_down(["do"])
    product.simulator.advance(100)
    token = product.connect()
    future = product.submit(lambda: token.add(totp()))
    product.simulator.wait_for("Add account?")
    product.simulator.hold_down([])
    product.simulator.advance(100)
    assert "Add account?" in product.words()
    product.simulator.advance(600)
    product.simulator.press("next")
    with pytest.raises(TokenError):
        future.result(timeout=30)


def test_the_question_says_all_that_decides_the_codes(product):
    future = product.start(
        lambda token: token.add(hotp(digits=8), 77),
        "Add account?",
        "Bank",
        "bob",
        "Counter 77, 8 digits, SHA1",
    )
    product.simulator.press("do")
    assert future.result(timeout=30)


def test_accounts_are_edited_moved_and_deleted(product):
    first = product.add(totp("ann"))
    second = product.add(hotp("bob"))
    product.accept(lambda token: token.move(second, 0), "Move account?", "from place 2 to 1")
    product.accept(
        lambda token: token.edit(first, issuer="Neu", name="Änn"), "Change account?", "becomes"
    )
    listed = product.connect().accounts()
    assert [(item.id, item.label) for item in listed] == [
        (second, "Bank: bob"),
        (first, "Neu: Änn"),
    ]
    product.accept(lambda token: token.delete(second), "Delete account?", "Its key is lost.")
    assert [item.id for item in product.connect().accounts()] == [first]


def test_an_account_that_is_deleted_while_shown_leaves_the_glass(product):
    account_id = product.add(totp())
    product.simulator.press("do")
    assert product.code()
    product.accept(lambda token: token.delete(account_id), "Delete account?")
    assert "No accounts yet" in product.words()


def test_refusals_name_the_field(product):
    token = product.connect()
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
        refused("no_account", lambda _, c=command, f=fields: request(c, id=99, **f), token)


def test_the_clock_is_set_to_the_moment_the_host_meant(product):
    token = product.connect()
    before = product.simulator.hardware.ds3231.unix_s()
    wanted_ms = (before + 1000) * 1000 + 250
    future = product.start(
        lambda token: token._request("time", set=wanted_ms, bound_ms=10), "Set the clock?"
    )
    began_ms = product.simulator.time.now_ms()
    product.simulator.advance(5_000)
    product.simulator.press("do")
    assert "Set the clock?" in product.words(), "a click is not enough for a step this large"
    product.simulator.press("do", hold=True)
    future.result(timeout=30)
    product.simulator.advance(2_000)
    elapsed_ms = product.simulator.time.now_ms() - began_ms
    chip_ms = product.simulator.hardware.ds3231.unix_ms()
    # 600 ms went by between the question and where the test began to count.
    assert abs(chip_ms - (wanted_ms + 600 + elapsed_ms)) <= 30
    del token


def test_a_second_program_on_the_line_ends_the_question_of_the_first(product):
    future = product.start(lambda token: token.add(totp()), "Add account?")
    product.disconnect()
    with pytest.raises(Vanished):
        future.result(timeout=30)
    assert product.connect().hello().accounts == 0
    assert "No accounts yet" in product.words()

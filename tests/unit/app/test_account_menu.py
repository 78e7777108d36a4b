"""The menu of an account: its recovery codes, its place, and whether it opens first."""

from app_bench import HELD, NEXT, YES, Bench
from ui.glass import SIZES, said, words

from otpfob.core.account import HOTP, TOTP, Account
from otpfob.ui.actions import BACK
from otpfob.ui.screens.accounts import AccountsScreen
from otpfob.ui.screens.hotp import HotpScreen
from otpfob.ui.screens.recovery import RecoveryScreen
from otpfob.ui.screens.totp import TotpScreen
from otpfob.vault import recovery
from otpfob.vault.changes import edit


def bench(codes=""):
    """Return a token with Acme, Bank (by counter) and Club; the code of Acme is on the glass."""
    one = Bench()
    vault = one.safe.vault
    vault.add(Account(HOTP, "Bank", "bob", bytearray(b"12345678901234567890")), 7)
    vault.add(Account(TOTP, "Club", "", bytearray(b"12345678901234567890")))
    if codes:
        recovery.add(vault, 1, codes)
    one.press(YES)
    assert isinstance(one.flow.front, TotpScreen)
    return one


def order(one):
    vault = one.safe.vault
    return [vault.id_at(i) for i in range(vault.count)]


def used(one):
    return one.safe.vault.details_at(0).extras.used


def test_do_held_on_a_code_opens_the_menu_of_its_account():
    one = bench()
    one.press(HELD)
    assert one.title == "Acme"
    one.press(BACK)
    assert isinstance(one.flow.front, TotpScreen)
    one.press(NEXT)
    assert isinstance(one.flow.front, HotpScreen)
    one.press(HELD)
    assert one.title == "Bank"
    one.press(BACK)
    assert isinstance(one.flow.front, HotpScreen)


def test_codes_are_shown_in_turn_and_crossed_off_when_their_user_says_so():
    one = bench("one\ntwo\nthree")
    one.press(HELD)
    one.choose("Recovery codes: 3")
    front = one.flow.front
    assert isinstance(front, RecoveryScreen) and front._code == b"one"
    one.press(NEXT)
    second = one.flow.front
    assert second._code == b"two" and not any(front._code)
    one.press(YES)
    assert one.title == "Cross it off?" and used(one) == 0
    one.press(NEXT)  # no
    assert one.flow.front._code == b"two" and used(one) == 0
    one.press(YES, YES)
    assert used(one) == 0b010 and one.flow.front._used
    one.press(YES)  # a used one is not used again
    assert isinstance(one.flow.front, RecoveryScreen)
    last = one.flow.front
    one.press(BACK)
    assert not any(last._code)
    # The next time the first one that is left comes first.
    one.press(HELD) if one.title != "Acme" else None
    one.choose("Recovery codes: 2")
    assert one.flow.front._code == b"one"


def test_codes_that_the_host_takes_away_leave_the_glass():
    one = bench("one\ntwo")
    one.press(HELD)
    one.choose("Recovery codes: 2")
    recovery.clear(one.safe.vault, 1)
    one.press(NEXT)
    assert one.title == "Acme"


def test_an_account_that_the_host_deletes_meanwhile_is_gone():
    one = bench()
    one.press(HELD)
    one.safe.vault.delete(1)
    one.press(BACK)
    assert isinstance(one.flow.front, AccountsScreen)


def test_an_account_is_moved_with_the_buttons():
    one = bench()
    one.press(HELD)
    one.choose("Move")
    one.press(NEXT, NEXT, YES)
    assert order(one) == [2, 3, 1]
    one.choose("Move")
    one.press(NEXT, BACK)
    assert order(one) == [2, 3, 1]


def test_the_favourite_opens_first():
    one = bench()
    one.press(HELD)
    one.choose("Open it first")
    assert one.safe.vault.favourite == 1
    edit(one.safe.vault, 2, {"favourite": True})
    one.flow.restart()
    assert isinstance(one.flow.front, HotpScreen)
    one.press(BACK)
    assert isinstance(one.flow.front, AccountsScreen)
    assert one.flow.front._rows.selected == 1
    one.press(YES, HELD)
    one.choose("Not first any more")
    assert one.safe.vault.favourite == 0
    one.flow.restart()
    assert isinstance(one.flow.front, AccountsScreen)


def test_a_code_of_other_digits_leaves_the_glass_with_an_edit():
    one = bench()
    before = one.flow.front
    question = one.answer("edit", id=1, digits=8, period=60)
    assert said(question.title) == "Change account?"
    assert question.lines[:2] == ["Acme", "ann"]
    lines = [said(line) for line in question.lines]
    assert "8 digits, now 6" in lines and "60 s, now 30 s" in lines
    question.apply()
    one.flow._resume(4)
    assert one.flow.front is not before and one.flow.front._period_s == 60


def test_an_edit_that_changes_nothing_asks_nobody():
    one = bench()
    for fields in ({}, {"issuer": "Acme"}, {"favourite": False}, {"digits": 6, "period": 30}):
        assert one.answer("edit", id=1, **fields) == {}


def deleted(one, account_id):
    """Delete an account as the host does; returns what is then in front."""
    return changed(one, "delete", id=account_id)


def changed(one, command, **fields):
    """Let the host change something, with the person's yes, and draw what is then in front."""
    question = one.answer(command, **fields)
    one.flow.ask(question, 15)
    one.flow._tell = lambda result: question.apply()
    one.press(YES)
    for height in SIZES:
        words(one.flow.front, height)
    return one.flow.front


def test_a_list_that_changes_while_an_account_moves_in_it_is_another_list():
    # Of three: the one that moves, one before it and one behind it.
    for gone in (1, 2, 3):
        one = bench()
        one.press(NEXT, HELD)
        one.choose("Move")
        one.press(NEXT)
        front = deleted(one, gone)
        if gone == 2:
            assert isinstance(front, AccountsScreen)
        else:
            assert one.title == "Bank", gone
        assert len(order(one)) == 2
        one.press(BACK)


def test_the_last_account_can_be_deleted_while_its_menu_or_its_code_is_shown():
    for way in ((), (HELD,)):
        one = Bench()
        one.press(YES, *way)
        deleted(one, 1)
        one.press(BACK)
        assert "No accounts yet" in words(one.flow.front)
        one.press(NEXT, YES, BACK)
        assert "No accounts yet" in words(one.flow.front)


def test_what_a_menu_offers_of_an_account_that_is_gone_says_so():
    for entry in ("Recovery codes: 1", "Move", "Open it first"):
        one = bench("one")
        one.press(HELD)
        deleted(one, 1)
        one.choose(entry)
        assert one.title == "Error" and "no account" in " ".join(words(one.flow.front))
        one.press(YES)
        assert isinstance(one.flow.front, AccountsScreen) and order(one) == [2, 3]


def test_a_recovery_code_of_an_account_that_is_gone_leaves_the_glass_overwritten():
    one = bench("one\ntwo")
    one.press(HELD)
    one.choose("Recovery codes: 2")
    code = one.flow.front._code
    deleted(one, 1)
    assert isinstance(one.flow.front, AccountsScreen) and not any(code)


def test_a_question_about_a_code_is_off_when_the_host_puts_other_codes_there():
    for asked in ((), (YES,)):
        one = bench("one\ntwo")
        one.press(HELD)
        one.choose("Recovery codes: 2")
        code = one.flow.front._code
        one.press(*asked)
        recovery.clear(one.safe.vault, 1)
        changed(one, "recovery_add", id=1, codes="three\nfour")
        assert not any(code)
        if asked:
            assert one.flow.front._code == b"three"
        else:
            assert one.title == "Acme"
        one.press(YES)
        assert used(one) == 0

"""Recovery codes are kept in their order, crossed off one by one, and left nowhere in RAM."""

from raises import raises
from vault_in_ram import made, opened

from otpfob.core.account import HOTP, TOTP, Account
from otpfob.core.errors import BadField, NoAccount, StorageFailed
from otpfob.core.recovery import MAX_CODES, MAX_CODES_BYTES
from otpfob.vault import recovery
from otpfob.vault.changes import edit
from otpfob.vault.records import Extras


def filled(text="one-1\ntwo 2\nthree"):
    fs, vault = made(
        Account(TOTP, "Acme", "ann", b"12345678901234567890"),
        Account(HOTP, "Bank", "bob", b"12345678901234567890"),
    )
    recovery.add(vault, 1, text)
    return fs, vault


def state(vault, account_id=1):
    """Return the codes of an account, a used one in brackets."""
    extras = vault.details_at(vault.index_of(account_id)).extras
    found = []
    for i in range(extras.count):
        text = str(bytes(recovery.code(vault, account_id, i + 1)), "ascii")
        found.append("(%s)" % text if extras.used >> i & 1 else text)
    assert extras.left == len([text for text in found if text[0] != "("])
    return found


def test_codes_are_kept_in_their_order_and_more_come_behind():
    fs, vault = filled()
    assert state(vault) == state(opened(fs)) == ["one-1", "two 2", "three"]
    recovery.add(vault, 1, "four")
    recovery.add(vault, 2, "other")
    assert state(opened(fs)) == ["one-1", "two 2", "three", "four"]
    assert state(opened(fs), 2) == ["other"]


def test_a_code_is_crossed_off_for_good():
    fs, vault = filled()
    recovery.cross_off(vault, 1, 2)
    recovery.cross_off(vault, 1, 2)
    assert state(vault) == state(opened(fs)) == ["one-1", "(two 2)", "three"]
    recovery.add(vault, 1, "four")
    edit(vault, 1, {"name": "eve"})
    vault.move(1, 1)
    recovery.cross_off(vault, 1, 4)
    assert state(opened(fs)) == ["one-1", "(two 2)", "three", "(four)"]


def test_what_is_cleared_is_gone_and_the_account_is_as_before():
    fs, vault = filled()
    before = vault.records_bytes
    recovery.cross_off(vault, 1, 1)
    recovery.clear(vault, 1)
    assert state(opened(fs)) == [] and vault.records_bytes < before
    assert vault.account_at(0).secret == b"12345678901234567890"
    recovery.add(vault, 1, "new")
    assert state(opened(fs)) == ["new"]


def test_numbers_and_accounts_that_are_none_are_refused():
    fs, vault = filled()
    before = dict(fs.files)
    for number in (0, -1, 4, 1000, 1 << 40):
        assert raises(BadField, recovery.cross_off, vault, 1, number).field == "number"
        assert raises(BadField, recovery.code, vault, 1, number).field == "number"
    raises(BadField, recovery.cross_off, vault, 2, 1)
    for call in (recovery.cross_off, recovery.code):
        raises(NoAccount, call, vault, 9, 1)
    raises(NoAccount, recovery.add, vault, 9, "code")
    raises(NoAccount, recovery.clear, vault, 9)
    assert fs.files == before


def test_what_is_no_code_is_refused_whole():
    fs, vault = filled()
    before = dict(fs.files)
    for text in ("", "a\n", "\na", "a\n\nb", " a", "a ", "a\tb", "ä", "a\x7f", "x" * 33, "a\r\nb"):
        assert raises(BadField, recovery.add, vault, 1, text).field == "codes", text
    assert fs.files == before


def test_there_is_room_for_twenty_and_for_four_hundred_bytes():
    fs, vault = filled("\n".join(["c" * 19] * MAX_CODES))
    assert len(state(opened(fs))) == 20
    raises(BadField, recovery.add, vault, 1, "c")
    recovery.clear(vault, 1)
    fits = "\n".join(["c" * 32] * 12)
    recovery.add(vault, 1, fits)
    assert MAX_CODES_BYTES - 12 * 33 == 4
    raises(BadField, recovery.add, vault, 1, "cccc")
    recovery.add(vault, 1, "ccc")
    assert recovery.check("a\nb", Extras(0, 396, 12)) == 2


def test_a_mark_that_flash_does_not_take_is_not_there():
    fs, vault = filled()
    fs.failing = ("write",)
    raises(StorageFailed, recovery.cross_off, vault, 1, 2)
    fs.failing = ()
    assert state(vault) == state(opened(fs)) == ["one-1", "two 2", "three"]
    recovery.cross_off(vault, 1, 2)
    assert state(opened(fs)) == ["one-1", "(two 2)", "three"]


def test_codes_leave_no_trace_in_the_buffers():
    _, vault = filled()
    seen = []
    wiped = recovery.wipe

    def keep(buffer):
        wiped(buffer)
        seen.append(buffer)

    recovery.wipe = keep
    try:
        recovery.add(vault, 1, "four")
        one = recovery.code(vault, 1, 4)
        recovery.cross_off(vault, 1, 1)
        recovery.clear(vault, 1)
    finally:
        recovery.wipe = wiped
    assert one == b"four" and len(seen) == 2 and not any([any(each) for each in seen])
    assert not any(vault._buffer) and not any(vault._sealed._scratch)

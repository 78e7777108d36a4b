"""The vault holds what it was given, in the order of its user, under ids of their own."""

from raises import raises
from ram_fs import RamFs
from vault_in_ram import made, opened, vault_on

from otpfob.core.account import HOTP, STEAM, TOTP, Account
from otpfob.core.errors import BadField, Damaged, NoAccount, VaultFull
from otpfob.vault.changes import edit
from otpfob.vault.vault import MAX_ACCOUNTS


def account(name="ann", kind=TOTP, issuer="Acme", secret=b"12345678901234567890"):
    return Account(kind, issuer, name, secret, digits=5 if kind == STEAM else 6)


def listed(vault):
    return [(vault.id_at(i), vault.labels_at(i)[1]) for i in range(vault.count)]


def check(fs, vault, want):
    """The vault in RAM and the one in flash both hold these (id, name)s."""
    for one in (vault, opened(fs)):
        assert listed(one) == want, (listed(one), want)
        assert one.count == len(want) and one.free == MAX_ACCOUNTS - len(want)
        for i in range(len(want)):
            assert one.account_at(i).name == want[i][1]
            assert one.index_of(want[i][0]) == i


def test_a_new_vault_is_empty_and_is_there():
    fs = RamFs()
    vault = vault_on(fs)
    vault.create()
    check(fs, vault, [])


def test_accounts_come_back_with_every_field():
    fs, vault = made()
    accounts = (
        Account(TOTP, "i" * 64, "n" * 64, bytes(range(256)), 2, 10, 86_400),
        Account(HOTP, "", "ann", b"k", 1, 8, 60),
        Account(STEAM, "Steam", "", b"\0" * 20, 0, 5),
        Account(TOTP, "Почта", "🔑", b"12345678901234567890"),
    )
    ids = [vault.add(one, 7 if one.kind == HOTP else 0) for one in accounts]
    for known in (vault, opened(fs)):
        for number, one in zip(ids, accounts):  # noqa: B905 (MicroPython's zip has no strict)
            got = known.account_at(known.index_of(number))
            assert (got.kind, got.issuer, got.name) == (one.kind, one.issuer, one.name)
            assert (got.secret, got.hash_id) == (one.secret, one.hash_id)
            assert (got.digits, got.period_s) == (one.digits, one.period_s)
            labels = known.labels_at(known.index_of(number))
            assert labels == (one.issuer, one.name)
            details = known.details_at(known.index_of(number))
            assert (details.issuer, details.name, details.kind) == (one.issuer, one.name, one.kind)
            assert (details.hash_id, details.digits) == (one.hash_id, one.digits)
            assert details.period_s == one.period_s and not hasattr(details, "secret")
        assert known.counter(ids[1]) == 7


def test_two_hundred_accounts_and_not_one_more():
    fs, vault = made()
    for i in range(MAX_ACCOUNTS):
        kind = (TOTP, HOTP, STEAM)[i % 3]
        number = vault.add(account("account %d" % i, kind), i if kind == HOTP else 0)
        assert number == i + 1
        fs.log.clear()  # small objects all over the heap leave no room for a file in RAM
    assert MAX_ACCOUNTS == 200 and vault.free == 0
    before = dict(fs.files)
    for kind in (TOTP, HOTP):
        raises(VaultFull, vault.add, account("one too many", kind), 5)
        assert fs.files == before
    want = [(i + 1, "account %d" % i) for i in range(200)]
    check(fs, vault, want)
    again = opened(fs)
    for i in range(1, 200, 3):
        assert again.use_counter(i + 1) == i
        fs.log.clear()
    # Room for one is room for one, and its id is a new one.
    vault = opened(fs)
    vault.delete(100)
    assert vault.add(account("in its place")) == 201
    raises(VaultFull, vault.add, account())
    check(fs, vault, want[:99] + want[100:] + [(201, "in its place")])


def test_accounts_of_the_same_name_are_told_apart_by_their_ids():
    fs, vault = made(account(secret=b"first"), account(secret=b"second"), account(secret=b"third"))
    vault.delete(2)
    check(fs, vault, [(1, "ann"), (3, "ann")])
    assert vault.account_at(0).secret == b"first"
    assert vault.account_at(1).secret == b"third"


def test_ids_are_never_used_again():
    fs, vault = made(account("a"), account("b"))
    vault.delete(2)  # the last one
    assert vault.add(account("c")) == 3
    vault.delete(1)
    vault.delete(3)
    check(fs, vault, [])
    assert vault.add(account("d")) == 4
    vault.delete(4)
    assert opened(fs).add(account("e")) == 5


def test_deleting_any_of_them_leaves_the_others():
    for gone in range(4):
        fs, vault = made(*[account(name) for name in "abcd"])
        want = [(i + 1, "abcd"[i]) for i in range(4) if i != gone]
        vault.delete(gone + 1)
        check(fs, vault, want)
        raises(NoAccount, vault.delete, gone + 1)
        raises(NoAccount, vault.index_of, gone + 1)
        check(fs, vault, want)


def test_moving_any_of_them_anywhere():
    for origin in range(5):
        for to in range(5):
            fs, vault = made(*[account(name) for name in "abcde"])
            want = [(i + 1, "abcde"[i]) for i in range(5)]
            want.insert(to, want.pop(origin))
            vault.move(origin + 1, to)
            check(fs, vault, want)


def test_places_that_are_not_there_are_refused():
    fs, vault = made(account("a"), account("b"))
    before = dict(fs.files)
    for to in (-1, 2, 3, 1 << 40):
        assert raises(BadField, vault.move, 1, to).field == "to", to
    raises(NoAccount, vault.move, 9, 0)
    assert fs.files == before


def test_renaming_changes_the_name_and_nothing_else():
    fs, vault = made(account("a"), account("b", HOTP), account("c"))
    vault.use_counter(2)
    for name in ("bob", "n" * 64, "", "🔑"):
        edit(vault, 2, {"issuer": "Other", "name": name})
        check(fs, vault, [(1, "a"), (2, name), (3, "c")])
        one = opened(fs).account_at(1)
        assert (one.kind, one.issuer, one.secret) == (HOTP, "Other", account().secret)
        assert opened(fs).counter(2) == 1


def test_names_out_of_their_limits_are_refused_and_nothing_changes():
    fs, vault = made(account("a"))
    before = dict(fs.files)
    assert raises(BadField, edit, vault, 1, {"issuer": "i" * 65}).field == "issuer"
    assert raises(BadField, edit, vault, 1, {"name": "n\n"}).field == "name"
    assert raises(BadField, edit, vault, 1, {"issuer": "", "name": ""}).field == "name"
    raises(NoAccount, edit, vault, 2, {"name": "n"})
    assert fs.files == before


def test_a_random_life_leaves_what_a_list_would():
    seed = 5
    fs, vault = made()
    want = []
    next_id = 1
    for turn in range(300):
        seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
        pick = seed >> 12
        what = pick % 5
        if what <= 1 or not want:
            assert vault.add(account("n%d" % turn)) == next_id
            want.append((next_id, "n%d" % turn))
            next_id += 1
        elif what == 2:
            number, _ = want.pop(pick // 5 % len(want))
            vault.delete(number)
        elif what == 3:
            i = pick // 5 % len(want)
            want[i] = (want[i][0], "r%d" % turn)
            edit(vault, want[i][0], {"name": want[i][1]})
        else:
            one = want.pop(pick // 5 % len(want))
            to = pick // 500 % (len(want) + 1)
            want.insert(to, one)
            vault.move(one[0], to)
        assert listed(vault) == want, turn
    check(fs, vault, want)


def test_counters_of_accounts_are_kept_apart():
    fs, vault = made()
    first = vault.add(account("a", HOTP), 10)
    second = vault.add(account("b", HOTP), 20)
    vault.add(account("c"))
    assert [vault.use_counter(first) for _ in range(3)] == [10, 11, 12]
    assert vault.use_counter(second) == 20
    vault.move(second, 0)
    edit(vault, first, {"name": "z"})
    vault.delete(3)
    again = opened(fs)
    assert (again.counter(first), again.counter(second)) == (13, 21)
    vault.delete(first)
    assert opened(fs).use_counter(second) == 21
    third = vault.add(account("d", HOTP), 0)
    assert opened(fs).counter(third) == 0


def test_counters_out_of_64_bits_are_refused():
    fs, vault = made()
    before = dict(fs.files)
    for counter in (-1, 1 << 64, None, "0", 1.0, True):
        error = raises(BadField, vault.add, account("a", HOTP), counter)
        assert error.field == "counter", counter
    assert fs.files == before
    number = vault.add(account("a", HOTP), (1 << 64) - 1)
    assert opened(fs).counter(number) == (1 << 64) - 1


def pairs_of(*accounts):
    return [(one, 10 * i) for i, one in enumerate(accounts)]


def test_many_are_added_in_one_write():
    fs, vault = made(account("a"))
    fs.log.clear()
    added = pairs_of(account("b", HOTP), account("c"), account("d", HOTP), account("e", STEAM))
    assert vault.add_all(added) == 2
    check(fs, vault, [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e")])
    assert [entry[0] for entry in fs.log] == 2 * ["open", "close", "rename"]
    for known in (vault, opened(fs)):
        assert (known.counter(2), known.counter(4)) == (0, 20)
    assert vault.add(account("f")) == 6


def test_adding_none_writes_nothing():
    fs, vault = made(account("a"))
    fs.log.clear()
    assert vault.add_all(()) == 2 and fs.log == []


def test_one_too_many_of_many_adds_none():
    fs, vault = made()
    vault.add_all(pairs_of(*[account("n%d" % i) for i in range(MAX_ACCOUNTS - 2)]))
    before = dict(fs.files)
    raises(VaultFull, vault.add_all, pairs_of(account("x", HOTP), account("y"), account("z")))
    assert fs.files == before and vault.free == 2
    vault.add_all(pairs_of(account("x", HOTP), account("y")))
    assert opened(fs).free == 0 and vault.counter(MAX_ACCOUNTS - 1) == 0


def test_a_bad_counter_among_many_adds_none():
    fs, vault = made()
    before = dict(fs.files)
    bad = [(account("a", HOTP), 1), (account("b", HOTP), -1)]
    assert raises(BadField, vault.add_all, bad).field == "counter"
    assert fs.files == before


def test_a_counter_is_raised_and_never_lowered():
    fs, vault = made(account("a"))
    number = vault.add(account("b", HOTP), 10)
    for wanted, left in ((9, 10), (10, 10), (15, 15), (3, 15), ((1 << 64) - 1, (1 << 64) - 1)):
        vault.set_counter_at_least(number, wanted)
        assert vault.counter(number) == opened(fs).counter(number) == left
    raises(NoAccount, vault.set_counter_at_least, 1, 5)  # not by counter
    raises(BadField, vault.set_counter_at_least, number, 1 << 64)


def test_reading_labels_decrypts_no_byte_of_a_secret():
    for issuer, name in (("i", ""), ("i" * 5, "n" * 6), ("i" * 6, "n" * 6), ("i" * 64, "n" * 64)):
        fs, vault = made()
        vault.add(Account(TOTP, issuer, name, b"S" * 40))
        good = fs.files["vault.1"]
        # All blocks of the secret and behind it are gone, and the labels are still read.
        secret_at = 32 + 16 + (21 + len(issuer) + len(name) + 15) // 16 * 16
        fs.files["vault.1"] = good[:secret_at]
        assert vault.labels_at(0) == (issuer, name)
        assert vault.details_at(0).name == name
        fs.files["vault.1"] = good[: secret_at - 1]
        raises(Damaged, vault.details_at, 0)


def test_labels_are_read_once_while_they_are_among_the_last_few_asked_for():
    fs, vault = made(*[account("n%d" % i) for i in range(8)])
    good = fs.files["vault.1"]
    assert [vault.labels_at(i)[1] for i in range(8)] == ["n%d" % i for i in range(8)]
    fs.files["vault.1"] = b""
    assert [vault.labels_at(i)[1] for i in range(2, 8)] == ["n%d" % i for i in range(2, 8)]
    raises(Damaged, vault.labels_at, 1)
    fs.files["vault.1"] = good


def test_labels_that_were_read_are_forgotten_with_every_change():
    _, vault = made(account("a"), account("b"))
    assert [vault.labels_at(i)[1] for i in range(2)] == ["a", "b"]
    vault.move(1, 1)
    assert [vault.labels_at(i)[1] for i in range(2)] == ["b", "a"]
    edit(vault, 1, {"name": "c"})
    assert [vault.labels_at(i)[1] for i in range(2)] == ["b", "c"]
    vault.wipe()
    assert not vault._labels


def test_secrets_leave_no_trace_in_the_buffers():
    fs, vault = made(account("a"), account("b", HOTP))
    for change in (
        lambda: vault.add(account("c")),
        lambda: edit(vault, 1, {"name": "name"}),
        lambda: vault.move(1, 1),
        lambda: vault.account_at(0),
    ):
        change()
        assert not any(vault._buffer) and not any(vault._sealed._scratch)


def test_a_secret_that_was_read_is_the_readers_own():
    fs, vault = made(account("a"))
    one = vault.account_at(0)
    assert isinstance(one.secret, bytearray)
    secret = one.secret
    one.wipe()
    assert not any(secret) and not hasattr(one, "secret")
    assert vault.account_at(0).secret == account().secret


def test_renaming_overwrites_the_secret_that_it_read():
    fs, vault = made(account("a"))
    read = vault.account_at
    seen = []

    def looking(index):
        one = read(index)
        seen.append(one.secret)
        return one

    vault.account_at = looking
    edit(vault, 1, {"name": "name"})
    raises(BadField, edit, vault, 1, {"issuer": "", "name": ""})
    assert len(seen) == 2 and not any([any(secret) for secret in seen])
    assert read(0).secret == account().secret


def test_a_wiped_vault_holds_nothing_and_reads_nothing():
    fs, vault = made(account("a", HOTP))
    vault.wipe()
    assert vault.count == 0
    raises(NoAccount, vault.use_counter, 1)
    raises(NoAccount, vault.account_at, 0)
    raises(Damaged, vault.open)
    assert opened(fs).count == 1

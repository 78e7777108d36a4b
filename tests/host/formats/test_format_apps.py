"""What only one authenticator app writes, or older versions of it wrote."""

import json

import pytest
from host.formats.one_file import changed, only, only_bad
from host.formats.refusing import check, refusal
from host.formats.sample import PASSWORD, TOTP, facts
from host.formats.writers import aegis, and_otp, ente, free_otp, others, stratum, two_fas

from fobctl.sources.formats import WrongPassword, read_export
from fobctl.sources.formats.secretstream import hchacha20, open_message
from otpfob.core.account import HOTP, STEAM


@pytest.mark.parametrize("kind", ["yandex", "motp"])
def test_a_scheme_of_its_own_in_aegis_is_listed(kind):
    rejected = only_bad(aegis.plain([TOTP.but(kind=kind)]))
    assert "type" in rejected.reason and rejected.label == "Acme: ann@example.org"


def test_an_aegis_vault_without_a_password_slot_says_what_to_do():
    def no_password(document):
        document["header"]["slots"] = document["header"]["slots"][:1]

    error = refusal(changed(aegis.encrypted([TOTP], "x"), no_password))
    assert "no password" in str(error)


@pytest.mark.parametrize("size", [0, 1, 7, 13, 200])
def test_a_nonce_of_another_size_opens_nothing(size):
    data = changed(
        aegis.encrypted([TOTP], "x", n=2, r=1),
        lambda d: d["header"]["params"].update(nonce="00" * size),
    )
    assert isinstance(refusal(data, "x"), WrongPassword)


def test_versions_that_nobody_knows_are_refused():
    newer = changed(aegis.plain([TOTP]), lambda d: d["db"].update(version=9))
    assert refusal(newer).field == "version"
    assert refusal(two_fas.plain([TOTP], 5)).field == "schemaVersion"
    assert refusal(changed(ente.encrypted([TOTP], "x"), lambda d: d.update(version=2))).field


def test_2fas_shows_its_own_name_and_says_when_the_issuer_is_another():
    data = changed(two_fas.plain([TOTP]), lambda d: d["services"][0].update(name="My shop"))
    new = only(data)
    assert new.account.issuer == "My shop" and len(new.warnings) == 1


def test_2fas_without_issuer_and_account_keeps_the_name():
    def bare(document):
        document["services"][0]["otp"] = {"digits": 6, "tokenType": "TOTP", "counter": 0}

    assert only(changed(two_fas.plain([TOTP]), bare)).label == "Acme"


def test_the_oldest_andotp_label_is_issuer_and_name():
    def old(document):
        del document[0]["issuer"]
        document[0]["label"] = "Acme - ann - home"

    account = only(changed(and_otp.plain([TOTP]), old)).account
    assert (account.issuer, account.name) == ("Acme", "ann - home")


def test_an_andotp_steam_entry_has_the_usual_period():
    data = and_otp.plain([TOTP.but(kind="steam", digits=5)])
    account = only(changed(data, lambda d: d[0].pop("period"))).account
    assert (account.kind, account.period_s) == (STEAM, 30)


@pytest.mark.parametrize("kind", [0, 3, 5, None, "2", True])
def test_another_type_in_stratum_is_listed(kind):
    data = changed(stratum.plain([TOTP]), lambda d: d["Authenticators"][0].update(Type=kind))
    assert "type" in only_bad(data).reason


@pytest.mark.parametrize("data", [b"", b"\xff\xfe noise", b"{}", b"[]", b'{"a":1}', b"12"])
def test_what_stratums_old_cipher_opens_to_must_be_a_backup(data):
    """It checks nothing: once in 256 a wrong password passes, and makes noise."""
    assert isinstance(refusal(stratum.legacy(data, PASSWORD), PASSWORD), WrongPassword)


def test_an_old_andotp_file_that_starts_like_a_new_one_is_read():
    data = and_otp.encrypted_old([TOTP], PASSWORD, start=(2000).to_bytes(4, "big"))
    assert facts(only(data, PASSWORD)) == facts(TOTP)


def test_freeotp_plus_stores_the_counter_one_behind():
    data = free_otp.plus([TOTP.but(kind="hotp", counter=0)])
    assert json.loads(data)["tokens"][0]["counter"] == -1
    assert only(data).counter == 0
    past = changed(data, lambda d: d["tokens"][0].update(counter=-2))
    assert "counter" in only_bad(past).reason


def test_a_renamed_freeotp_account_keeps_its_new_name():
    def rename(document):
        document["tokens"][0].update(issuerAlt="Shop", labelAlt="me")

    assert only(changed(free_otp.plus([TOTP]), rename)).label == "Shop: me"


def test_what_freeotp_2_leaves_out_has_its_usual_values():
    found = free_otp.pairs([TOTP], PASSWORD)
    key = next(key for key in found if key.endswith("-token"))
    found[key] = json.dumps({"type": "TOTP", "issuerInt": "Acme", "label": "ann@example.org"})
    assert facts(only(free_otp.java_map(found), PASSWORD)) == facts(TOTP)


@pytest.mark.parametrize("byte", [256, -129, 1.0, "1", None, True])
def test_a_secret_with_a_byte_that_is_none_is_listed(byte):
    data = changed(free_otp.plus([TOTP]), lambda d: d["tokens"][0]["secret"].append(byte))
    assert "secret is damaged" in only_bad(data).reason


def test_freeotp_2_counts_from_the_next_code_and_makes_steam_codes_for_steam():
    sample = TOTP.but(kind="hotp", counter=9)
    assert only(free_otp.backup([sample], PASSWORD), PASSWORD).counter == 9
    steam = TOTP.but(kind="steam", issuer="Steam", digits=5)
    assert only(free_otp.backup([steam], PASSWORD), PASSWORD).account.kind == STEAM
    odd = TOTP.but(kind="steam", issuer="Steam", digits=6)
    assert "digits" in only_bad(free_otp.backup([odd], PASSWORD), PASSWORD).reason


def test_freeotp_2_with_the_older_key_derivation_is_read():
    data = free_otp.backup([TOTP], PASSWORD, name="PBKDF2withHmacSHA1")
    assert facts(only(data, PASSWORD)) == facts(TOTP)


def test_a_freeotp_2_entry_without_its_half_or_of_another_key_is_listed():
    good, names = TOTP, ("a", "b", "c")
    found = free_otp.pairs([good, *(good.but(name=name) for name in names)], PASSWORD)
    keys = [key for key in found if not key.endswith("-token") and key != "masterKey"]
    del found[keys[1]]
    del found[keys[2] + "-token"]
    found[keys[3]] = free_otp.pairs([good], PASSWORD)[keys[0]]
    export = read_export(free_otp.java_map(found), lambda prompt: PASSWORD)
    assert [facts(new) for new in export.entries] == [facts(good)]
    assert len(export.bad) == 3
    assert ["Acme: a" in r.label or "Acme: c" in r.label for r in export.bad].count(True) == 2


def test_a_freeotp_backup_with_a_key_twice_is_refused():
    data = free_otp.java_map(free_otp.pairs([TOTP, TOTP], PASSWORD))
    refusal(data.replace(b"00000001-89ab", b"00000000-89ab"), PASSWORD)


def test_a_java_map_without_its_end_is_refused():
    data = free_otp.backup([TOTP], PASSWORD)
    assert only(data, PASSWORD)
    refusal(data[:-1] + b"y", PASSWORD)


def test_a_long_text_and_one_written_before_are_read_from_a_java_map():
    long = free_otp.java_map({"masterKey": "x" * 70_000})
    assert b"|" in long
    refusal(long, PASSWORD)
    token = free_otp.pairs([TOTP], PASSWORD)
    data = free_otp.java_map({**token, "a": "same"}).replace(b"\x00\x04same", b"\x00\x04same", 1)
    # A key that was written before, by its number: 0x7E0002 is the first text.
    again = data[: -len(b"t\x00\x04samex")] + b"q\x00\x7e\x00\x02x"
    export = read_export(again, lambda prompt: PASSWORD)
    assert [facts(new) for new in export.entries] == [facts(TOTP)] and len(export.bad) == 1


def test_an_ente_account_in_the_trash_says_so():
    data = ente.plain([TOTP]).replace(b"trashed%22%3Afalse", b"trashed%22%3Atrue")
    assert any("trash" in warning for warning in only(data).warnings)
    assert only(ente.plain([TOTP])).warnings == ()


def test_hchacha20_gives_the_drafts_vector():
    nonce = bytes.fromhex("000000090000004a0000000031415927")
    want = "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"
    assert hchacha20(bytes(range(32)), nonce).hex() == want


# Made with libsodium 1.0.20: key 00 01 .. 1f, tag FINAL.
HEADER = bytes.fromhex("09807d1596328862422ee3dced425c0416a960c74764b82c")
MESSAGE = bytes.fromhex(
    "ecec54bcdf12480fb21ce07cde439c064cd35479f2578d13b8830c18fc6c"
    "e635593b22241bcd1ac327ed6f44367f4e5ad11db4ea3c394aca"
)


def test_a_message_of_libsodium_opens():
    plain = open_message(bytes(range(32)), HEADER, MESSAGE)
    assert plain == b"otpauth://totp/Acme:ann?secret=MZXW6YTB"


def test_a_message_with_any_bit_changed_opens_not():
    for at in range(len(MESSAGE)):
        wrong = MESSAGE[:at] + bytes((MESSAGE[at] ^ 1,)) + MESSAGE[at + 1 :]
        with pytest.raises(WrongPassword) as caught:
            open_message(bytes(range(32)), HEADER, wrong)
        check(caught.value)


def test_a_duo_account_without_a_key_is_listed():
    data = changed(others.duo([TOTP, TOTP]), lambda d: d[1].pop("otpGenerator"))
    export = read_export(data, str)
    assert len(export.entries) == 1 and "Duo's own app" in export.bad[0].reason
    assert export.bad[0].label == "ann@example.org"


def test_a_duo_account_with_a_counter_is_by_counter():
    new = only(others.duo([TOTP.but(kind="hotp", counter=3)]))
    assert (new.account.kind, new.counter) == (HOTP, 3)


def with_digits(value):
    """Return an Aegis vault with one entry that has these digits."""
    return changed(
        aegis.plain([TOTP]), lambda d: d["db"]["entries"][0]["info"].update(digits=value)
    )


@pytest.mark.parametrize("value", ["6", 6.0, "06"])
def test_a_number_may_be_a_text_or_a_whole_float(value):
    data = with_digits(value)
    assert only(data).account.digits == 6


@pytest.mark.parametrize("value", [6.5, True, [], {}, "6.0", "", 1e300])
def test_a_number_that_is_none_is_listed(value):
    data = with_digits(value)
    assert "digits" in only_bad(data).reason


@pytest.mark.parametrize("field", ["name", "issuer"])
@pytest.mark.parametrize("value", [7, True, [], {}])
def test_a_text_that_is_none_is_listed(field, value):
    data = changed(aegis.plain([TOTP]), lambda d: d["db"]["entries"][0].update({field: value}))
    assert field in only_bad(data).reason


@pytest.mark.parametrize("entry", [None, 1, "x", [], {"info": []}, {"type": "totp", "info": {}}])
def test_an_entry_that_is_none_is_listed_by_its_number(entry):
    data = changed(aegis.plain([TOTP]), lambda d: d["db"]["entries"].append(entry))
    export = read_export(data, str)
    assert len(export.entries) == 1 and export.bad[0].label == "entry 2"


def test_an_entry_without_issuer_and_name_is_listed():
    assert "name is missing" in only_bad(aegis.plain([TOTP.but(issuer="", name="")])).reason


def test_a_hotp_entry_without_a_counter_starts_at_0_and_says_so():
    data = aegis.plain([TOTP.but(kind="hotp", counter=5)])
    new = only(changed(data, lambda d: d["db"]["entries"][0]["info"].pop("counter")))
    assert new.counter == 0 and any("no counter" in warning for warning in new.warnings)

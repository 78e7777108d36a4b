"""What password managers write."""

import json

import pytest
from host.formats.one_file import changed, only, only_bad
from host.formats.refusing import refusal
from host.formats.sample import PASSWORD, TOTP, facts, uri
from host.formats.writers import bitwarden, keepass, one_password, proton

from fobctl.sources.formats import WrongPassword, read_export
from otpfob.core.account import STEAM


def with_key(key):
    """Return a Bitwarden file with one item that has this key."""

    def put(document):
        document["items"] = document["items"][:1]
        document["items"][0]["login"]["totp"] = key

    return changed(bitwarden.plain([TOTP]), put)


@pytest.mark.parametrize(
    "text", [TOTP.base32, TOTP.base32.lower(), f" {TOTP.base32[:4]} {TOTP.base32[4:]}"]
)
def test_a_bare_key_takes_title_and_user_of_its_item(text):
    new = only(with_key(text))
    assert facts(new) == facts(TOTP.but(issuer="An item", name="login@example.org"))


def test_a_steam_key_takes_the_user_of_its_item():
    new = only(with_key(f"steam://{TOTP.base32}"))
    assert new.account.kind == STEAM and new.label == "Steam: login@example.org"


def test_a_uri_without_label_takes_title_and_user_and_one_with_a_label_keeps_it():
    bare = f"otpauth://totp/?secret={TOTP.base32}"
    assert only(with_key(bare)).label == "An item: login@example.org"
    assert only(with_key(bare.replace("/?", "?"))).label == "An item: login@example.org"
    assert only(with_key(uri(TOTP))).label == "Acme: ann@example.org"
    assert only(with_key(f"otpauth://totp/ann?secret={TOTP.base32}")).label == "An item: ann"


@pytest.mark.parametrize(
    "key", ["otpauth://motp/a?secret=AA", "not base32!", 5, ["x"], "otpauth:x"]
)
def test_a_key_that_is_none_is_listed_under_its_item(key):
    assert only_bad(with_key(key)).label == "An item: login@example.org"


def test_a_bitwarden_file_for_one_account_only_says_what_to_do():
    restricted = {"encrypted": True, "encKeyValidation_DO_NOT_EDIT": "2.a|b|c", "items": []}
    assert "password protected" in str(refusal(json.dumps(restricted).encode()))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_bitwarden_file_of_which_anything_was_changed_opens_not(part):
    def change(document):
        kind, _, rest = document["data"].partition(".")
        parts = rest.split("|")
        parts[part] = ("B" if parts[part][0] == "A" else "A") + parts[part][1:]
        document["data"] = kind + "." + "|".join(parts)

    data = changed(bitwarden.protected([TOTP], PASSWORD), change)
    assert isinstance(refusal(data, PASSWORD), WrongPassword)


def test_a_proton_entry_keeps_the_name_that_its_key_has_not():
    def steam(document):
        document["entries"][0]["content"].update(uri=f"steam://{TOTP.base32}", name="my games")

    assert only(changed(proton.authenticator([TOTP]), steam)).label == "Steam: my games"


def test_a_proton_pass_item_in_the_trash_and_its_other_keys_arrive():
    def more(document):
        item = document["vaults"]["2"]["items"][0]
        item["state"] = 2
        field = {"fieldName": "second", "type": "totp", "data": {"totpUri": TOTP.base32}}
        item["data"]["extraFields"] = [field, {"fieldName": "x", "type": "text", "data": {}}]

    export = read_export(changed(proton.pass_json([TOTP]), more), str)
    assert [new.label for new in export.entries] == ["Acme: ann@example.org", "An item: second"]
    assert all("trash" in new.warnings[0] for new in export.entries)


def test_a_1password_item_may_have_several_keys_and_be_archived():
    def more(document):
        item = document["accounts"][0]["vaults"][0]["items"][0]
        item["state"] = "archived"
        item["details"]["sections"].append({"fields": [{"value": {"totp": TOTP.base32}}]})
        item["details"]["sections"].append({"title": "nothing"})

    data = one_password.archive(changed(one_password.document([TOTP]), more))
    export = read_export(data, str)
    assert [new.label for new in export.entries] == ["Acme: ann@example.org", "An item: ann"]
    assert all("archived" in new.warnings[0] for new in export.entries)


def test_a_keepassxc_entry_in_the_recycle_bin_says_so_and_one_without_totp_column_is_refused():
    assert "recycle bin" in only(keepass.table([TOTP], "Root/Recycle Bin/x")).warnings[0]
    names = ("Group", "Title", "Username", "Password", "URL", "Notes")
    assert refusal(keepass.table([TOTP], names=names)).field == "totp"


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"otp": TOTP.base32}, {}),
        ({"otp": f"key={TOTP.base32}&size=8&step=60"}, {"digits": 8, "period": 60}),
        ({"otp": f"key={TOTP.base32}&otpHashMode=SHA512"}, {"hash": "SHA512"}),
        ({"otp": f"key={TOTP.base32}&type=Hotp&counter=5"}, {"kind": "hotp", "counter": 5}),
        ({"TOTP Seed": TOTP.base32}, {}),
        ({"TOTP Seed": TOTP.base32, "TOTP Settings": "20;7"}, {"digits": 7, "period": 20}),
        ({"TOTP Seed": TOTP.base32, "TOTP Settings": "30;S"}, {"kind": "steam", "digits": 5}),
        ({"TimeOtp-Secret": "12345678901234567890"}, {}),
        ({"TimeOtp-Secret-Hex": TOTP.secret.hex()}, {}),
        ({"TimeOtp-Secret-Base64": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="}, {}),
        (
            {
                "TimeOtp-Secret-Base32": TOTP.base32,
                "TimeOtp-Length": "8",
                "TimeOtp-Period": "45",
                "TimeOtp-Algorithm": "HMAC-SHA-256",
            },
            {"digits": 8, "period": 45, "hash": "SHA256"},
        ),
        (
            {"HmacOtp-Secret-Base32": TOTP.base32, "HmacOtp-Counter": "42"},
            {"kind": "hotp", "counter": 42},
        ),
    ],
)
def test_every_field_in_which_keepass_and_its_plugins_keep_a_key_is_read(fields, changes):
    data = keepass.document(keepass.entry(keepass.fields(TOTP, **fields)))
    assert facts(only(data)) == facts(TOTP.but(**changes))


def test_a_keepass_entry_in_the_recycle_bin_says_so_and_old_versions_are_passed_over():
    entry = keepass.entry(keepass.fields(TOTP, otp=uri(TOTP)))
    assert "recycle bin" in only(keepass.document("", entry)).warnings[0]
    old = keepass.entry(keepass.fields(TOTP), entry)
    assert read_export(keepass.document(old), str).entries == []


def test_a_keepass_field_that_is_still_encrypted_is_listed():
    data = keepass.document(keepass.entry(keepass.fields(TOTP, otp="b3BlbiBtZQ==")))
    data = data.replace(b'ProtectInMemory="True">b3B', b'Protected="True">b3B')
    assert "encrypted inside" in only_bad(data).reason

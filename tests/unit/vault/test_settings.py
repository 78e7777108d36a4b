"""A setting is one of few numbers within its limits, and is as it comes until it is changed."""

from raises import raises
from ram_fs import RamFs
from vault_in_ram import SETTINGS, opened_settings, sealed_settings

from otpfob.core.errors import BadField, Damaged, StorageFailed, VaultFull
from otpfob.vault.settings import DEFAULTS, MAX_BYTES, Settings

NAME = "lock_after_s"


def created(fs):
    settings = Settings(sealed_settings(fs))
    settings.create()
    return settings


def plaintext(fs):
    sealed = sealed_settings(fs)
    sealed.load()
    out = bytearray(sealed.size)
    sealed.read(0, out)
    return bytes(out)


def written(fs, content):
    """Put a whole file with any plaintext in the place of the settings."""
    sealed_settings(fs).replace(len(content), lambda: (content,))


def test_new_settings_are_as_they_come():
    fs = RamFs()
    for settings in (created(fs), opened_settings(fs)):
        assert settings.get(NAME) == 300
    assert list(fs.files) == [SETTINGS] and plaintext(fs) == b"{}"


def test_what_is_put_comes_back():
    fs = RamFs()
    settings = created(fs)
    for seconds in (30, 3600, 60, 300):
        settings.put(NAME, seconds)
        assert settings.get(NAME) == opened_settings(fs).get(NAME) == seconds
    assert plaintext(fs) == b'{"lock_after_s": 300}'


def test_putting_is_one_write():
    fs = RamFs()
    settings = created(fs)
    fs.log.clear()
    settings.put(NAME, 60)
    assert [entry[0] for entry in fs.log] == ["open", "close", "rename"]


def test_values_out_of_their_limits_are_refused_and_nothing_changes():
    fs = RamFs()
    settings = created(fs)
    before = dict(fs.files)
    for value in (29, 3601, 0, -30, 1 << 40, True, None, "60", 60.0, [60]):
        assert raises(BadField, settings.put, NAME, value).field == NAME
        assert raises(BadField, settings.check, NAME, value, "lock_after").field == "lock_after"
    settings.check(NAME, 60, "lock_after")
    assert fs.files == before and settings.get(NAME) == 300


def test_some_settings_can_be_never():
    settings = created(RamFs())
    for name in ("dim_after_s", "dark_after_s", "sleep_after_s", "sync_every_h"):
        assert settings.get(name) == DEFAULTS[name] > 0
        settings.put(name, 0)
        assert settings.get(name) == 0
        for value in (-1, False, None, 1 << 40):
            raises(BadField, settings.put, name, value)
    for value in (1, 9, 3601):
        raises(BadField, settings.put, "sleep_after_s", value)


def test_several_are_put_together_or_not_at_all():
    fs = RamFs()
    settings = created(fs)
    settings.put_all({"dim_after_s": 20, "sleep_after_s": 0})
    before = dict(fs.files)
    assert raises(BadField, settings.put_all, {"dim_after_s": 30, NAME: 0}).field == NAME
    assert fs.files == before
    again = opened_settings(fs)
    assert (again.get("dim_after_s"), again.get("sleep_after_s")) == (20, 0)


def test_unknown_names_are_refused():
    settings = created(RamFs())
    raises(BadField, settings.get, "color")
    raises(BadField, settings.put, "color", 1)
    raises(BadField, settings.check, "color", 1, "color")


def test_names_of_a_newer_firmware_are_kept():
    fs = RamFs()
    written(fs, b'{"color": {"a": [1, null, "\xc3\xa4"]}, "lock_after_s": 40}')
    settings = opened_settings(fs)
    raises(BadField, settings.get, "color")
    settings.put(NAME, 50)
    again = opened_settings(fs)
    assert again.get(NAME) == 50
    assert again._values["color"] == {"a": [1, None, "ä"]}


def test_a_value_of_a_newer_firmware_is_as_if_there_was_none():
    for value in (b"7200", b'"never"', b"null", b"1.5", b"true", b"29"):
        fs = RamFs()
        written(fs, b'{"lock_after_s": ' + value + b"}")
        assert opened_settings(fs).get(NAME) == 300, value


def test_what_no_settings_wrote_is_damage():
    fs = RamFs()
    for content in (b"", b"{", b"[]", b"1", b'"a"', b"null", b"\xff\xfe", b'{"a": "\xff"}'):
        written(fs, content)
        raises(Damaged, opened_settings, fs)
    written(fs, b"{" + b" " * (MAX_BYTES - 2) + b"}")
    opened_settings(fs)
    written(fs, b"{" + b" " * (MAX_BYTES - 1) + b"}")
    raises(Damaged, opened_settings, fs)


def test_more_than_fits_is_refused_and_nothing_changes():
    fs = RamFs()
    written(fs, b'{"color": "' + b"a" * (MAX_BYTES - 20) + b'"}')
    settings = opened_settings(fs)
    before = dict(fs.files)
    raises(BadField, settings.put, NAME, 60)
    assert fs.files == before and settings.get(NAME) == 300


def test_no_file_and_every_flipped_bit_are_damage():
    fs = RamFs()
    raises(Damaged, opened_settings, fs)
    created(fs).put(NAME, 60)
    good = fs.files[SETTINGS]
    for bit in range(8 * len(good)):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        fs.files[SETTINGS] = bytes(bad)
        raises(Damaged, opened_settings, fs)


def test_a_flash_in_trouble_keeps_the_old_settings():
    for trouble in ("open", "write", "read", "rename", "full"):
        fs = RamFs()
        settings = created(fs)
        settings.put(NAME, 60)
        if trouble == "full":
            fs.room_bytes = len(fs.files[SETTINGS])
        else:
            fs.failing = (trouble,)
        raises((StorageFailed, VaultFull), settings.put, NAME, 90)
        fs.failing, fs.room_bytes = (), None
        assert settings.get(NAME) == opened_settings(fs).get(NAME) == 60
        settings.put(NAME, 120)
        assert opened_settings(fs).get(NAME) == 120


def test_the_network_comes_back_and_can_be_forgotten():
    fs = RamFs()
    settings = created(fs)
    assert settings.wifi == ("", "")
    settings.put(NAME, 60)
    for ssid, password in (("кафе", "longenough"), ("open", ""), ("x" * 32, "p" * 63)):
        settings.put_wifi(ssid, password)
        assert settings.wifi == opened_settings(fs).wifi == (ssid, password)
    settings.put_wifi("", "")
    assert settings.wifi == opened_settings(fs).wifi == ("", "")
    assert plaintext(fs) == b'{"lock_after_s": 60}'


def test_what_no_network_has_is_refused_and_nothing_changes():
    fs = RamFs()
    settings = created(fs)
    settings.put_wifi("home", "longenough")
    before = dict(fs.files)
    for ssid in ("x" * 33, "\u00e9" * 17, "a\nb", "a\x00", "\x7f", None, 5, b"home"):
        assert raises(BadField, settings.put_wifi, ssid, "").field == "ssid"
    for password in ("short", "p" * 64, "line\nfeed", None, 12345678):
        assert raises(BadField, settings.put_wifi, "home", password).field == "password"
    assert raises(BadField, settings.put_wifi, "", "longenough").field == "password"
    assert fs.files == before and settings.wifi == ("home", "longenough")


def test_a_network_in_flash_that_makes_no_sense_is_none():
    for content in (
        b'{"wifi_ssid": 5, "wifi_password": ""}',
        b'{"wifi_ssid": "home", "wifi_password": "short"}',
        b'{"wifi_ssid": "home", "wifi_password": null}',
        b'{"wifi_password": "longenough"}',
    ):
        fs = RamFs()
        written(fs, content)
        assert opened_settings(fs).wifi == ("", "")

"""Whatever is cut when: a recovery code is crossed off or is not, and nothing else is lost.

Each change of what lies behind an account is cut at every program and every erase in four ways.
"""

from flash_model import WAYS, Device, PowerCut, blank
from test_vault_power_cuts import BLOCKS, HOTP_ID, full_vault, opened, state

from otpfob.core.errors import FobError
from otpfob.vault import recovery
from otpfob.vault.changes import edit

CUTS = {"all": 0, "old": 0, "new": 0}


def made():
    """Return the image of a vault whose first account has a picture and codes, and is favourite."""
    image = blank(BLOCKS)
    vault = full_vault(Device(image), 3)
    edit(vault, HOTP_ID, {"picture": b"P" * 90, "favourite": True})
    recovery.add(vault, HOTP_ID, "one-1111\ntwo-2222\nthree-33")
    recovery.cross_off(vault, HOTP_ID, 3)
    return image


IMAGE = made()


def whole(vault):
    """Everything the vault holds."""
    parts = []
    for i in range(vault.count):
        number, extras = vault.id_at(i), vault.details_at(i).extras
        codes = [bytes(recovery.code(vault, number, n + 1)) for n in range(extras.count)]
        parts.append((bytes(vault.picture_at(i)), codes, extras.used))
    return state(vault), parts, vault.favourite


def check(change):
    work = bytearray(IMAGE)
    before = whole(opened(Device(work)))
    change(opened(Device(work)))
    after = whole(opened(Device(work)))
    assert after != before
    for way in WAYS:
        n = 0
        alive = False
        while not alive:
            n += 1
            work[:] = IMAGE
            device = Device(work)
            vault = opened(device)
            device.cut(n, way)
            try:
                change(vault)
            except (PowerCut, FobError):
                if device.alive:
                    raise
            alive = device.alive
            found = whole(opened(Device(work)))
            assert found in (before, after), (way, n)
            # What a person is told is done, is done.
            assert not alive or found == after
            CUTS["all"] += not alive
            CUTS["old" if found == before else "new"] += not alive


def test_crossing_off_a_recovery_code():
    check(lambda vault: recovery.cross_off(vault, HOTP_ID, 1))


def test_adding_recovery_codes():
    more = "\n".join(["0123456789abcdef"] * 17)
    check(lambda vault: recovery.add(vault, HOTP_ID, more))


def test_deleting_recovery_codes():
    check(lambda vault: recovery.clear(vault, HOTP_ID))


def test_another_favourite_and_another_picture():
    def change(vault):
        edit(vault, vault.id_at(vault.count - 1), {"favourite": True, "picture": b"Q" * 400})

    check(change)


def test_cuts_left_the_old_and_the_new():
    assert CUTS["all"] > 100 and CUTS["old"] > 10 and CUTS["new"] > 10, CUTS

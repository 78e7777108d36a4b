"""Real logins with codes read from the token's glass: pam_oath, and Google's PAM module."""

import os

import pytest
from host.cli.at_terminal import AtTerminal
from peers.pam_login import Service, need_packages
from peers.terminal_qr import screenshot
from sim.product import NOW_UNIX_S, RFC_SECRET, filled_product, hotp, totp

from fobctl.sources import otpauth, qr

PERIOD_S = 30


@pytest.fixture(autouse=True)
def _needs_pam():
    need_packages()


def oath(folder, line):
    """Return a service that pam_oath guards with one line of its file of users."""
    users = folder / "users.oath"
    users.write_text(line + "\n")
    users.chmod(0o600)
    return Service(folder, "pam_oath.so", f"usersfile={users} window=1 digits=6")


def now(product):
    return product.simulator.hardware.ds3231.unix_ms() // 1000


def test_pam_oath_takes_a_code_by_time_once(tmp_path):
    service = oath(tmp_path, f"HOTP/T30/6 ann - {RFC_SECRET.hex()}")
    with filled_product(tmp_path / "token", [(totp("ann"), 0)]) as product:
        product.simulator.press("do")
        code, at = product.code(), now(product)
        assert not service.login("ann", f"{(int(code) + 1) % 10**6:06}", at)
        assert service.login("ann", code, at)
        assert not service.login("ann", code, at)  # a replay
        product.simulator.advance(PERIOD_S * 1000)
        assert service.login("ann", product.code(), now(product))


def test_pam_oath_takes_two_codes_by_counter_in_a_row_and_none_again(tmp_path):
    service = oath(tmp_path, f"HOTP bob - {RFC_SECRET.hex()}")
    with filled_product(tmp_path / "token", [(hotp("bob"), 0)]) as product:
        product.simulator.press("do")
        codes = []
        for _ in range(2):
            product.simulator.press("do")
            codes.append(product.code())
            assert service.login("bob", codes[-1], NOW_UNIX_S)
        for code in codes:
            assert not service.login("bob", code, NOW_UNIX_S)


def test_a_counter_that_survived_a_power_cut_still_logs_in(tmp_path):
    service = oath(tmp_path, f"HOTP bob - {RFC_SECRET.hex()}")
    with filled_product(tmp_path / "token", [(hotp("bob"), 0)]) as product:
        for _ in range(2):
            product.simulator.press("do")
            product.simulator.press("do")
            assert service.login("bob", product.code(), NOW_UNIX_S)
            product.restart()
            product.simulator.wait_for("Bank: bob")


@pytest.mark.parametrize("kind", ["time", "counter"])
def test_the_qr_code_that_google_authenticator_prints_becomes_logins(tmp_path, kind):
    secret = tmp_path / "google_authenticator"
    options = ["-t", "-d", "-w", "3"] if kind == "time" else ["-c", "-w", "3"]
    command = ["google-authenticator", *options, "-f", "-C", "-u", "-Q", "UTF8", "-s", str(secret)]
    with AtTerminal([*command, "-l", "ann@example.com", "-i", "Acme"], size=(60, 120)) as terminal:
        status, _, shown = terminal.end()
    assert status == 0
    [text] = qr.otpauth_texts(qr.read_file(screenshot(shown, tmp_path / "screen.png")))
    new = otpauth.parse(text)
    assert (new.account.issuer, new.account.name) == ("Acme", "ann@example.com")
    service = Service(
        tmp_path, "pam_google_authenticator.so", f"secret={secret} user={os.getuid()}"
    )
    with filled_product(tmp_path / "token") as product:
        product.add(new.account, new.counter)
        product.simulator.press("do")
        if kind == "counter":
            product.simulator.press("do")  # the URI says no counter, and the module begins at 1
        codes = []
        for _ in range(2):
            if kind == "counter":
                product.simulator.press("do")
            codes.append(product.code())
            assert service.login("root", codes[-1], now(product))
            product.simulator.advance(PERIOD_S * 1000)
        # Not in between: by counter the module counts a code that it refused, too.
        for code in codes:
            assert not service.login("root", code, now(product))

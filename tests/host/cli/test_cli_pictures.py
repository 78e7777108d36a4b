"""Labels that the token's fonts lack come with a picture, from every command that sends one."""

import pytest
from host.cli.conftest import BASE32, SECRET
from host.cli.fake_token import FakeToken
from host.cli.test_cli_import import Importing
from system_packages import need

from fobctl.pictures import fonts
from fobctl.pictures.picture import drawn
from otpfob.core.account import TOTP, Account

URI = f"otpauth://totp/銀行:山田?secret={BASE32}&issuer=銀行"
PLAIN = f"otpauth://totp/Acme:ann?secret={BASE32}&issuer=Acme"


@pytest.fixture(autouse=True)
def _fonts_are_installed():
    need({"fonts-unifont xfonts-wqy": list(fonts.known())})


def sent(token, command):
    """Return the pictures that came with a command, None where none did."""
    return [fields.get("picture") for name, fields in token.requests if name == command]


def test_an_account_is_added_with_its_picture_and_a_plain_one_without(fobctl):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", "-", stdin=f"{URI}\n{PLAIN}\n")
    assert done.status == 0, done.err
    assert sent(token, "add") == [drawn("銀行", "山田").picture, None]
    assert "Note" not in done.err


def test_an_account_is_added_with_boxes_where_no_font_is_installed(fobctl, monkeypatch):
    monkeypatch.setattr(fonts, "known", lambda: iter(()))
    monkeypatch.setattr(fonts, "matched", lambda character: None)
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", "-", stdin=URI + "\n")
    assert done.status == 0 and len(token.accounts) == 1
    assert sent(token, "add") == [None]
    assert "fonts-unifont" in done.err and "boxes" in done.err


def test_another_name_brings_another_picture(fobctl):
    with FakeToken(accounts=[(Account(TOTP, "銀行", "ann", SECRET), 0)]) as token:
        for name in ("山田", "bob"):
            done = fobctl("--port", token.port, "accounts", "edit", "1", "--name", name)
            assert done.status == 0, done.err
        fobctl("--port", token.port, "accounts", "edit", "1", "--digits", "8")
    want = [drawn("銀行", "山田").picture, drawn("銀行", "bob").picture, None]
    assert sent(token, "edit") == want


@pytest.mark.usefixtures("pauses")
def test_an_import_brings_the_pictures_of_those_that_need_one(fobctl, tmp_path):
    path = tmp_path / "uris.txt"
    path.write_text(f"{URI}\n{PLAIN.replace(BASE32, BASE32[:-8])}\n", encoding="utf-8")
    with Importing() as token:
        done = fobctl("--port", token.port, "accounts", "import", path, "--yes")
    assert done.status == 0, done.err
    pictures = {entry.issuer: entry.picture for entry in token.taken}
    assert pictures == {"銀行": drawn("銀行", "山田").picture, "Acme": b""}

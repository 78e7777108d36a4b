"""fobctl accounts add and import --screen and --clipboard, on a real X server and clipboard."""

import io
import os
import shutil

import pytest
import segno
from host.cli.conftest import BASE32, HOTP_URI, URI
from host.cli.desktop_of_its_own import Desktop
from host.cli.fake_token import FakeToken
from host.formats.sample import Sample
from host.formats.writers import google
from PIL import Image

# An export of two codes.
EXPORT = [Sample(name=name, secret=name.encode() * 6) for name in ("ann", "bob", "carl", "dora")]


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch):
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    missing = [name for name in ("Xvfb", "xclip") if not shutil.which(name)]
    if missing:
        message = f"missing: apt-get install {' '.join(missing).lower()}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path / "screen"
    folder.mkdir()
    with Desktop(folder) as desktop:
        monkeypatch.setenv("DISPLAY", desktop.display)
        yield desktop


def png(text):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=4)
    return out.getvalue()


def added(fobctl, *options):
    with FakeToken() as token:
        done = fobctl("--port", token.port, "accounts", "add", *options)
    return done, [account.name for _, account, _ in token.accounts]


def test_a_code_on_the_screen_becomes_an_account(fobctl, desktop):
    desktop.show(Image.open(io.BytesIO(png(URI))))
    done, names = added(fobctl, "--screen")
    assert (done.status, names) == (0, ["ann"]), done.err


def test_a_screen_without_a_code_is_said_to_have_none(fobctl, desktop):
    desktop.show(Image.new("RGB", (200, 200), "white"))
    done, names = added(fobctl, "--screen")
    assert (done.status, names) == (1, [])
    assert "No QR code was found on the screen" in done.err


def test_a_black_screen_is_no_screen(fobctl, desktop, monkeypatch):
    assert "there is no desktop here" in added(fobctl, "--screen")[0].err
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    done, _ = added(fobctl, "--screen")
    assert done.status == 1 and "Wayland lets only its own tools" in done.err


def test_without_a_desktop_a_sentence_says_what_else_to_do(fobctl, monkeypatch):
    monkeypatch.setenv("PATH", "")
    done, names = added(fobctl, "--screen")
    assert (done.status, names) == (1, []) and "take a screenshot" in done.err
    done, names = added(fobctl, "--clipboard")
    assert (done.status, names) == (1, []) and "apt install xclip wl-clipboard" in done.err


def test_a_picture_on_the_clipboard_becomes_an_account(fobctl, desktop):
    desktop.copy(png(URI), "image/png")
    done, names = added(fobctl, "--clipboard")
    assert (done.status, names) == (0, ["ann"]), done.err


def test_uris_on_the_clipboard_become_accounts(fobctl, desktop):
    desktop.copy(f"My keys:\n {URI}\r\n{HOTP_URI}\n".encode(), "UTF8_STRING")
    done, names = added(fobctl, "--clipboard")
    assert (done.status, names) == (0, ["ann", "bob"]), done.err


@pytest.mark.parametrize("content", [BASE32.encode(), b""])
def test_any_other_text_on_the_clipboard_is_refused_and_not_repeated(fobctl, desktop, content):
    desktop.copy(content, "UTF8_STRING")
    done, names = added(fobctl, "--clipboard")
    assert (done.status, names) == (1, [])
    assert "no picture and no otpauth URI" in done.err


def test_a_picture_without_a_code_on_the_clipboard_is_refused(fobctl, desktop):
    out = io.BytesIO()
    Image.new("L", (100, 100), 255).save(out, "PNG")
    desktop.copy(out.getvalue(), "image/png")
    assert (
        "No QR code was found in the picture on the clipboard"
        in added(fobctl, "--clipboard")[0].err
    )


def test_an_export_is_imported_from_screen_and_clipboard_together(fobctl, desktop):
    first, second = google.codes(EXPORT)
    desktop.show(Image.open(io.BytesIO(png(first))))
    desktop.copy(png(second), "image/png")
    done = fobctl("accounts", "import", "--dry-run", "--screen", "--clipboard")
    assert done.status == 0, done.err
    assert [line.split()[0] for line in done.out.splitlines()] == ["new"] * 4


def test_typed_fields_do_not_go_with_looking(fobctl):
    assert fobctl("accounts", "add", "--screen", "--issuer", "x").status == 2


def test_an_import_of_nothing_is_wrong_usage(fobctl):
    assert "Name a FILE" in fobctl("accounts", "import", "--dry-run").err

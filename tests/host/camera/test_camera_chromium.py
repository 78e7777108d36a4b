"""fobctl accounts add and import --camera, with a real Chromium whose camera shows a film."""

import io
import json
import os
import re
import shutil
import signal
import subprocess

import pytest
from host.cli.conftest import PROGRAM
from host.cli.fake_token import FakeToken
from host.formats.sample import Sample
from host.formats.writers import google
from host.sources.test_source_qr import URI, code
from PIL import Image

EXPORT = [Sample(name=name, secret=name.encode() * 6) for name in ("ann", "bob", "carl", "dora")]
SIZE = (640, 480)
FRAMES_EACH = 30


@pytest.fixture
def chromium(tmp_path):
    """Return a function that opens a page; its camera shows these codes for ever."""
    path = shutil.which("chromium")
    if path is None:
        message = "missing: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    browsers = []

    def open_page(address, texts, *options):
        film = tmp_path / "film.mjpeg"
        film.write_bytes(b"".join(frame(text) * FRAMES_EACH for text in texts))
        command = [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        command += ["--disable-dev-shm-usage", f"--user-data-dir={tmp_path / 'browser'}"]
        command += ["--use-fake-device-for-media-stream", *options]
        command += [f"--use-file-for-fake-video-capture={film}", address]
        browsers.append(
            subprocess.Popen(
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    yield open_page
    for browser in browsers:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


def frame(text):
    picture = Image.new("RGB", SIZE, "gray")
    picture.paste(code(text), (60, 40))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


class Fobctl:
    """fobctl as a program, waiting at its camera page."""

    def __init__(self, *arguments):
        self._process = subprocess.Popen(
            [PROGRAM, *arguments, "--camera", "--no-browser"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.address = re.search("http://.*", self._process.stderr.readline())[0]

    def end(self):
        out, err = self._process.communicate(timeout=60)
        return self._process.returncode, out, err

    def interrupt(self):
        self._process.send_signal(signal.SIGINT)


def test_a_code_held_before_the_camera_becomes_an_account(chromium):
    with FakeToken() as token:
        fobctl = Fobctl("--port", token.port, "accounts", "add")
        chromium(fobctl.address, ["nothing yet", URI], "--use-fake-ui-for-media-stream")
        status, _, err = fobctl.end()
    assert (status, [account.name for _, account, _ in token.accounts]) == (0, ["ann"]), err
    assert "GEZD" not in err


def test_an_export_of_several_codes_is_shown_one_after_the_other(chromium):
    fobctl = Fobctl("--json", "accounts", "import", "--dry-run")
    chromium(fobctl.address, google.codes(EXPORT), "--use-fake-ui-for-media-stream")
    status, out, err = fobctl.end()
    assert status == 0, err
    names = [entry["name"] for entry in json.loads(out)["entries"]]
    assert names == [sample.name for sample in EXPORT]


def test_ctrl_c_ends_the_wait():
    fobctl = Fobctl("accounts", "add")
    fobctl.interrupt()
    status, _, err = fobctl.end()
    assert status == 1 and err.endswith("Stopped.\n")

"""privacyIDEA as a client sees it: import a file of tokens, check a code, forget the tokens."""

import json
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import uuid
import venv
from contextlib import contextmanager
from pathlib import Path

from soak.server.site_of_privacyidea import ADMIN, PASSWORD

ROOT = Path(__file__).resolve().parents[3]
_PINNED = "privacyidea==3.14"
_FOLDER = ROOT / "build" / "privacyidea"
_PYTHON = _FOLDER / "bin" / "python"
_SITE = Path(__file__).with_name("site_of_privacyidea.py")


def _install() -> None:
    """Put privacyIDEA into a venv of its own, unless it is there: it pins much that others need."""
    marker = _FOLDER / "installed.txt"
    if marker.exists() and marker.read_text() == _PINNED:
        return
    print(f"Installing {_PINNED}: half a gigabyte, once", file=sys.stderr)
    venv.create(_FOLDER, clear=True, with_pip=True)
    command = [_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", _PINNED]
    subprocess.run(command, check=True)
    marker.write_text(_PINNED)


class Server:
    """The server's interface for administrators, and the one for those who log in."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._headers = {}
        said = self._post("auth", {"username": ADMIN, "password": PASSWORD})
        self._headers = {"PI-Authorization": said["result"]["value"]["token"]}

    def load(self, kind: str, file: Path, password: str = "") -> int:
        """Import a file as `kind` ("pskc", "oathcsv"); returns how many tokens were in it."""
        said = self._post("token/load/" + file.name, {"type": kind, "password": password}, file)
        return said["result"]["value"]["n_imported"]

    def takes(self, serial: str, code: str) -> bool:
        """Return whether the code of a token lets one in."""
        said = self._post("validate/check", {"serial": serial, "pass": code})
        return said["result"]["value"] is True

    def forget(self, serial: str) -> None:
        """Delete a token."""
        self._send(urllib.request.Request(f"{self._url}/token/{serial}", method="DELETE"))

    def _post(self, path: str, fields: dict, file: Path | None = None) -> dict:
        request = urllib.request.Request(f"{self._url}/{path}", method="POST")
        if file is None:
            request.data = urllib.parse.urlencode(fields).encode()
        else:
            boundary = uuid.uuid4().hex
            request.data = _multipart(boundary, fields, file)
            request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        return self._send(request)

    def _send(self, request: urllib.request.Request) -> dict:
        for name, value in self._headers.items():
            request.add_header(name, value)
        with self._opener.open(request, timeout=60) as answer:
            return json.load(answer)


def _multipart(boundary: str, fields: dict, file: Path) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"'
    parts += [head.encode() + b"\r\n\r\n", file.read_bytes(), f"\r\n--{boundary}--\r\n".encode()]
    return b"".join(parts)


@contextmanager
def running():
    """A new server, without tokens."""
    _install()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [_PYTHON, str(_SITE), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            yield Server(int(process.stdout.readline()))
        finally:
            process.communicate(timeout=60)

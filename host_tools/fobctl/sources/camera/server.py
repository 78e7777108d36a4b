"""The page that has the camera, on 127.0.0.1, for one visit of one browser.

Who is kept out, and by what:
- other machines: it listens on 127.0.0.1 only;
- a site that names this address as its own (DNS rebinding): the Host header must be ours;
- a site in the same browser: it may not send our key header without being asked for leave,
  which nobody gives; and the Origin header must be ours;
- other programs and users of this PC: the address holds 128 random bits and works once. The
  page that it gives holds the key for all that follows; the key is in no address, no cookie.

Nothing here ever answers with what a code holds.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources

MAX_FRAME_BYTES = 8 << 20

_FILES = {"/page.js": "text/javascript", "/page.css": "text/css"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Answer = dict[str, object]


def _file(name):
    return resources.files("fobctl.sources.camera").joinpath(name).read_text("utf-8")


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a browser that goes away is no news
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType]


class Server:
    """Serves while it is entered. `frame` answers a picture; `after` is told what was answered.

    It is told None when the page was closed.
    """

    def __init__(
        self, frame: Callable[[bytes], Answer], after: Callable[[Answer | None], None]
    ) -> None:
        self.frame = frame
        self.after = after
        self.key = secrets.token_urlsafe(16)
        self._ticket = secrets.token_urlsafe(16)
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,))
        self.host = f"127.0.0.1:{self._http.server_port}"

    @property
    def address(self) -> str:
        """The address of the page, good for one visit."""
        return f"http://{self.host}/{self._ticket}"

    def admits(self, path: str) -> bool:
        """Return whether this is the first visit of the page's address."""
        with self._lock:
            if not self._ticket or not hmac.compare_digest(
                path.encode(), b"/" + self._ticket.encode()
            ):
                return False
            self._ticket = ""
            return True

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _handler_of(server):
    class Handler(_Handler):
        owner = server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: a connection for each request."""

    owner: Server
    timeout = 10  # seconds for a request that does not come
    server_version = "fobctl"
    sys_version = ""

    def do_GET(self) -> None:
        if not self._is_our_host():
            self._refuse(HTTPStatus.FORBIDDEN, "wrong host")
        elif self.path in _FILES:
            self._answer(HTTPStatus.OK, _FILES[self.path], _file(self.path[1:]))
        elif self.owner.admits(self.path):
            page = _file("page.html").replace("@KEY@", self.owner.key)
            self._answer(HTTPStatus.OK, "text/html", page)
        else:
            self._refuse(HTTPStatus.FORBIDDEN, "This address works once. Run fobctl again.")

    def do_POST(self) -> None:
        # What is left unread would reset the connection, and the answer with it.
        body = self._body()
        key = self.headers.get("X-Fobctl-Key", "")
        if body is None:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
        elif not self._is_our_host() or self.headers.get("Origin") != f"http://{self.owner.host}":
            self._refuse(HTTPStatus.FORBIDDEN, "wrong host or origin")
        elif not hmac.compare_digest(key.encode(), self.owner.key.encode()):
            self._refuse(HTTPStatus.FORBIDDEN, "wrong key")
        elif self.path == "/closed":
            self._answer(HTTPStatus.OK, "text/plain", "")
            self.owner.after(None)
        elif self.path == "/frame":
            answer = self.owner.frame(body)
            self._answer(HTTPStatus.OK, "application/json", json.dumps(answer))
            self.owner.after(answer)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "no such thing")

    def _body(self):
        """Return what was sent, or None when it is too much or of no known size."""
        size = self.headers.get("Content-Length", "")
        if not (size.isascii() and size.isdigit() and int(size) <= MAX_FRAME_BYTES):
            return None
        return self.rfile.read(int(size))

    def _is_our_host(self):
        return self.headers.get("Host") == self.owner.host

    def _answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status, why):
        self._answer(status, "text/plain", why + "\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stderr is for the person."""

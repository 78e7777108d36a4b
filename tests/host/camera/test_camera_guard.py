"""fobctl.sources.camera: who is let in, what is answered, and how it ends."""

import http.client
import io
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from host.sources.test_source_qr import LINK, OTHER, URI, code
from PIL import Image

from fobctl.sources import camera
from fobctl.sources.camera.server import MAX_FRAME_BYTES
from fobctl.sources.new_account import SourceError
from fobctl.sources.qr import otpauth_texts


def jpeg(*images):
    out = io.BytesIO()
    sheet = Image.new("RGB", (1280, 720), "gray")
    for place, image in enumerate(images):
        sheet.paste(image, (100 + 500 * place, 100))
    sheet.save(out, "JPEG")
    return out.getvalue()


class Visitor:
    """A camera that waits, and a browser that can be told to misbehave."""

    def __init__(self, judge=None):
        invited = threading.Event()

        def invite(address):
            self.address = address
            invited.set()

        judge = judge or (lambda texts: camera.Judged(bool(otpauth_texts(texts)), "Acme: ann"))
        self._pool = ThreadPoolExecutor(1)
        self.looking = self._pool.submit(camera.look, judge, invite)
        assert invited.wait(10)
        self.host, self.path = re.fullmatch("http://([^/]+)(/.+)", self.address).groups()
        self.headers = {"Origin": f"http://{self.host}", "Content-Type": "image/jpeg"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.looking.done():
            if "X-Fobctl-Key" not in self.headers:
                self.visit()
            self.post("/closed", b"")
        self._pool.shutdown()

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        self.answered = answer.headers
        return answer.status, answer.read().decode()

    def visit(self):
        status, page = self.ask("GET", self.path)
        assert status == 200
        self.headers["X-Fobctl-Key"] = re.search('data-key="([^"]+)"', page)[1]
        return page

    def post(self, path, body, **changed):
        headers = {
            name: text for name, text in (self.headers | changed).items() if text is not None
        }
        return self.ask("POST", path, body, **headers)


@pytest.fixture
def visitor():
    with Visitor() as visitor:
        visitor.visit()
        yield visitor


def test_a_code_shown_is_read_and_its_text_is_not_answered(visitor):
    assert visitor.post("/frame", jpeg()) == (200, '{"done": false, "says": ""}')
    status, answer = visitor.post("/frame", jpeg(code()))
    assert (status, json.loads(answer)) == (200, {"done": True, "says": "Acme: ann"})
    assert visitor.looking.result(10) == [URI]


def test_codes_shown_one_after_the_other_are_collected():
    with Visitor(lambda texts: camera.Judged(len(texts) == 2, f"{len(texts)} of 2")) as visitor:
        visitor.visit()
        assert '"1 of 2"' in visitor.post("/frame", jpeg(code()))[1]
        assert '"1 of 2"' in visitor.post("/frame", jpeg(code()))[1]
        assert '"2 of 2"' in visitor.post("/frame", jpeg(code(OTHER)))[1]
        assert visitor.looking.result(10) == [URI, OTHER]


def test_a_wrong_code_is_explained_and_forgotten(visitor):
    answer = visitor.post("/frame", jpeg(code(LINK)))[1]
    assert "a web address" in answer and "GEZD" not in answer
    visitor.post("/frame", jpeg(code()))
    assert visitor.looking.result(10) == [URI]


def test_what_is_no_jpeg_is_explained(visitor):
    assert "no picture" in visitor.post("/frame", b"junk")[1]


def test_the_address_works_once_and_no_other_does():
    with Visitor() as visitor:
        assert visitor.ask("GET", "/")[0] == 403
        assert visitor.ask("GET", "/guess")[0] == 403
        visitor.visit()
        assert visitor.ask("GET", visitor.path)[0] == 403


@pytest.mark.parametrize("host", ["localhost", "evil.example", "127.0.0.1", ""])
def test_another_host_gets_nothing(host):
    with Visitor() as visitor:
        for path in (visitor.path, "/page.js"):
            assert visitor.ask("GET", path, Host=host)[0] in (400, 403)
        visitor.visit()
        assert visitor.post("/frame", jpeg(code()), Host=host)[0] in (400, 403)
        assert not visitor.looking.done()


@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"X-Fobctl-Key": "guess"},
        {"X-Fobctl-Key": "\xfc"},
        {"X-Fobctl-Key": None},
    ],
)
def test_another_origin_or_key_can_show_nothing_and_close_nothing(visitor, changed):
    assert visitor.post("/frame", jpeg(code()), **changed)[0] == 403
    assert visitor.post("/closed", b"", **changed)[0] == 403
    assert not visitor.looking.done()


def test_the_key_is_of_one_run_and_in_no_address():
    with Visitor() as one, Visitor() as two:
        assert len({one.path, two.path}) == 2
        one.visit()
        two.visit()
        assert one.headers["X-Fobctl-Key"] not in (two.headers["X-Fobctl-Key"], one.path[1:])


def test_too_much_is_refused_before_it_is_read(visitor):
    for size in (str(MAX_FRAME_BYTES + 1), "-1", "1e3", "\xb2"):
        changed = {"Content-Length": size}
        assert visitor.post("/frame", b"", **changed)[0] == 413


def test_the_page_asks_no_other_server_and_no_other_page_may_hold_it(visitor):
    page = "".join(visitor.ask("GET", path)[1] for path in ("/page.js", "/page.css"))
    assert "//" not in page.replace("// ", "")
    policy = visitor.answered["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';") and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and visitor.answered["Cache-Control"] == "no-store"


def test_only_this_pc_is_listened_to(visitor):
    assert visitor.host.startswith("127.0.0.1:")


def test_a_closed_page_ends_it(visitor):
    assert visitor.post("/closed", b"")[0] == 200
    with pytest.raises(SourceError, match="closed before"):
        visitor.looking.result(10)


def test_nobody_is_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(camera, "_MOST_S", 0.5)
    with pytest.raises(SourceError, match="No QR code was seen"):
        camera.look(lambda texts: camera.Judged(True, ""), lambda address: None)

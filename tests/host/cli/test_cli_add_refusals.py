"""What `fobctl accounts add` does with bad input: a sentence, status 1, the token left alone."""

import os

import pytest
import segno
from host.cli.conftest import BASE32, URI
from host.cli.fake_token import FakeToken
from PIL import Image


@pytest.fixture
def refused(fobctl):
    """Return a function that adds, and returns the sentence of the refusal."""

    def run(*arguments, stdin=""):
        with FakeToken() as token:
            done = fobctl("--port", token.port, "accounts", "add", *arguments, stdin=stdin)
        assert (done.status, done.out) == (1, ""), done
        assert token.requests == []
        assert done.err.startswith("Error: ") and done.err.endswith((".\n", "?\n"))
        assert len(done.err.splitlines()) == 1
        return done.err

    return run


def test_a_picture_without_a_qr_code(refused, tmp_path):
    path = tmp_path / "empty.png"
    Image.new("RGB", (200, 200), "white").save(path)
    assert f"No QR code was found in {path}" in refused(path)


@pytest.mark.parametrize(
    "text, said",
    [
        ("https://example.com/login", "a web address"),
        ("hello", "plain text"),
        ("otpauth-migration://offline?data=AAAA", "an export of Google Authenticator"),
    ],
)
def test_a_qr_code_that_holds_no_key(refused, picture, text, said):
    assert said in refused(picture(text))


def test_a_picture_that_is_none(refused, tmp_path):
    path = tmp_path / "code.png"
    path.write_text(URI)
    assert "is no picture that fobctl can read" in refused(path)


def test_a_picture_that_was_cut_off(refused, picture):
    path = picture(URI)
    path.write_bytes(path.read_bytes()[:200])
    assert "damaged or cut off" in refused(path)


def test_a_missing_file(refused, tmp_path):
    assert f"There is no file {tmp_path}/no.png" in refused(tmp_path / "no.png")


def test_a_folder_in_the_place_of_a_file(refused, tmp_path):
    assert f"{tmp_path} cannot be read" in refused(tmp_path)


@pytest.mark.parametrize(
    "uri, said",
    [
        ("otpauth://hotpp/Acme:ann?secret=B32", "The type after otpauth:// must be"),
        ("otpauth://totp/Acme:ann", "The secret is missing"),
        ("otpauth://totp/Acme:ann?secret=", "The secret is empty"),
        ("otpauth://totp/?secret=B32", "The name is missing, and so is the issuer"),
        ("otpauth://totp/Acme:ann?secret=B32&digits=5", "The digits must be a number from 6"),
        ("otpauth://totp/Acme:ann?secret=B32&digits=six", "The digits must be a number from 6"),
        ("otpauth://totp/Acme:ann?secret=B32&period=0", "The period must be a number from 1"),
        ("otpauth://totp/Acme:ann?secret=B32&period=86401", "The period must be a number"),
        ("otpauth://hotp/Acme:ann?secret=B32&counter=-1", "The counter must be a number"),
        (f"otpauth://hotp/Acme:ann?secret=B32&counter={1 << 64}", "The counter must be"),
        ("otpauth://totp/Acme:ann?secret=B32&algorithm=MD5", "The algorithm must be SHA1"),
        ("otpauth://totp/Acme:ann?secret=B32&encoder=x", "The encoder must be left out"),
        ("otpauth://totp/Acme:ann?secret=B32&issuer=%E4", "The issuer is not valid UTF-8"),
        ("otpauth://totp/Acme:an%n?secret=B32", "The name has a % that no two"),
        ("otpauth://totp/Acme:a%0An?secret=B32", "The name holds a control character"),
        (f"otpauth://totp/{'é' * 33}?secret=B32", "The name has 66 bytes"),
        ("otpauth://totp/Acme:ann?secret=B32&secret=MZXW6YTB", "The secret is given twice"),
        ("otpauth:totp/Acme:ann?secret=B32", "This is no otpauth URI"),
        ("B32", "This is no otpauth URI"),
        ("otpauth://totp/" + "x" * 9000 + "?secret=B32", "The URI is longer than 8192"),
    ],
)
def test_a_malformed_uri_names_its_field(refused, uri, said):
    assert said in refused(stdin=uri.replace("B32", BASE32))


@pytest.mark.parametrize(
    "character, said",
    [
        ("0", "position 4 is a 0; did the site show the letter O?"),
        ("1", "position 4 is a 1; did the site show the letter I or L?"),
        ("8", "position 4 is an 8; did the site show the letter B?"),
        ("9", "position 4 is a 9"),
    ],
)
def test_a_secret_with_a_digit_that_base32_has_not(refused, character, said):
    secret = "MZX" + character + "6YTBOI"
    assert said in refused(stdin=f"otpauth://totp/Acme:ann?secret={secret}")
    assert said in refused("--issuer", "Acme", "--name", "ann", "--kind", "time", stdin=secret)


def test_a_secret_of_an_impossible_length(refused):
    said = refused(stdin="otpauth://totp/Acme:ann?secret=MZXW6Y")
    assert "The secret has 6 characters" in said


@pytest.mark.parametrize("stdin", ["", "\n \n\r\n"])
def test_nothing_on_standard_input(refused, stdin):
    assert "There is no otpauth URI on standard input" in refused("-", stdin=stdin)


def test_more_on_standard_input_than_anybody_has_is_not_cut(refused):
    line = "otpauth://totp/Acme:ann?secret=MZXW6YTBOI\n"
    assert "longer than 65536 characters" in refused(stdin=line * 2000)


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_standard_input_that_is_no_text(program, monkeypatch, errors):
    monkeypatch.setenv("PYTHONIOENCODING", f"utf-8:{errors}")
    with FakeToken() as token:
        done = program("--port", token.port, "accounts", "add", stdin=b"\x89PNG\r\n\xff\xfe")
    assert (done.status, done.out) == (1, "")
    assert token.requests == []


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_bad_utf8_with_a_secret_in_it_is_not_repeated(program, monkeypatch, errors):
    monkeypatch.setenv("PYTHONIOENCODING", f"utf-8:{errors}")
    with FakeToken() as token:
        done = program("-v", "--port", token.port, "accounts", "add", stdin=URI.encode() + b"\xff")
    assert (done.status, done.out) == (1, "")
    assert token.requests == []


def test_a_file_that_nobody_may_read(refused, picture):
    path = picture(URI)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("root may read every file")
    assert "cannot be read" in refused(path)


def test_a_pipe_that_nobody_writes_to(refused, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    assert "is a pipe" in refused(tmp_path / "pipe.png")


def test_a_file_that_only_begins_as_a_pdf(refused, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing else\n")
    assert "is a PDF file, but damaged" in refused(path)


def test_one_part_of_a_code_spread_over_several(refused, tmp_path):
    path = tmp_path / "part.png"
    segno.make_sequence(URI, symbol_count=2)[0].save(str(path), scale=5)
    assert "Structured Append" in refused(path)

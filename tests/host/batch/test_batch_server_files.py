"""What the server imports: read back by other programs, and refused where it would lie."""

import csv
import io
import xml.etree.ElementTree as ElementTree
from base64 import b32decode
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pskc import PSKC

from fobctl.batch import labels, pskc_file, server_csv
from fobctl.batch.job import Given, Terms
from fobctl.sources.formats import read_export
from fobctl.sources.new_account import SourceError
from otpfob.core.account import HOTP, TOTP
from otpfob.core.hmac import SHA1, SHA256, SHA512

PASSWORD = "correct horse battery"
TERMS = Terms(TOTP, SHA1, 6, 30, "Acme")
GIVEN = [
    Given("02464f420001", "ann@example.com", "Acme", b"12345678901234567890", True),
    Given("02464f420002", "Анна <a&b>", "Банк", bytes(range(20)), True),
]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pskc_file, "_ITERATIONS", 1000)


@pytest.mark.parametrize("hash_id", [SHA1, SHA256, SHA512])
@pytest.mark.parametrize("kind", [TOTP, HOTP])
def test_the_pskc_file_is_read_by_the_importer_as_it_was_given(kind, hash_id):
    terms = Terms(kind, hash_id, 8, 60, "Acme")
    export = read_export(pskc_file.make(GIVEN, terms, PASSWORD), lambda prompt: PASSWORD)
    assert export.bad == []
    read = [new.account for new in export.entries]
    assert [(one.issuer, one.name, bytes(one.secret)) for one in read] == [
        (one.issuer, one.user, one.secret) for one in GIVEN
    ]
    for account in read:
        assert (account.kind, account.hash_id, account.digits) == (kind, hash_id, 8)
        assert account.period_s == (60 if kind == TOTP else 30)


def test_the_pskc_file_names_serial_and_user_and_hides_the_secret():
    data = pskc_file.make(GIVEN, TERMS, PASSWORD)
    read = PSKC(io.BytesIO(data))
    assert [(key.serial, key.userid) for key in read.keys] == [
        (one.serial, one.user) for one in GIVEN
    ]
    assert b"MTIzNDU2" not in data
    assert read.keys[0].algorithm == "urn:ietf:params:xml:ns:keyprov:pskc:totp"


def test_the_pskc_file_names_the_hash_as_privacyidea_reads_it():
    data = pskc_file.make(GIVEN, replace(TERMS, hash_id=SHA256), PASSWORD)
    assert b"<pskc:Suite>SHA256</pskc:Suite>" in data


def test_the_pskc_file_does_not_open_with_another_password():
    data = pskc_file.make(GIVEN, TERMS, PASSWORD)
    with pytest.raises(SourceError, match="password is wrong"):
        read_export(data, lambda prompt: PASSWORD + "!")


def test_the_table_for_entra_has_its_columns_and_base32():
    rows = list(csv.DictReader(io.StringIO(server_csv.entra(GIVEN, TERMS))))
    assert list(rows[0]) == [
        "upn",
        "serial number",
        "secret key",
        "time interval",
        "manufacturer",
        "model",
    ]
    assert rows[1]["upn"] == "Анна <a&b>"
    assert [b32decode(row["secret key"]) for row in rows] == [one.secret for one in GIVEN]
    assert {row["time interval"] for row in rows} == {"30"}


def test_the_table_for_privacyidea_has_no_names_and_hexadecimal():
    rows = list(csv.reader(io.StringIO(server_csv.privacyidea(GIVEN, TERMS))))
    assert rows[0] == [GIVEN[0].serial, GIVEN[0].secret.hex(), "TOTP", "6", "30"]
    rows = list(csv.reader(io.StringIO(server_csv.privacyidea(GIVEN, replace(TERMS, kind=HOTP)))))
    assert rows[0] == [GIVEN[0].serial, GIVEN[0].secret.hex(), "HOTP", "6"]


@pytest.mark.parametrize(
    "table, changed, field",
    [
        (server_csv.entra, {"kind": HOTP}, "kind"),
        (server_csv.entra, {"hash_id": SHA256}, "algorithm"),
        (server_csv.entra, {"digits": 8}, "digits"),
        (server_csv.entra, {"period_s": 20}, "period"),
        (server_csv.privacyidea, {"hash_id": SHA512}, "algorithm"),
        (server_csv.privacyidea, {"digits": 7}, "digits"),
        (server_csv.privacyidea, {"period_s": 20}, "period"),
    ],
)
def test_what_a_table_cannot_say_is_refused_by_its_field(table, changed, field):
    with pytest.raises(SourceError) as caught:
        table(GIVEN, replace(TERMS, **changed))
    assert caught.value.field == field


def test_a_secret_too_long_for_entra_is_refused_with_its_user():
    with pytest.raises(SourceError, match="ann"):
        server_csv.entra([replace(GIVEN[0], secret=bytes(81))], TERMS)


def test_a_sheet_has_a_label_for_each_token_and_the_next_page_the_rest():
    many = [replace(GIVEN[0], serial=f"02464f42{i:04x}") for i in range(25)]
    pages = labels.sheets(many)
    assert len(pages) == 2
    texts = [[text.text for text in _texts(page)] for page in pages]
    assert sum(text == "ann@example.com" for text in texts[0]) == 24
    assert "02464f420018" in texts[1]


def test_a_long_name_is_squeezed_and_not_cut_off():
    page = labels.sheets([replace(GIVEN[0], user="w" * 64)])[0]
    user = _texts(page)[0]
    assert user.text == "w" * 64
    assert float(user.get("textLength")) <= 70 - float(user.get("x"))


def test_a_label_holds_no_secret():
    page = labels.sheets(GIVEN)[0]
    for one in GIVEN:
        for form in (one.secret.hex(), one.secret.decode("latin-1")):
            assert form not in page


def test_the_qr_code_of_a_label_reads_as_the_serial_number():
    assert zxingcpp.read_barcodes(_drawn(labels.sheets(GIVEN[:1])[0]))[0].text == GIVEN[0].serial


def _texts(page):
    return list(ElementTree.fromstring(page).iter("{http://www.w3.org/2000/svg}text"))


def _drawn(page):
    """Return a picture of the strokes of the one QR code on a page: rows of modules."""
    path = next(ElementTree.fromstring(page).iter("{http://www.w3.org/2000/svg}path"))
    picture = Image.new("L", (330, 330), 255)
    pen, scale = ImageDraw.Draw(picture), 10
    x = y = 0.0
    commands = path.get("d").replace("M", " M ").replace("m", " m ").replace("h", " h ").split()
    while commands:
        command, dx = commands.pop(0), float(commands.pop(0))
        if command == "h":
            top = (y - 0.5) * scale
            pen.rectangle((x * scale, top, (x + dx) * scale - 1, top + scale - 1), fill=0)
            x += dx
        else:
            dy = float(commands.pop(0))
            x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
    return picture

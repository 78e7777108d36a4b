"""fobctl.sources.qr reads codes as people show them, and says what is wrong otherwise."""

import io
import struct
import zlib

import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from fobctl.sources import qr, retry_ladder, structured_append
from fobctl.sources.new_account import SourceError

URI = "otpauth://totp/Acme:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme"
OTHER = "otpauth://hotp/Bank:bob?secret=MZXW6YTBOIMZXW6YTBOIMZXW6YTBOI&counter=3"
LINK = "https://portal.example.com/GEZDGNBV"


def code(text=URI, scale=5, **given):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=scale, **given)
    return Image.open(io.BytesIO(out.getvalue()))


def data(image, kind="PNG", **given):
    out = io.BytesIO()
    image.save(out, kind, **given)
    return out.getvalue()


def refusal(call, *given):
    with pytest.raises(SourceError) as caught:
        call(*given)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def test_a_code_is_read_from_a_file(tmp_path):
    path = tmp_path / "code.png"
    code().save(path)
    assert qr.read_file(path) == [URI]
    assert qr.read_file(str(path)) == [URI]


def test_a_code_in_dark_mode_is_read():
    assert qr.read_qr(code(dark="white", light="black")) == [URI]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_a_code_on_a_transparent_ground_is_read(kind):
    image = code(light=None).convert("RGBA")
    assert image.getpixel((0, 0))[3] == 0
    assert qr.read_bytes(data(image, kind, lossless=True), "x") == [URI]


def test_transparency_is_made_white_before_the_first_try():
    image = code(light=None).convert("RGBA")
    first, _ = next(retry_ladder.rungs(image))
    assert first.getpixel((0, 0)) == 255


def test_white_modules_on_a_transparent_ground_are_read():
    assert qr.read_qr(code(dark="white", light=None).convert("RGBA")) == [URI]


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "TIFF", "PPM", "WEBP"])
def test_usual_picture_formats_are_read(kind):
    assert qr.read_bytes(data(code().convert("RGB"), kind), "x") == [URI]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "CMYK", "YCbCr", "I", "F", "I;16", "I;16B"])
def test_every_kind_of_pixels_is_read(mode):
    image = code().convert("RGB")
    if mode.startswith("I;"):
        image = image.convert("I").point(lambda v: v * 200)
    assert qr.read_qr(image.convert(mode)) == [URI]


def test_a_picture_of_16_bits_is_not_cut_off_at_8():
    deep = code().convert("L").convert("I").point(lambda v: v * 100 + 20_000).convert("I;16")
    assert qr.read_bytes(data(deep), "x") == [URI]


@pytest.mark.parametrize("scale", [1, 2])
def test_a_small_code_is_read(scale):
    assert qr.read_qr(code(scale=scale)) == [URI]


@pytest.mark.parametrize("degrees", [5, -12, 33, 90, 180])
def test_a_tilted_code_is_read(degrees):
    tilted = (
        code()
        .convert("L")
        .rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    )
    assert qr.read_qr(tilted) == [URI]


def test_a_mirrored_code_is_read():
    assert qr.read_qr(code().transpose(Image.Transpose.FLIP_LEFT_RIGHT)) == [URI]


def test_a_code_without_a_white_border_is_read():
    assert qr.read_qr(code(border=0)) == [URI]


def test_a_pale_and_a_noisy_code_are_read():
    assert qr.read_qr(code().convert("L").point(lambda v: 200 + v // 12)) == [URI]
    noise = Image.effect_noise(code().size, 120)
    assert qr.read_qr(Image.blend(code().convert("L"), noise, 0.4)) == [URI]
    assert qr.read_qr(code().convert("L").filter(ImageFilter.GaussianBlur(2))) == [URI]


def test_a_code_that_only_one_channel_shows_is_read():
    dark, light = (200, 0, 0), (0, 102, 0)
    image = code().convert("L")
    picture = Image.new("RGB", image.size, light)
    picture.paste(dark, mask=image.point(lambda v: 255 - v))
    low, high = picture.convert("L").getextrema()
    assert low == high
    assert qr.read_qr(picture) == [URI]


def test_the_ladder_stops_at_the_first_rung_that_reads(monkeypatch):
    tried = []

    def counted(image):
        for rung in retry_ladder.rungs(image):
            tried.append(rung)
            yield rung

    monkeypatch.setattr(qr, "rungs", counted)
    assert qr.read_qr(code()) == [URI]
    assert len(tried) == 1
    assert qr.read_qr(Image.new("RGB", (99, 99), "white")) == []
    # As is; contrast; 0.5x; border; histogram; three thresholds; sharper; three channels; two
    # blurs; 2x; 3x; 2x and sharper.
    assert len(tried) - 1 == 17


def test_two_codes_in_one_picture_are_both_read_and_equal_ones_once():
    one, two = code().convert("L"), code(OTHER).convert("L")
    sheet = Image.new("L", (one.width * 2 + two.width, 400), 255)
    sheet.paste(one, (0, 0))
    sheet.paste(two, (one.width, 0))
    sheet.paste(one, (one.width + two.width, 0))
    assert sorted(qr.read_qr(sheet)) == sorted([URI, OTHER])


def test_names_in_any_language_are_read():
    for name in ("Żółw", "Банк", "Τράπεζα", "銀行", "😀"):
        text = URI.replace("ann", name)
        assert qr.read_qr(code(text)) == [text]


def test_a_picture_without_a_code_is_refused_with_advice():
    said = refusal(qr.read_bytes, data(Image.new("RGB", (200, 200), "red")), "holiday.png")
    assert "No QR code" in said and "holiday.png" in said and "larger" in said


def test_a_code_that_is_too_damaged_is_refused_as_that():
    image = code()
    side = image.width
    # Of the data, not of the three corners by which it is found.
    ImageDraw.Draw(image).rectangle((side * 0.4, side * 0.4, side * 0.8, side * 0.8), fill=255)
    said = refusal(qr.read_bytes, data(image), "x.png")
    assert "A QR code was found in x.png, but it is damaged" in said


def test_more_megapixels_than_can_be_looked_through_are_refused(monkeypatch):
    monkeypatch.setattr(qr, "MAX_PIXELS", 3_000_000)
    pictures = [Image.new("L", (1000, 1000)) for _ in range(4)]
    assert "more than 3 megapixels" in refusal(qr.read_pictures, pictures, "in x")
    assert "No QR code" in refusal(qr.read_pictures, pictures[:3], "in x")


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (2, 3), (21, 21)])
def test_a_tiny_picture_is_no_code(size):
    assert qr.read_qr(Image.new("RGBA", size)) == []


@pytest.mark.parametrize(
    "junk", [b"", b"x", b"%PD", URI.encode(), b"%!PS-Adobe-3.0 EPSF-3.0\n", bytes(999)]
)
def test_a_file_that_is_no_picture_is_refused(junk):
    said = refusal(qr.read_bytes, junk, "file.bin")
    assert "file.bin is no picture" in said and "GEZD" not in said


def test_postscript_is_not_given_to_an_interpreter():
    assert "is no picture" in refusal(qr.read_bytes, data(code().convert("L"), "EPS"), "x.eps")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "There is no file" in refusal(qr.read_file, tmp_path / "none.png")
    assert "cannot be read" in refusal(qr.read_file, tmp_path)
    assert "cannot be read" in refusal(qr.read_file, "a\0b")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "PPM", "WEBP"])
def test_a_picture_cut_anywhere_raises_a_source_error_at_most(kind):
    whole = data(code(scale=3).convert("RGB"), kind)
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        try:
            assert qr.read_bytes(whole[:size], "x") == [URI]
        except SourceError as error:
            assert "x is" in str(error) or "QR code was found in x" in str(error)


def test_a_truncated_png_is_called_damaged():
    whole = data(code())
    assert "damaged or cut off" in refusal(qr.read_bytes, whole[: len(whole) // 2], "x")


def test_a_damaged_picture_raises_a_source_error_at_most():
    whole = data(code(scale=2))
    for i in range(len(whole)):
        damaged = whole[:i] + bytes([whole[i] ^ 0xFF]) + whole[i + 1 :]
        try:
            qr.read_bytes(damaged, "x")
        except SourceError as error:
            assert "GEZD" not in str(error)


def png_header(width, height, rows=b""):
    def chunk(name, body):
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_001, 10_000), (20_000, 20_000), (2_000_000, 2_000_000)])
def test_a_picture_over_100_megapixels_is_refused(size):
    assert "up to 100 megapixels" in refusal(qr.read_bytes, png_header(*size), "x")


def test_a_picture_of_100_megapixels_is_not_called_too_large():
    assert "damaged" in refusal(qr.read_bytes, png_header(10_000, 10_000), "x")


def test_pillows_own_limit_is_left_as_it_was(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 77)
    refusal(qr.read_bytes, png_header(20_000, 20_000), "x")
    assert Image.MAX_IMAGE_PIXELS == 77


def test_a_huge_file_is_refused_before_it_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(qr, "MAX_FILE_BYTES", 1 << 20)
    path = tmp_path / "huge.png"
    path.write_bytes(bytes((1 << 20) + 1))
    assert "1 MiB" in refusal(qr.read_file, path)


@pytest.mark.parametrize("mask", range(8))
def test_a_part_of_a_structured_append_is_refused_by_name(mask):
    for symbol in segno.make_sequence(URI, symbol_count=2, mask=mask):
        out = io.BytesIO()
        symbol.save(out, kind="png", scale=4)
        part = Image.open(out).convert("L")
        for picture in (
            part,
            part.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
            part.rotate(90),
            part.rotate(9, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255),
            part.point(lambda v: 255 - v),
        ):
            said = refusal(qr.read_qr, picture)
            assert "Structured Append" in said and "GEZD" not in said


@pytest.mark.parametrize("mask", range(8))
def test_a_whole_code_is_never_taken_for_a_part(mask):
    for text in (URI, URI.upper(), "12345678", "ABC", URI.replace("ann", "Żółw")):
        for mirrored in (False, True):
            out = io.BytesIO()
            whole = segno.make(text, mask=mask, micro=False, eci="Ż" in text)
            whole.save(out, kind="png", scale=4)
            picture = Image.open(out).convert("L")
            if mirrored:
                picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            assert qr.read_qr(picture) == [text]


def test_a_whole_code_with_dirt_on_its_corner_is_read():
    out = io.BytesIO()
    segno.make(URI, error="h").save(out, kind="png", scale=5)
    picture = Image.open(out).convert("L")
    side = picture.width
    ImageDraw.Draw(picture).rectangle((side - 40, side - 40, side, side), fill=255)
    assert qr.read_qr(picture) == [URI]


def of_modules(matrix, scale=5):
    side = len(matrix)
    pixels = bytes(0 if dark else 255 for row in matrix for dark in row)
    small = ImageOps.expand(Image.frombytes("L", (side, side), pixels), 4, 255)
    return small.resize((scale * small.width,) * 2, Image.Resampling.NEAREST)


@pytest.mark.parametrize("mask", range(8))
@pytest.mark.parametrize("bits", [0b0011, 0b0101])
def test_a_whole_code_whose_damaged_corner_looks_like_a_part_is_read(mask, bits):
    symbol = segno.make(URI, mask=mask, error="m")
    for place, (i, j) in enumerate(((-1, -1), (-1, -2), (-2, -1), (-2, -2))):
        side = len(symbol.matrix)
        wanted = bits >> 3 - place & 1
        symbol.matrix[i][j] = wanted ^ structured_append._MASKS[mask](side + i, side + j)
    assert qr.read_qr(of_modules(symbol.matrix)) == [URI]


@pytest.mark.parametrize("mask", range(8))
def test_a_damaged_part_of_a_structured_append_is_refused_too(mask):
    for symbol in segno.make_sequence(URI, symbol_count=2, mask=mask):
        for j in range(10, 14):
            symbol.matrix[-5][j] ^= 1
        assert "Structured Append" in refusal(qr.read_qr, of_modules(symbol.matrix))


def test_a_micro_qr_code_is_none():
    out = io.BytesIO()
    segno.make_micro("12345").save(out, kind="png", scale=5)
    assert qr.read_qr(Image.open(out)) == []


def test_a_key_is_looked_for_beside_a_code_that_is_easier_to_see():
    shown = code()
    colors = Image.new("RGB", shown.size, (200, 0, 0)), Image.new("RGB", shown.size, (0, 102, 0))
    sheet = Image.new("RGB", (2 * shown.width, shown.height), "white")
    sheet.paste(Image.composite(colors[1], colors[0], shown.convert("L")), (0, 0))
    sheet.paste(code(LINK), (shown.width, 0))
    assert sorted(qr.read_qr(sheet)) == sorted([LINK, URI])


def test_otpauth_and_steam_texts_are_picked_out():
    texts = [LINK, URI, "steam://MZXW6YTB", URI.upper(), " " + OTHER]
    assert qr.otpauth_texts(texts) == texts[1:]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINK, "a web address"),
        ("HTTP://GEZDGNBV", "a web address"),
        ("WIFI:T:WPA;S:home;P:GEZDGNBV;;", "a wireless network"),
        ("otpauth-migration://offline?data=GEZDGNBV", "Google Authenticator"),
        ("phonefactor://activate_account?code=GEZDGNBV", "Microsoft"),
        ("FIDO:/GEZDGNBV", "passkey"),
        ("BEGIN:VCARD\nGEZDGNBV", "a contact"),
        ("GEZDGNBVGY3TQOJQ", "plain text"),
        ("", "plain text"),
    ],
)
def test_what_a_code_holds_instead_is_named_but_not_repeated(text, said):
    sentence = refusal(qr.otpauth_texts, [text])
    assert said in sentence and "GEZD" not in sentence


def test_no_texts_are_no_code():
    assert "No QR code" in refusal(qr.otpauth_texts, [])

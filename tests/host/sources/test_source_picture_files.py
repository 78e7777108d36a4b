"""fobctl.sources.picture_file: PDF, SVG, HEIC and animations, and what is wrong with them."""

import base64
import io
import os

import pypdfium2
import pytest
import segno
from host.sources.test_source_qr import OTHER, URI, code, data, png_header, refusal
from PIL import Image

from fobctl.sources import drawn, picture_file, qr

XLINK = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f"<svg {XLINK} width='100' height='100'>%s</svg>"


def svg(text=URI, **given):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", **given)
    return out.getvalue()


def pdf(*images):
    out = io.BytesIO()
    first, *rest = [image.convert("L") for image in images]
    first.save(out, "PDF", save_all=True, append_images=rest)
    return out.getvalue()


def heic(*images):
    import pillow_heif

    out = io.BytesIO()
    file = pillow_heif.HeifFile()
    for image in images:
        file.add_from_pillow(image.convert("RGB"))
    file.save(out, quality=80)
    return out.getvalue()


def animation(kind, *images):
    size = max(image.width for image in images)
    first, *rest = [image.convert("L").resize((size, size)) for image in images]
    return data(first, kind, save_all=True, append_images=rest)


def blank():
    return Image.new("L", (200, 200), 255)


# --- what is read --------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{}, {"scale": 4}, {"unit": "mm"}, {"omitsize": True}])
def test_an_svg_is_drawn_and_read_whatever_its_size(given):
    assert qr.read_bytes(svg(**given), "x") == [URI]


def test_an_svg_with_the_usual_doctype_is_read():
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://localhost:1/svg11.dtd"><svg'
    assert qr.read_bytes(svg().replace(b"<svg", doctype, 1), "x") == [URI]


def test_a_picture_inside_an_svg_is_read():
    inside = base64.b64encode(data(code())).decode()
    image = f'<image xlink:href="data:image/png;base64,{inside}" width="100" height="100"/>'
    assert qr.read_bytes((SVG % image).encode(), "x") == [URI]


def test_every_page_of_a_pdf_is_read():
    assert qr.read_bytes(pdf(code(), blank(), code(OTHER)), "x") == [URI, OTHER]


def test_a_label_and_a_poster_as_pdf_are_read():
    for side in (40, 14_000):
        document = pypdfium2.PdfDocument(pdf(code()))
        page = document[0]
        page.set_mediabox(0, 0, *page.get_size())
        scale = side / page.get_width()
        for thing in page.get_objects():
            thing.transform(pypdfium2.PdfMatrix().scale(scale, scale))
        page.gen_content()
        page.set_mediabox(0, 0, side, side)
        out = io.BytesIO()
        document.save(out)
        assert qr.read_bytes(out.getvalue(), "x") == [URI]


def test_a_heic_picture_and_all_of_several_are_read():
    assert qr.read_bytes(heic(code()), "x") == [URI]
    assert qr.read_bytes(heic(code(), code(OTHER)), "x") == [URI, OTHER]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_every_frame_of_an_animation_is_read(kind):
    assert qr.read_bytes(animation(kind, blank(), code(), code(OTHER)), "x") == [URI, OTHER]


@pytest.mark.parametrize("write", [svg, lambda: pdf(code()), lambda: heic(code())])
def test_what_is_drawn_counts_as_a_picture(write):
    assert picture_file.is_picture(write()[: picture_file.START_BYTES])


def test_other_xml_does_not_count_as_a_picture():
    for text in (b"<KeePassFile><svg/></KeePassFile>", b'<?xml version="1.0"?><!-- <svg> --><a/>'):
        assert not picture_file.is_picture(text)


# --- what is refused -----------------------------------------------------------------------


def test_without_its_part_for_heic_fobctl_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(drawn, "find_spec", lambda name: None)
    assert "pip install 'otpfob[heic]'" in refusal(qr.read_bytes, heic(code()), "x.heic")


def test_a_pdf_of_ten_thousand_pages_is_refused():
    document = pypdfium2.PdfDocument.new()
    for _ in range(10_000):
        document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    assert "more than 100 pages" in refusal(qr.read_bytes, out.getvalue(), "x")


def test_an_animation_of_too_many_frames_is_refused():
    frames = [Image.new("L", (30, 30), 2 * i) for i in range(101)]
    assert "more than 100 pages" in refusal(qr.read_bytes, animation("GIF", *frames), "x")


def test_a_pdf_with_a_password_is_refused_as_that():
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"00" * 32, b"11" * 32)
    whole = pdf(code()).replace(b"trailer\n<<", b"trailer\n<</ID[<00><00>]/Encrypt%s" % lock)
    assert "with a password" in refusal(qr.read_bytes, whole, "x")


def test_an_svg_with_entities_is_refused():
    laughs = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + SVG % "&b;"
    assert "damaged, or more than" in refusal(qr.read_bytes, laughs.encode(), "x")


def test_an_svg_reads_no_file(tmp_path):
    path = tmp_path / "code.png"
    code().save(path)
    image = f'<image xlink:href="{path}" width="100" height="100"/>'
    inside = base64.b64encode((SVG % image).encode()).decode()
    nested = f'<image xlink:href="data:image/svg+xml;base64,{inside}" width="100" height="100"/>'
    effect = (
        f'<filter id="f"><feImage href="{path}"/></filter>'
        '<rect width="100" height="100" filter="url(#f)"/>'
    )
    for content in (image, nested, effect, f"<style>@import url('{path}');</style>"):
        assert "No QR code" in refusal(qr.read_bytes, (SVG % content).encode(), "x")


def test_an_svg_that_runs_a_script_is_only_drawn():
    script = b"<script>while (true) {}</script></svg>"
    assert qr.read_bytes(svg().replace(b"</svg>", script), "x") == [URI]


@pytest.mark.parametrize("size", ["1e9", "1e308", "-5", "0", "nan", "100%", "1e-300"])
def test_an_svg_of_any_size_is_drawn_or_refused(size):
    whole = svg().replace(b"width=", b'width="%s" was=' % size.encode(), 1)
    try:
        assert qr.read_bytes(whole, "x") == [URI]
    except qr.SourceError as error:
        assert "x" in str(error)


def test_an_svg_that_multiplies_itself_is_refused():
    levels = "".join(
        f'<g id="a{i}">' + f'<use href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 9)
    )
    bomb = SVG % f'<g id="a0"><rect width="1" height="1"/></g>{levels}'
    assert "damaged, or more than" in refusal(qr.read_bytes, bomb.encode(), "x")


def test_a_picture_in_an_svg_that_would_fill_the_memory_is_refused():
    bomb = base64.b64encode(png_header(30_000, 30_000, bytes(30_000 * 3_751))).decode()
    image = f'<image href="data:image/png;base64,{bomb}" width="100" height="100"/>'
    refusal(qr.read_bytes, (SVG % image).encode(), "x")


def test_what_takes_too_long_to_draw_is_refused(monkeypatch):
    monkeypatch.setattr(drawn, "PAGE_S", 0.001)
    assert "more than fobctl draws" in refusal(qr.read_bytes, svg(), "x")


@pytest.mark.parametrize("write", [svg, lambda: pdf(code()), lambda: heic(code())])
def test_a_cut_file_is_refused_or_read(write):
    whole = write()
    for part in (0.1, 0.5, 0.9):
        said = refusal(qr.read_bytes, whole[: int(len(whole) * part)], "x")
        assert "damaged" in said and "GEZD" not in said


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "is a pipe" in refusal(qr.read_file, tmp_path / "pipe")


def test_a_pipe_that_the_shell_has_opened_is_read():
    reader, writer = os.pipe()
    os.write(writer, data(code()))
    os.close(writer)
    try:
        assert qr.read_file(f"/dev/fd/{reader}") == [URI]
    finally:
        os.close(reader)

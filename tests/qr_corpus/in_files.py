"""Categories of the corpus: kinds of files."""

import io

import segno
from host.formats.sample import Sample
from host.formats.writers import google
from PIL import Image, ImageDraw
from qr_corpus.effects import noisy, on
from qr_corpus.picture import Picture, code, saved, uri


def google_export(rng):
    """A phone's screenshot: a code of up to ten accounts, full width."""
    samples = [
        Sample(issuer=f"Portal {i}", name=f"user{i}@example.com", secret=rng.randbytes(20))
        for i in range(rng.randint(4, 10))
    ]
    text = google.codes(samples, each=10)[0]
    image = code(text, rng.choice((6, 8, 10)), error="l")
    whole = on(image, (1080, 1600), rng.choice(("white", "#1f1f1f")))
    ImageDraw.Draw(whole).text((60, 60), "Scan this QR code with Authenticator", fill="gray")
    return saved(whole, text)


def webp(rng):
    text = uri(rng)
    image = noisy(on(code(text, rng.randint(2, 4)), (400, 400)), rng, 0.1)
    return saved(image, text, "WEBP", quality=rng.randint(1, 20))


def gif_palette(rng):
    text = uri(rng)
    image = on(code(text, rng.randint(1, 4), colors=("#23395d", "#f5e9d0")), (420, 420), "#d0c0a0")
    dither = rng.choice((Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG))
    web = image.convert("P", palette=Image.Palette.WEB, dither=dither)
    return saved(web, text, "GIF")


def animation(rng):
    texts = [uri(rng) for _ in range(2)]
    frames = [on(code(text, 4), (300, 300)).convert("L") for text in texts]
    frames.insert(rng.randrange(3), Image.new("L", (300, 300), 255))
    kind = rng.choice(("GIF", "PNG", "WEBP"))
    return saved(frames[0], texts, kind, save_all=True, append_images=frames[1:], lossless=True)


def svg(rng):
    text = uri(rng)
    out = io.BytesIO()
    dark, light = rng.choice((("#000", None), ("#223", "#fff"), ("#fff", "#123")))
    symbol = segno.make(text, micro=False)
    unit = rng.choice((None, "mm"))
    symbol.save(out, kind="svg", dark=dark, light=light, unit=unit, scale=rng.randint(1, 5))
    return Picture(out.getvalue(), frozenset([text]), 1200 * 1200)


def pdf(rng):
    """A letter on A4 at 300 dpi with a code of 1.3 to 5 cm."""
    text = uri(rng)
    page = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(page)
    for y in range(200, 3300, 60):
        draw.line((200, y, rng.randint(1500, 2280), y), fill=120, width=8)
    side = rng.randint(150, 590)
    image = code(text, 10).convert("L").resize((side, side), Image.Resampling.LANCZOS)
    page.paste(image, (rng.randrange(200, 1700), rng.randrange(200, 2700)))
    picture = saved(page, text, "PDF", resolution=300)
    return Picture(picture.data, picture.texts, 1654 * 2339)


def pages_of_a_pdf(rng):
    texts = [uri(rng) for _ in range(3)]
    first, *rest = [on(code(text, 4), (600, 800)).convert("L") for text in texts]
    picture = saved(first, texts, "PDF", save_all=True, append_images=rest)
    return Picture(picture.data, picture.texts, 3 * 1667 * 2222)


def heic(rng):
    import pillow_heif

    text = uri(rng)
    image = noisy(on(code(text, rng.randint(4, 7)), (640, 480), "#a09080"), rng, 0.25)
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=rng.randint(10, 50))
    return Picture(out.getvalue(), frozenset([text]), image.width * image.height)

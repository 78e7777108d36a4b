"""Categories of the corpus: photographs, made up."""

import io

from PIL import Image, ImageOps
from qr_corpus import effects
from qr_corpus.picture import code, saved, uri

SIZE = (1000, 750)


def _paper(rng, text, share=0.5, ground=None):
    """Return a code that takes up a share of the height of a photograph."""
    image = code(text, 10)
    side = round(SIZE[1] * share)
    image = image.resize((side, side), Image.Resampling.LANCZOS)
    return effects.on(image, SIZE, ground or rng.choice(("#b8b0a0", "#606870", "#f2efe8")))


def _photo(image, text):
    return saved(image, text, "JPEG", quality=88)


def rotated(rng):
    text = uri(rng)
    image = effects.rotated(code(text, rng.randint(3, 6)), rng.uniform(0, 360))
    return _photo(image, text)


def perspective(rng):
    text = uri(rng)
    image = effects.perspective(_paper(rng, text, 0.75), rng, 0.32, "#404040")
    return _photo(effects.blurred(image, 0.7), text)


def crumpled(rng):
    text = uri(rng)
    image = effects.crumpled(_paper(rng, text, 0.8), rng, rng.uniform(4, 10))
    return _photo(effects.unevenly_lit(image, rng, 120), text)


def on_a_can(rng):
    text = uri(rng)
    image = effects.curved(_paper(rng, text, 0.8), rng.uniform(0.7, 0.97))
    return _photo(effects.rotated(effects.blurred(image, 1), rng.uniform(-15, 15)), text)


def on_a_photograph(rng):
    text = uri(rng)
    whole = effects.busy_ground(SIZE, rng)
    image = code(text, rng.randint(4, 8), rng.choice((1, 2, 4)))
    whole.paste(image, (rng.randrange(400), rng.randrange(250)))
    return _photo(effects.noisy(effects.perspective(whole, rng, 0.1), rng, 0.1), text)


def twelve_megapixels(rng):
    text = uri(rng)
    whole = effects.busy_ground((4000, 3000), rng)
    image = effects.rotated(code(text, rng.randint(6, 14)), rng.uniform(-30, 30))
    whole.paste(image, (rng.randrange(2500), rng.randrange(1600)))
    whole = effects.blurred(whole, rng.uniform(2, 5))
    return _photo(effects.noisy(whole, rng, 0.15), text)


def moire(rng):
    text = uri(rng)
    image = effects.through_screen(code(text, 4), rng, rng.uniform(0.8, 2.3), rng.randint(80, 200))
    return _photo(image, text)


def screen_photo(rng):
    text = uri(rng)
    screen = effects.on(code(text, 4), (480, 360), rng.choice(("white", "#f4f4f8", "#101014")))
    image = effects.through_screen(screen, rng, rng.uniform(1.3, 3), rng.randint(60, 150))
    image = effects.perspective(image, rng, 0.1, "#202020")
    image = effects.glared(effects.blurred(image, 0.8), rng, 0.5, 0.5)
    return _photo(effects.noisy(image, rng, 0.08), text)


def low_contrast(rng):
    text = uri(rng)
    low = rng.randint(60, 190)
    span = rng.randint(6, 24)
    image = _paper(rng, text, 0.7, "white").convert("L").point(lambda v: low + v * span // 255)
    return saved(image.convert("RGB"), text)


def noise(rng):
    text = uri(rng)
    return _photo(effects.noisy(_paper(rng, text, 0.6), rng, rng.uniform(0.4, 0.7)), text)


def blur(rng):
    """Out of focus, or moved, by up to 0.8 of a module."""
    text = uri(rng)
    image = code(text, 8)
    image = effects.on(image, (image.width + 60,) * 2)
    if rng.random() < 0.6:
        image = effects.blurred(image, rng.uniform(3, 6.2))
    else:
        image = effects.moved(image, rng.randint(4, 11))
    return _photo(effects.noisy(image, rng, 0.05), text)


def glare(rng):
    text = uri(rng)
    image = _paper(rng, text, 0.75, "#c8c4bc")
    return _photo(effects.glared(image, rng, rng.uniform(0.3, 0.7), rng.uniform(0.7, 1)), text)


def uneven_light(rng):
    text = uri(rng)
    return _photo(effects.unevenly_lit(_paper(rng, text, 0.7), rng, rng.randint(2, 30)), text)


def dirt(rng):
    text = uri(rng)
    image = code(text, 8, error="q")
    image = effects.dirty(image, rng, rng.randint(6, 16), rng.choice(("white", "#7a5c3a")))
    return _photo(effects.rotated(image, rng.uniform(-20, 20)), text)


def far_away(rng):
    text = uri(rng, 10)
    image = _paper(rng, text, 0.8, "#b0a898").resize((rng.randint(140, 480),) * 2)
    whole = effects.on(image, (2400, 1800), "#5a6068", (rng.randrange(1900), rng.randrange(1400)))
    return _photo(effects.noisy(whole, rng, 0.06), text)


def faded_print(rng):
    """Ink that has run, on yellowed paper, with a fold."""
    text = uri(rng)
    image = effects.blurred(code(text, 8), 3)
    image = ImageOps.colorize(image.convert("L"), "#8a7a78", "#f0e0b0")
    image = effects.crumpled(image, rng, 3, 2)
    return _photo(effects.noisy(image, rng, 0.12), text)


def hard_jpeg(rng):
    text = uri(rng)
    image = effects.on(code(text, rng.randint(2, 5)), (500, 500))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=rng.randint(2, 10))
    return saved(Image.open(out).convert("RGB"), text, "JPEG", quality=rng.randint(20, 40))

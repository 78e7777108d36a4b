"""Categories of the corpus: what screens and designers show."""

import segno
from PIL import Image, ImageDraw
from qr_corpus.effects import on, rotated
from qr_corpus.picture import code, saved, uri

_WORDS = tuple(
    ["scan", "this", "code", "with", "an", "authenticator", "app", "or", "type", "the", "key"]
)


def _text(draw, rng, box, color="black"):
    """Fill a box with lines of words."""
    left, top, right, bottom = box
    for y in range(top, bottom, 14):
        words = " ".join(rng.choices(_WORDS, k=40))
        draw.text((left, y), words[: max(0, (right - left) // 6)], fill=color)


def plain(rng):
    text = uri(rng)
    return saved(code(text, rng.randint(3, 9)), text)


def dark_mode(rng):
    text = uri(rng)
    dark = rng.choice(("#000000", "#121212", "#1e1e2e", "#202020"))
    light = rng.choice(("#ffffff", "#e0e0e0", "#cdd6f4"))
    image = code(text, rng.randint(3, 7), rng.randint(1, 4), colors=(light, dark))
    return saved(on(image, (700, 700), dark), text)


def transparency(rng):
    text = uri(rng)
    modules = code(text, rng.randint(3, 7), rng.randint(2, 4)).convert("L")
    color = rng.choice(((0, 0, 0), (255, 255, 255), (40, 40, 90)))
    under = rng.choice((color, (0, 0, 0), (255, 255, 255)))
    image = Image.new("RGBA", modules.size, (*under, 0))
    image.paste((*color, 255), mask=modules.point(lambda v: 255 - v))
    return saved(image, text, rng.choice(("PNG", "WEBP")), lossless=True)


def tiny(rng):
    text = uri(rng, 10)
    image = on(code(text, rng.choice((1, 2, 2))), (300, 300))
    return saved(image, text, "JPEG", quality=rng.randint(70, 95))


def fraction_of_a_pixel(rng):
    text = uri(rng, 10)
    image = code(text, 8)
    side = round(image.width * rng.uniform(1.3, 2.8) / 8)
    image = image.resize((side, side), rng.choice(list(Image.Resampling)[:4]))
    return saved(on(image, (400, 400)), text)


def huge(rng):
    text = uri(rng)
    return saved(code(text, rng.randint(25, 45)), text)


def logo(rng):
    text = uri(rng)
    image = code(text, 8, error="h")
    side = round(image.width * rng.uniform(0.2, 0.3))
    left = (image.width - side) // 2
    box = (left, left, left + side, left + side)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(box, side // 4, fill=rng.choice(("crimson", "navy", "white", "gold")))
    draw.text((left + side // 3, left + side // 3), "LOGO", fill="black")
    return saved(image, text)


def several(rng):
    texts = [uri(rng) for _ in range(rng.randint(2, 4))]
    image = Image.new("RGB", (1000, 1000), "white")
    for place, text in enumerate(texts):
        image.paste(code(text, rng.randint(4, 7)), (place % 2 * 500 + 20, place // 2 * 500 + 20))
    return saved(image, texts)


def one_of_ten(rng):
    texts = [uri(rng)] + [f"https://{rng.randrange(9**9)}.example" for _ in range(9)]
    rng.shuffle(texts)
    image = Image.new("RGB", (1500, 700), "white")
    for place, text in enumerate(texts):
        image.paste(code(text, 5), (place % 5 * 300 + 10, place // 5 * 330 + 10))
    return saved(image, texts)


def terminal(rng):
    """Two modules a cell, as qrencode -t UTF8 writes: cells are not quite square, with gaps."""
    text = uri(rng)
    across = rng.randint(6, 9)
    down = across + rng.choice((0, 0, 1, 2))
    colors = rng.choice((("black", "white"), ("#101010", "#d0d0d0"), ("#e0e0e0", "#10141c")))
    image = code(text, (across, down), rng.choice((2, 4)), colors=colors)
    gap = rng.choice((0, 1, 2))
    draw = ImageDraw.Draw(image)
    for y in range(2 * down - 1, image.height, 2 * down):
        if gap:
            draw.line((0, y, image.width, y), fill="#10141c", width=gap)
    return saved(on(image, (image.width + 200, image.height + 120), "#10141c"), text)


def inverted(rng):
    text = uri(rng)
    image = code(text, 6, colors=("white", "black"))
    if rng.random() < 0.5:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return saved(rotated(image, rng.choice((0, 90, 7)), "black"), text)


def little_quiet_zone(rng):
    text = uri(rng)
    image = code(text, 6, rng.choice((0, 0, 1)))
    ground = rng.choice(("white", "black", "#444444", "#8888aa", "steelblue"))
    return saved(on(image, (image.width + rng.randint(0, 80),) * 2, ground), text)


def colors(rng):
    text = uri(rng)
    pairs = (
        ("#c00000", "#ffe0e0"), ("#003080", "#ffd040"), ("#006000", "#b0e0ff"),
        ("#5a2a82", "#a8e6a0"), ("#ff2020", "#ffffff"), ("#ffcc00", "#303030"),
        ("#0060ff", "#ffffff"), ("#c80000", "#006600"), ("#ff8800", "#fff4e0"),
        ("#0000ff", "#4b0000"), ("#ff00ff", "#00b400"), ("#00b4b4", "#ff6e6e"),
    )  # fmt: skip
    return saved(code(text, rng.randint(4, 7), colors=rng.choice(pairs)), text)


def gradients(rng):
    text = uri(rng)
    mask = code(text, 7).convert("L")
    fade = Image.linear_gradient("L").resize(mask.size).rotate(rng.choice((0, 90, 180)))
    ends = rng.choice((("#7f00ff", "#e100ff"), ("#0f2027", "#2c8364"), ("#d31027", "#2a52be")))
    first, second = (Image.new("RGB", mask.size, color) for color in ends)
    ground = rng.choice(("white", "#fdf6e3", "#e8f0ff"))
    modules = Image.composite(first, second, fade)
    return saved(Image.composite(Image.new("RGB", mask.size, ground), modules, mask), text)


def text_around(rng):
    text = uri(rng)
    image = code(text, rng.randint(3, 5), rng.choice((1, 2, 4)))
    side = image.width
    whole = Image.new("RGB", (side + 240, side + 160), "white")
    draw = ImageDraw.Draw(whole)
    _text(draw, rng, (0, 0, whole.width, whole.height))
    draw.rectangle((118, 78, 121 + side, 81 + side), outline="black", width=2)
    whole.paste(image, (120, 80))
    return saved(whole, text)


def window(rng):
    """A desktop of full size with a small code in one of its windows."""
    text = uri(rng)
    ground = rng.choice(("#2b3a55", "#f0f0f0", "#005f5f"))
    whole = Image.new("RGB", (1920, 1080), ground)
    draw = ImageDraw.Draw(whole)
    for _ in range(4):
        x, y = rng.randrange(1200), rng.randrange(600)
        draw.rectangle((x, y, x + 620, y + 420), fill="white", outline="gray")
        draw.rectangle((x, y, x + 620, y + 28), fill="#404050")
        _text(draw, rng, (x + 10, y + 40, x + 610, y + 410), "#333333")
    image = code(text, rng.randint(2, 4), rng.choice((2, 4)))
    whole.paste(image, (rng.randrange(1500), rng.randrange(700)))
    return saved(whole, text)


def stretched(rng):
    text = uri(rng)
    scale = (rng.uniform(4, 6), rng.uniform(5.5, 8))
    return saved(code(text, scale if rng.random() < 0.5 else scale[::-1]), text)


def styled(rng):
    """Round modules with gaps between them, as some designers have them."""
    text = uri(rng)
    symbol = segno.make(text, error=rng.choice("mq"), micro=False)
    step, gap = 12, rng.uniform(1, 3.5)
    side = symbol.symbol_size(step, 4)[0]
    whole = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(whole)
    modules = [list(row) for row in symbol.matrix_iter(1, 4, verbose=False)]
    last = len(modules) - 4
    for j, row in enumerate(modules):
        for i, dark in enumerate(row):
            box = (i * step, j * step, i * step + step - 1, j * step + step - 1)
            in_corner = (
                (i < 11 and j < 11) or (i >= last - 7 and j < 11) or (i < 11 and j >= last - 7)
            )
            if dark and in_corner:
                draw.rectangle(box, fill="#202040")
            elif dark:
                inner = (box[0] + gap, box[1] + gap, box[2] - gap, box[3] - gap)
                draw.ellipse(inner, fill="#202040")
    return saved(whole, text)


def high_version(rng):
    text = uri(rng, 20) + "&image=" + "x" * rng.randint(300, 900)
    return saved(code(text, rng.randint(3, 5), error="l"), text)

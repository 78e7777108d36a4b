"""What a camera, paper, light and screens do to a picture. All of it is seeded."""

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_BICUBIC = Image.Resampling.BICUBIC
_BILINEAR = Image.Resampling.BILINEAR


def on(image, size, ground="white", at=None) -> Image.Image:
    """Return the picture on a larger ground, in its middle or at a place."""
    whole = Image.new("RGB", size, ground)
    place = at or ((size[0] - image.width) // 2, (size[1] - image.height) // 2)
    whole.paste(image, place)
    return whole


def rotated(image, degrees, ground="white") -> Image.Image:
    return image.rotate(degrees, _BICUBIC, expand=True, fillcolor=ground)


def noisy(image, rng: Random, share: float) -> Image.Image:
    """Blend with noise of all three channels; 0 is none."""
    bands = [Image.frombytes("L", image.size, rng.randbytes(image.width * image.height))]
    bands += [ImageChops.offset(bands[0], 17, 5), ImageChops.offset(bands[0], 3, 29)]
    return Image.blend(image, Image.merge("RGB", bands), share)


def moved(image, pixels: int) -> Image.Image:
    """Blur as a hand does that moves while the picture is taken."""
    total = image
    for step in range(1, pixels):
        total = Image.blend(total, ImageChops.offset(image, step, step // 2), 1 / (step + 1))
    return total


def _solved(rows):
    """Solve linear equations by Gauss' elimination; the last column is the right side."""
    for i in range(len(rows)):
        pivot = max(range(i, len(rows)), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(len(rows)):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i], strict=True)]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def perspective(image, rng: Random, share: float, ground="white") -> Image.Image:
    """Move each corner inwards by up to a share of the picture."""
    w, h = image.size
    corners = [(0, 0), (w, 0), (w, h), (0, h)]
    seen = [
        (abs(x - rng.uniform(0, share) * w), abs(y - rng.uniform(0, share) * h)) for x, y in corners
    ]
    rows = []
    for (x, y), (u, v) in zip(seen, corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, _solved(rows), _BICUBIC, fillcolor=ground
    )


def crumpled(image, rng: Random, pixels: float, cells: int = 6) -> Image.Image:
    """Move the knots of a grid by up to so many pixels each."""
    w, h = image.size

    def knot(i, j):
        inside = 0 < i < cells and 0 < j < cells
        move = pixels if inside else 0
        return (i * w / cells + rng.uniform(-move, move), j * h / cells + rng.uniform(-move, move))

    knots = {(i, j): knot(i, j) for i in range(cells + 1) for j in range(cells + 1)}
    mesh = []
    for i in range(cells):
        for j in range(cells):
            box = (i * w // cells, j * h // cells, (i + 1) * w // cells, (j + 1) * h // cells)
            quad = [knots[i, j], knots[i, j + 1], knots[i + 1, j + 1], knots[i + 1, j]]
            mesh.append((box, tuple(x for point in quad for x in point)))
    return image.transform(image.size, Image.Transform.MESH, mesh, _BICUBIC)


def curved(image, share: float, columns: int = 24) -> Image.Image:
    """Wrap the picture around a can, of which so much of the half faces the camera."""
    w, h = image.size
    half = math.asin(share)

    def seen_from(x):
        return (math.asin(share * (2 * x / w - 1)) / half + 1) * w / 2

    mesh = []
    for i in range(columns):
        left, right = i * w // columns, (i + 1) * w // columns
        u, v = seen_from(left), seen_from(right)
        mesh.append(((left, 0, right, h), (u, 0, u, h, v, h, v, 0)))
    return image.transform(image.size, Image.Transform.MESH, mesh, _BICUBIC)


def busy_ground(size, rng: Random) -> Image.Image:
    """Return a ground of coloured patches, as a photograph is."""
    small = Image.frombytes("RGB", (16, 12), rng.randbytes(16 * 12 * 3))
    return small.resize(size, _BICUBIC)


def _light(size, rng: Random, low: int) -> Image.Image:
    """Return light that falls off to one side, from 255 down to `low`."""
    fall = Image.linear_gradient("L").rotate(rng.uniform(0, 360), _BILINEAR)
    middle = fall.crop((64, 64, 192, 192)).resize(size, _BICUBIC)
    return middle.point(lambda v: low + v * (255 - low) // 255)


def unevenly_lit(image, rng: Random, low: int) -> Image.Image:
    return ImageChops.multiply(image, Image.merge("RGB", [_light(image.size, rng, low)] * 3))


def glared(image, rng: Random, share: float, strength: float) -> Image.Image:
    """Reflect a lamp: a bright spot over a share of the picture's width."""
    side = round(image.width * share)
    spot = Image.radial_gradient("L").resize((side, side), _BICUBIC)
    spot = spot.point(lambda v: round(max(0, 255 - v * 1.4) * strength))
    layer = Image.new("L", image.size, 0)
    layer.paste(
        spot, (rng.randint(0, image.width - side), rng.randint(0, max(1, image.height - side)))
    )
    return ImageChops.screen(image, Image.merge("RGB", [layer] * 3))


def through_screen(image, rng: Random, factor: float, depth: int) -> Image.Image:
    """Photograph a screen: its stripes of red, green and blue against the camera's own grid."""
    large = image.resize((image.width * 3, image.height * 3), Image.Resampling.NEAREST)
    lines = Image.new("RGB", large.size, "white")
    draw = ImageDraw.Draw(lines)
    dim = 255 - depth
    for x in range(large.width):
        color = [dim] * 3
        color[x % 3] = 255
        draw.line((x, 0, x, large.height), fill=tuple(color))
    for y in range(2, large.height, 3):
        draw.line((0, y, large.width, y), fill=(dim,) * 3)
    large = ImageChops.multiply(large, lines)
    # Sampled without a filter: that is what makes moire.
    angle = math.radians(rng.uniform(-6, 6))
    step = 3 / factor
    a, b = step * math.cos(angle), step * math.sin(angle)
    size = (round(image.width * factor), round(image.height * factor))
    move = (
        large.width / 2 - a * size[0] / 2 - b * size[1] / 2,
        large.height / 2 + b * size[0] / 2 - a * size[1] / 2,
    )
    matrix = (a, b, move[0], -b, a, move[1])
    return large.transform(size, Image.Transform.AFFINE, matrix, _BILINEAR, fillcolor="gray")


def dirty(image, rng: Random, blots: int, color="white") -> Image.Image:
    """Put blots and scratches on it."""
    image = image.copy()
    draw = ImageDraw.Draw(image)
    for _ in range(blots):
        x, y = rng.randrange(image.width), rng.randrange(image.height)
        r = rng.uniform(0.005, 0.02) * image.width
        draw.ellipse((x - r, y - r, x + r, y + r), fill=color)
        draw.line((x, y, x + rng.randint(-60, 60), y + rng.randint(-60, 60)), fill=color, width=2)
    return image


def blurred(image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))

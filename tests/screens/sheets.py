"""Sheets of pictures of the glass, to look at: one for each topic, glass and language."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_SCALE = 3
_IN_ROW = 3
_IN_SHEET = 18
_GAP_PX = 12
_CAPTION_PX = 16
_PAPER = (58, 62, 68)
_INK = (225, 225, 225)
_LIT = (190, 225, 255)
_WIDTH = 128


def write_sheets(pictures, folder: Path) -> "list[Path]":
    """Write PNG files into `folder`, in place of those that are there; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    sheets = {}
    for picture in pictures:
        of_glass = sheets.setdefault((picture.glass, picture.topic), {})
        # What looks the same on boards with more buttons is shown once.
        buttons = of_glass.setdefault((picture.name, picture.pixels), [])
        if picture.buttons not in buttons:
            buttons.append(picture.buttons)
    paths = []
    for (glass, topic), of_glass in sheets.items():
        shown = _in_order(of_glass)
        for start in range(0, len(shown), _IN_SHEET):
            number = start // _IN_SHEET + 1
            path = folder / f"{glass.replace(' ', '-')}-{topic}-{number}.png"
            _sheet(shown[start : start + _IN_SHEET]).save(path)
            paths.append(path)
    return paths


def _in_order(of_glass):
    """Return (caption, pixels), all pictures of a screen beside each other."""
    names = dict.fromkeys(name for name, _ in of_glass)
    shown = []
    for name in names:
        for (other, pixels), buttons in of_glass.items():
            if other == name:
                boards = "" if len(buttons) == 3 else f"  [{'+'.join(map(str, buttons))}]"
                shown.append((name + boards, pixels))
    return shown


def _sheet(shown):
    height = len(shown[0][1]) * 8 // _WIDTH
    cell_px = _WIDTH * _SCALE + _GAP_PX
    row_px = height * _SCALE + _CAPTION_PX + _GAP_PX
    rows = (len(shown) + _IN_ROW - 1) // _IN_ROW
    sheet = Image.new("RGB", (_GAP_PX + _IN_ROW * cell_px, _GAP_PX + rows * row_px), _PAPER)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default()
    for i, (caption, pixels) in enumerate(shown):
        x = _GAP_PX + i % _IN_ROW * cell_px
        y = _GAP_PX + i // _IN_ROW * row_px
        pen.text((x, y), caption, fill=_INK, font=font)
        sheet.paste(_glass(pixels, height), (x, y + _CAPTION_PX))
    return sheet


def _glass(pixels, height):
    """Return the glass as its display shows it (SSD1306: pages of 8 rows, bit 0 at the top)."""
    small = Image.new("RGB", (_WIDTH, height))
    for y in range(height):
        for x in range(_WIDTH):
            if pixels[y // 8 * _WIDTH + x] >> y % 8 & 1:
                small.putpixel((x, y), _LIT)
    return small.resize((_WIDTH * _SCALE, height * _SCALE), Image.Resampling.NEAREST)

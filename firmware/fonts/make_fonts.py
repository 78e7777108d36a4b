"""Make the token's fonts from the bitmap fonts of Debian's xfonts-base and xfonts-terminus.

Needs freetype-py, on the PC only. The format is in firmware/otpfob/ui/font.py. The same
sources give the same bytes; `--check` makes sure of it. For fobctl, writes down which characters
the fonts for texts have.
"""

import argparse
import binascii
import struct
import sys
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = Path("/usr/share/fonts/X11/misc")
RANGES = HERE.parents[1] / "host_tools" / "fobctl" / "pictures" / "font_ranges.py"

# Both text fonts have all of these, or the program stops: what a name can hold must not
# depend on the screen it is on. Letters beyond the three alphabets are those both sources have.
TEXT = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))  # Latin-1, Latin Extended-A
    + "ƏƒƠơƯưƵƶǑǒǦǧǼǽǾǿȘșȚț"
    + "΄΅Ά·ΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώϑϕ"
    + "".join(map(chr, range(0x400, 0x460)))
    + "ҐґҒғҖҗҚқҮүҰұҲҳҺһӘәӢӣӨөӮӯ"
    + "‐‑–—‘’‚“”„†‡•…‰‹›№™€₽←↑→↓↔−√∞≈≠≤≥✓"
    + "─│┌┐└┘├┤█░▒▓■▲▶▼◀◆○●"
)
CODES = "-0123456789BCDFGHJKMNPQRTVWXY "  # digits, and the alphabet of Steam

# Letters a source lacks, and the letter of the same shape that it has.
SAME_SHAPE = {"Ѐ": "È", "ѐ": "è"}

# Signs the sources lack, or whose glyph is taken for another, drawn for this project: rows from the
# top of the cell. Of the small font the full stop was a cross, "ф" a "б".
DRAWN = {
    (5, 8): {
        ".": ".....|.....|.....|.....|.....|.##..|.##..|.....",
        "Д": ".....|..##.|.#.#.|.#.#.|.#.#.|.#.#.|#####|#...#",
        "л": ".....|.....|.....|..##.|.#.#.|.#.#.|#..#.|.....",
        "ф": ".....|.....|..#..|.###.|#.#.#|#.#.#|.###.|..#..",
        "✓": ".....|....#|....#|...#.|#..#.|.##..|..#..|.....",
        "₽": ".....|.###.|.#..#|.###.|.#...|###..|.#...|.....",
    },
    (6, 12): {
        "₽": "......|......|.####.|.#...#|.#...#|.#...#|.####.|.#....|####..|.#....|......|......",
    },
}

# file: Debian package, source, characters, whether blank rows common to all are cut off
FONTS = {
    "small.font": ("xfonts-base", "5x8.pcf.gz", TEXT, False),
    "name.font": ("xfonts-terminus", "ter-u12n_unicode.pcf.gz", TEXT, False),
    "digits32.font": ("xfonts-terminus", "ter-u32b_unicode.pcf.gz", CODES, True),
    "digits28.font": ("xfonts-terminus", "ter-u28b_unicode.pcf.gz", CODES, True),
    "digits24.font": ("xfonts-terminus", "ter-u24b_unicode.pcf.gz", CODES, True),
    "digits20.font": ("xfonts-terminus", "ter-u20b_unicode.pcf.gz", CODES, True),
}


def read_glyphs(source: str, characters: str) -> "dict[str, list[str]]":
    """Return the rows of every character, as strings of "#" and "."."""
    try:
        import freetype  # here, so that --help works without it
    except ImportError:
        print("freetype-py is missing: pip install freetype-py", file=sys.stderr)
        raise SystemExit(2) from None

    face = freetype.Face(str(SOURCES / source))
    face.select_size(0)
    size = face.available_sizes[0]
    glyphs = {}
    for character in characters:
        drawn = DRAWN.get((size.width, size.height), {}).get(character)
        if drawn:
            glyphs[character] = drawn.split("|")
            continue
        index = face.get_char_index(ord(character))
        if not index:
            index = face.get_char_index(ord(SAME_SHAPE.get(character, "\0")))
        if not index:
            raise SystemExit(f"{source} has no {character!r}.")
        face.load_glyph(index, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_TARGET_MONO)
        bitmap = face.glyph.bitmap
        if (bitmap.width, bitmap.rows) != (size.width, size.height):
            raise SystemExit(f"{source}: {character!r} does not fill its cell.")
        glyphs[character] = [
            "".join(".#"[bitmap.buffer[y * bitmap.pitch + x // 8] >> 7 - x % 8 & 1]
                    for x in range(bitmap.width))
            for y in range(bitmap.rows)
        ]  # fmt: skip
    return glyphs


def trim(glyphs: "dict[str, list[str]]") -> "dict[str, list[str]]":
    """Cut the rows off that no digit uses: codes can then be drawn larger.

    Only Q hangs below: it loses as many of its straight rows, in the middle.
    """
    inked = [y for digit in "0123456789" for y, row in enumerate(glyphs[digit]) if "#" in row]
    top, height = min(inked), max(inked) + 1 - min(inked)
    result = {}
    for character, rows in glyphs.items():
        rows = rows[top:]
        while "#" in "".join(rows[height:]):
            middle = [y for y in range(1, len(rows)) if rows[y] == rows[y - 1] and "#" in rows[y]]
            del rows[middle[len(middle) // 2]]
        result[character] = rows[:height]
    return result


def pack_glyph(rows: "list[str]") -> bytes:
    """Return a glyph as strips of 8 rows, a byte a column, bit 0 at the top."""
    return bytes(
        sum(1 << y - strip for y in range(strip, min(strip + 8, len(rows))) if rows[y][x] == "#")
        for strip in range(0, len(rows), 8)
        for x in range(len(rows[0]))
    )


def find_ranges(code_points: "list[int]") -> "list[list[int]]":
    """Return the first of each range, how many there are, and the first one's number, from 1."""
    ranges = []
    for number, code_point in enumerate(code_points, 1):
        if ranges and code_point == ranges[-1][0] + ranges[-1][1]:
            ranges[-1][1] += 1
        else:
            ranges.append([code_point, 1, number])
    return ranges


def ranges_of_texts() -> str:
    """Return the module that tells fobctl the characters that both fonts for texts have."""
    found = find_ranges(sorted(map(ord, set(TEXT))))
    lines = [f"    (0x{first:04X}, 0x{first + count - 1:04X}),\n" for first, count, _ in found]
    return (
        '"""The characters that the token\'s fonts for texts have: the ends of each range.\n\n'
        'Made by firmware/fonts/make_fonts.py.\n"""\n\nRANGES = (\n'
        + "".join(lines) + ")\n"
    )  # fmt: skip


def pack_font(glyphs: "dict[str, list[str]]") -> bytes:
    """Return the bytes of a font file."""
    code_points = sorted(map(ord, glyphs))
    rows = glyphs[chr(code_points[0])]
    width, height = len(rows[0]), len(rows)
    edge = "#" * (width - 1) + "."
    side = "#" + "." * (width - 3) + "#."
    box = ["." * width] + [edge] + [side] * (height - 4) + [edge] + ["." * width]
    ranges = find_ranges(code_points)
    data = struct.pack(">4sBBBHH", b"fobF", 1, width, height, len(ranges), len(glyphs) + 1)
    data += b"".join(struct.pack(">HHH", *entry) for entry in ranges)
    data += pack_glyph(box) + b"".join(pack_glyph(glyphs[chr(c)]) for c in code_points)
    return data + struct.pack(">I", binascii.crc32(data))


def make(name: str) -> bytes:
    """Return the bytes of the font file `name`."""
    _, source, characters, trimmed = FONTS[name]
    glyphs = read_glyphs(source, characters)
    return pack_font(trim(glyphs) if trimmed else glyphs)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="Exit status: 0 done or equal, 1 differs, 2 usage, or a source is missing.",
    )
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    missing = sorted({package for package, source, _, _ in FONTS.values()
                      if not (SOURCES / source).exists()})  # fmt: skip
    if missing:
        print(f"The source fonts are missing: sudo apt-get install {' '.join(missing)}",
              file=sys.stderr)  # fmt: skip
        return 2
    status = 0
    for name in FONTS:
        data = make(name)
        path = HERE / name
        if not check:
            path.write_bytes(data)
            glyphs = data[9] << 8 | data[10]
            print(f"{name}: {data[5]}x{data[6]}, {glyphs} glyphs, {len(data)} bytes")
        elif not path.exists() or path.read_bytes() != data:
            print(f"{name} differs from what make_fonts.py makes of its source.", file=sys.stderr)
            status = 1
    ranges = ranges_of_texts()
    if not check:
        RANGES.write_text(ranges, encoding="utf-8")
    elif not RANGES.exists() or RANGES.read_text(encoding="utf-8") != ranges:
        print(f"{RANGES.name} differs from what make_fonts.py writes.", file=sys.stderr)
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

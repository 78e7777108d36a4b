"""The loops over the bytes of a display's memory in plain Python: the twin of pixels_viper.py."""


def put(buffer, window, x, y, glyphs, at, size, columns):
    """Set the pixels of a glyph whose corner is at (x, y), from -1024 on.

    `window` has the width of the display, its pages, and the columns that may be touched: the
    first, and the one after the last. The `size` bytes of the glyph begin at `at` of `glyphs`:
    strips of 8 rows, of so many columns.
    """
    width, pages, left, right = window
    down = y & 7
    page = y >> 3
    for strip in range(at, at + size, columns):
        for i in range(max(0, left - x), min(columns, right - x)):
            bits = glyphs[strip + i] << down
            if 0 <= page < pages:
                buffer[page * width + x + i] |= bits & 0xFF
            if 0 <= page + 1 < pages:
                buffer[(page + 1) * width + x + i] |= bits >> 8
        page += 1


def paint(buffer, i, end, keep, flip):
    """Keep these bits of the bytes from i to `end`, and flip those."""
    while i < end:
        buffer[i] = buffer[i] & keep ^ flip
        i += 1


def next_change(drawn, held, i, end):
    """Return where the next byte from i on is that differs; `end` when there is none."""
    while i < end and drawn[i] == held[i]:
        i += 1
    return i


def run(drawn, held, i, limit, gap):
    """Return how many bytes from i on, where one differs, to send at once; none from `limit` on.

    So many in a row that do not differ end it.
    """
    first = i
    end = i + 1
    while i < limit and i - end < gap:
        if drawn[i] != held[i]:
            end = i + 1
        i += 1
    return end - first


def take(drawn, held, i, piece, size):
    """Copy what is drawn from i on to `piece`, from 1 to `size`; returns where it ends."""
    at = 1
    while at < size:
        piece[at] = held[i] = drawn[i]
        i += 1
        at += 1
    return i


def point_at(string, i):
    """Return the code point at place i of a string, times 8, plus how far away the next one is.

    The first place is 0. Whether a place is a byte or a character differs between the twins.
    """
    return ord(string[i]) << 3 | 1


def find(font, point):
    """Return the number of the glyph of a code point, 0 when there is none.

    `font` is the file of a font (otpfob.ui.font), of which all was checked.
    """
    low = 0
    high = font[7] << 8 | font[8]
    while low < high:
        middle = (low + high) >> 1
        at = 11 + 6 * middle
        first = font[at] << 8 | font[at + 1]
        if point < first:
            high = middle
        elif point >= first + (font[at + 2] << 8 | font[at + 3]):
            low = middle + 1
        else:
            return (font[at + 4] << 8 | font[at + 5]) + point - first
    return 0


def write(buffer, window, x, y, string, count, font):
    """Put `count` characters of a string, or those that are seen in the window. `font`: as find().

    x and y as put() has them. Returns the column after the last of them that is no blank.
    """
    columns = font[5]
    size = columns * (font[6] + 7 >> 3)
    glyphs = 11 + 6 * (font[7] << 8 | font[8])
    end = x
    place = 0
    while count > 0 and x < window[3]:
        found = point_at(string, place)
        place += found & 7
        if x + columns > window[2]:
            at = glyphs + size * find(font, found >> 3)
            put(buffer, window, x, y, font, at, size, columns)
        x += columns
        count -= 1
        if found >> 3 != 0x20:
            end = x
    return end

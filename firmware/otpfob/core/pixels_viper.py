"""The loops over the bytes of a display's memory as machine code: see pixels_plain.py.

With each press the list of accounts is drawn anew, compared and sent. Strings and buffers lie in
memory as they are; nothing is allocated. What is no int is taken as an object: callers have no
ptr8 of viper.
"""
# ruff: noqa: F821 (viper's own types are no names of Python)

# The ptr types are viper's own.
# pyright: reportArgumentType=false

import micropython


@micropython.viper
def put(buffer_, window_, x: int, y: int, glyphs_, at: int, size: int, columns: int):
    """As pixels_plain.put()."""
    buffer = ptr8(buffer_)
    window = ptr8(window_)
    glyphs = ptr8(glyphs_)
    width = window[0]
    pages = window[1]
    first = window[2] - x
    if first < 0:
        first = 0
    last = window[3] - x
    if last > columns:
        last = columns
    down = y & 7
    page = (y + 1024 >> 3) - 128  # a shift of nothing negative
    end = at + size
    while at < end:
        stop = at + last
        half = 0  # then 8, for what lies in the next page
        while half < down + 8:
            if page >= 0 and page < pages:
                to = page * width + x - at
                i = at + first
                while i < stop:
                    buffer[to + i] = buffer[to + i] | glyphs[i] << down >> half
                    i += 1
            page += 1
            half += 8
        page -= half - 8 >> 3
        at += columns


@micropython.viper
def paint(buffer_, i: int, end: int, keep: int, flip: int):
    """As pixels_plain.paint()."""
    buffer = ptr8(buffer_)
    while i < end:
        buffer[i] = buffer[i] & keep ^ flip
        i += 1


@micropython.viper
def next_change(drawn_, held_, i: int, end: int) -> int:
    """As pixels_plain.next_change()."""
    drawn = ptr8(drawn_)
    held = ptr8(held_)
    while i < end and drawn[i] == held[i]:
        i += 1
    return i


@micropython.viper
def run(drawn_, held_, i: int, limit: int, gap: int) -> int:
    """As pixels_plain.run()."""
    drawn = ptr8(drawn_)
    held = ptr8(held_)
    first = i
    end = i + 1
    while i < limit and i - end < gap:
        if drawn[i] != held[i]:
            end = i + 1
        i += 1
    return end - first


@micropython.viper
def take(drawn_, held_, i: int, piece_, size: int) -> int:
    """As pixels_plain.take()."""
    drawn = ptr8(drawn_)
    held = ptr8(held_)
    piece = ptr8(piece_)
    at = 1
    while at < size:
        byte = drawn[i]
        piece[at] = byte
        held[i] = byte
        i += 1
        at += 1
    return i


@micropython.viper
def point_at(string_, i: int) -> int:
    """As pixels_plain.point_at()."""
    string = ptr8(string_)
    point = string[i]
    if point < 0x80:
        return point << 3 | 1
    size = 2
    if point >= 0xF0:
        size = 4
        point &= 0x07
    elif point >= 0xE0:
        size = 3
        point &= 0x0F
    else:
        point &= 0x1F
    end = i + size
    i += 1
    while i < end:
        point = point << 6 | string[i] & 0x3F
        i += 1
    return point << 3 | size


@micropython.viper
def find(font_, point: int) -> int:
    """As pixels_plain.find()."""
    font = ptr8(font_)
    low = 0
    high = font[7] << 8 | font[8]
    while low < high:
        middle = low + high >> 1
        at = 11 + 6 * middle
        first = font[at] << 8 | font[at + 1]
        if point < first:
            high = middle
        elif point >= first + (font[at + 2] << 8 | font[at + 3]):
            low = middle + 1
        else:
            return (font[at + 4] << 8 | font[at + 5]) + point - first
    return 0


@micropython.viper
def write(buffer_, window_, x: int, y: int, string_, count: int, font_) -> int:
    """As pixels_plain.write()."""
    window = ptr8(window_)
    string = ptr8(string_)
    font = ptr8(font_)
    columns = font[5]
    size = columns * (font[6] + 7 >> 3)
    glyphs = 11 + 6 * (font[7] << 8 | font[8])
    # Calls take longer than the glyph: most characters of most texts are in the first range.
    first = font[11] << 8 | font[12]
    beyond = first + (font[13] << 8 | font[14])
    if beyond > 0x80:
        beyond = 0x80
    number_of_first = font[15] << 8 | font[16]
    end = x
    place = 0
    while count > 0 and x < window[3]:
        point = string[place]
        if point >= first and point < beyond:
            number = number_of_first + point - first
            place += 1
        else:
            found = int(point_at(string_, place))
            point = found >> 3
            number = int(find(font_, point))
            place += found & 7
        if point != 0x20 and x + columns > window[2]:
            put(buffer_, window_, x, y, font_, glyphs + size * number, size, columns)
        x += columns
        count -= 1
        if point != 0x20:
            end = x
    return end

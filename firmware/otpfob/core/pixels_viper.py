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
def put(buffer_, window_, x: int, y: int, glyph_, size: int, columns: int):
    """As pixels_plain.put()."""
    buffer = ptr8(buffer_)
    window = ptr8(window_)
    glyph = ptr8(glyph_)
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
    strip = 0
    while strip < size:
        at = page * width + x
        i = first
        while i < last:
            bits = glyph[strip + i] << down
            if page >= 0 and page < pages:
                buffer[at + i] = buffer[at + i] | bits & 0xFF
            if page >= -1 and page + 1 < pages:
                buffer[at + width + i] = buffer[at + width + i] | bits >> 8
            i += 1
        strip += columns
        page += 1


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

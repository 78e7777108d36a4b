"""What is done to a file, or to the flash, of a token by who has its content of other days.

FILE_WAYS: functions of the newest content, an older one and a History; return another content.
IMAGE_WAYS: functions that change the image of both partitions, by one of another day; the keys
begin at `keys_at`.
"""

import struct
from binascii import crc32
from random import choice, getrandbits, randrange

from flash_model import BLOCK_BYTES
from made_up import some_bytes
from token_flash import ATTEMPT_BLOCKS, GENERATION_BLOCKS

from otpfob.vault.key_slots import SLOT_BYTES

_SLOTS = (0, 1)


def flipped(new, old, history):
    data = bytearray(new)
    for _ in range(choice((1, 1, 1, 2, 3, 8))):
        data[randrange(len(data))] ^= 1 << randrange(8)
    return bytes(data)


def stuck(new, old, history):
    """A stretch of erased or of programmed flash."""
    start = randrange(len(new))
    size = min(1 + randrange(64), len(new) - start)
    return new[:start] + bytes((choice((0, 255)),)) * size + new[start + size :]


def cut_off(new, old, history):
    return new[: randrange(len(new))]


def cut_in_front(new, old, history):
    return new[1 + randrange(len(new)) :]


def longer(new, old, history):
    return new + some_bytes(1 + randrange(40))


def old_with_new_end(new, old, history):
    at = randrange(1 + min(len(old), len(new)))
    return old[:at] + new[at:]


def new_with_old_end(new, old, history):
    at = randrange(1 + min(len(old), len(new)))
    return new[:at] + old[at:]


def old_inside(new, old, history):
    start = randrange(len(new))
    size = 1 + randrange(64)
    return new[:start] + old[start : start + size] + new[start + size :]


def old_mac(new, old, history):
    return new[:-32] + old[-32:]


def new_generation(new, old, history):
    """An older file that says it is the newest."""
    return old[:8] + new[8:12] + old[12:]


def another_file(new, old, history):
    return choice(history.good)


def random_bytes(new, old, history):
    return some_bytes(randrange(100))


FILE_WAYS = (
    (flipped,) * 3
    + (cut_off,) * 2
    + (stuck, cut_in_front, longer, old_with_new_end, new_with_old_end, old_inside, old_mac)
    + (new_generation, another_file, random_bytes)
)


def root_flipped(image, old, keys_at):
    """Bits in the first two blocks, where littlefs has its root."""
    _flip(image, 0, 2 * BLOCK_BYTES)


def files_flipped(image, old, keys_at):
    _flip(image, 0, keys_at)


def block_erased(image, old, keys_at):
    at = randrange(keys_at // BLOCK_BYTES) * BLOCK_BYTES
    image[at : at + BLOCK_BYTES] = bytes((choice((0, 255)),)) * BLOCK_BYTES


def block_of_another_day(image, old, keys_at):
    for _ in range(choice((1, 1, 2, 4))):
        at = randrange(keys_at // BLOCK_BYTES) * BLOCK_BYTES
        image[at : at + BLOCK_BYTES] = old[at : at + BLOCK_BYTES]


def filesystem_of_another_day(image, old, keys_at):
    image[:keys_at] = old[:keys_at]


def keys_flipped(image, old, keys_at):
    _flip(image, keys_at, len(image))


def slot_flipped(image, old, keys_at):
    _flip(image, *_slot(image, keys_at))


def slot_with_right_crc(image, old, keys_at):
    """Somebody who changes the header computes the CRC anew: fewer iterations, no PIN, ..."""
    start, end = _slot(image, keys_at)
    if randrange(2):
        value = choice((0, 1, 999, 1000, 1001, 2_000_000, 2_000_001, 0xFFFFFFFF, getrandbits(32)))
        struct.pack_into(">I", image, start + choice((8, 12, 12)), value)
    else:
        _flip(image, start, end - 4)
    struct.pack_into(">I", image, end - 4, crc32(image[start : end - 4]) & 0xFFFFFFFF)


def slots_of_another_day(image, old, keys_at):
    """One of them, or both."""
    for block in choice(((0,), (1,), _SLOTS)):
        _put_back(image, old, keys_at, block)


def log_of_another_day(image, old, keys_at):
    for block in choice(((2,), (3,), ATTEMPT_BLOCKS, (4,), (5,), GENERATION_BLOCKS)):
        _put_back(image, old, keys_at, block)


def log_erased(image, old, keys_at):
    for block in choice(((2,), (3,), ATTEMPT_BLOCKS, (4,), (5,), GENERATION_BLOCKS)):
        at = keys_at + block * BLOCK_BYTES
        image[at : at + BLOCK_BYTES] = bytes((choice((0, 255, 255)),)) * BLOCK_BYTES


def end_of_a_log(image, old, keys_at):
    """The newest entries are gone: never written, or unreadable."""
    at = keys_at + choice(ATTEMPT_BLOCKS + GENERATION_BLOCKS[:1] * 4) * BLOCK_BYTES
    end = at + BLOCK_BYTES
    while end > at and image[end - 1] == 0xFF:
        end -= 1
    size = min(end - at, 1 + randrange(200))
    image[end - size : end] = b"\xff" * size if randrange(2) else some_bytes(size)


IMAGE_WAYS = (
    (root_flipped, files_flipped) * 2
    + (block_erased, block_of_another_day, filesystem_of_another_day)
    + (keys_flipped, slot_flipped, slot_with_right_crc, slots_of_another_day)
    + (log_of_another_day, log_erased, end_of_a_log)
)


def _flip(image, start, end):
    for _ in range(choice((1, 1, 1, 2, 3, 8, 40))):
        image[start + randrange(end - start)] ^= 1 << randrange(8)


def _slot(image, keys_at):
    """Return where the slot that is used begins and ends."""
    block = 0 if image[keys_at : keys_at + 4] == b"FOBK" else 1
    start = keys_at + block * BLOCK_BYTES
    return start, start + SLOT_BYTES


def _put_back(image, old, keys_at, block):
    at = keys_at + block * BLOCK_BYTES
    image[at : at + BLOCK_BYTES] = old[at : at + BLOCK_BYTES]

"""Reads and writes a token's flash and backups, made from firmware/otpfob/vault/README.md alone.

CPython and the `cryptography` package; nothing of the firmware. Whole plaintexts at once, where
the token goes block by block, so the two have little in common but the format.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import zlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 4096
BLOCKS = 8
HOTP = 1


class Unreadable(Exception):
    """Says which rule of the format is broken."""


@dataclass
class Entry:
    issuer: str
    name: str
    secret: bytes = field(repr=False)
    kind: int = 0
    hash_id: int = 0
    digits: int = 6
    period_s: int = 30
    counter: int = 0
    number: int = 0
    picture: bytes = b""
    codes: list[str] = field(default_factory=list, repr=False)
    used: set[int] = field(default_factory=set)  # numbers of codes, from 1
    favourite: bool = False


@dataclass
class Contents:
    entries: list[Entry]
    settings: dict = field(default_factory=dict)
    next_id: int = 1
    key_number: int = 1
    generations: tuple = (1, 1, 1)


def _check(condition, rule):
    if not condition:
        raise Unreadable(rule)


def _mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def derive(key, label, more=b""):
    return _mac(key, b"OTPfob " + label.encode() + more)


def _aes(key, iv):
    return Cipher(algorithms.AES(key), modes.CBC(iv))


def _encrypt(key, iv, data):
    return _aes(key, iv).encryptor().update(data)


def _decrypt(key, iv, data):
    return _aes(key, iv).decryptor().update(data)


def _pad(data, unit=16):
    return data + bytes(-len(data) % unit)


# Container


def open_container(content, key, name, magic, version):
    """Return (number, plaintext)."""
    _check(len(content) >= 64, "size")
    found, got_version, zeros, number, size = struct.unpack(">4sB3sII", content[:16])
    _check((found, got_version, zeros) == (magic, version, bytes(3)), "header")
    _check(len(content) == 64 + size + -size % 16, "length")
    tag = _mac(derive(key, name + " mac"), content[:-32])
    _check(hmac.compare_digest(tag, content[-32:]), "MAC")
    padded = _decrypt(derive(key, name + " encrypt"), content[16:32], content[32:-32])
    plaintext = padded[:size]
    _check(not any(padded[size:]), "padding")
    iv = _mac(derive(key, name + " iv"), content[:16] + plaintext)[:16]
    _check(iv == content[16:32], "IV")
    return number, plaintext


def make_container(plaintext, key, name, magic, version, number):
    start = struct.pack(">4sB3sII", magic, version, bytes(3), number, len(plaintext))
    iv = _mac(derive(key, name + " iv"), start + plaintext)[:16]
    body = start + iv + _encrypt(derive(key, name + " encrypt"), iv, _pad(plaintext))
    return body + _mac(derive(key, name + " mac"), body)


# Records


def read_record(data, at):
    """Return (Entry, where the next one begins)."""
    length, crc = struct.unpack_from(">HI", data, at)
    record = data[at : at + length]
    _check(len(record) == length and zlib.crc32(record[6:]) == crc, "CRC of a record")
    number, kind, hash_id, digits, period_s, secrets, issuers, names = struct.unpack_from(
        ">IBBBIHBB", record, 6
    )
    is_long, kind = kind >> 7, kind & 0x7F
    picture_size, codes_size, count, used = (
        struct.unpack_from(">HHBI", record, 21) if is_long else (0, 0, 0, 0)
    )
    _check(is_long == bool(picture_size or codes_size), "a long record without parts")
    _check(max(picture_size, codes_size) <= 400 and count <= 20, "sizes of the parts")
    labels_at = 30 if is_long else 21
    labels_end = labels_at + issuers + names
    secret_at = labels_end + -labels_end % 16
    _check(length == secret_at + secrets, "length of a record")
    end = length + -length % 16
    _check(not any(record[labels_end:secret_at]), "zeros before the secret")
    _check(not any(data[at + length : at + end]), "zeros behind the secret")
    picture, end = _read_part(data, at + end, picture_size)
    codes, end = _read_part(data, end, codes_size)
    entry = Entry(
        record[labels_at : labels_at + issuers].decode(),
        record[labels_at + issuers : labels_end].decode(),
        record[secret_at:],
        kind,
        hash_id,
        digits,
        period_s,
        0,
        number,
        picture,
        _unpacked(codes),
        {i + 1 for i in range(32) if used >> i & 1},
    )
    _check(len(entry.codes) == count and max(entry.used, default=0) <= count, "number of codes")
    return entry, end


def _read_part(data, at, size):
    """Return (content, where the next part begins)."""
    if not size:
        return b"", at
    end = at + 4 + size
    content, filled = data[at + 4 : end], end + -(end - at) % 16
    _check(zlib.crc32(content) == int.from_bytes(data[at : at + 4], "big"), "CRC of a part")
    _check(len(data) >= filled and not any(data[end:filled]), "zeros behind a part")
    return content, filled


def _unpacked(content):
    codes = []
    while content:
        size = content[0]
        _check(1 <= size <= 32 and len(content) > size, "a recovery code")
        codes.append(content[1 : 1 + size].decode("ascii"))
        content = content[1 + size :]
    return codes


def make_record(entry):
    issuer, name = entry.issuer.encode(), entry.name.encode()
    codes = b"".join(bytes((len(code),)) + code.encode() for code in entry.codes)
    is_long = bool(entry.picture or codes)
    rest = struct.pack(
        ">IBBBIHBB",
        entry.number,
        entry.kind | is_long << 7,
        entry.hash_id,
        entry.digits,
        entry.period_s,
        len(entry.secret),
        len(issuer),
        len(name),
    )
    if is_long:
        used = sum(1 << number - 1 for number in entry.used)
        rest += struct.pack(">HHBI", len(entry.picture), len(codes), len(entry.codes), used)
    # The zeros are counted from the start of the record, which is 6 bytes before `rest`.
    before = _pad(bytes(6) + rest + issuer + name)[6:] + entry.secret
    record = _pad(struct.pack(">HI", 6 + len(before), zlib.crc32(before)) + before)
    return record + _made_part(entry.picture) + _made_part(codes)


def _made_part(content):
    return _pad(struct.pack(">I", zlib.crc32(content)) + content) if content else b""


# The partition of the keys


def _log(keys, block, payload_bytes):
    """Return the payloads of a log, the newest first."""
    size = 8 + payload_bytes
    slot = size + -size % 16
    found = {}
    for number in (block, block + 1):
        raw = keys[number * BLOCK : (number + 1) * BLOCK]
        for at in range(0, BLOCK - slot + 1, slot):
            sequence, crc = (
                int.from_bytes(raw[at : at + 4], "big"),
                int.from_bytes(raw[at + size - 4 : at + size], "big"),
            )
            if sequence and zlib.crc32(raw[at : at + size - 4]) == crc:
                found[sequence] = raw[at + 4 : at + size - 4]
    return [found[sequence] for sequence in sorted(found, reverse=True)]


def _log_entry(sequence, payload):
    entry = struct.pack(">I", sequence) + payload
    entry += struct.pack(">I", zlib.crc32(entry))
    return entry + b"\xff" * (-len(entry) % 16)


def _kek(pin, salt, iterations, device_key):
    kek = hashlib.pbkdf2_hmac("sha256", pin or b"", salt, iterations, 32)
    for _ in range(0 if device_key is None else 256):
        kek = derive(device_key, "device", kek)
    return kek


def open_slot(keys, pin, device_key=None):
    """Return (key number, data key). `pin` is None for none, `device_key` for a plain slot."""
    slots = []
    for block in (0, 1):
        raw = keys[block * BLOCK : block * BLOCK + 100]
        if zlib.crc32(raw[:96]) == int.from_bytes(raw[96:], "big"):
            slots.append((struct.unpack(">4sBBHII", raw[:16]), raw, block))
    _check(slots, "no key slot")
    (magic, version, flags, zero, number, iterations), raw, block = max(
        slots, key=lambda slot: slot[0][4]
    )
    _check((magic, zero) == (b"FOBK", 0) and block == number & 1, "key slot")
    _check(version == (1 if device_key is None else 2), "version of the key slot")
    _check(flags == (pin is not None), "a PIN is set, or none is")
    _check(1000 <= iterations <= 2_000_000 if flags else iterations == 1, "iterations")
    kek = _kek(pin, raw[16:32], iterations, device_key)
    _check(_mac(derive(kek, "wrap mac"), raw[:64]) == raw[64:96], "wrong PIN")
    return number, _decrypt(derive(kek, "wrap encrypt"), bytes(16), raw[32:64])


def make_slot(number, data_key, pin, salt, iterations, device_key=None):
    version, flags = (1 if device_key is None else 2), int(pin is not None)
    raw = struct.pack(">4sBBHII", b"FOBK", version, flags, 0, number, iterations) + salt
    kek = _kek(pin, salt, iterations, device_key)
    raw += _encrypt(derive(kek, "wrap encrypt"), bytes(16), data_key)
    raw += _mac(derive(kek, "wrap mac"), raw)
    return raw + struct.pack(">I", zlib.crc32(raw))


def failed_attempts(keys):
    entries = _log(keys, 2, 2)
    if not entries:
        return 0
    _check(sum(entries[0]) == 255, "attempts")
    return entries[0][0]


# A token


def read_token(keys, files, pin):
    """Return the Contents of a flash: the partition `keys`, and files by name."""
    key_number, data_key = open_slot(keys, pin)
    suffix = f".{key_number & 1}"

    def plaintext(name, magic):
        return open_container(files[name + suffix], data_key, name, magic, 2)

    vault_generation, vault = plaintext("vault", b"FOBV")
    counters_generation, counters = plaintext("counters", b"FOBC")
    settings_generation, settings = plaintext("settings", b"FOBS")
    found = (vault_generation, counters_generation, settings_generation)
    _check(found == _noted(keys, data_key, key_number), "generations")

    next_id, count, favourite, zeros = struct.unpack_from(">IHI6s", vault)
    _check(not any(zeros), "zeros of the vault")
    entries, at = [], 16
    for _ in range(count):
        entry, at = read_record(vault, at)
        _check(0 < entry.number < next_id, "id")
        entry.favourite = entry.number == favourite
        entries.append(entry)
    _check(at == len(vault), "end of the vault")
    _check(not favourite or any(entry.favourite for entry in entries), "favourite")
    _check(len(counters) % 12 == 0, "counters")
    counter_of = dict(struct.iter_unpack(">IQ", counters))
    for entry in entries:
        if entry.kind == HOTP:
            entry.counter = counter_of[entry.number]
    return Contents(entries, json.loads(settings), next_id, key_number, found)


def _noted(keys, data_key, key_number):
    """Return the newest generations of this key."""
    for payload in _log(keys, 4, 24):
        numbers = struct.unpack(">IIII", payload[:16])
        mac = _mac(derive(data_key, "generations mac"), payload[:16])
        if numbers[0] == key_number and mac[:8] == payload[16:]:
            return numbers[1:]
    raise Unreadable("no generations")


def write_token(contents, pin, data_key, salt, iterations):
    """Return (keys, files) of a token that holds `contents`."""
    number, suffix = contents.key_number, f".{contents.key_number & 1}"
    favourite = next((entry.number for entry in contents.entries if entry.favourite), 0)
    vault = struct.pack(">IHI6x", contents.next_id, len(contents.entries), favourite)
    vault += b"".join(make_record(entry) for entry in contents.entries)
    counters = b"".join(
        struct.pack(">IQ", entry.number, entry.counter)
        for entry in contents.entries
        if entry.kind == HOTP
    )
    plaintexts = {
        "vault": (b"FOBV", vault),
        "counters": (b"FOBC", counters),
        "settings": (b"FOBS", json.dumps(contents.settings).encode()),
    }
    files = {
        name + suffix: make_container(plaintext, data_key, name, magic, 2, generation)
        for (name, (magic, plaintext)), generation in zip(
            plaintexts.items(), contents.generations, strict=True
        )
    }
    noted = struct.pack(">IIII", number, *contents.generations)
    noted += _mac(derive(data_key, "generations mac"), noted)[:8]
    parts = {
        number & 1: make_slot(number, data_key, pin, salt, iterations),
        2: _log_entry(1, bytes((0, 255))),
        4: _log_entry(1, noted),
    }
    blocks = [parts.get(block, b"").ljust(BLOCK, b"\xff") for block in range(BLOCKS)]
    return b"".join(blocks), files


# Backups


def backup_key(code):
    text = code.upper().replace(" ", "").replace("-", "")
    text = text.translate(str.maketrans("018", "OIB"))
    _check(len(text) == 26, "length of the code")
    return derive(text.encode(), "backup")


def read_backup(content, code):
    """Return the entries of a backup file."""
    count, plaintext = open_container(content, backup_key(code), "backup", b"FOBB", 1)
    entries, at = [], 0
    for _ in range(count):
        entry, at = read_record(plaintext, at)
        entry.counter, favourite, zeros = struct.unpack_from(">QB7s", plaintext, at)
        _check(favourite <= 1, "favourite")
        entry.favourite = bool(favourite)
        _check(not any(zeros), "zeros behind a counter")
        at += 16
        entries.append(entry)
    _check(at == len(plaintext), "end of the backup")
    return entries


def write_backup(entries, code):
    plaintext = b"".join(
        make_record(entry) + struct.pack(">QB7x", entry.counter, entry.favourite)
        for entry in entries
    )
    return make_container(plaintext, backup_key(code), "backup", b"FOBB", 1, len(entries))

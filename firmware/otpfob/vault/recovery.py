"""The one-time recovery codes of a service, kept with its account.

The content of their part (parts.py): for each code its length in a byte, and its characters.
Which of them are used is in the record. Codes are secrets: what holds one is wiped by whoever it
belongs to.
"""

from otpfob.core.errors import BadField
from otpfob.core.recovery import MAX_CODES, MAX_CODES_BYTES, check_code, stored_size
from otpfob.vault.changes import Change
from otpfob.vault.keys import wipe
from otpfob.vault.parts import CODES, CONTENT_AT
from otpfob.vault.records import MAX_BYTES, Extras


def check(text: str, extras: Extras) -> int:
    """Return how many codes are in `text`, a line for each.

    Raises BadField("codes") for what is no code, and for more of them than fit behind those
    that `extras` tells of.
    """
    codes = text.split("\n")
    for each in codes:
        check_code(each)
    if extras.codes_size + stored_size(codes) > MAX_CODES_BYTES:
        raise BadField("codes")
    if extras.count + len(codes) > MAX_CODES:
        raise BadField("codes")
    return len(codes)


def add(vault, account_id: int, text: str) -> None:
    """Add the codes in `text` behind those that are there.

    Raises NoAccount, VaultFull, and BadField as check() does.
    """
    change = Change(vault, account_id)
    buffer = bytearray(MAX_BYTES)
    try:
        extras = change.extras
        count = extras.count + check(text, extras)
        size = vault.part_at(change.index, CODES, buffer)
        packed = bytearray(memoryview(buffer)[CONTENT_AT : CONTENT_AT + size])
        for each in text.split("\n"):
            packed.append(len(each))
            packed.extend(each.encode())
        change.put_codes(packed, count)
        vault.change(change, vault.favourite)
    finally:
        wipe(buffer)
        change.wipe()


def clear(vault, account_id: int) -> None:
    """Remove all codes of an account. Raises NoAccount."""
    change = Change(vault, account_id)
    try:
        change.put_codes(bytearray(0), 0)
        change.extras.used = 0
        vault.change(change, vault.favourite)
    finally:
        change.wipe()


def cross_off(vault, account_id: int, number: int) -> None:
    """Mark a code as used; numbers begin with 1. Raises NoAccount, BadField("number")."""
    change = Change(vault, account_id)
    try:
        if not 1 <= number <= change.extras.count:
            raise BadField("number")
        change.extras.used |= 1 << (number - 1)
        vault.change(change, vault.favourite)
    finally:
        change.wipe()


def code(vault, account_id: int, number: int) -> bytearray:
    """Return a code, which the caller wipes. Raises NoAccount, BadField("number"), Damaged."""
    if not 1 <= number <= MAX_CODES:
        raise BadField("number")
    buffer = bytearray(MAX_BYTES)
    try:
        end = CONTENT_AT + vault.part_at(vault.index_of(account_id), CODES, buffer)
        at = CONTENT_AT
        while at < end and number > 1:
            at += 1 + buffer[at]
            number -= 1
        if at >= end:
            raise BadField("number")
        return bytearray(memoryview(buffer)[at + 1 : at + 1 + buffer[at]])
    finally:
        wipe(buffer)

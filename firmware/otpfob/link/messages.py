"""Messages of the link: JSON objects of at most 2 KiB, UTF-8.

A request names its command in `cmd`; every other field is listed here, and none else
is accepted. An answer is an object of the fields below, or
`{"error": code, "field": name, "says": sentence}` with a code of otpfob.core.errors.
Where the person holding the token must decide first, `{"asks": seconds}` comes before
the answer: so long may it take.

    command        fields                                answer
    hello                                                firmware, protocol, board, serial,
                                                         locked, ready, damaged, time, accounts,
                                                         free, [pin], [battery] (percent),
                                                         [faults]
    list           first                                 accounts (a part, from `first`), total
    add            kind issuer name secret hash digits   id
                   period counter [picture]
    delete         id                                    (empty)
    edit           id [issuer name digits period         (empty)
                   picture favourite]
    move           id to                                 (empty)
    recovery       id                                    codes, used, room
    recovery_add   id codes                              (empty)
    recovery_clear id                                    (empty)
    time           [set bound_ms]                        unix_ms (null: not set), source,
                                                         bound_ms (null: nobody can say),
                                                         age_s (null: never), rate_ppb,
                                                         sigma_ppb, rejected_ppb, trust
    wifi           [ssid [password]]                     ssid (empty: none)
    sync                                                 (empty)
    sync_state                                           state, reason, says,
                                                         bound_ms (null unless done)
    prove          id nonce                              proof, unix_ms, counter
    code           id                                    code, counter (null: by time),
                                                         left_s (null: by counter)
    wipe                                                 (empty)
    lock                                                 (empty)
    settings       [lock_after] [dim_after]              lock_after, dim_after, dark_after,
                   [dark_after] [sleep_after]            sleep_after
    backup                                               (empty)
    backup_state                                         state, size (0 unless ready)
    backup_read    at                                    data
    backup_end                                           (empty)
    restore        size                                  (empty)
    restore_write  at data                               (empty)
    restore_state                                        state, new, same, raised, [failed]
    import         size code                             (empty)

A locked token answers `hello` only, with `accounts` and `free` 0; every other command is the
error locked. `pin` (is one set?) is told while unlocked only. `faults` is a list of what does not
work, by the names of otpfob.app.self_test, when there is any.

An account of a list has `id`, the fields of `add` but `secret`, `counter` by counter only, and,
where so, `favourite` (true), `picture` (true), and `codes` with `left`, the number of its recovery
codes and of those not used. `picture` is at most 400 bytes; an edit of issuer or name without
one removes it. Only one account is the `favourite`. An edit that changes nothing asks nobody.

Recovery codes: `codes` of `recovery_add` is a text with a line for each; in the answer to
`recovery`, `codes` is how many there are, `used` the numbers of the used ones, from 1, and `room`
how many bytes more fit (otpfob.core.recovery). No command gives one out.

The time: `set` goes with `bound_ms`, how wrong it can be either way, 1 to MAX_SET_BOUND_MS. A
correction that the bounds allow is made at once, a larger one asks. `source`, of the last sync,
is one of SOURCES, `trust` one of TRUSTS: what codes by time do. `rate_ppb` is by how much
the token's clock is fast, learned with an uncertainty of `sigma_ppb` (0: not learned);
`rejected_ppb` is an estimate too large to be true, or 0. `age_s` counts from the last sync.

Wi-Fi: `ssid` and `password` ask, and so does an empty `ssid`, alone, which removes the network.
`ssid` has 1 to 32 bytes, `password` none (an open network) or 8 to 63; neither has control
characters. The password never comes back. A sync: `sync` asks, then the token joins the network
("joining") and asks time servers ("syncing"); it ends as "done" or as "failed", with `reason`, a
word, and `says`, a sentence; both are empty otherwise. "none": there was no sync.

A backup: `backup` asks; then the token makes it ("making"), shows its code and has it typed
back ("code"), and gives the file out ("ready") until `backup_end`. "none": there is no backup,
or the person gave it up. A restore: `restore` asks, then takes the file in order
("receiving"); the person enters its code ("code"), the token checks all of it ("checking"),
says what will change ("confirm"), and changes it ("done"). When it ends otherwise, `failed` is
the wire code of the reason. `new`, `same` and `raised` count accounts: added, there already,
and those of the same whose counter went up.

An import is a restore of a backup that the host made itself, under a `code` of 26 characters
of base32 that it made too. `import` asks nothing; the file comes by `restore_write`, and
`restore_state` tells of it, without "code". In "confirm" the token asks, IMPORT_CONFIRM_S
seconds long, with the labels of what is new; not when nothing would change. A new conversation
before the person's yes ends it.

Numbers are whole. `secret`, `nonce`, `proof` and `picture` are hexadecimal. `data` is base64
(RFC 4648, section 4) of at most PART_BYTES bytes of a backup's file, from position `at`. `set` and
`unix_ms` are Unix milliseconds; settings are seconds, 0 for never (otpfob.vault.settings). `to`
is a position from 0. `kind` and `hash` are names of otpfob.core.account and otpfob.core.hmac.
`counter` is the next HOTP counter.
"""

import json
from binascii import unhexlify

from otpfob.core.errors import BadField, UnknownCommand, UnknownField
from otpfob.core.network import check_network
from otpfob.link.encoding import encode as encode
from otpfob.link.part import part_bytes
from otpfob.link.terms import (
    CHECKING,
    CODE,
    CONFIRM,
    DONE,
    FAILED,
    JOINING,
    MAKING,
    NONE,
    READY,
    RECEIVING,
    SYNCING,
)

PROTOCOL = 3
NONCE_BYTES = 16
MAX_SET_BOUND_MS = 60_000

_TEXT = "text"
_NUMBER = "number"
_HEX = "hex"
_FLAG = "flag"
_PART = "part"

_TYPES = {
    "first": _NUMBER,
    "id": _NUMBER,
    "to": _NUMBER,
    "set": _NUMBER,
    "kind": _TEXT,
    "issuer": _TEXT,
    "name": _TEXT,
    "secret": _HEX,
    "hash": _TEXT,
    "digits": _NUMBER,
    "period": _NUMBER,
    "counter": _NUMBER,
    "nonce": _HEX,
    "lock_after": _NUMBER,
    "dim_after": _NUMBER,
    "dark_after": _NUMBER,
    "sleep_after": _NUMBER,
    "at": _NUMBER,
    "size": _NUMBER,
    "data": _PART,
    "code": _TEXT,
    "bound_ms": _NUMBER,
    "ssid": _TEXT,
    "password": _TEXT,
    "picture": _HEX,
    "favourite": _FLAG,
    "codes": _TEXT,
}

_REQUIRED = {
    "hello": (),
    "list": ("first",),
    "add": ("kind", "issuer", "name", "secret", "hash", "digits", "period", "counter"),
    "delete": ("id",),
    "edit": ("id",),
    "move": ("id", "to"),
    "time": (),
    "recovery": ("id",),
    "recovery_add": ("id", "codes"),
    "recovery_clear": ("id",),
    "prove": ("id", "nonce"),
    "code": ("id",),
    "wipe": (),
    "lock": (),
    "settings": (),
    "backup": (),
    "backup_state": (),
    "backup_read": ("at",),
    "backup_end": (),
    "restore": ("size",),
    "restore_write": ("at", "data"),
    "restore_state": (),
    "import": ("size", "code"),
    "wifi": (),
    "sync": (),
    "sync_state": (),
}

_OPTIONAL = {
    "add": ("picture",),
    "edit": ("issuer", "name", "digits", "period", "picture", "favourite"),
    "time": ("set", "bound_ms"),
    "settings": ("lock_after", "dim_after", "dark_after", "sleep_after"),
    "wifi": ("ssid", "password"),
}

BACKUP_STATES = (MAKING, CODE, READY, NONE)
RESTORE_STATES = (RECEIVING, CODE, CHECKING, CONFIRM, DONE, NONE)
SYNC_STATES = (NONE, JOINING, SYNCING, DONE, FAILED)

# Who told the token the time: its chip alone is not believed.
SOURCES = ("host", "sntp", "user", "chip", "none")
# What codes by time do; in the order of otpfob.clock.trust.
TRUSTS = ("shown", "marked", "refused")


def decode(message: bytes) -> dict:
    """Return the object in `message`. Raises BadField("message") for anything else."""
    try:
        fields = json.loads(_text(message))
    except (ValueError, RuntimeError):  # RuntimeError: nested too deeply (RecursionError)
        raise BadField("message")
    if not isinstance(fields, dict):
        raise BadField("message")
    return fields


def _text(message):
    """Return the text of UTF-8 as everybody writes it. Raises ValueError.

    MicroPython alone would also take longer forms than needed, halves of surrogate pairs and
    what is beyond Unicode, and the host could not read the name that came of it.
    """
    text = str(message, "utf-8")
    size = len(text)
    if size == len(message):
        return text  # ASCII
    for character in text:
        point = ord(character)
        if point > 0x7F:
            size += (point > 0x7FF) + (point > 0xFFFF) + 1
        if 0xD800 <= point < 0xE000 or point > 0x10FFFF:
            raise ValueError
    if size != len(message):
        raise ValueError
    return text


def read_request(message: bytes):
    """Return (command, fields) with every field present and of its type; hex as bytes.

    Raises BadField, UnknownCommand or UnknownField.
    """
    fields = decode(message)
    command = fields.pop("cmd", None)
    if not isinstance(command, str):
        raise BadField("cmd")
    if command not in _REQUIRED:
        raise UnknownCommand
    required = _REQUIRED[command]
    for field in fields:
        if field not in required and field not in _OPTIONAL.get(command, ()):
            # The name goes back to its sender: cut, since it is nobody's but theirs.
            raise UnknownField(str(field)[:32])
    for field in required:
        if field not in fields:
            raise BadField(field)
    for field in fields:
        fields[field] = _typed(field, fields[field])
    if command == "time":
        _check_time(fields)
    elif command == "wifi" and fields:
        check_wifi(fields.get("ssid", ""), fields.get("password"))
    return command, fields


def _check_time(fields):
    if not fields:
        return
    for field in _OPTIONAL["time"]:
        if field not in fields:
            raise BadField(field)
    if not 1 <= fields["bound_ms"] <= MAX_SET_BOUND_MS:
        raise BadField("bound_ms")


def check_wifi(ssid: str, password: "str | None") -> None:
    """Raise BadField for what is no network. An empty `ssid`, to remove it, has no password."""
    if not ssid and password is None:
        return
    check_network(ssid, password)


def _typed(field, value):
    kind = _TYPES[field]
    if kind == _NUMBER:
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadField(field)
        return value
    if kind == _FLAG:
        if not isinstance(value, bool):
            raise BadField(field)
        return value
    if not isinstance(value, str):
        raise BadField(field)
    if kind == _PART:
        return part_bytes(value)
    if kind == _HEX:
        try:
            return unhexlify(value)
        except ValueError:
            raise BadField(field)
    return value

"""Requests are read strictly: every field present, known, and of its type."""

import json

from raises import raises

from otpfob.core.errors import BadField, UnknownCommand, UnknownField
from otpfob.link import messages
from otpfob.link.frame import MAX_PAYLOAD
from otpfob.link.messages import (
    MAX_SET_BOUND_MS,
    NONCE_BYTES,
    check_wifi,
    decode,
    encode,
    read_request,
)
from otpfob.link.part import part_bytes, part_text
from otpfob.link.terms import MAX_MESSAGE, PART_BYTES

EDIT = {
    "id": 1,
    "issuer": "Acme",
    "name": "bob",
    "digits": 8,
    "period": 60,
    "picture": "00ff",
    "favourite": True,
}
# One good request for every command.
REQUESTS = {
    "hello": {},
    "list": {"first": 0},
    "add": {
        "kind": "totp",
        "issuer": "Acme",
        "name": "ann",
        "secret": "3132333435363738",
        "hash": "SHA1",
        "digits": 6,
        "period": 30,
        "counter": 0,
    },
    "delete": {"id": 1},
    "edit": EDIT,
    "recovery": {"id": 1},
    "recovery_add": {"id": 1, "codes": "abc"},
    "recovery_clear": {"id": 1},
    "move": {"id": 1, "to": 0},
    "time": {"set": 1800000000123, "bound_ms": 750},
    "wifi": {"ssid": "Home 5G", "password": "correct horse"},
    "sync": {},
    "sync_state": {},
    "prove": {"id": 1, "nonce": "00" * NONCE_BYTES},
    "code": {"id": 1},
    "wipe": {},
    "lock": {},
    "settings": {"lock_after": 300, "dim_after": 30, "dark_after": 60, "sleep_after": 0},
    "backup": {},
    "backup_state": {},
    "backup_read": {"at": 600},
    "backup_end": {},
    "restore": {"size": 1000},
    "restore_write": {"at": 600, "data": "AP8="},
    "restore_state": {},
    "import": {"size": 1000, "code": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
}
NUMBERS = (
    "first",
    "id",
    "to",
    "set",
    "bound_ms",
    "digits",
    "period",
    "counter",
    "lock_after",
    "dim_after",
    "dark_after",
    "sleep_after",
    "at",
    "size",
)
HEX = ("secret", "nonce", "picture")
NOT_NUMBERS = (None, "1", 1.0, 1.5, 1e300, True, False, [], [1], {}, {"a": 1})
NOT_TEXTS = (None, 1, 1.0, True, False, [], ["a"], {})


def request(command, **changes):
    fields = dict(REQUESTS[command])
    fields.update(changes)
    fields["cmd"] = command
    return encode(fields)


def test_every_command_of_the_protocol_has_a_request_here():
    assert set(REQUESTS) == set(messages._REQUIRED)


def test_every_command_is_read_with_its_fields():
    for command in REQUESTS:
        got, fields = read_request(request(command))
        assert got == command
        assert set(fields) == set(REQUESTS[command]), (command, fields)
        for field in fields:
            want = REQUESTS[command][field]
            if field in HEX:
                want = bytes(int(want[i : i + 2], 16) for i in range(0, len(want), 2))
            elif field == "data":
                want = part_bytes(want)
            assert fields[field] == want, (command, field)


def test_reading_what_can_be_set_needs_no_field():
    for command in ("time", "settings", "wifi"):
        assert read_request(encode({"cmd": command})) == (command, {})


def test_every_missing_field_is_named():
    for command in REQUESTS:
        for field in REQUESTS[command]:
            if command == "settings" or (command == "edit" and field != "id"):
                continue  # optional
            fields = dict(REQUESTS[command])
            del fields[field]
            fields["cmd"] = command
            assert raises(BadField, read_request, encode(fields)).field == field, command


def wrong_for(field):
    if field == "favourite":
        return (None, 0, 1, "true", [], {})
    return NOT_NUMBERS if field in NUMBERS else NOT_TEXTS


def test_every_field_of_a_wrong_type_is_named():
    for command in REQUESTS:
        for field in REQUESTS[command]:
            for value in wrong_for(field):
                message = request(command, **{field: value})
                error = raises(BadField, read_request, message)
                assert error.field == field, (command, field, value)


def test_what_is_not_hexadecimal_is_named():
    for command, field in (("add", "secret"), ("prove", "nonce")):
        for value in ("0", "0g", "123", "0x12", "12 3", "é1", "12\u0660", "--"):
            message = request(command, **{field: value})
            error = raises(BadField, read_request, message)
            assert error.field == field, (field, value)


def test_hexadecimal_may_be_of_either_case_and_empty():
    assert read_request(request("add", secret="aBcDEf"))[1]["secret"] == b"\xab\xcd\xef"
    assert read_request(request("add", secret=""))[1]["secret"] == b""


def test_every_unknown_field_is_named():
    for command in REQUESTS:
        for field in ("colour", "Id", "SET", "", "cmd2", "pin"):
            error = raises(UnknownField, read_request, request(command, **{field: 1}))
            assert error.field == field, (command, field)
    assert raises(UnknownField, read_request, request("hello", id=1)).field == "id"
    assert raises(UnknownField, read_request, request("delete", to=1)).field == "to"


def test_the_name_of_an_unknown_field_is_cut_in_the_answer():
    for size in (33, 500, 1900):
        error = raises(UnknownField, read_request, encode({"cmd": "hello", "x" * size: 1}))
        assert error.field == "x" * 32, size


def test_unknown_commands_are_refused():
    for command in ("", "Hello", "hello ", "read", "secret", "reset", "__init__"):
        raises(UnknownCommand, read_request, encode({"cmd": command}))


def test_a_command_of_another_type_is_named():
    for command in (None, 1, True, ["hello"], {"a": 1}):
        assert raises(BadField, read_request, encode({"cmd": command})).field == "cmd", command
    assert raises(BadField, read_request, b"{}").field == "cmd"


def test_what_is_no_object_is_refused():
    for message in (b"1", b'"hello"', b"null", b"true", b"[]", b'[{"cmd": "hello"}]', b"1.5"):
        assert raises(BadField, decode, message).field == "message", message


def test_malformed_json_is_refused():
    malformed = (
        b"",
        b" ",
        b"{",
        b'{"cmd"',
        b'{"cmd": ',
        b'{"cmd": "hello"',
        b'{"cmd": "hello}',
        b"{'cmd': 'hello'}",
        b'{"cmd": "hello"}}',
        b'{"cmd": "hello"} x',
        b'{"cmd": hello}',
        b'{"cmd": tru}',
        b'{"cmd": 0x10}',
        b'{"cmd": "\\u12"}',
        b'{[]: "hello"}',
        b'{{}: "hello"}',
        b"\0",
        b"\x03",
        b"cmd=hello",
    )
    for message in malformed:
        assert raises(BadField, decode, message).field == "message", message


def test_every_truncation_of_a_request_is_refused():
    for command in REQUESTS:
        message = request(command)
        for size in range(len(message)):
            assert raises(BadField, decode, message[:size]).field == "message", (command, size)


def test_what_is_not_utf8_is_refused():
    broken = (
        b"\xff",
        b"\x80",
        b"\xc3",
        b"\xe2\x82",
        b"\xf0\x9f\x94",
        b"\xc3(",
        b"\xc0\xaf",  # a slash in two bytes
        b"\xe0\x80\xaf",  # in three
        b"\xf0\x80\x80\xaf",  # in four
        b"\xc1\xbf",
        b"\xed\xa0\x80",  # half a surrogate pair
        b"\xed\xa0\xbd\xed\xb4\x91",  # both halves
        b"\xf4\x90\x80\x80",  # beyond the last character
        b"\xf8\x88\x80\x80\x80",
        b"\xc0\xaf\xed\xa0\x80",
    )
    for text in broken:
        message = b'{"cmd": "' + text + b'"}'
        assert raises(BadField, decode, message).field == "message", text


def test_deep_nesting_is_refused_or_read_but_never_more():
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        for deep in (10, 100, 400, MAX_MESSAGE // len(opening) - 20):
            raises(BadField, decode, opening * deep)
            message = b'{"cmd": ' + opening * deep + b"1" + closing * deep + b"}"
            assert raises(BadField, read_request, message).field in ("cmd", "message"), deep


def test_names_in_any_language_travel_as_utf8():
    for text in ("Ärger", "Почта", "Ταυτότητα", "日本", "🔑", "a\U0010ffffb", "\u2028", '"\\/'):
        message = request("edit", issuer=text)
        assert read_request(message)[1]["issuer"] == text, text
        assert decode(encode({"name": text})) == {"name": text}
        if ord(text[0]) > 127:
            # Not as escapes: MicroPython does not join the halves of a pair.
            assert text.encode() in encode({"name": text}), text


def test_escapes_of_other_programs_are_read():
    message = b'{"cmd": "edit", "id": 1, "issuer": "\\u00c4\\n\\"\\\\", "name": "\\u20ac"}'
    fields = read_request(message)[1]
    assert (fields["issuer"], fields["name"]) == ('Ä\n"\\', "€")


def test_numbers_of_64_bits_are_whole():
    for number in (0, (1 << 31) - 1, 1 << 32, (1 << 63) + 1, (1 << 64) - 1, 1 << 64, -1):
        assert read_request(request("add", counter=number))[1]["counter"] == number
    raises(BadField, read_request, b'{"cmd": "delete", "id": 1e2}')
    raises(BadField, read_request, b'{"cmd": "delete", "id": 1.0}')
    raises(BadField, read_request, b'{"cmd": "delete", "id": 9007199254740993.0}')


def test_the_longest_account_fits_into_a_message():
    text = "\U0001f511" * 16
    message = request("add", issuer=text, name=text, secret="ff" * 256, counter=(1 << 64) - 1)
    assert len(message) <= MAX_MESSAGE, len(message)
    assert read_request(message)[1]["secret"] == b"\xff" * 256


def test_the_longest_part_of_a_backup_fits_into_a_message():
    part = b"\xff" * PART_BYTES
    message = request("restore_write", at=(1 << 31) - 1, data=part_text(part))
    assert len(message) <= 10 * MAX_PAYLOAD <= MAX_MESSAGE, len(message)
    assert read_request(message)[1]["data"] == part
    assert len(encode({"data": part_text(part)})) <= MAX_MESSAGE


def test_a_longer_part_of_a_backup_is_refused():
    for size in (PART_BYTES + 1, PART_BYTES + 300):
        message = request("restore_write", data=part_text(bytes(size)))
        assert raises(BadField, read_request, message).field == "data", size


def test_a_time_comes_with_a_bound_of_a_millisecond_to_a_minute():
    for bound_ms in (1, 750, MAX_SET_BOUND_MS):
        assert read_request(request("time", bound_ms=bound_ms))[1]["bound_ms"] == bound_ms
    for bound_ms in (0, -1, MAX_SET_BOUND_MS + 1, 1 << 70):
        error = raises(BadField, read_request, request("time", bound_ms=bound_ms))
        assert error.field == "bound_ms", bound_ms


def test_removing_the_network_needs_no_password():
    assert read_request(b'{"cmd": "wifi", "ssid": ""}') == ("wifi", {"ssid": ""})


def test_the_name_of_a_network_has_1_to_32_bytes():
    for ssid in ("a", "x" * 32, "\u017e" * 16, "\U0001f511" * 8, " "):
        assert read_request(request("wifi", ssid=ssid))[1]["ssid"] == ssid
    for ssid in ("", "x" * 33, "\u017e" * 16 + "x", "\U0001f511" * 8 + "x", "x" * 1500):
        error = raises(BadField, read_request, request("wifi", ssid=ssid))
        assert error.field == "ssid", ssid


def test_the_password_of_a_network_is_empty_or_has_8_to_63_bytes():
    for password in ("", "x" * 8, "x" * 63, "\u017e" * 4, " " * 8):
        assert read_request(request("wifi", password=password))[1]["password"] == password
    for password in ("x", "x" * 7, "x" * 64, "\u017e" * 32, "x" * 1500):
        error = raises(BadField, read_request, request("wifi", password=password))
        assert error.field == "password", password


def test_a_password_without_a_network_is_refused():
    for fields in ({"password": "x" * 8}, {"ssid": "", "password": "x" * 8}):
        assert raises(BadField, read_request, encode(dict(fields, cmd="wifi"))).field == "ssid"


def test_what_no_screen_can_show_is_no_network_and_no_password():
    for character in ("\0", "\n", "\x1b", "\x7f", "\x9b", chr(0xD800), chr(0xDFFF)):
        assert raises(BadField, check_wifi, "Home" + character, "x" * 8).field == "ssid"
        assert raises(BadField, check_wifi, "Home", "x" * 8 + character).field == "password"


def test_messages_are_plain_json():
    fields = {"a": 1, "b": None, "c": [True, "x"], "d": "é"}
    assert json.loads(encode(fields).decode()) == fields

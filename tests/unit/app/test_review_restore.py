"""A backup of whoever knows its code: what is in it is no more trusted than a message."""

from raises import raises
from ram_fs import RamFs
from vault_in_ram import made

from otpfob.core.account import TOTP, Account
from otpfob.core.errors import Damaged
from otpfob.link import messages
from otpfob.vault import records
from otpfob.vault.backup import MAGIC, NAME, TRAILER_BYTES, VERSION, keys_of
from otpfob.vault.container import Writer
from otpfob.vault.restore import Restore

CODE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAME_OF_FOUR = b"abcd"


def backup_with(name):
    """Return a backup of one account whose name is these four bytes."""
    buffer = bytearray(records.MAX_BYTES)
    one = Account(TOTP, "Acme", str(NAME_OF_FOUR, "utf-8"), b"12345678901234567890")
    size = records.encode(1, one, buffer)
    plain = bytes(buffer[:size]).replace(NAME_OF_FOUR, name)
    end = int.from_bytes(plain[:2], "big")
    crc = records._crc(plain, end).to_bytes(4, "big")
    plain = plain[:2] + crc + plain[6:] + bytes(TRAILER_BYTES)
    fs = RamFs()
    writer = Writer(keys_of(CODE), MAGIC, VERSION, 1, len(plain))
    with fs.open(NAME, "wb") as file:
        writer.write(plain)
        writer.begin(file)
        writer.write(plain)
        writer.end()
    return fs.files[NAME]


def opening(name):
    fs, vault = made()
    content = backup_with(name)
    restore = Restore(fs, vault)
    restore.begin(len(content))
    restore.write(0, content)
    job = restore.opening(CODE)
    while not job.step():
        pass
    return restore


def test_a_name_as_everybody_writes_it_is_taken():
    for name in (NAME_OF_FOUR, b"\xf0\x9f\x94\x91", b"\xe2\x82\xacx", b"\xc3\xa9xx"):
        assert opening(name).plan[0] == 1


def test_a_name_that_no_host_could_read_is_damage():
    """The list of all accounts would be unreadable for ever: the host cannot even delete it."""
    for name in (
        b"\xc1\x81xx",  # an A in two bytes
        b"\xe0\x81\x81x",  # in three
        b"\xf0\x80\x81\x81",  # in four
        b"\xf4\x90\x80\x80",  # beyond Unicode
        b"\xed\xa0\x80x",  # half a pair
        b"\xc0\x80xx",  # a control character, hidden
        b"ab\xc3\xc3",
        b"abc\xe2",
    ):
        raises(Damaged, opening, name)


def test_the_link_refuses_the_same():
    for name in (b"\xc1\x81xx", b"\xf4\x90\x80\x80", b"\xed\xa0\x80x"):
        raises(messages.BadField, messages.decode, b'{"name":"' + name + b'"}')

"""Stand-ins for what an ESP32 has and MicroPython in WebAssembly has not. Import it first.

What lies in flash is files under /flash, outside of MicroPython's heap; ciphers are those of
Node.js (run.mjs). The I2C bus takes everything, and a DS3231 answers on it with one time.
"""

import sys
from binascii import hexlify, unhexlify

import js
from uhashlib import sha256
from vfs import VfsPosix

_BLOCK_BYTES = 4096
_KEYS = "/flash/keys"


class _Nothing:
    """A part that does nothing, whatever is asked of it."""

    IN = OUT = PULL_UP = STA_IF = PM_NONE = 0
    STAT_IDLE, STAT_CONNECTING, STAT_GOT_IP = 1, 2, 3

    def __init__(self, *arguments, **named):
        pass

    def value(self, *level):
        return 1


class _I2c(_Nothing):
    def writeto(self, address, buffer):
        pass

    def writeto_mem(self, address, memory, buffer):
        pass

    def readfrom_mem_into(self, address, memory, buffer):
        # 2027-01-15 12:30:00, in BCD; the status says that the oscillator runs.
        buffer[:] = b"\0\x30\x12\x05\x15\x01\x27"[: len(buffer)] if memory == 0 else b"\0"

    def readfrom_into(self, address, buffer):
        pass


class _Partition:
    TYPE_DATA = 1

    def __init__(self, label):
        self._label = label

    @classmethod
    def find(cls, kind, label):
        return [cls(label)]

    def ioctl(self, request, argument):
        if request == 6:
            self.writeblocks(argument, b"\xff" * _BLOCK_BYTES, 0)
        return {4: 8, 5: _BLOCK_BYTES}.get(request, 0)

    def readblocks(self, block, buffer, offset=0):
        if self._label == "vault":  # its files lie in a folder: the blocks are blank
            buffer[:] = b"\xff" * len(buffer)
            return
        with open(_KEYS, "rb") as file:
            file.seek(block * _BLOCK_BYTES + offset)
            file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        if self._label == "vault":
            return
        with open(_KEYS, "r+b") as file:
            file.seek(block * _BLOCK_BYTES + offset)
            file.write(buffer)


class _Files:
    """littlefs, with a folder of the PC below it. Its own memory is 1 kB more on a chip."""

    mkfs = staticmethod(lambda partition: None)

    def __init__(self, partition):
        self._fs = VfsPosix()

    def open(self, name, mode):
        return self._done(open, "/flash/vault/" + name, mode)

    def stat(self, name):
        return self._done(self._fs.stat, "/flash/vault/" + name)

    def remove(self, name):
        return self._done(self._fs.remove, "/flash/vault/" + name)

    def rename(self, old, new):
        return self._done(self._fs.rename, "/flash/vault/" + old, "/flash/vault/" + new)

    def ilistdir(self, folder):
        return self._done(self._fs.ilistdir, "/flash/vault")

    def _done(self, method, *arguments):
        try:
            return method(*arguments)
        except OSError as error:
            # WebAssembly's system interface has numbers of its own.
            raise OSError(2 if error.args[0] == 44 else error.args[0]) from None


class _Aes:
    def __init__(self, key, mode, iv=None):
        self._key = hexlify(key).decode()
        self._iv = "" if iv is None else hexlify(iv).decode()

    def encrypt(self, data, out=None):
        return self._done(True, data, out)

    def decrypt(self, data, out=None):
        return self._done(False, data, out)

    def _done(self, encrypt, data, out):
        data = hexlify(data).decode()
        result = unhexlify(js.aes(encrypt, self._key, self._iv, data))
        if self._iv:
            self._iv = (hexlify(result).decode() if encrypt else data)[-32:]
        if out is None:
            return result
        out[:] = result
        return out


class _Sha1:
    def __init__(self, data=b""):
        self._data = bytes(data)

    def update(self, data):
        self._data += bytes(data)

    def digest(self):
        return unhexlify(js.sha1(hexlify(self._data).decode()))


class _Poll(_Nothing):
    def register(self, *stream):
        pass

    def ipoll(self, limit_ms):
        return ()


class _Module:
    """Attributes that nobody named are parts that do nothing."""

    def __init__(self, **parts):
        for name in parts:
            setattr(self, name, parts[name])

    def __getattr__(self, name):
        return _Nothing


for _name, _module in (
    ("machine", _Module(I2C=_I2c, freq=lambda hertz: None, unique_id=lambda: bytes(6))),
    ("esp32", _Module(Partition=_Partition)),
    ("network", _Module(STAT_IDLE=1, STAT_CONNECTING=2, STAT_GOT_IP=3)),
    ("socket", _Module()),
    ("os", _Module()),
    ("select", _Module(poll=_Poll, POLLIN=1)),
    ("cryptolib", _Module(aes=_Aes)),
    ("hashlib", _Module(sha1=_Sha1, sha256=sha256)),
    ("vfs", _Module(VfsLfs2=_Files)),
):
    sys.modules[_name] = _module


class Random:
    """The same bytes each time."""

    insecure = True
    _given = 0

    def seed(self):
        return bytes(32)

    def begin(self):
        pass

    def end(self):
        pass

    def read(self, n):
        self._given += 1
        return bytes([(self._given * 7 + i * 13) & 0xFF for i in range(n)])

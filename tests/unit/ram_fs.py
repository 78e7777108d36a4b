"""A filesystem in RAM with the part of MicroPython's VfsLfs2 that the vault uses.

Also makes trouble on order: a full flash, a failing one, one that stores other bytes than
it was given.
"""

ENOENT = 2
EIO = 5
ENOSPC = 28

_FILE = 0x8000  # of a mode, as ilistdir() and stat() give it


class RamFs:
    """`files` maps names to their bytes. `room_bytes` None: never full."""

    def __init__(self, room_bytes=None) -> None:
        self.files = {}
        self.room_bytes = room_bytes
        self.corrupt = None  # takes what is written to a file, returns what is stored
        self.failing = ()  # names of the methods that fail with EIO, or "read", "write"
        self.log = []  # what changed, in order

    def open(self, name, mode="r"):
        self.may("open")
        if mode == "wb":
            self.log.append(("open", name))
            self.files[name] = b""
            return RamFile(self, name, True)
        if mode != "rb":
            raise ValueError("mode")
        self._find(name)
        return RamFile(self, name, False)

    def stat(self, name):
        self.may("stat")
        size = len(self._find(name))
        return (_FILE, 0, 0, 0, 0, 0, size, 0, 0, 0)

    def rename(self, old, new):
        self.may("rename")
        content = self._find(old)
        self.log.append(("rename", old, new))
        del self.files[old]
        self.files[new] = content

    def remove(self, name):
        self.may("remove")
        self._find(name)
        self.log.append(("remove", name))
        del self.files[name]

    def ilistdir(self, folder="/"):
        return iter([(name, _FILE, 0, len(self.files[name])) for name in sorted(self.files)])

    def may(self, what):
        if what in self.failing:
            raise OSError(EIO)

    def store(self, name, content):
        """Keep what was written, if there is room."""
        self.may("write")
        used = sum([len(self.files[other]) for other in self.files if other != name])
        if self.room_bytes is not None and used + len(content) > self.room_bytes:
            raise OSError(ENOSPC)
        self.files[name] = self.corrupt(content) if self.corrupt else content

    def _find(self, name):
        if name not in self.files:
            raise OSError(ENOENT)
        return self.files[name]


class RamFile:
    """An open file. What is written is there once it is closed, or not at all."""

    def __init__(self, fs, name, writing) -> None:
        self._fs = fs
        self._name = name
        self._writing = writing
        self._written = bytearray()
        self._content = fs.files[name]  # a reader keeps the file that it opened
        self._at = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()

    def close(self):
        if self._writing:
            self._writing = False
            self._fs.log.append(("close", self._name))
            self._fs.store(self._name, bytes(self._written))

    def write(self, data):
        self._fs.may("write")
        room = self._fs.room_bytes
        if room is not None and len(self._written) + len(data) > room:
            raise OSError(ENOSPC)
        self._written.extend(data)
        return len(data)

    def seek(self, offset, whence=0):
        self._at = offset + len(self._content) if whence == 2 else offset
        return self._at

    def read(self, size=-1):
        self._fs.may("read")
        end = len(self._content) if size < 0 else self._at + size
        data = self._content[self._at : end]
        self._at += len(data)
        return data

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

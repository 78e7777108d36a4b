"""A stand-in for `esp32`: the partitions of a flash that is an open file. Nothing writes."""

_BLOCK_BYTES = 4096
# As tests/bench/fill_vault.py writes them: first block, blocks.
_PARTITIONS = {"vault": (0, 64), "keys": (64, 8)}

_file = None


def open_flash(path):
    """Take the file at `path`, before anything else."""
    global _file
    _file = open(path, "rb")  # noqa: SIM115 (open as long as the token runs)


class Partition:
    TYPE_DATA = 1

    def __init__(self, label):
        self._first, self._blocks = _PARTITIONS[label]

    @staticmethod
    def find(type, label):
        return [Partition(label)]

    def ioctl(self, request, argument):
        return {4: self._blocks, 5: _BLOCK_BYTES}.get(request, 0)

    def readblocks(self, block, buffer, offset=0):
        _file.seek((self._first + block) * _BLOCK_BYTES + offset)
        _file.readinto(buffer)

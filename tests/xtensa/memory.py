"""Memory as strict as the ESP32's.

Unaligned words and halves fault, and so does any but a 32-bit load from code, which lies in
instruction RAM, and any store to it. An access outside what was mapped is an error.
"""


class Fault(Exception):
    pass


class Region:
    """Bytes at an address. `code` is memory that only gives whole words, and takes none."""

    def __init__(self, base, data, code=False):
        self.base = base
        self.data = data
        self.code = code


class Memory:
    def __init__(self):
        self._regions = []

    def map(self, base, data, code=False):
        self._regions.append(Region(base, data, code))
        return base

    def _find(self, address, size):
        for region in self._regions:
            offset = address - region.base
            if 0 <= offset <= len(region.data) - size:
                return region, offset
        raise Fault(f"no memory at {address:#x}")

    def byte(self, address):
        """The instruction fetch: any byte of code or data."""
        region, offset = self._find(address, 1)
        return region.data[offset]

    def load(self, address, size):
        region, offset = self._find(address, size)
        if address % size or (region.code and size != 4):
            raise Fault(f"load of {size} bytes at {address:#x}")
        return int.from_bytes(region.data[offset : offset + size], "little")

    def store(self, address, size, value):
        region, offset = self._find(address, size)
        if address % size or region.code:
            raise Fault(f"store of {size} bytes at {address:#x}")
        region.data[offset : offset + size] = (value & (1 << 8 * size) - 1).to_bytes(size, "little")

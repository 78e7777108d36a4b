"""The HMAC peripheral of ESP32-S3 and ESP32-C3 behind machine.mem32, made from the manuals.

ESP32-S3 Technical Reference Manual 1.7, chapters 5 (eFuse), 17 (System Registers), 21 (HMAC);
ESP32-C3 Technical Reference Manual 1.3, chapters 4, 16, 19. It is stricter than a chip: whatever
the manual does not allow is an AssertionError.
"""

import struct

from otpfob.core.hmac import SHA256, digest

# Of each chip: base of the eFuse controller, SYSTEM_PERIP_CLK_EN1_REG, SYSTEM_PERIP_RST_EN1_REG.
S3 = (0x60007000, 0x600C001C, 0x600C0024)
C3 = (0x60008800, 0x600C0014, 0x600C001C)
HMAC = 0x6003E000

SHA, DS, HMAC_BIT = 1 << 2, 1 << 4, 1 << 5
# After a reset (Register SYSTEM_PERIP_RST_EN1_REG): AES to LCD held in reset, no clock.
RESETS = 0x1FE
OTHER_CLOCKS = 1 << 9  # UART2's, which must stay

UP = 8
DOWN_JTAG = 6
BUSY_READS = 2
BLOCK_BYTES = 64

_IDLE, _STARTED, _CONFIGURED, _BLOCK_DONE, _RESULT = range(5)


def signed(word):
    """As machine.mem32 gives a word on a port of 32 bits."""
    return word - (1 << 32) if word >> 31 else word


class Mem32:
    """`keys` by eFuse block: (purpose, whether no program can read it, the key)."""

    def __init__(self, chip, keys):
        self.efuse, self.clock_at, self.reset_at = chip
        self.keys = keys
        self.clocks, self.resets = OTHER_CLOCKS, RESETS
        self.stuck = False
        self.calls = 0
        self.message = [0] * 16
        self._back_to_idle()

    def _back_to_idle(self):
        self.state = _IDLE
        self.busy = 0
        self.error = 0
        self.purpose = self.key = None
        self.result = bytes(32)

    def __getitem__(self, address):
        if address == self.clock_at:
            return signed(self.clocks)
        if address == self.reset_at:
            return signed(self.resets)
        if address == self.efuse + 0x30:
            return sum(hidden << block for block, (_, hidden, _) in self.keys.items())
        if address == self.efuse + 0x34:
            return signed(self._purpose(0) << 24 | self._purpose(1) << 28)
        if address == self.efuse + 0x38:
            return sum(self._purpose(2 + i) << 4 * i for i in range(4))
        return signed(self._read(self._register(address)))

    def _purpose(self, block):
        return self.keys.get(block, (0, 0, b""))[0]

    def __setitem__(self, address, value):
        assert 0 <= value < 1 << 32
        if address == self.clock_at:
            self.clocks = value
        elif address == self.reset_at:
            self.resets = value
            if value & HMAC_BIT:
                self._back_to_idle()
        else:
            self._write(self._register(address), value)

    def _register(self, address):
        assert HMAC <= address < HMAC + 0x100, hex(address)
        for bit in (HMAC_BIT, SHA, DS):
            assert self.clocks & bit and not self.resets & bit, "no clock, or in reset"
        return address - HMAC

    def _read(self, register):
        if register == 0x6C:
            self.busy -= self.busy > 0
            return int(self.stuck or self.busy > 0)
        assert not self.busy, "read while busy"
        if register == 0x68:
            return self.error
        assert 0xC0 <= register < 0xE0 and self.state == _RESULT, hex(register)
        return struct.unpack_from("<I", self.result, register - 0xC0)[0]

    def _write(self, register, value):
        assert not self.busy, "written while busy"
        if 0x80 <= register < 0xC0:
            self.message[(register - 0x80) >> 2] = value
            return
        if register == 0x5C:
            assert value & 1
            self._back_to_idle()
            return
        if register == 0x40:
            assert self.state == _IDLE and value == 1
            self.state = _STARTED
        elif register in (0x44, 0x48):
            assert self.state == _STARTED
            if register == 0x44:
                self.purpose = value
            else:
                self.key = value
        elif register == 0x4C:
            assert self.state == _STARTED and None not in (self.purpose, self.key)
            self.error = int(self._purpose(self.key) != self.purpose)
            self.state = _IDLE if self.error else _CONFIGURED
            self.busy = BUSY_READS
        elif register == 0x50:
            assert self.state == _CONFIGURED
            self.state = _BLOCK_DONE
            self.busy = BUSY_READS
        else:
            assert register == 0xF4 and self.state == _BLOCK_DONE, hex(register)
            self.result = digest(self.keys[self.key][2], self._unpadded(), SHA256)
            self.state = _RESULT
            self.busy = BUSY_READS
            self.calls += 1

    def _unpadded(self):
        """Return the message in the one block, whose padding must be that of SHA-256."""
        block = b"".join([struct.pack("<I", word) for word in self.message])
        bits = struct.unpack(">Q", block[56:])[0]
        # Of the inner hash: the pad of HMAC is a block before the message.
        size = (bits >> 3) - BLOCK_BYTES
        assert bits & 7 == 0 and 0 <= size <= 55
        assert block[size:56] == b"\x80" + bytes(55 - size)
        return block[:size]

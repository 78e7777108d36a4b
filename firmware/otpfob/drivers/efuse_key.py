"""A key in the chip's eFuses that no program can read: the chip only makes HMACs with it.

For ESP32-S3 and ESP32-C3; the ESP32 has no such peripheral. The sequence is that of "HMAC
Process (Detailed)", upstream mode, with one block: ESP32-S3 Technical Reference Manual 1.7, 21.2.5;
ESP32-C3 Technical Reference Manual 1.3, 19.2.5; registers in 21.4 and 19.4, their base in
"System and Memory". Where the manuals leave something open it is done as in ESP-IDF (esp_hmac.c,
hmac_ll.h), and said below. Never run on a chip by us.

Nothing else may use the chip's SHA meanwhile: no `hashlib` in another thread, no Wi-Fi that
joins a network.
"""

import struct

from machine import mem32
from micropython import const

from otpfob.core.errors import FobError

# Of each chip: the eFuse controller, SYSTEM_PERIP_CLK_EN1_REG, SYSTEM_PERIP_RST_EN1_REG.
ESP32_S3 = (0x6000_7000, 0x600C_001C, 0x600C_0024)
ESP32_C3 = (0x6000_8800, 0x600C_0014, 0x600C_001C)

MESSAGE_BYTES = 55  # with the padding of SHA-256 they fill one block

# Bits of both SYSTEM registers: SHA, DS, HMAC. ESP-IDF: the digital signature (DS) keeps SHA in
# reset as long as it is in reset itself.
_MODULES = const(1 << 2 | 1 << 4 | 1 << 5)

_RD_DIS = const(0x30)  # EFUSE_RD_REPEAT_DATA0_REG, bits 0 to 5: KEY0 to KEY5 cannot be read
_PURPOSES = const(0x34)  # EFUSE_RD_REPEAT_DATA1_REG, from bit 24 on: 4 bits for each key
_FIRST_PURPOSE_BIT = const(24)
_HMAC_UP = const(8)

_HMAC = 0x6003_E000
_SET_START = const(0x40)
_SET_PARA_PURPOSE = const(0x44)
_SET_PARA_KEY = const(0x48)
_SET_PARA_FINISH = const(0x4C)
_SET_MESSAGE_ONE = const(0x50)
_SET_RESULT_FINISH = const(0x5C)
_QUERY_ERROR = const(0x68)
_QUERY_BUSY = const(0x6C)
_WR_MESSAGE = const(0x80)
_RD_RESULT = const(0xC0)
_ONE_BLOCK = const(0xF4)

_BLOCK_BYTES = const(64)
_DIGEST_BYTES = const(32)
# The manual says 1, ESP-IDF writes 2: bit 0 as documented, and bit 1 as tried.
_FINISH = const(3)
# A block takes some microseconds, a look about one: when it is busy then, it will ever be.
_LOOKS = const(10_000)


class DeviceKeyFailed(FobError):
    """The peripheral stays busy, or refuses the key."""

    code = "device_key_failed"
    says = "The key in the chip does not work. Restart the token."


class EfuseKey:
    """The key in the eFuse block KEY`number`, 0 to 5, of `chip`: ESP32_S3 or ESP32_C3."""

    def __init__(self, chip: "tuple[int, int, int]", number: int) -> None:
        self._efuse, self._clocks, self._resets = chip
        self._number = number
        self._block = bytearray(_BLOCK_BYTES)

    def present(self) -> bool:
        """Return whether there is a key for HMAC upstream that no program can read, and it works.

        Tried, so that nobody's PIN is counted as wrong because of the peripheral.
        """
        if not mem32[self._efuse + _RD_DIS] >> self._number & 1:
            return False
        bit = _FIRST_PURPOSE_BIT + 4 * self._number
        word = mem32[self._efuse + _PURPOSES + (bit >> 5 << 2)]
        if word >> (bit & 31) & 15 != _HMAC_UP:
            return False
        try:
            self.mix(b"", bytearray(_DIGEST_BYTES))
        except DeviceKeyFailed:
            return False
        return True

    def mix(self, message, result) -> None:
        """Write HMAC-SHA-256 of `message` under the key into `result`, 32 bytes.

        `message` has 55 bytes at most, and may hold `result`. Raises DeviceKeyFailed.
        """
        block = self._block
        self._pad(message)
        clocks, resets = mem32[self._clocks], mem32[self._resets]
        mem32[self._clocks] = clocks | _MODULES
        mem32[self._resets] = (resets | _MODULES) ^ _MODULES
        try:
            self._begin()
            for i in range(0, _BLOCK_BYTES, 4):
                mem32[_HMAC + _WR_MESSAGE + i] = struct.unpack_from("<I", block, i)[0]
            mem32[_HMAC + _SET_MESSAGE_ONE] = 1
            self._wait()
            mem32[_HMAC + _ONE_BLOCK] = 1
            self._wait()
            for i in range(0, _DIGEST_BYTES, 4):
                # mem32 gives the upper half of all words as negative numbers on some ports.
                word = mem32[_HMAC + _RD_RESULT + i] & 0xFFFFFFFF
                struct.pack_into("<I", result, i, word)
            mem32[_HMAC + _SET_RESULT_FINISH] = _FINISH
        finally:
            mem32[self._resets] = resets
            mem32[self._clocks] = clocks
            for i in range(_BLOCK_BYTES):
                block[i] = 0

    def _pad(self, message):
        """Fill the block as FIPS 180-4, 5.1.1 says. The pad of HMAC before it counts (ESP-IDF)."""
        size = len(message)
        if size > MESSAGE_BYTES:
            raise DeviceKeyFailed
        block = self._block
        block[:size] = message
        block[size] = 0x80
        struct.pack_into(">I", block, _BLOCK_BYTES - 4, 8 * (_BLOCK_BYTES + size))

    def _begin(self):
        self._wait()
        mem32[_HMAC + _SET_START] = 1
        mem32[_HMAC + _SET_PARA_PURPOSE] = _HMAC_UP
        mem32[_HMAC + _SET_PARA_KEY] = self._number
        mem32[_HMAC + _SET_PARA_FINISH] = 1
        self._wait()
        if mem32[_HMAC + _QUERY_ERROR] & 1:
            mem32[_HMAC + _SET_RESULT_FINISH] = _FINISH
            raise DeviceKeyFailed
        self._wait()

    def _wait(self):
        for _ in range(_LOOKS):
            if not mem32[_HMAC + _QUERY_BUSY] & 1:
                return
        raise DeviceKeyFailed

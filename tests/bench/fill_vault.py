"""Runs under MicroPython: writes a flash image with 200 accounts to the file named.

usage: micropython fill_vault.py IMAGE
"""

import sys

from vfs import VfsLfs2

from otpfob.core.account import HOTP, TOTP, Account
from otpfob.vault.vault import MAX_ACCOUNTS, Vault

_BLOCKS = 64
_BLOCK_BYTES = 4096


class Ram:
    """A flash in RAM, all erased."""

    def __init__(self):
        self.data = bytearray(b"\xff" * (_BLOCKS * _BLOCK_BYTES))

    def readblocks(self, block, buffer, offset=0):
        start = block * _BLOCK_BYTES + offset
        buffer[:] = self.data[start : start + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        start = block * _BLOCK_BYTES + offset
        self.data[start : start + len(buffer)] = buffer

    def ioctl(self, request, argument):
        if request == 6:
            start = argument * _BLOCK_BYTES
            self.data[start : start + _BLOCK_BYTES] = b"\xff" * _BLOCK_BYTES
        return {4: _BLOCKS, 5: _BLOCK_BYTES}.get(request, 0)


def main():
    flash = Ram()
    VfsLfs2.mkfs(flash)
    vault = Vault(VfsLfs2(flash))
    vault.create()
    for i in range(MAX_ACCOUNTS):
        kind = HOTP if i % 5 == 0 else TOTP
        vault.add(Account(kind, "Issuer %d" % i, "person%d@example.com" % i, bytes(range(20))), i)
    with open(sys.argv[1], "wb") as file:
        file.write(flash.data)


main()

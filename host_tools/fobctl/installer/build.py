"""`make firmware`: builds the image of a board. For people; fobctl uses image.py itself."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fobctl.installer import boards, image, micropython_image
from fobctl.installer.errors import InstallError


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 refused, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="make firmware", description=__doc__)
    parser.add_argument("--board", required=True, help=f"one of: {', '.join(boards.names())}")
    parser.add_argument(
        "--image", type=Path, required=True, help="MicroPython for it, from micropython.org"
    )
    parser.add_argument("--out", type=Path, help="default: build/firmware/otpfob-BOARD.bin")
    options = parser.parse_args(arguments)
    out = options.out or Path("build/firmware") / f"otpfob-{options.board}.bin"
    try:
        board = boards.load(options.board)
        token = image.build(board, micropython_image.parse(options.image.read_bytes()))
        image.write(token, out)
    except InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or options.image}: {error.strerror}.", file=sys.stderr)
        return 1
    for warning in token.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
    print(f"{out}: {len(token.data)} bytes, for flash at {token.offset:#x}")
    print(f"SHA-256 {token.manifest['sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

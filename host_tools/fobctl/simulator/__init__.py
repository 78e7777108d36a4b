"""The token on this PC: the real firmware on the real MicroPython, with models of the chips."""

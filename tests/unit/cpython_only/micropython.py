"""MicroPython's `micropython` for the unit tests under CPython: `const`, which changes nothing.

It has no code emitters: whatever asks for one gets its plain twin.
"""


def const(value):
    return value


def __getattr__(name):
    if name == "viper":
        raise ImportError(name)
    raise AttributeError(name)

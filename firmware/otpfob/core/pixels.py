"""The loops over the bytes of a display's memory: as machine code where it runs, else plain.

What each does is documented in pixels_plain.py.
"""

try:
    from otpfob.core.pixels_viper import find, next_change, paint, point_at, put, run, take, write
except (ImportError, SyntaxError, ValueError):  # as in sha512.py
    from otpfob.core.pixels_plain import find, next_change, paint, point_at, put, run, take, write

__all__ = ("find", "next_change", "paint", "point_at", "put", "run", "take", "write")

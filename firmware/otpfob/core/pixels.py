"""The loops over the bytes of a display's memory: as machine code where it runs, else plain.

What each does is documented in pixels_plain.py.
"""

try:
    from otpfob.core.pixels_viper import next_change, paint, point_at, put, run, take
except (ImportError, SyntaxError, ValueError):  # as in sha512.py
    from otpfob.core.pixels_plain import next_change, paint, point_at, put, run, take

__all__ = ("next_change", "paint", "point_at", "put", "run", "take")

"""One version for the firmware, the link and the host tool.

`RELEASED_UNIX_S` is the floor of the clock: no true time is earlier than the day
this version was released, so a clock chip that says so has lost its time.
"""

VERSION = "0.1.0"

# 2026-11-22 00:00:00 UTC, Unix seconds. tests/checks compares it with RELEASED.
RELEASED = "2026-11-22"
RELEASED_UNIX_S = 1_795_305_600

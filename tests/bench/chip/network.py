"""A stand-in for `network`, to be imported: nothing that is measured uses the radio."""

STAT_IDLE = 1000
STAT_CONNECTING = 1001
STAT_GOT_IP = 1010

"""The encrypted vault, its power cut at every program and erase; and its flash tampered with.

A change runs once and is recorded; what each cut of it leaves is made of the recording
(on_token/recorder.py). So a run is one cut: the token after it is started and unlocked, its files
compared byte for byte, written again, and started once more.
"""

from soak.on_micropython import program
from soak.rows import Soak

SOAKS = [
    Soak("vault.single_cuts", 100_000, program("vault_cuts.single"), shards=16),
    Soak("vault.double_cuts", 20_000, program("vault_cuts.double")),
    Soak("vault.tamper", 50_000, program("tamper.tamper"), shards=4),
]

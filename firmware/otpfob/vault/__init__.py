"""Everything that lies in flash: accounts and HOTP counters, and the rules for writing them.

Given a filesystem object with `open`, `rename` and `remove`; never touches hardware.
"""

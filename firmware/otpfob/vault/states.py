"""The states of the safe. What they mean: safe.py."""

NEW = 0
DAMAGED = 1
LOCKED = 2
OPEN = 3

"""Time keeping: what the token knows of the time. Never touches hardware: a chip is passed in."""

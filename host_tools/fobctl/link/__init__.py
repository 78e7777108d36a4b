"""The host's end of the serial link."""

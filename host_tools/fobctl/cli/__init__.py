"""The commands. The only place of the host tool that prints."""

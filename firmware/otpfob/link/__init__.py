"""The serial protocol: frames, a reliable channel, messages. Shared by the token and the host."""

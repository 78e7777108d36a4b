"""The assembled token: its event loop, what it answers the host, and what it asks its user."""

"""Many tokens for many users: who gets which, what lies on disk, and the server's files."""

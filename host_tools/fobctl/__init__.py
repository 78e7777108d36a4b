"""The host tool of OTPfob."""

"""OTPfob: the firmware of the token, and the part of it the host shares (core, link)."""

"""The ways through the screens, one file each (otpfob.app.flow)."""

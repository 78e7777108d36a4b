"""Where accounts come from: otpauth URIs, QR codes, typed text, and one file per foreign format.

A source returns a NewAccount or raises SourceError. Nothing here prints, asks or
talks to a token.
"""

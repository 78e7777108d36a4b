"""What a token says of itself, locked or not."""

from __future__ import annotations

from dataclasses import dataclass

from fobctl.answer_fields import count


@dataclass(frozen=True)
class Info:
    """What a token says of itself. `pin`: whether one is set; None while locked.

    `battery` is its charge in percent, None when it has none or cannot tell. `slot` is which of
    its two firmwares runs; empty when it has room for one only. `faults` are parts that do not
    work: display, fonts.
    """

    port: str
    serial: str
    board: str
    firmware: str
    protocol: int
    locked: bool
    pin: bool | None
    ready: bool
    damaged: bool
    has_time: bool
    accounts: int
    free: int
    battery: int | None = None
    slot: str = ""
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, port: str, answer: dict) -> Info:
        """Return what is in an answer. Raises one of NOT_A_FIELD."""
        return cls(
            port=port,
            serial=str(answer["serial"]),
            board=str(answer["board"]),
            firmware=str(answer["firmware"]),
            protocol=answer["protocol"],
            locked=bool(answer["locked"]),
            pin=None if answer["locked"] else bool(answer.get("pin", False)),
            ready=bool(answer["ready"]),
            damaged=bool(answer.get("damaged", False)),
            has_time=bool(answer["time"]),
            accounts=int(answer["accounts"]),
            free=int(answer["free"]),
            battery=count(answer["battery"]) if "battery" in answer else None,
            slot=str(answer.get("slot", "")),
            faults=tuple(str(fault) for fault in answer.get("faults", ())),
        )

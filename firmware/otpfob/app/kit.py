"""What the journeys on the glass and the answers to the host work with, in one object."""


class Kit:
    """
    safe       otpfob.vault.safe.Safe: accounts, counters, settings, PIN
    clock      otpfob.clock.token_clock.TokenClock
    pool       otpfob.vault.entropy.Pool
    radio      the source of the pool: begin() before much depends on it, end() after
    transfers  otpfob.app.transfers.Transfers: a backup on its way
    radio_sync otpfob.clock.sntp_radio.RadioSync
    ticks      now_ms(), diff(a, b)
    exclusive  a journey has the token that no change of the host may disturb
    journey    what an answer to the host wants to see on the glass next, or None
    ended      such a journey that the host does not want any more, or None
    lock_due   the token locks once the host has its answer
    """

    def __init__(self, safe, clock, pool, radio, transfers, radio_sync, ticks) -> None:
        self.safe = safe
        self.clock = clock
        self.pool = pool
        self.radio = radio
        self.transfers = transfers
        self.radio_sync = radio_sync
        self.ticks = ticks
        self.now_ms = ticks.now_ms
        self.exclusive = False
        self.journey = None
        self.ended = None
        self.lock_due = False

    def begin(self, journey) -> None:
        """Want a journey on the glass, in front of what is there; returns it."""
        self.journey = journey
        return journey

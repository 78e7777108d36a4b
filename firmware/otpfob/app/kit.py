"""What the journeys on the glass and the answers to the host work with, in one object."""


class Kit:
    """
    safe       otpfob.vault.safe.Safe: accounts, counters, settings, PIN
    clock      otpfob.clock.token_clock.TokenClock
    pool       otpfob.vault.entropy.Pool
    radio      the source of the pool: begin() before much depends on it, end() after
    transfers  otpfob.app.transfers.Transfers: a backup on its way
    glass      otpfob.app.glass.Glass
    net        what a sync over Wi-Fi needs: otpfob.app.net_sync.NetSync
    battery    otpfob.app.battery.Battery, or None
    ticks      now_ms(), diff(a, b)
    loans      otpfob.app.loans.Loans: modules that come and go
    parts      otpfob.app.parts.Parts: what the token is, and which part of it does not work
    exclusive  a journey has the token that no change of the host may disturb
    journey    what an answer to the host wants to see on the glass next, or None
    ended      such a journey that the host does not want any more, or None
    lock_due   the token locks once the host has its answer
    """

    def __init__(
        self, safe, clock, pool, radio, transfers, glass, net, battery, ticks, loans, parts
    ) -> None:
        self.safe = safe
        self.clock = clock
        self.pool = pool
        self.radio = radio
        self.transfers = transfers
        self.glass = glass
        self.net = net
        self.battery = battery
        self.ticks = ticks
        self.loans = loans
        self.parts = parts
        self.now_ms = ticks.now_ms
        self.exclusive = False
        self.journey = None
        self.ended = None
        self.lock_due = False

    @property
    def charge(self) -> "int | None":
        """The charge of the battery in percent, or None: there is none, or nothing is known."""
        return None if self.battery is None else self.battery.percent

    def lent(self, make, *arguments):
        """Return the journey `make(kit, *arguments)`, on a loan: `make` imports it."""
        return self.loans.journey(make, self, *arguments)

    def begin(self, journey):
        """Want a journey on the glass, in front of what is there; returns it."""
        self.journey = journey
        return journey

"""What is known of syncs over Wi-Fi between one and the next; the code of one comes on loan."""

IDLE, JOINING, SYNCING, DONE, FAILED = range(5)  # those of otpfob.clock.sntp_radio


class NetSync:
    """`state`, `reason` and `bound_ms` are those of the sync that runs, or of the last one.

    `servers` is an otpfob.clock.sntp_servers.Servers.
    """

    def __init__(self, parts, servers) -> None:
        self._parts = parts
        self.servers = servers
        self.state = IDLE
        self.reason = ""
        self.bound_ms = None

    @property
    def busy(self) -> bool:
        """Whether the radio is on."""
        return self.state in (JOINING, SYNCING)

    def new(self):
        """Return an otpfob.clock.sntp_radio.RadioSync. Call it while a loan is open."""
        from otpfob.clock.sntp_radio import RadioSync

        parts = self._parts
        return RadioSync(
            parts.wifi,
            parts.net,
            self.servers,
            parts.random,
            parts.ticks,
            parts.earliest_unix_s,
        )

    def follow(self, radio_sync) -> None:
        """Keep what the host may ask for."""
        self.state = radio_sync.state
        self.reason = radio_sync.reason
        self.bound_ms = radio_sync.result.bound_ms if self.state == DONE else None

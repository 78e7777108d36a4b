"""The parts of a board, handed over in one object. Boards fill it in; nothing else does."""

from otpfob.core.errors import FobError


class InsecureSource(FobError):
    """A random source that is for tests only, on a board that is not."""

    code = "insecure_random"
    says = "This firmware has a random source that is not secure. Install another."


class Parts:
    """Raises InsecureSource when `random` is insecure and the board is none for tests.

    panel     width, height, pixels, show(), contrast(0..255), poweroff(), poweron(),
              present (did it answer?), turn(whether upside down)
    buttons   count, levels()
    console   read(), write(), wait()
    ticks     now_ms(), diff(a, b)
    chip      a clock chip: read(), write()
    flash     is_blank(), mount(), format(), erase()
    store     blocks, block_bytes, read(), program(), erase(): the raw blocks of the keys
    random    insecure, seed(), begin(), read(), end()
    wifi      begin(), joined(), reason, end(): the radio, for a sync
    net       resolve(), open(): UDP, for a sync
    time_servers  the names of three
    power     full_speed(whether), on_usb(), sleep(levels of the buttons)
    battery   None, or read_mv(), low_mv
    fonts     otpfob.ui.font.Fonts
    texts     a function that opens the texts of a language, as otpfob.app.text_files does
    scrub     a function that overwrites all memory that is free
    reset     a function that restarts the board
    serial    the chip's own number, in hexadecimal
    board     the name of the board
    earliest_unix_s  the floor of the clock
    device_key  None, or a key of the chip: present(), mix(message, result)
    slot      the slot of the firmware, or an empty text: main.py sets it
    test_board  whether `random` may be insecure: no real board's may
    trace     None, or what is called with every text that is drawn
    """

    def __init__(
        self,
        *,
        panel,
        buttons,
        console,
        ticks,
        chip,
        flash,
        store,
        random,
        wifi,
        net,
        time_servers,
        power,
        battery=None,
        fonts,
        texts,
        scrub,
        reset,
        serial: str,
        board: str,
        earliest_unix_s: int,
        device_key=None,
        test_board: bool = False,
        trace=None,
    ) -> None:
        if random.insecure and not test_board:
            raise InsecureSource
        self.panel = panel
        self.buttons = buttons
        self.console = console
        self.ticks = ticks
        self.chip = chip
        self.flash = flash
        self.store = store
        self.random = random
        self.wifi = wifi
        self.net = net
        self.time_servers = time_servers
        self.power = power
        self.battery = battery
        self.fonts = fonts
        self.texts = texts
        self.scrub = scrub
        self.reset = reset
        self.serial = serial
        self.board = board
        self.earliest_unix_s = earliest_unix_s
        self.device_key = device_key
        self.slot = ""
        self.failed = []  # what the self-test found besides
        self.trace = trace

    def faults(self) -> "list[str]":
        """Return what does not work, by the names of the link; the token works without it."""
        faults = [] if self.panel.present else ["display"]
        if not self.fonts.whole:
            faults.append("fonts")
        return faults + self.failed

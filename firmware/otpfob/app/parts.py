"""The parts of a board, handed over in one object. Boards fill it in; nothing else does."""


class Parts:
    """
    panel     width, height, pixels, show()
    buttons   count, levels()
    console   read(), write(), wait()
    ticks     now_ms(), diff(a, b)
    chip      a clock chip: read(), write()
    flash     is_blank(), mount(), format(), erase()
    fonts     otpfob.ui.font.Fonts
    reset     a function that restarts the board
    serial    the chip's own number, in hexadecimal
    board     the name of the board
    earliest_unix_s  the floor of the clock
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
        fonts,
        reset,
        serial: str,
        board: str,
        earliest_unix_s: int,
        trace=None,
    ) -> None:
        self.panel = panel
        self.buttons = buttons
        self.console = console
        self.ticks = ticks
        self.chip = chip
        self.flash = flash
        self.fonts = fonts
        self.reset = reset
        self.serial = serial
        self.board = board
        self.earliest_unix_s = earliest_unix_s
        self.trace = trace

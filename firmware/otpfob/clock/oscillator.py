"""How wrong a clock chip can run, by its kind. Rates are parts per billion (ppb)."""


class Oscillator:
    """
    limit_ppb      no chip of this kind is more wrong, before anything was learned of it
    awake_ppb      nor while the token is awake: then an "rc" chip counts the main crystal
    wander_ppb     what temperature and ageing change of a learned rate
    plausible_ppb  an estimate beyond is not learned; 0: nothing is learned of this kind
    """

    def __init__(self, limit_ppb: int, awake_ppb: int, wander_ppb: int, plausible_ppb: int) -> None:
        self.limit_ppb = limit_ppb
        self.awake_ppb = awake_ppb
        self.wander_ppb = wander_ppb
        self.plausible_ppb = plausible_ppb


_KINDS = {
    # Data sheet (Maxim 19-5170): 2 ppm at 0..40 degrees C, 3.5 at -40..85. Clones: 5.
    "ds3231": Oscillator(5_000, 5_000, 1_500, 10_000),
    # A 32,768 Hz tuning fork: 20 ppm when new, and -0.035 ppm for every square degree from 25.
    # A week of frost changes as much as the limit; learning makes the error smaller, not the bound.
    "crystal": Oscillator(60_000, 60_000, 60_000, 60_000),
    # The ESP32's own RC oscillator, which counts in deep sleep: 5 % of the true time.
    "rc": Oscillator(53_000_000, 60_000, 53_000_000, 0),
}

KINDS = ("ds3231", "crystal", "rc")


def oscillator(kind: str) -> Oscillator:
    """Return what is known of one of KINDS."""
    return _KINDS[kind]

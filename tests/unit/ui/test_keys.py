"""What the keys are called, on boards with one button and with more."""

from otpfob.ui.keys import Keys

SENTENCE = "Press DO for a code, hold DO to erase. Press NEXT, hold NEXT: back. Hold DO, Hold NEXT."


def test_two_and_three_buttons_have_their_names():
    for count in (2, 3):
        keys = Keys(count)
        assert (keys.next, keys.do) == ("NEXT", "DO")
        assert (keys.hold_next, keys.hold_do) == ("hold NEXT", "hold DO")
        assert keys.spell(SENTENCE) == SENTENCE


def test_one_button_is_told_by_how_long_it_is_held():
    keys = Keys(1)
    assert (keys.next, keys.do) == ("press", "hold 1s")
    assert (keys.hold_next, keys.hold_do) == ("hold 2s", "hold 3s")
    assert keys.spell(SENTENCE) == (
        "Hold 1s for a code, hold 3s to erase. Press, hold 2s: back. Hold 3s, Hold 2s."
    )


def test_a_sentence_without_keys_stays():
    for count in (1, 2):
        assert Keys(count).spell("On the PC: fobctl DONEXT") == "On the PC: fobctl DONEXT"

"""What is measured from the PC: frames that get lost, and time from the internet."""

from device.line_count import LineCount

from fobctl.link.conversation import Conversation
from otpfob.link.messages import DONE, FAILED

FRAMES = 10_000
FEW = 400
_SYNC_S = 90


def test_hardly_a_frame_has_to_be_sent_again(bench):
    token = bench.held.token()
    conversation = token._conversation
    count = conversation._frames = LineCount()
    while count.frames < (FEW if bench.short else FRAMES):
        assert token.hello().ready
    bench.check("link.frames", count.frames)
    bench.check("link.resent", round(count.again * 10_000 / count.frames, 1))


def test_a_frame_that_is_lost_is_counted(bench):
    """Of a line that swallows one in fifty, on the way out."""

    class Lossy(Conversation):
        written = 0

        def _write(self, data):
            Lossy.written += 1
            if Lossy.written % 50:
                super()._write(data)
            elif self._frames:
                self._frames.sent(data)

    from fobctl.token import Token

    bench.held.token()._conversation.__exit__()
    with Lossy(bench.held.port) as conversation:
        count = conversation._frames = LineCount()
        token = Token(conversation, lambda seconds: None)
        while count.frames < 100:
            token.hello()
        assert count.again >= 1


def test_time_servers_set_the_clock(bench):
    held = bench.held
    if bench.wifi is None:  # nobody named a network: unverified
        return
    ssid, password = bench.wifi
    kept = held.agree(lambda token: token.set_wifi(ssid, password), "Use this network?")
    assert kept == ssid
    held.agree(lambda token: token.begin_sync(), "Ask for the time?")
    for _ in range(_SYNC_S):
        state = held.token().sync_state()
        if state.state in (DONE, FAILED):
            break
        held.rest(1)
    if held.is_board:
        assert state.state == DONE, state.says
        bench.check("sntp.bound", state.bound_ms)
    else:
        # No simulator asks the internet: what remains is that it says so, and goes on.
        assert state.state != DONE and state.says and held.token().hello().ready

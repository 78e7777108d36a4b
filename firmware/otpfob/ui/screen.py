"""What a screen is: a state machine that is told of events and draws itself.

    method               told
    on_tick(clock)       that a second began, or that it has just come to the front
    on_action(action)    what a press means: bits of ui.actions
    draw(canvas)         to draw all of itself on a cleared canvas

    on_turn()            that a turn of the event loop began; only screens.work has it
    wipe()               to overwrite what is secret, when it is left; only screens that hold such

All but draw and wipe answer what has to happen. A screen never waits, does no I/O, and pushes
no screen: it answers, and the app decides. `follows_changes` is True for screens that show an
account, which the host can rename or delete meanwhile. `keeps_awake` is True for screens that
go away by themselves: what they wait for must not be lost in the dark, nor begin again.

`clock` has

    second             counts from the start, small
    has_time, unix_s   whether a time is known, and which
    era                one more whenever the time was set or corrected
    refused            no code by time may be made: none is known, or it can be too wrong
    marked             such a code is shown with a mark
    age_s              seconds since the last sync, or None
"""

STAY = 0  # what is on the glass is right
REDRAW = 1  # draw me
DONE = 2  # take me away; what came of it is in my `result`
ASK = 3  # do what my `result` says, and leave me in front

# Results of a question.
YES = 1
NO = 0
NOBODY = -1

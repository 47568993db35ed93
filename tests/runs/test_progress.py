"""Progress: plain lines off a terminal, a bar on one."""

from __future__ import annotations

import io
import time

from didymium.runs import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def lines(stream: io.StringIO) -> list[str]:
    """What was said, without the seconds."""
    return [line.split(" s  ", 1)[1] for line in stream.getvalue().splitlines()]


def test_a_burst_gives_its_first_and_later_its_newest_line():
    out = io.StringIO()
    with Progress(out, every=0.2) as say:
        for i in range(50):
            say(f"step {i}")
        time.sleep(0.5)
        assert lines(out) == ["step 0", "step 49"]


def test_nothing_is_said_after_the_end():
    out = io.StringIO()
    with Progress(out, every=0.2) as say:
        say("a")
        say("b")
    time.sleep(0.4)
    assert lines(out) == ["a"]


def test_a_terminal_gets_a_bar():
    out = Terminal()
    with Progress(out) as say:
        say("price intervals 3 of 12")
        time.sleep(0.3)
    assert "price intervals 3 of 12" in out.getvalue()
    assert "\x1b[" in out.getvalue()

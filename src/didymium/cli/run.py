"""Arguments in, exit code out."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from types import FrameType


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the exit code is 0 ok, 1 findings or bad data, 2 usage, 3 refused, 130 interrupted.

    >>> run(["--version"]) == 0  # doctest: +ELLIPSIS
    didymium ...
    True
    """
    from didymium.cli.commands import app

    before = signal.signal(signal.SIGTERM, _stop)
    try:
        app(args=spread(arguments), prog_name="didymium")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def spread(arguments: Sequence[str]) -> list[str]:
    """Give every year after ``--backcast`` an option of its own, since an option takes one value.

    >>> spread(["check", "works", "--backcast", "2024", "2025", "--json"])
    ['check', 'works', '--backcast', '2024', '--backcast', '2025', '--json']
    """
    found: list[str] = []
    years = 0
    for word in arguments:
        year = word.isdecimal() and len(word) == 4
        if years and year:
            if years > 1:
                found.append("--backcast")
            years += 1
        else:
            years = int(word == "--backcast")
        found.append(word)
    return found


def _stop(number: int, frame: FrameType | None) -> None:
    """A polite request to stop counts as Ctrl-C, so that drafts are removed."""
    raise KeyboardInterrupt

"""Progress on stderr: a live bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

EVERY = 2.0  # seconds between plain lines, at least
_COUNT = re.compile(r"([\d,]+) of ([\d,]+)$")


class Progress:
    """Says what is being done: call it with a line; use it in ``with``, so that the last line is not lost.

    A line that ends in "3 of 12" moves the bar. Off a terminal a line is held back while the one before is younger than
    ``every`` seconds, and only the newest held line is printed.

    >>> import io
    >>> out = io.StringIO()
    >>> with Progress(out, every=0.0) as say:
    ...     say("building")
    ...     say("solving")
    >>> [line.split(" s  ")[1] for line in out.getvalue().splitlines()]
    ['building', 'solving']
    """

    def __init__(self, stream: TextIO | None = None, every: float = EVERY) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._every = every
        self._began = time.monotonic()
        self._last = -every
        self._held = ""
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        if self._stream.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bar

            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
            self._bar = Bar(*columns, console=Console(file=self._stream), transient=True)
            self._bar.add_task("starting", total=None)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._held = ""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __call__(self, text: str) -> None:
        """Say what is being done now."""
        if self._bar is not None:
            found = _COUNT.search(text)
            done, total = (int(n.replace(",", "")) for n in found.groups()) if found else (0, None)
            self._bar.update(self._bar.task_ids[0], description=text, completed=done, total=total)
            return
        with self._lock:
            wait = self._last + self._every - self._elapsed()
            if wait <= 0:
                self._print(text)
                return
            self._held = text
            if self._timer is None:
                self._timer = threading.Timer(wait, self._release)
                self._timer.daemon = True
                self._timer.start()

    def _release(self) -> None:
        with self._lock:
            self._timer = None
            if self._held:
                self._print(self._held)

    def _print(self, text: str) -> None:
        self._held = ""
        self._last = self._elapsed()
        print(f"{self._last:6.1f} s  {text}", file=self._stream, flush=True)

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

"""Whether a question about draws can be asked at all."""

from __future__ import annotations

from didymium.app.error import UsageError

MOST = 1_000_000  # draws


def sampled(draws: int, seed: int, least: int = 1) -> None:
    """Refuse a number of draws that makes no band, and a seed that no generator takes; raises :class:`UsageError`.

    >>> sampled(0, 0)
    Traceback (most recent call last):
    didymium.app.error.UsageError: draws: 0 is too few: ask for at least 1
    """
    if draws < least:
        raise UsageError(f"draws: {draws} is too few: ask for at least {least}")
    if draws > MOST:
        raise UsageError(f"draws: {draws:,} is too many: ask for at most {MOST:,}")
    if seed < 0:
        raise UsageError(f"seed: {seed} is negative: give 0 or more")

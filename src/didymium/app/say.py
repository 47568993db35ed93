"""How a use case reports its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Say: TypeAlias = Callable[[str], None]


def silent(_: str) -> None:
    """Nobody listens."""

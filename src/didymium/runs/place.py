"""Where a run goes when nobody says."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path


def new_folder(verb: str, parent: Path = Path("runs")) -> Path:
    """A folder that does not exist yet: ``runs/20261124T093000-plan``, with a number behind it when that is taken.

    >>> new_folder("plan").name.endswith("-plan")
    True
    """
    first = parent / f"{datetime.now():%Y%m%dT%H%M%S}-{verb}"
    names = (first if n == 1 else first.with_name(f"{first.name}-{n}") for n in count(1))
    return next(folder for folder in names if not folder.exists())

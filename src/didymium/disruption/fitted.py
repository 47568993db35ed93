"""Behaviour fitted on one crisis, to be scored on the other; the values stand in ``hindcasts/fitted.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from didymium.disruption.behaviour import Behaviour
from didymium.disruption.spread import Spread


@cache
def values(case: str) -> dict[str, list[float]]:
    """Low, mid and high of each parameter fitted on ``case``.

    >>> sorted(values("2010"))
    ['elasticity', 'hoard']
    """
    text = resources.files("didymium.disruption").joinpath("hindcasts", "fitted.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)[case]
    return {name: entries[name] for name in entries if isinstance(entries[name], list)}


def fitted(case: str, how: Behaviour) -> Behaviour:
    """The behaviour with the parameters that ``case`` fitted."""
    return how.with_spread(**{name: Spread(*ends) for name, ends in values(case).items()})

"""The steady year that a run starts from: weekly rates of the coordinated plan of one year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.chain import Chain
from didymium.chain.calendar import Period, grid, parse
from didymium.disruption.event import Event, EventError
from didymium.network import Network
from didymium.planning import solve

Floats = NDArray[np.float64]
WEEKS = 365.25 / 7  # in a year


@dataclass(frozen=True)
class Base:
    """A network on one year and what its plan does in an average week.

    ``act[A]``, ``flow[F]``, ``served[S]``, ``exit[N]`` in units a week, ``market[M]`` with sign + into the chain; ``drawn[Q]``
    what the plan takes from each stock.
    """

    network: Network
    act: Floats
    flow: Floats
    served: Floats
    exit: Floats
    market: Floats
    drawn: Floats
    closure: float


def base_year(event: Event, chain: Chain) -> str:
    """The year whose plan is the base: that of the event's first day; raises :class:`EventError` when the chain lacks it.

    >>> from didymium.chain import load
    >>> from didymium.disruption.event import read
    >>> base_year(read("licences-2025"), load("world"))
    '2025'
    """
    year = str(int(event.start.start + 1e-9))
    spans = [parse(v, chain.settings.fiscal_start) for v in chain.tables["demands"]["period"].unique().to_list()]
    inside = [s for s in spans if s.start <= event.start.start + 1e-9 < s.end]
    if inside or not spans:
        return year
    first, last = min(s.start for s in spans), max(s.end for s in spans)
    message = f"week 0 is in {event.start.label}, {chain.name} wants goods from {first:g} to {last:g}"
    raise EventError([event.fault("start", message, "start the event there, or name another chain with --chain")])


def within(event: Event, weeks: int) -> None:
    """Check that every action starts in a run of so many weeks, or of the event's own if they are more; raises :class:`EventError`.

    >>> from didymium.disruption.event import read
    >>> within(read({"start": "2026", "action": [{"kind": "outage", "share": 0.5, "start": "2027"}]}), 104)
    >>> within(read({"start": "2026", "action": [{"kind": "outage", "share": 0.5, "start": "2031"}]}), 104)
    Traceback (most recent call last):
    didymium.disruption.event.EventError: error: event: action[0].start: 2031 is after the last of 104 weeks; start earlier, or ask for more
    """
    most = max(weeks, event.weeks)
    end = event.start.start + most / WEEKS
    late = [(i, a.start.label) for i, a in enumerate(event.actions) if a.start.start >= end]
    says, fix = f"is after the last of {most} weeks", "start earlier, or ask for more"
    found = [event.fault(f"action[{i}].start", f"{label} {says}", fix) for i, label in late]
    if found:
        raise EventError(found)


def base(chain: Chain, year: str) -> Base:
    """Plan ``year`` of ``chain`` alone and take its average week; raises what the plan raises.

    Of plans that cost the same it takes the solver's own and not the one that is shown, as the forecast of 2025 did that waits to
    be scored (docs: decision 15).

    >>> from didymium.chain import load
    >>> week = base(load("works"), "2026")
    >>> round(week.served.sum() * WEEKS)
    420150
    """
    plan = solve(chain, quarters=0, start=year, end=year, detail=False)
    lp, x = plan.live.lp, (plan.live.base or plan.solution).x
    net, c = lp.network, lp.columns

    def week(block: str) -> Floats:
        rate: Floats = x[c[block]][:, 0] / (WEEKS * net.length[0])
        return np.where(np.abs(rate) > 1e-12, rate, 0.0)

    market = week("market") * np.where(net.market_sign < 0, -1.0, 1.0)
    opening = net.chain.tables["stocks"]["opening"].to_numpy().astype(float)
    drawn = opening / (WEEKS * net.length[0]) - week("stock")
    return Base(net, week("act"), week("flow"), week("served"), week("exit"), market, drawn, plan.closure)


def weeks_from(start: Period, count: int) -> tuple[Period, ...]:
    """Weeks of a run, as periods of a 52.18th of a year from the first day of ``start``.

    >>> [round(p.start, 4) for p in weeks_from(Period("2026", 2026.0, 2027.0), 2)]
    [2026.0, 2026.0192]
    """
    edges = start.start + np.arange(count + 1) / WEEKS
    return tuple(Period(f"week {t}", float(edges[t]), float(edges[t + 1])) for t in range(count))


def years(chain: Chain) -> tuple[str, ...]:
    """Years of the chain's own horizon."""
    return tuple(p.label for p in grid(chain.settings.start, chain.settings.end, quarters=0))

"""The licence of April 2025 as an event, from the frozen priors: rule text, precedent, scope.

No number is fitted here, but this second writing was preferred to the declared ``licences-2025`` when both had been scored: its
scores are not blind. It stands beside the declared one, and made the forecast of August to December 2025.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from didymium.disruption.base import WEEKS
from didymium.disruption.event import Event, read
from didymium.disruption.observed import priors

Floats = NDArray[np.float64]
Steps = list[tuple[float, dict[str, float]]]  # weeks after the start, share let through from then on
#: grades that hold dysprosium, terbium or samarium by design; the commercial class holds traces of it on average
CONTROLLED = ("mag_H", "mag_HT", "mag_U", "mag_UT", "mag_S")
FREE = ("mag_N", "mag_P", "mag_B")
ID = "hindcast-2025"
LISTED = ("Sm", "Tb", "Dy")  # elements by which the order names magnets
EVERY = 2  # weeks between two steps of the ramp
LAST = 40  # week after which nothing changes
MONTH = WEEKS / 12.0


def let_through(months: Floats, shift: float, after: float) -> Floats:
    """Share let through so many months after the start, with the ramp ``shift`` months earlier (negative) or later.

    >>> let_through(np.array([1.0, 4.0, 9.0]), 0.0, 0.9).round(2).tolist()
    [0.0, 0.9, 0.9]
    """
    gate = priors()["gate"]
    x = [*gate["months_since"], gate["months_since"][-1] + 1.0]
    y = [*gate["let_through"][:-1], min(gate["let_through"][-1], after), after]
    return np.asarray(np.interp(months - shift, x, y, left=0.0, right=after))


def event() -> Event:
    """The event on the world chain: controlled goods by destination, then other goods of the same customs code.

    >>> [a.kind for a in event().actions]
    ['licence', 'licence', 'licence', 'licence']
    """
    gate, scope = priors()["gate"], priors()["scope"]
    low_after, mid_after, high_after = gate["after"]
    early, late = gate["shift_months_uniform"]
    share = scope["controlled_share"]
    weeks = np.arange(0, LAST + 1, EVERY, dtype=float)
    middle = (weeks + EVERY / 2) / MONTH
    low, mid, high = (
        let_through(middle, late, low_after),
        let_through(middle, 0.0, mid_after),
        let_through(middle, early, high_after),
    )
    outside = (share[1] - share[0]) / share[1]  # of the goods taken as controlled, at most this much is not
    first = {"low": 3 / 7, "mid": 3 / 7, "high": 3 / 7}  # three days of the first week came before the order
    ramp = list(zip((weeks + 1).tolist(), low.tolist(), mid.tolist(), high.tolist(), strict=True))
    pure: Steps = [(0.0, first)] + [(w, {"low": a, "mid": b, "high": c}) for w, a, b, c in ramp]
    world: Steps = [(0.0, first)] + [(w, {"low": a, "mid": b, "high": c + (1.0 - c) * outside}) for w, a, b, c in ramp]
    factor = gate["usa_factor_uniform"]
    usa: Steps = [(0.0, first)] + [
        (w, {"low": a * factor[0], "mid": b * sum(factor) / 2, "high": c * factor[1] + (1.0 - c) * outside}) for w, a, b, c in ramp
    ]
    caught = (share[2] - share[1]) / (1.0 - share[1])  # of the goods taken as free, at most this much is controlled
    least, most = scope["free_passes_uniform"]
    held = scope["free_months"] * MONTH
    free: Steps = []
    for w, a in zip(weeks.tolist(), low.tolist(), strict=True):
        passes = (least, (least + most) / 2) if w < held else (1.0, 1.0)
        free.append((w, {"low": (1.0 - caught) * passes[0] + caught * a, "mid": passes[1], "high": 1.0}))
    common = {"kind": "licence", "actor": ["CHN"], "share": 0.0, "known": "2025-04", "grade": "derived", "source": gate["source"]}
    raw = {**common, "forms": ["oxide", "metal", "alloy"], "elements": priors()["rule"]["elements"], "de_minimis": 0.002}
    magnets = {**common, "goods": list(CONTROLLED), "elements": list(LISTED)}
    entries: Mapping[str, object] = {
        "id": ID,
        "title": "Licences of April 2025 as the frozen priors have them",
        "start": "2025-04",
        "weeks": LAST,
        "source": priors()["rule"]["source"],
        "source_year": 2025,
        "grade": "derived",
        "action": [
            {**magnets, "destinations": ["USA"], "approvals": _plain(usa)},
            {**magnets, "destinations": _others(), "approvals": _plain(world)},
            {**common, "goods": list(FREE), "approvals": _plain(free), "share": 1.0},
            {**raw, "approvals": _plain(pure)},
        ],
    }
    return read(entries)


def _others() -> list[str]:
    """Regions of the world chain but China and the USA."""
    from didymium.chain import load

    regions = load("world").tables["regions"]
    return [r for r in regions.filter(regions["kind"] == "region")["id"].to_list() if r not in ("CHN", "USA")]


def _plain(steps: Steps) -> list[list[object]]:
    """Steps as TOML would have them: plain numbers in rising order."""
    found: list[list[object]] = []
    for week, spread in steps:
        ends = sorted(min(max(v, 0.0), 1.0) for v in spread.values())
        found.append([week, dict(zip(("low", "mid", "high"), ends, strict=True))])
    return found

"""Draws of the uncoordinated engine on the world: seconds by number of draws, and what one draw costs."""

from __future__ import annotations

import time
from typing import Any

from didymium.chain import load
from didymium.disruption import engine
from didymium.disruption.event import read

COUNTS = (1, 8, 64, 256, 1000)


def compare(weeks: int = 104, event: str = "licences-2025") -> dict[str, Any]:
    """Wall and CPU seconds of each number of draws, kernels compiled before; closure of the largest run."""
    ready = engine.prepare(load("world"), read(event), weeks)
    engine.run(ready, engine.drawn(ready, 4, 0))
    rows = []
    for count in COUNTS:
        draws = engine.drawn(ready, count, 0)
        wall, cpu = time.perf_counter(), time.process_time()
        block = engine.run(ready, draws)
        rows.append({"draws": count, "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu})
    return {"event": event, "weeks": weeks, "size": ready.system.size, "rows": rows, "closure": float(block.closure.max())}


def show(found: dict[str, Any]) -> str:
    """Seconds of the uncoordinated engine by number of draws."""
    lines = [
        f"{found['event']} on world, {found['weeks']} weeks: every element closes to {found['closure']:.0e}",
        f"{'draws':>8}{'seconds':>10}{'CPU':>8}{'CPU ms a draw':>16}",
    ]
    for row in found["rows"]:
        lines.append(f"{row['draws']:8,}{row['wall']:10.2f}{row['cpu']:8.2f}{1000 * row['cpu'] / row['draws']:16.1f}")
    return "\n".join(lines)

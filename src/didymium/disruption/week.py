"""The uncoordinated week: kernels in their order, compiled by Numba and kept on disk.

Goods arrive; what feeds on last week's scrap runs; orders go up the chain from the users to the mines; each good is shared
out among those who ordered it, level by level, and the plants below run on what they got; users use up their stock.

The last axis of every array is the draw. No kernel adds over draws and none calls a library function, so a draw does not
depend on its neighbours. A kernel names the arrays that it works on as its parameters, after the fields of
:mod:`didymium.disruption.arrays`: bundles would take Numba several times as long to compile. Letters: d draw, h holder, n node,
p process, i input, o output, j link, u user, leaf a user's stock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from didymium.disruption.arrays import Drawn, Fixed, Record, State
from didymium.disruption.kernel_books import close, look_back
from didymium.disruption.kernel_goods import arrive, down, early
from didymium.disruption.kernel_orders import capacity, demand_of_nodes, demand_of_users
from didymium.disruption.kernel_users import use

ORDER = (arrive, capacity, demand_of_users, early, demand_of_nodes, down, use, look_back, close)


def weeks(count: int, f: Fixed, x: Drawn, s: State, r: Record) -> None:
    """Run ``count`` weeks of all draws of a block; ``s`` and ``r`` are written to."""
    opening = s.stock.copy()
    arrays = {**f._asdict(), **x._asdict(), **s._asdict(), **r._asdict(), "opening": opening}
    calls = [_bound(kernel, arrays) for kernel in ORDER]
    for t in range(count):
        s.before[:] = s.made
        for fresh in (s.made, s.boundary, s.short, s.lack, s.asked):
            fresh[:] = 0.0
        opening[:] = s.stock + s.transit
        for call in calls:
            call(t)


def _bound(kernel: Any, arrays: dict[str, object]) -> Callable[[int], None]:
    """A kernel with its arrays by the names of its parameters; what is left is the week, where it asks for it."""
    code = kernel.py_func.__code__
    names = code.co_varnames[: code.co_argcount]
    given = tuple(arrays[name] for name in names if name != "t")
    return (lambda t: kernel(t, *given)) if names[0] == "t" else (lambda _: kernel(*given))

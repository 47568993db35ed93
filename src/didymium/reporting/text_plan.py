"""A plan for a terminal, and what changed against the plan before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from didymium.reporting import building, outlook, pricing
from didymium.reporting.input import BriefInput, stage_order
from didymium.reporting.layout import columns, cut, plain
from didymium.reporting.number import amount, count, money, percent, signed

MOST = 12


def plan_text(
    b: BriefInput,
    before: BriefInput | None = None,
    changes: Mapping[str, str] | None = None,
    owner: str | None = None,
    run: str | None = None,
    width: int = 100,
) -> str:
    """A plan in words: what is short and why, targets, builds, prices, load by stage.

    ``before`` is the plan without ``changes`` (KEY -> VALUE as given to ``--set``): then differences come first.
    ``owner`` says whose plan it is, ``run`` where its tables lie. Raises ``ValueError`` when a table has the wrong shape.

    >>> from didymium.reporting.input import ChainFacts, Span
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, False, "ab12")
    >>> grid = (Span("2026", 2026.0, 2027.0),)
    >>> old = BriefInput(facts, "0.1.0", "didymium plan works", "optimal", 2e6, {}, {}, {}, grid)
    >>> new = BriefInput(facts, "0.1.0", "didymium plan works", "optimal", 1.5e6, {}, {}, {}, grid)
    >>> print(plan_text(new, before=old, changes={"lines.sx.capacity": "0"}, run="runs/1"))
    Plan of A works (works@2026.11): the whole chain
    If everyone coordinated and knew: an outlook, not a forecast
    optimal; objective 1.5 m USD
    <BLANKLINE>
    CHANGED lines.sx.capacity = 0
      objective 2 m USD -> 1.5 m USD (-500 k USD, -25 %)
    <BLANKLINE>
    Tables: runs/1
    """
    whose = f"{plain(b.name('entities', owner))} alone, others as stepped supply and demand" if owner else "the whole chain"
    what = f"{plain(b.chain.title)} ({plain(b.chain.name)}@{plain(b.chain.version)})"
    head = [f"Plan of {what}: {whose}", "If everyone coordinated and knew: an outlook, not a forecast"]
    if b.chain.warned:
        head.append(b.chain.warned)
    if b.chain.synthetic:
        head.append("SYNTHETIC DATA: made-up numbers, for tests and learning only")
    size = f"; {b.size['rows']:,} rows x {b.size['columns']:,} columns" if {"rows", "columns"} <= set(b.size) else ""
    spent = f"; {sum(b.seconds.values()):.1f} s" if b.seconds else ""
    head.append(f"{plain(b.status)}; objective {money(b.objective)}{size}{spent}")
    head += [f"fallback: {plain(f)}" for f in b.fallbacks]
    blocks = [head, _changed(b, before, changes or {}), _short(b, width), _targets(b), _builds(b), _prices(b), _load(b)]
    shown = ["\n".join(cut(line, width) for line in block) for block in blocks if block]
    return "\n\n".join([*shown, *([f"Tables: {plain(run)}"] if run else [])])  # a path that is cut leads nowhere


def _some(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    lines = columns(rows[:MOST], right)
    return lines if len(rows) <= MOST else [*lines, f"  and {len(rows) - MOST} more"]


def _changed(b: BriefInput, before: BriefInput | None, changes: Mapping[str, str]) -> list[str]:
    if before is None:
        return []
    lines = ["CHANGED " + ", ".join(f"{plain(k)} = {plain(v)}" for k, v in changes.items())]
    gain = b.objective - before.objective
    share = f", {signed(gain / abs(before.objective))}" if before.objective else ""
    plus = "+" if gain > 0 else ""
    lines.append(f"  objective {money(before.objective)} -> {money(b.objective)} ({plus}{money(gain)}{share})")
    for title, rows, right in (
        ("demand not met", _unmet_changes(b, before), (2, 4)),
        ("prices", _price_changes(b, before), ()),
        ("built", _build_changes(b, before), ()),
        ("output of stages", _load_changes(b, before), (3,)),
    ):
        if rows:
            lines += [f"  {title}", *(f"  {line}" for line in _some(rows, right))]
    return lines


def _unmet_changes(b: BriefInput, before: BriefInput) -> list[list[str]]:
    new, old = ({(s.use, s.region): s for s in outlook.shortages(x)} for x in (b, before))
    rows = []
    for key in sorted(new.keys() | old.keys()):
        was, now = (x[key].quantity if key in x else 0.0 for x in (old, new))
        if abs(now - was) <= 1e-3 * max(was, now):
            continue
        s = new.get(key) or old[key]
        rows.append((-abs(now - was), [plain(s.name), plain(s.region), amount(was), "->", amount(now), plain(s.unit)]))
    return [cells for _, cells in sorted(rows)]


def _price_changes(b: BriefInput, before: BriefInput) -> list[list[str]]:
    """Prices that moved by more than one per cent and left their interval."""
    old = {(p.commodity, p.region, p.period): p for p in pricing.prices(before)}
    rows = []
    for p in pricing.prices(b):
        was = old.get((p.commodity, p.region, p.period))
        if was is None or p.value is None or was.value is None:
            continue
        inside = was.low is not None and was.high is not None and was.low <= p.value <= was.high
        move = p.value / was.value - 1 if was.value > 0 else 0.0
        if not inside and abs(move) > 0.01:
            cells = [plain(p.name), plain(p.region_name), p.period, was.text, "->", p.text, p.unit, f"({signed(move)})"]
            rows.append((-abs(move), cells))
    return [cells for _, cells in sorted(rows)]


def _build_changes(b: BriefInput, before: BriefInput) -> list[list[str]]:
    old = {p.id: p.fraction for p in building.projects(before)}
    rows = []
    for p in building.projects(b):
        was = old.get(p.id, 0.0)
        if abs(p.fraction - was) > 0.005:
            rows.append((-abs(p.fraction - was), [plain(p.name), plain(p.region), percent(was), "->", percent(p.fraction)]))
    return [cells for _, cells in sorted(rows)]


def _load_changes(b: BriefInput, before: BriefInput) -> list[list[str]]:
    key = ["stage", "region"]
    new, old = (x.table("capacity").group_by(key).agg(pl.col("activity").sum()) for x in (b, before))
    both = new.join(old, on=key, how="full", coalesce=True, suffix="_was").fill_null(0.0)
    rows = []
    for stage, region, now, was in both.iter_rows():
        if abs(now - was) > 0.01 * max(now, was):
            move = signed(now / was - 1) if was > 0 else "from nothing"
            rows.append((-abs(now - was), [plain(stage), plain(b.name("regions", region)), f"{amount(was)} -> {amount(now)}", move]))
    return [cells for _, cells in sorted(rows)]


def _short(b: BriefInput, width: int) -> list[str]:
    short = outlook.shortages(b)
    if not short:
        return ["SHORT", "  nothing: every demand is met"] if b.table("met").height else []
    lines = ["SHORT (use, region, when, quantity, share of demand)"]
    for s in short[:MOST]:
        lines.append(f"  {plain(s.name)}, {plain(s.region_name)}, {s.when}: {amount(s.quantity)} {plain(s.unit)}, {percent(s.share)}")
        if s.reason:
            told = plain(outlook.told(b, s.reason))
            lines.append(f"    because {told if len(told) < width - 12 else plain(s.reason.rsplit(' <- ', 1)[-1])}")
    return lines if len(short) <= MOST else [*lines, f"  and {len(short) - MOST} more"]


def _targets(b: BriefInput) -> list[str]:
    rows = [
        [
            "met" if t.met else "MISSED",
            plain(t.id),
            plain(t.entity),
            t.period,
            f"{amount(t.actual)} against {plain(t.sense)} {amount(t.value)}",
            f"costs {money(t.cost)}" if t.cost is not None else "",
        ]
        for t in outlook.targets(b)
    ]
    return ["TARGETS", *_some(rows)] if rows else []


def _builds(b: BriefInput) -> list[str]:
    every = building.projects(b)
    rows = [
        [p.outcome, plain(p.name), plain(p.region), plain(p.start), percent(p.fraction)]
        + [money(p.capex), f"of {amount(p.capacity)} {plain(p.unit)}/yr"]
        for p in sorted(every, key=lambda p: (p.outcome == "not built", stage_order(p.stage), -(p.capex or 0.0), p.id))
        if p.outcome != "not built"
    ]
    left = sum(p.outcome == "not built" for p in every)
    lines = _some(rows, right=(4, 5))
    return ["BUILT", *lines, f"  {count(left, 'listed project')} not built"] if every else []


def _prices(b: BriefInput) -> list[str]:
    periods = pricing.periods(b)
    ends = list(dict.fromkeys([*periods[:1], *periods[-1:]]))
    cells: dict[tuple[str, str, str], dict[str, str]] = {}
    for p in pricing.prices(b):
        if p.period in ends:
            cells.setdefault((plain(p.name), plain(p.region_name), p.unit), {})[p.period] = p.text
    rows = [["", "", *ends, ""]] + [[n, r, *(texts.get(e, "") for e in ends), u] for (n, r, u), texts in cells.items()]
    lines = columns(rows[: 2 * MOST])
    if len(rows) > 2 * MOST:
        lines.append(f"  and {len(rows) - 2 * MOST} more")
    return ["PRICES (shadow prices of the plan, not market prices)", *lines] if cells else []


def _load(b: BriefInput) -> list[str]:
    rows = [["", "first", "last", "of capacity used", ""]]
    for s in building.capacities(b):
        total = s.total
        share = [percent(a / c) if c > 0 else "" for a, c in ((s.activity[0], total[0]), (s.activity[-1], total[-1]))]
        rows.append([plain(s.stage), amount(total[0]), amount(total[-1]), " -> ".join(share), f"{plain(s.unit)}/yr"])
    head = f"CAPACITY, {b.periods[0].label} and {b.periods[-1].label}" if b.periods else "CAPACITY"
    return [head, *columns(rows, right=(1, 2, 3))] if len(rows) > 1 else []

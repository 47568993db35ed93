"""A stress test and weeks of cover for a terminal."""

from __future__ import annotations

from didymium.reporting.layout import columns, cut, fit, plain
from didymium.reporting.number import amount, count, money, percent
from didymium.reporting.stress.input import CoverInput, Short, StressInput

SHOWN = 12
NAME = 40  # columns of a use and its region
WORDS = {"nobody": "uncoordinated", "everybody": "coordinated"}


def stress_text(s: StressInput, width: int = 100) -> str:
    """Headline, who is hit when, prices and what helps; lines of ``width`` characters."""
    lines = [f"{plain(s.title)} ({s.event}), {plain(s.chain.name)}", *headline(s)]
    if s.chain.synthetic:
        lines.append("SYNTHETIC DATA")
    lines += ["", *_hit(s)]
    prices = _prices(s)
    lines += ["", *prices] if prices else []
    lines += ["", *_measures(s)] if s.measures else []
    lines += ["", *_levers(s)] if s.tables.get("dependence") is not None and s.tables["dependence"].height else []
    alone = _survival(s)
    lines += ["", *alone] if alone else []
    carried = s.tables.get("variance")
    if carried is not None and carried.height:
        parts = [f"{g} {percent(t)}" for g, t in carried.select("group", "total").head(3).iter_rows()]
        lines += ["", fit(parts, width, ", ", "spread of the loss: ")]
    lines += ["", *(f"note: {plain(n)}" for n in s.notes)]
    parts = [count(s.draws, "draw"), count(s.weeks, "week"), f"{s.unknown} uncertain numbers", f"seed {s.seed}"]
    lines.append(f"{', '.join(parts)}; {amount(s.seconds, 2)} s")
    lines.append(f"every element closes to {s.closure:.0e} of a week's flow; bands hold 80 % of the draws; a what-if, no forecast")
    return "\n".join(cut(line, width) for line in lines)


def headline(s: StressInput) -> list[str]:
    """The finding in a few lines: what is lost, who is short first and when, what coordination would save."""
    if not s.loss:
        return [f"Nobody is short within {s.weeks} weeks."]
    governance = next(iter(s.value))
    low, mid, high = s.value[governance]
    lines = [f"{WORDS[governance]}: {money(mid)} of end use lost in {s.weeks} weeks ({money(low)} to {money(high)})"]
    first = next((x for x in _heavy(s) if x.often >= 0.5), None)
    if first is not None:
        week = f"in week {amount(first.mid, 2)} ({amount(first.low, 2)} to {amount(first.high, 2)})"
        lines.append(f"first of the hardest hit: {_who(s, first.use, first.region)}, {week}")
    if s.coordination is not None:
        c = s.coordination
        lines.append(f"sharing and knowing early would save {money(c.mid)} in {count(c.weeks, 'week')} ({money(c.low)} to {money(c.high)})")
    return lines


def _who(s: StressInput, use: str, region: str) -> str:
    return plain(f"{s.name('commodities', use)}, {s.name('regions', region)}")


def _fitted(s: StressInput, use: str, region: str) -> str:
    """The same in a column's width: what is cut is the use, never the region."""
    where = plain(s.name("regions", region))
    return f"{cut(plain(s.name('commodities', use)), NAME - len(where) - 2)}, {where}"


def _heavy(s: StressInput) -> list[Short]:
    """The users that lose most by value, the first short on top."""
    governance = next(iter(s.value))
    top = [(x.use, x.region) for x in s.loss if x.governance == governance][:SHOWN]
    return [x for x in s.short if (x.use, x.region) in top]


def _hit(s: StressInput) -> list[str]:
    """The hardest hit: first short week, in how many draws, share of what was wanted that is lost, its worth, what sharing saves."""
    case = next(iter(s.value))
    lost = {(x.use, x.region): x for x in s.loss if x.governance == case}
    saved: dict[tuple[str, str], float] = {}
    if s.coordination is not None:
        saved = {(use, region): usd for use, region, usd in s.tables["beside"].select("use", "region", "saved").iter_rows()}
    head = ["hardest hit", "short from week", "draws", "lost", "worth"]
    head += ["sharing saves"] if s.coordination is not None else []
    rows = [head]
    for x in _heavy(s):
        week = f"{amount(x.mid, 2)} ({amount(x.low, 2)}-{amount(x.high, 2)})"
        hit = lost[x.use, x.region]
        row = [_fitted(s, x.use, x.region), week, percent(x.often), percent(hit.share), money(hit.value)]
        rows.append([*row, money(saved.get((x.use, x.region), 0.0))] if s.coordination is not None else row)
    if len(rows) == 1:
        return ["no use loses anything"]
    left = len({(x.use, x.region) for x in s.loss}) - len(rows) + 1
    more = [f"  and {left} more uses by region"] if left > 0 else []
    return [*columns(rows, right=range(2, len(head)), indent=0), *more]


def _prices(s: StressInput) -> list[str]:
    """The asks that rise most, in the region of the middle rise, beside what the volume pays."""
    rows = [["price, USD/kg oxide", "before", "highest ask", "what the volume pays then"]]
    for element, region, before, ask, weighted in dearest(s)[:6]:
        rows.append([f"{element}, {plain(s.name('regions', region))}", amount(before), amount(ask), amount(weighted)])
    return columns(rows, right=(1, 2, 3), indent=0) if len(rows) > 1 else []


def dearest(s: StressInput) -> list[tuple[str, str, float, float, float]]:
    """Element, region, price before, highest mid ask and the volume-weighted price in that week; largest rise first.

    Of each element the region stands for it whose rise is the middle one of those where it rises.
    """
    table = s.tables.get("prices")
    if table is None or table.is_empty():
        return []
    series: dict[tuple[str, str], dict[str, dict[int, float]]] = {}
    for element, region, tier, week, mid in table.select("element", "region", "tier", "week", "mid").iter_rows():
        series.setdefault((element, region), {}).setdefault(tier, {})[week] = mid
    found = []
    for (element, region), tiers in series.items():
        at = max(tiers["spot"], key=lambda w: (tiers["spot"][w], -w))
        before = min(tiers["contract"].values())
        if tiers["spot"][at] > 1.05 * before:
            found.append((element, region, before, tiers["spot"][at], tiers["weighted"][at]))
    rises: dict[str, list[tuple[str, str, float, float, float]]] = {}
    for row in sorted(found, key=lambda x: (-x[3] / x[2], x[0], x[1])):
        rises.setdefault(row[0], []).append(row)
    middle = [rows[len(rows) // 2] for rows in rises.values()]
    return sorted(middle, key=lambda x: (-x[3] / x[2], x[0]))


def _survival(s: StressInput) -> list[str]:
    """The nodes that cost most when they stand still: weeks until somebody is short, weeks to recover."""
    table = s.tables.get("survival")
    top = [] if table is None else [r for r in table.iter_rows(named=True) if r["survive"] is not None][:4]
    if not top:
        return []
    rows = [["stands still for 26 weeks", "first short after", "recovers in", "end use lost"]]
    for r in top:
        back = f"over {amount(r['recover'], 2)} weeks" if r["open"] else count(round(r["recover"]), "week")
        name = plain(f"{r['form']}, {s.name('regions', r['region'])}")
        rows.append([name, count(round(r["survive"]), "week"), back, money(r["loss"])])
    return columns(rows, right=(1, 2, 3), indent=0)


def _measures(s: StressInput) -> list[str]:
    rows = [["what helps (mean of the draws)", "costs", "avoids", "per dollar, USD"]]
    rows += [[plain(m.name), money(m.cost), f"{money(m.mean)} ({percent(m.share)})", amount(m.per_dollar, 2)] for m in s.measures]
    return columns(rows, right=(3,), indent=0)


def _levers(s: StressInput) -> list[str]:
    """Dependence both ways: who withholds, what it costs the others and itself."""
    rows = [["who withholds all it sends", "costs the others", "itself", "forms"]]
    for r in s.tables["dependence"].iter_rows(named=True):
        if r["on"] == "all":
            rows.append([plain(s.name("regions", r["actor"])), money(r["mid"]), money(r["cost_to_actor"]), plain(r["forms"])])
    return columns(rows, right=(1, 2), indent=0)


def cover_text(c: CoverInput, width: int = 100) -> str:
    """Weeks of cover of each part, the shortest first."""
    lines = [f"Cover of {plain(c.bom)} under {plain(c.title)} ({c.event})" if c.event else f"Cover of {plain(c.bom)}"]
    known = [p for p in c.parts if p.mid is not None]
    if known:
        first = known[0]
        band = f"{amount(first.low, 2)} to {amount(first.high, 2)}"
        lines.append(f"{plain(first.part)} is short first: week {amount(first.mid, 2)} ({band}), for want of {first.element}")
    elif c.event:
        lines.append(f"no part is short within {c.weeks} weeks in half of the draws")
    rows = [["part", "use", "region", "grade", "element", "kg", "stock, weeks", "first short week"]]
    for p in c.parts:
        week = "" if p.mid is None else f"{amount(p.mid, 2)} ({amount(p.low, 2)}-{amount(p.high, 2)})"
        rows.append([plain(p.part), p.use, p.region, p.grade, p.element, amount(p.kg), amount(p.stock_weeks, 2), week or "none"])
    lines += ["", *columns(rows, right=(5, 6), indent=0), *(f"note: {plain(n)}" for n in c.notes)]
    return "\n".join(cut(line, width) for line in lines)

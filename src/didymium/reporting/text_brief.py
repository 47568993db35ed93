"""The brief for a terminal: at most 40 lines."""

from __future__ import annotations

from didymium.reporting import building, earning, holding, outlook, pricing, trust
from didymium.reporting.advice import advice
from didymium.reporting.hindcast import verdict
from didymium.reporting.input import BriefInput, stage_order
from didymium.reporting.layout import columns, cut, fit, plain
from didymium.reporting.number import amount, count, money, percent, signed
from didymium.reporting.stress.text import headline

LINES = 40


def brief_text(b: BriefInput, width: int = 100) -> str:
    """The brief in at most 40 lines of at most ``width`` characters.

    In this order: can you trust it, who holds what, the coordinated outlook and the uncoordinated case beside it, what gets
    built, prices and value added, next commands. A block without data is left out. Raises ``ValueError`` when a table has the
    wrong shape.

    >>> from didymium.reporting.input import ChainFacts, Span
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> b = BriefInput(facts, "0.1.0", "didymium brief works", "optimal", 2e6, {}, {}, {}, (Span("2026", 2026.0, 2027.0),))
    >>> print(brief_text(b))
    A works (works@2026.11, data ab12): 10 rows, 50 % assumed
    SYNTHETIC DATA: made-up numbers, for tests and learning only
    optimal; objective 2 m USD over 2026
    <BLANKLINE>
    NEXT
      didymium check works
      didymium find TEXT works
    """
    blocks = [
        _head(b),
        _trust(b, width),
        _holders(b, width),
        _outlook(b, width),
        _stress(b, width),
        _built(b, width),
        _money(b, width),
        _documents(b),
        _next(b),
    ]
    blocks = [block for block in blocks if block]
    for i, least in ((-2, 3), (-1, 2)) if b.documents is not None else ():  # what was read is told before the third next command
        over = sum(map(len, blocks)) - LINES
        if over > 0:
            blocks[i] = blocks[i][: max(least, len(blocks[i]) - over)]
    spaced = sum(map(len, blocks)) + len(blocks) - 1 <= LINES
    lines = [line for i, block in enumerate(blocks) for line in ([""] if spaced and i else []) + block]
    whole = "  didymium "  # a command that is cut cannot be run
    return "\n".join(line if line.startswith(whole) else cut(line, width) for line in lines[:LINES])


def _head(b: BriefInput) -> list[str]:
    c = b.chain
    what = f"{plain(c.title)} ({plain(c.name)}@{plain(c.version)}, data {plain(c.hash)[:12]})"
    lines = [f"{what}: {count(c.rows, 'row')}, {percent(c.assumed_share)} assumed"]
    if c.warned:
        lines.append(c.warned)
    if c.synthetic:
        lines.append("SYNTHETIC DATA: made-up numbers, for tests and learning only")
    over = f" over {b.periods[0].label}" + (f" to {b.periods[-1].label}" if len(b.periods) > 1 else "") if b.periods else ""
    waited = sum(b.seconds.values())
    spent = f"; {waited:.0f} s" if waited >= 2 else ""  # what nobody waits for needs no saying
    size = f"; {b.size['rows']:,} x {b.size['columns']:,}" if {"rows", "columns"} <= set(b.size) else ""
    back = "; solver took a fallback" if b.fallbacks else ""
    return [*lines, f"{plain(b.status)}; objective {money(b.objective)}{over}{size}{spent}{back}"]


def _trust(b: BriefInput, width: int) -> list[str]:
    lines = []
    for s in trust.scores(b):
        if s.median is None:
            continue
        limits = f", {s.within}/{s.limited} in limit" if s.limited else ""
        text = f"  {s.year} {'in fit' if s.fitted else 'out of fit':<10}  {percent(s.median)} ({count(s.rows, 'row')}{limits})"
        if s.naive_median is not None:
            model = "" if s.paired == s.rows else f" on {s.paired} rows, model {percent(s.paired_median)}"
            text += f'; "as before" {percent(s.naive_median)}{model}: {"won" if s.wins else "not beaten"}'
        lines.append(text)
    lines = lines[-2:]
    misses = list(
        {
            c.what: f"{plain(trust.label(b, c, region=False))}{' ' + plain(c.region) if c.region else ''} {c.period} {signed(c.error)}"
            for c in reversed(trust.worst_misses(b, 12))
        }.values()
    )[::-1]
    if misses:
        lines.append(fit(misses, width, head="  worst misses     "))
    left = [f"{u.element} {signed(u.share)} ({amount(u.tonnes)} t)" for u in trust.unexplained(b)]
    if left:
        lines.append(fit(left, width, glue=", ", head="  unexplained      "))
    lines.extend(f"  missed because   {plain(note)}" for note in b.notes[:1])
    if b.hindcast and lines:
        lines.append(f"  past crises      {verdict(b.hindcast).replace(' of past crises', '')}")
    return ["CAN YOU TRUST IT (scored rows only: median miss of the model against what was observed)", *lines] if lines else []


def _holders(b: BriefInput, width: int) -> list[str]:
    if not b.years or b.table("holders").is_empty():
        return []
    year = holding.first_year(b)
    if year is None:
        return []
    shown = holding.shown(b)
    most = 3 if width >= 96 else 2
    cells: dict[str, dict[str, str]] = {}
    for element in shown:
        for s in holding.stages(b, element, year):
            text = ", ".join(f"{plain(h.id)} {_whole(h.share)}{'*' * (h.share > holding.HALF)}" for h in s.holders[:most])
            cells.setdefault(s.stage, {})[element] = text
    order = sorted(sorted(cells, key=_rank)[:4], key=stage_order)
    rows = [["", *shown], *([plain(s), *(cells[s].get(e, "") for e in shown)] for s in order)]
    made = ", from the backcast" if b.is_past(year) else ""
    head = f"WHO HOLDS WHAT in {year}{made} (% of the element leaving the stage; * above half)"
    lines = [head, *columns(rows)]
    groups = []
    for element in shown:
        one = {s.stage: s for s in holding.stages(b, element, year, kind="entity")}
        stage = next((one[s] for s in ("separation", "finishing", "magnet", "mine") if s in one), None)
        if stage:
            groups.append(f"{element} {plain(stage.holders[0].name)} {percent(stage.holders[0].share)} ({plain(stage.stage)})")
    return [*lines, fit(groups, width, head="  largest groups: ")] if groups else lines


def _whole(share: float) -> str:
    """A share in whole per cent, without the sign."""
    return "<1" if share < 0.005 else "99+" if 0.995 <= share < 0.99999 else f"{100 * share:.0f}"


def _rank(stage: str) -> tuple[int, tuple[int, str]]:
    """Stages that a reader asks for first come first where there is no room for all."""
    first = ("mine", "separation", "metal", "magnet", "recycling", "alloy", "material")
    return (first.index(stage) if stage in first else len(first), stage_order(stage))


def _outlook(b: BriefInput, width: int) -> list[str]:
    short, goals, low = outlook.shortages(b), outlook.targets(b), outlook.too_low(b)
    lines = []
    years = outlook.served(b)
    if years:
        parts = [f"{y}: {s} of {n}" for y, s, n in years]
        lines.append(fit(parts, width, glue=", ", head="  demands (use by region) not fully met   "))
    groups = _together(short)
    for i, group in enumerate(groups[:2]):
        where = [f"{plain(s.region)} {amount(s.quantity)} {plain(s.unit)} ({percent(s.share)})" for s in group]
        lines.append(fit(where, width - len(group[0].when) - 2, glue=", ", head=f"  {plain(group[0].name)}: ") + f"; {group[0].when}")
        more = f"  (+{len(groups) - 2} more)" if i == 1 and len(groups) > 2 else ""
        lines.append(f"    because {cut(_root(group[0].reason) or 'unknown', width - 12 - len(more))}{more}")
    if goals:
        missed = [
            f"{plain(t.id)} {plain(t.period)} ({amount(t.actual)}, asked {plain(t.sense)} {amount(t.value)})" for t in goals if not t.met
        ]
        text = f"  targets: {sum(t.met for t in goals)} of {len(goals)} met, costing {money(sum(t.cost or 0.0 for t in goals))}"
        lines.append(fit(missed, width, head=f"{text}; missed: ") if missed else text)
    if low:
        lines.append(fit([f"{plain(n)} {w}" for n, _, w, _ in low], width, head="  below least steady load: "))
    head = "IF EVERYONE COORDINATED AND KNEW (an outlook with foresight, not a forecast)"
    return [head, *(lines or ["  every demand is met"])] if years or lines else []


def _together(short: list[outlook.Shortage]) -> list[list[outlook.Shortage]]:
    """Shortages of one use with one root cause together, in their order."""
    groups: dict[tuple[str, str], list[outlook.Shortage]] = {}
    for s in short:
        groups.setdefault((s.use, _root(s.reason)), []).append(s)
    return list(groups.values())


def _root(reason: str) -> str:
    """The last link of a chain of causes: what a person could act on."""
    return plain(reason.rsplit(" <- ", 1)[-1])


def _stress(b: BriefInput, width: int) -> list[str]:
    """The uncoordinated case beside the coordinated outlook: what breaks and when, what helps most."""
    s = b.stress
    if s is None or not s.loss:
        return []
    head, how = "IF NOBODY DOES: ", f" ({s.event}, {count(s.draws, 'draw')})"
    lines = [head + cut(plain(s.title), width - len(head) - len(how)) + how, *(f"  {line}" for line in headline(s))]
    if s.measures:
        best = s.measures[0]
        lines.append(
            f"  a dollar buys most as {plain(best.name)}: {amount(best.per_dollar, 2)} of loss avoided, {percent(best.share)} of it all"
        )
    return lines


def _built(b: BriefInput, width: int) -> list[str]:
    every = building.projects(b)
    if not every:
        return []
    taken = sorted((p for p in every if p.outcome in ("built", "in part")), key=lambda p: (-(p.capex or 0.0), p.id))
    lines = ["WHAT GETS BUILT", f"  {building.verdict(b)}"]
    for p in taken[:1]:
        what = f"{percent(p.fraction)} of {amount(p.capacity)} {plain(p.unit)}/yr"
        lines.append(f"  largest: {cut(plain(p.name), 48)}, {plain(p.start)}: {what}, {money(p.capex)}")
    return lines


def _money(b: BriefInput, width: int) -> list[str]:
    lines = []
    every = pricing.prices(b)
    periods = pricing.periods(b)
    if every:
        unit = every[0].unit
        lines.append(f"PRICES AND VALUE ADDED, {unit} (shadow prices of the plan, not market prices; c = calibrated)")
        for goods in pricing.shown(b):
            first = [p for p in every if p.commodity == goods and p.period == periods[0]]
            last = [p for p in every if p.commodity == goods and p.period == periods[-1]] if len(periods) > 1 else []
            parts = [f"{plain(p.region_name)} {p.interval}{' c' * p.calibrated}{'' if p.unit == unit else ' ' + p.unit}" for p in first]
            text = f"  {plain(first[0].name if first else goods):<12} {periods[0]}: {', '.join(parts)}"
            if last:
                later = f"; {periods[-1]}: {plain(last[0].region_name)} {last[0].interval}{' c' * last[0].calibrated}"
                text += later if len(text + later) <= width else ""
            lines.append(text)
    span = earning.years(b)
    if span:
        if not lines:
            lines.append("VALUE ADDED")
        stages = [
            f"{plain(e.id)} {amount(e.usd_per_kg[0], 2)} -> {amount(e.usd_per_kg[-1], 2)}"
            for e in sorted(earning.earners(b, "stage"), key=lambda e: _rank(e.id))[:4]
            if e.usd_per_kg[0] is not None and e.usd_per_kg[-1] is not None
        ]
        if stages:
            lines.append(fit(stages, width, glue=", ", head=f"  added per kg of product, {span[0]} -> {span[-1]}: "))
        who = [f"{plain(e.name)} {money(e.usd[-1])}" for e in sorted(earning.earners(b, "region"), key=lambda e: (-e.usd[-1], e.id))]
        lines.append(fit(who, width, glue=", ", head=f"  earned in {span[-1]}: "))
    return lines


def _documents(b: BriefInput) -> list[str]:
    """The finding, and what is doubtful."""
    if b.documents is None:
        return []
    from didymium.reporting.claims.blocks import LABEL, finding

    doubtful = [i for i in b.documents.judged if i.verdict != "fits"]
    lines = [
        f"  {plain(i.name)}: {plain(i.figure)} {plain(i.predicate.replace('_', ' '))}: {plain(i.verdict)} [{i.grade}]" for i in doubtful[:2]
    ]
    return [LABEL.upper(), f"  {finding(b.documents)}", *dict.fromkeys(lines)]


def _next(b: BriefInput) -> list[str]:
    return ["NEXT", *(f"  {plain(command)}" for command, _ in advice(b)[:3])]

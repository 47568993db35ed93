"""Blocks of a stress test's report: what breaks and when, what is lost, prices, what helps, where it chokes, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from didymium.reporting.block import Block, Chart, Column, Kind, Table, Value, Words, block
from didymium.reporting.figures import Figure
from didymium.reporting.number import amount, count, listed, money, percent
from didymium.reporting.stress.figures import dollar, weeks
from didymium.reporting.stress.input import StressInput
from didymium.reporting.stress.text import WORDS, dearest, headline


def blocks(s: StressInput) -> list[Block]:
    """Blocks that have something to say, in the order of a reader's questions."""
    made = (breaks(s), _beside(s), _lost(s), helps(s), _prices(s), _chokes(s), _survives(s), _depends(s), _carries(s), _shortage(s))
    return [b for b in made if b is not None]


def _band(name: str, kind: Kind = "number", unit: str = "", mid: str = "") -> tuple[Column, Column, Column]:
    """A quantity and the ends of its band, each under a head that says what it is and in which unit."""
    return Column(f"{name}{mid}", kind, unit), Column(f"{name} (low)", kind, unit), Column(f"{name} (high)", kind, unit)


def _shared(units: Iterable[str]) -> tuple[str, tuple[Column, ...]]:
    """The unit for the heads where all rows share one; else none, and a column before the numbers in which each row names its own.

    >>> _shared(["t", "t"]), [column.name for column in _shared(["t", "m2"])[1]]
    (('t', ()), ['Unit'])
    """
    different = sorted(set(units))
    return ("", (Column("Unit"),)) if len(different) > 1 else ("".join(different), ())


def _chart(figure: Figure | None) -> Chart | None:
    return None if figure is None else Chart(figure)


def breaks(s: StressInput) -> Block | None:
    """What breaks and when: the uncoordinated case, the coordinated one beside it where it was run."""
    heads = (
        Column("Use"),
        Column("Region"),
        *_band("First short", unit="week"),
        Column("In draws", "share"),
        Column("Until whole", "number", "weeks"),
        Column("Not whole at the end", "share"),
    )
    rows = tuple(
        (s.name("commodities", x.use), s.name("regions", x.region), x.mid, x.low, x.high, x.often, x.recover, x.open) for x in s.short
    )
    lines = (
        "A use is short when it lacks more than 2 % of what it wants; weeks count from the start of the event and bands hold 80 % of the "
        "draws. Uncoordinated means that everyone orders for himself and reacts to what he has seen. Shares are of the draws.",
    )
    table = Table("first_short", "First short", heads, rows)
    return block("breaks", "What breaks, when", _finding(s), [Words(lines), _chart(weeks(s)), table], planned=False)


def _finding(s: StressInput) -> str:
    return ". ".join(line[0].upper() + line[1:] for line in headline(s)).removesuffix(".") + "."


def _beside(s: StressInput) -> Block | None:
    """Both cases over the weeks and draws that they share; None where one was not run."""
    c = s.coordination
    if c is None:
        return None
    table = s.tables["beside"]
    unit, own = _shared(table["unit"])
    heads = (
        Column("Use"),
        Column("Region"),
        *own,
        *_band("Uncoordinated", unit=unit),
        *_band("Coordinated", unit=unit),
        Column("Sharing saves", "usd", "USD"),
    )
    keys = ("use", "region", *(["unit"] if own else []), "mid", "low", "high", "kept_mid", "kept_low", "kept_high", "saved")
    rows = tuple((s.name("commodities", r[0]), s.name("regions", r[1]), *r[2:]) for r in table.select(keys).iter_rows())
    lines = (
        f"Both over the first {count(c.weeks, 'week')} and the same {count(c.draws, 'draw')}, with a band that holds 80 % of them. "
        "Coordinated means that everybody shares, month by month, and knows the event three months ahead: a bound that nobody reaches, "
        "no proposal. A user may fare worse by it, where what he has is worth more elsewhere.",
    )
    finding = (
        f"Coordination and early knowledge save {money(c.mid)} of end use in {count(c.weeks, 'week')} ({money(c.low)} to {money(c.high)})."
    )
    both = Table("beside", "Loss of end use, uncoordinated beside coordinated", heads, rows)
    return block("beside", "What sharing would save", finding, [Words(lines), both], planned=True)


def _lost(s: StressInput) -> Block | None:
    unit, own = _shared(x.unit for x in s.loss)
    heads = (
        Column("Use"),
        Column("Region"),
        Column("Case"),
        *own,
        *_band("Lost", unit=unit),
        Column("Share of what was wanted", "share"),
        Column("Worth", "usd", "USD"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            s.name("commodities", x.use),
            s.name("regions", x.region),
            WORDS[x.governance],
            *([x.unit] if own else []),
            x.mid,
            x.low,
            x.high,
            x.share,
            x.value,
        )
        for x in s.loss
    )
    hit = len({(x.use, x.region) for x in s.loss})
    finding = f"{count(hit, 'use', 'uses')} by region {'loses' if hit == 1 else 'lose'} something."
    lines = ("The middle of the draws, with a band that holds 80 % of them; share and worth are means of the draws.",)
    table = Table("loss", "Loss of end use over the run", heads, rows)
    return block("loss", "What is lost", finding, [Words(lines) if rows else None, table], planned=False)


def helps(s: StressInput) -> Block | None:
    """What helps per dollar; None without measures."""
    if not s.measures:
        return None
    best = s.measures[0]
    heads = (
        Column("Measure"),
        Column("Cost", "usd", "USD"),
        *_band("Avoids", "usd", "USD", mid=" (mean)"),
        Column("Share of the loss", "share"),
        Column("Per dollar", "number", "USD"),
    )
    rows = tuple((m.name, m.cost, m.mean, m.low, m.high, m.share, m.per_dollar) for m in s.measures)
    lines = (
        "Each measure is tried alone, in the same draws as the case without it. Costs are orders of magnitude, most of them assumed: "
        "interest and storage of stocks, qualification, capacity that waits, plants as the chain plans them, recycling works as one in "
        "Texas was planned. Stock counts only where it is held in a form that its holder can use; held in common it goes week by week "
        "to whoever lacks it.",
    )
    finding = f"Per dollar, {best.name} avoids most: {amount(best.per_dollar, 2)} dollars of loss, {percent(best.share)} of it all."
    return block(
        "helps",
        "What helps per dollar",
        finding,
        [Words(lines), _chart(dollar(s)), Table("measures", "Measures", heads, rows)],
        planned=False,
    )


def _prices(s: StressInput) -> Block | None:
    found = dearest(s)
    if not found:
        return None
    heads = (
        Column("Element"),
        Column("Region"),
        Column("Before", "number", "USD/kg oxide"),
        Column("Highest ask", "number", "USD/kg oxide"),
        Column("What the volume pays then", "number", "USD/kg oxide"),
    )
    rows = tuple((e, s.name("regions", r), before, ask, paid) for e, r, before, ask, paid in found)
    e, r, before, ask, paid = found[0]
    finding = (
        f"Asks for {e} in {s.name('regions', r)} reach {amount(ask / before, 2)} times the price before; "
        f"the volume pays {amount(paid / before, 3)} times."
    )
    lines = (
        "Most of the volume goes under contract; asks are what the thin rest is offered at, up to what its buyer can bear. Of each "
        "element the region stands here whose rise is the middle one; all regions are in the workbook, sheet prices.",
    )
    unit, own = _shared(s.tables["prices"]["unit"])
    book = _raw("prices", "Prices by element, region and tier", s.tables["prices"] if own else s.tables["prices"].drop("unit"), unit)
    return block("prices", "Two prices", finding, [Words(lines), Table("asks", "Highest asks", heads, rows), book], planned=False)


def _raw(name: str, title: str, table: pl.DataFrame, unit: str) -> Table:
    """A result table as it is, for the workbook; ``unit`` is that of its band."""

    def column(name: str) -> Column:
        return Column(name, "number", unit) if name in ("low", "mid", "high") else Column(name, "integer" if name == "week" else "text")

    return Table(name, title, tuple(column(c) for c in table.columns), tuple(table.iter_rows()), where="book")


def _chokes(s: StressInput) -> Block | None:
    table = s.tables.get("choke_points")
    if table is None or table.is_empty():
        return None
    heads = (
        Column("What stands still"),
        Column("Region"),
        Column("Stage"),
        Column("End use lost in a year", "usd", "USD"),
        Column("Share of all end use", "share"),
        Column("Hurts most"),
    )
    kept = [r for r in table.iter_rows(named=True) if r["loss"] is not None and r["loss"] > 0]

    def called(row: dict[str, str]) -> str:
        return row["name"] if row["kind"] == "plant" else f"{row['stage']} stage of {s.name('regions', row['region'])}"

    rows = tuple((called(r), s.name("regions", r["region"]), r["stage"], r["loss"], r["share"], s.name("regions", r["hurt"])) for r in kept)
    if not rows:
        return None
    first = rows[0][0][:1].upper() + rows[0][0][1:]
    finding = f"{first} is the narrowest point: a year without it costs {percent(kept[0]['share'])} of all end use."
    lines = ("Each plant, and each stage of a region, stands still for a year without stocks, everybody sharing what is left.",)
    return block("chokes", "Where it chokes", finding, [Words(lines), Table("choke_points", "Choke points", heads, rows)], planned=False)


def _survives(s: StressInput) -> Block | None:
    table = s.tables.get("survival")
    if table is None or table.is_empty():
        return None
    heads = (
        Column("Stands still: form"),
        Column("Region"),
        Column("Until a user is short", "number", "weeks"),
        Column("Short first"),
        Column("To recover", "number", "weeks"),
        Column("Whole in the end"),
        Column("End use lost", "usd", "USD"),
    )

    def first(row: dict[str, object]) -> str:
        use, region = str(row["first_use"]), str(row["first_region"])
        return f"{s.name('commodities', use)}, {s.name('regions', region)}" if use else ""

    kept = [r for r in table.iter_rows(named=True) if r["survive"] is not None]
    if not kept:
        return None
    rows = tuple(
        (
            r["form"],
            s.name("regions", r["region"]),
            r["survive"],
            first(r),
            r["recover"],
            "no" if r["open"] else "yes",
            r["loss"],
        )
        for r in kept
    )
    top = kept[0]
    finding = (
        f"When the {top['form']} plants of {s.name('regions', top['region'])} stand still the first user is short after "
        f"{count(round(top['survive']), 'week')}; "
        f"{count(len(kept), 'node')} of {table.height} matter to anybody within two years."
    )
    lines = (
        "Every node, all that a region makes of one form, stands still for 26 weeks without this event, uncoordinated and with every "
        "uncertain number at its middle. Recovery counts from the restart until nobody lacks more than 2 %; where somebody still does "
        "after 104 weeks it is cut there.",
    )
    whole = Table("survival", "Time to survive and to recover", heads, rows)
    return block("survives", "How long it lives without", finding, [Words(lines), whole], planned=False)


def _depends(s: StressInput) -> Block | None:
    table = s.tables.get("dependence")
    if table is None or table.is_empty():
        return None
    heads = (
        Column("Who withholds all it sends"),
        Column("Hurts"),
        *_band("End use lost there", "usd", "USD"),
        Column("Costs itself", "usd", "USD"),
        Column("Net", "usd", "USD"),
        Column("Forms"),
    )
    rows = tuple(
        (
            s.name("regions", r["actor"]),
            "all others" if r["on"] == "all" else s.name("regions", r["on"]),
            *(r[c] for c in ("mid", "low", "high", "cost_to_actor", "net", "forms")),
        )
        for r in table.iter_rows(named=True)
    )
    whole = [r for r in table.iter_rows(named=True) if r["on"] == "all"]
    gain = [s.name("regions", r["actor"]) for r in whole if r["net"] > 0]
    who = listed(gain) if gain else "nobody"
    finding = f"Of {len(whole)} regions that withhold all they send, the others lose more than the actor where it is {who}."
    lines = (
        f"Each lever is pulled alone for {s.weeks} weeks, nobody coordinating. What it costs itself is end use lost at home, and sales "
        "abroad of usual weeks that are not made; the net stands once for each, against all others. "
        "Reagents, equipment and end markets are levers too, and not in the chain.",
    )
    table_of = Table("dependence", "Dependence both ways", heads, rows)
    return block("depends", "Dependence both ways", finding, [Words(lines), table_of], planned=False)


def _carries(s: StressInput) -> Block | None:
    table = s.tables.get("variance")
    if table is None or table.is_empty():
        return None
    heads = (
        Column("Uncertain"),
        Column("Share of the variance, alone", "share"),
        Column("Share with all it acts with", "share"),
        Column("Uncertain numbers", "integer"),
        Column("Of them assumed", "integer"),
    )
    rows = tuple(table.iter_rows())
    finding = f"Most of the spread of the loss comes from {rows[0][0]}: {percent(rows[0][2])}."
    lines = ("Sobol indices; numbers of a group move together. Estimates of few draws: a share near zero may come out below it.",)
    return block(
        "carries", "What carries the spread", finding, [Words(lines), Table("variance", "Shares of variance", heads, rows)], planned=False
    )


def _shortage(s: StressInput) -> Block | None:
    table = s.tables.get("shortage")
    if table is None or table.is_empty():
        return None
    most = table.sort("mid", "high", "element", "week", descending=[True, True, False, False])
    worst = most.unique("element", keep="first", maintain_order=True)
    heads = (Column("Element"), Column("Form"), Column("Region"), Column("Who lacks it"), Column("Week", "integer"))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            r["element"],
            r["form"],
            s.name("regions", r["actor"]),
            s.name("commodities", r["use"]) if r["use"] else "plants",
            *(r[c] for c in ("week", "mid", "low", "high")),
        )
        for r in worst.iter_rows(named=True)
    )
    element, form, where, who, week = rows[0][:5]
    finding = f"Most is lacking of {element}: {amount(worst['mid'][0])} t as {form} in week {week} ({who}, {where})."
    lines = (
        "Of each element the row and the week in which most of it is lacking, uncoordinated; bands hold 80 % of the draws. A plant that "
        f"waits makes its buyers wait in turn, so rows do not add up. All {table.height:,} rows are in the workbook, sheet shortage.",
    )
    shown = Table("worst_weeks", "Worst week of each element", (*heads, *_band("Lacking", unit="t of element")), rows)
    book = _raw("shortage", "Tonnes of element lacking a week; where no use is named, plants lack it", table, "t of element a week")
    return block("shortage", "Shortage by element", finding, [Words(lines), shown, book], planned=False)


def foot(s: StressInput) -> list[tuple[str, str]]:
    """How the run was made."""
    return [
        ("Command", s.command),
        (
            "Chain",
            f"{s.chain.name}@{s.chain.version}, {count(s.chain.rows, 'row')}, "
            f"{percent(s.chain.assumed_share)} assumed, {s.chain.hash[:12]}",
        ),
        ("Event", f"{s.event}: {s.title}; {s.source} ({s.grade})"),
        ("Code", f"didymium {s.code_version}"),
        ("Draws", f"{s.draws:,} over {s.unknown} uncertain numbers, seed {s.seed}, {s.weeks} weeks"),
        ("Size", ", ".join(f"{n:,} {what}" for what, n in s.size.items())),
        ("Closure", f"{s.closure:.0e} of what moves in a week, at the most, over elements, weeks and draws"),
        ("Seconds", amount(s.seconds, 3)),
        *(("Mind", n) for n in s.notes),
        ("No forecast", "What would happen under the stated assumptions. No policy is recommended."),
    ]

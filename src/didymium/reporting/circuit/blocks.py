"""Blocks of a circuit's report: the answer, the stages, the cuts, the outlets, what it costs, what that rests on."""

from __future__ import annotations

from didymium.reporting.block import Block, Chart, Column, Part, Table, Value, Words, block
from didymium.reporting.circuit.figures import UNITS, mccabe_thiele, profile, tree
from didymium.reporting.circuit.input import CircuitInput
from didymium.reporting.figures import Figure
from didymium.reporting.number import amount, count

WATER = "water"  # with which the names of its rows begin
ASK = {"simulate": "What comes out", "design": "The cut", "sequence": "The order of cuts"}


def blocks(c: CircuitInput) -> list[Block]:
    """Blocks that have something to say, in the order of a reader's questions."""
    made = (_answer(c), _stages(c), _products(c), _cost(c), _basis(c))
    return [b for b in made if b is not None]


def _chart(figure: Figure | None) -> Chart | None:
    return None if figure is None else Chart(figure)


def _answer(c: CircuitInput) -> Block | None:
    heads = (Column("What"), Column("Value"), Column("Meaning"))
    facts = Table("answer", "The answer", heads, tuple((f.name, f.value, f.meaning) for f in c.facts))
    parts: list[Part | None] = [
        Words(c.warnings, "Mind") if c.warnings else None,
        facts,
        _outlets(c),
        _chart(tree(c)),
        _reached(c),
        _alternatives(c),
    ]
    return block("answer", ASK[c.task], _finding(c), parts, planned=False)


def _finding(c: CircuitInput) -> str:
    told = {f.name: f.value for f in c.facts}
    if c.task == "sequence":
        return f"{count(len(c.cuts), 'cut')} with {told['stages']} stages part {count(len(c.products), 'product')} for {told['cost']}."
    if c.task == "design":
        return f"{told['stages']} stages with S = {told['S']} reach {told['purity']}; less solvent than {told['S_min']} never would."
    return f"{told['stages']} stages at steady state; every element closes to {c.imbalance:.0e}."


def _outlets(c: CircuitInput) -> Table | None:
    if not c.outlets:
        return None
    unit = UNITS.get(c.unit, c.unit)
    heads = [Column("Element")]
    heads += [Column(o.name, "number", unit) for o in c.outlets]
    heads += [Column(f"to {o.name}", "share") for o in c.outlets]
    names = dict.fromkeys(name for o in c.outlets for name in o.values)
    rows: list[tuple[Value, ...]] = [
        (name, *(o.values.get(name) for o in c.outlets), *(o.recovery.get(name) for o in c.outlets)) for name in names
    ]
    flows = ", ".join(f"{o.name} {amount(o.flow, 4)} {o.flow_unit}" for o in c.outlets if o.flow is not None)
    return Table("outlets", "Outlets", tuple(heads), tuple(rows), note=f"Flows: {flows}." if flows else "")


def _reached(c: CircuitInput) -> Table | None:
    """Others in both outlets of a cut: as designed with constant factors, and by mass action."""
    heads = [Column("Cut")]
    heads += [Column(f"{end}, {how}", "number", "ppm") for end in ("Raffinate", "Extract") for how in ("designed", "reached")]
    rows: list[tuple[Value, ...]] = []
    for x in c.cuts:
        if x.promised is not None and x.reached is not None:
            pairs = zip(x.promised, x.reached, strict=True)
            rows.append((f"{x.light[-1]} | {x.heavy[0]}", *(1e6 * (1.0 - p) for pair in pairs for p in pair)))
    note = "Others in both outlets of cuts that an aqueous feeds: the same circuit, but its solvent is not evenly loaded."
    return (
        Table("reached", "What each cut lets through, as designed and by mass action", tuple(heads), tuple(rows), note=note)
        if rows
        else None
    )


def _alternatives(c: CircuitInput) -> Table | None:
    best = sum(usd for _, usd in c.bill)
    more = Column("More than the best", "number", "USD/t REO")
    heads = (Column("Cost", "number", "USD/t REO"), more, Column("Cuts, each before those that it feeds"))
    rows = tuple((usd, usd - best, cuts) for usd, cuts in c.alternatives)
    return Table("alternatives", "The next best sequences", heads, rows)


def _stages(c: CircuitInput) -> Block | None:
    if c.profile is None:
        return None
    p = c.profile
    heads = [Column("Stage", "integer"), *([Column("pH", "number")] if p.pH else [])]
    heads += [Column(f"{name} {phase}", "number", UNITS.get(c.unit, c.unit)) for phase in ("aqueous", "organic") for name in p.elements]
    rows: list[tuple[Value, ...]] = [
        (j + 1, *([p.pH[j]] if p.pH else []), *a, *o) for j, (a, o) in enumerate(zip(p.aqueous, p.organic, strict=True))
    ]
    table = Table("stages", "Every stage", tuple(heads), tuple(rows), where="book")
    finding = f"The feed enters stage {p.feed_stage} of {len(rows)}, counted from the raffinate end."
    return block("stages", "Inside", finding, [_chart(profile(c)), _chart(mccabe_thiele(c)), table], planned=False)


def _products(c: CircuitInput) -> Block | None:
    heads: tuple[Column, ...] = (Column("Product"), Column("Purity", "share"), Column("Asked", "share"))
    heads += (Column("Others in it", "number", "ppm"), Column("Allowed", "number", "ppm"), Column("Recovery", "share"))
    rows = tuple((p.name, p.purity, p.asked, 1e6 * (1.0 - p.purity), 1e6 * (1.0 - p.asked), p.recovery) for p in c.products)
    note = "Mole fractions, when every cut takes what the one before really gives."
    missed = sum(p.purity < p.asked * (1.0 - 1e-4) for p in c.products)
    short = f"{missed} of {count(len(c.products), 'product')} fall short of their purity."
    checked = [(x.promised, x.reached) for x in c.cuts if x.promised is not None and x.reached is not None]
    off = sum(min(r - p for p, r in zip(*pair, strict=True)) < -1e-6 for pair in checked)
    more = f" by constant factors; by mass action {off} of {count(len(checked), 'cut')} let more through than designed" if off else ""
    finding = short if missed else f"Every product keeps its purity{more}."
    return block("products", "Products", finding, [Table("products", "Purity and recovery", heads, rows, note=note)], planned=False)


def _cost(c: CircuitInput) -> Block | None:
    total = sum(usd for _, usd in c.bill)
    bill = Table(
        "bill",
        "Cost by item",
        (Column("Item"), Column("Cost", "number", "USD/t REO"), Column("Share", "share")),
        tuple((name, usd, usd / total) for name, usd in c.bill) if total else (),
    )
    reagents = Table(
        "reagents",
        "Reagents and effluents per t REO in the feed",
        (Column("What"), Column("Amount", "number"), Column("Unit"), Column("Meaning")),
        tuple(row for row in c.reagents if not row[0].startswith(WATER)),
    )
    flows = [(*row[0].removeprefix(WATER).strip().partition(": ")[::2], row[1]) for row in c.reagents if row[0].startswith(f"{WATER} ")]
    closure = next((row[1] for row in c.reagents if row[0] == WATER), None)
    water = Table(
        "water",
        "Water per t REO in the feed",
        (Column("Way"), Column("Stream"), Column("Water", "number", "m3")),
        tuple(flows),
        note=""
        if closure is None
        else f"In and out differ by {amount(closure)} of what comes in; a litre of solution counts as one of water.",
        first=30,
    )
    finding = f"{amount(total, 4)} USD per t REO in the feed." if total else "Reagents follow from the flows."
    return block("cost", "Cost", finding, [bill, reagents, water], planned=False)


def _basis(c: CircuitInput) -> Block | None:
    heads = (
        Column("Figure"),
        Column("Value", "number"),
        Column("Low", "number"),
        Column("High", "number"),
        Column("Unit"),
        Column("Meaning"),
        Column("Source"),
        Column("Year"),
        Column("Grade"),
    )
    rows = tuple((a.name, a.value, a.low, a.high, a.unit, a.meaning, a.source, a.year, a.grade) for a in c.assumed)
    assumed = sum(a.grade == "assumed" for a in c.assumed)
    finding = f"{assumed} of {count(len(rows), 'figure')} behind the costs are assumed; set your own under [cost] in the case."
    table = Table("assumed", "Figures behind the costs", heads, rows, folded=True)
    return block("basis", "What the costs rest on", finding, [table], planned=False)


def foot(c: CircuitInput) -> list[tuple[str, str]]:
    """What a stranger needs to make the report again, and how well the numbers hold together."""
    return [
        ("Command", c.command),
        ("Code", f"didymium {c.code_version}"),
        ("Case", f"{c.file}, sha256 {c.digest}"),
        ("Model", f"{c.model}; {c.system}"),
        ("Solved", f"{c.work}, {amount(c.seconds, 2)} s"),
        ("Closure", f"largest |in - out| / in of an element: {c.imbalance:.1e}"),
    ]

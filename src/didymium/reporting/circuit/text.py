"""A circuit for a terminal."""

from __future__ import annotations

from didymium.reporting.circuit.input import CircuitInput, CutFacts
from didymium.reporting.layout import columns, cut, plain
from didymium.reporting.number import amount, count, percent

TITLES = {"simulate": "Simulated", "design": "Designed", "sequence": "Best sequence"}


def circuit_text(c: CircuitInput, width: int = 100) -> str:
    """The answer, the outlets or the cuts, what it costs, and how well it closes; lines of ``width`` characters.

    >>> c = CircuitInput("Nd/Pr", "a.toml", "design", "constant", "as given", "", "", "", "fraction", 0.1, 1e-16, "7 iterations")
    >>> print(circuit_text(c))
    Designed: Nd/Pr (constant, as given)
    every element closes to 1e-16; 7 iterations, 0.1 s
    """
    lines = [f"{TITLES[c.task]}: {plain(c.title)} ({c.model}, {plain(c.system)})"]
    lines += columns([[f.name, f.value, plain(f.meaning)] for f in c.facts])
    for part in (_outlets(c), _cuts(c), _products(c), _costs(c)):
        lines += ["", *part] if part else []
    if c.alternatives:
        lines += ["", "alternatives, USD/t REO", *columns([[amount(cost, 4), words] for cost, words in c.alternatives], right=(0,))]
    if c.facts or c.outlets or c.cuts:
        lines.append("")
    lines.append(f"every element closes to {c.imbalance:.0e}; {c.work}, {amount(c.seconds, 2)} s")
    assumed = sum(a.grade == "assumed" for a in c.assumed)
    if assumed:
        lines.append(f"{assumed} of {count(len(c.assumed), 'figure')} behind the costs are assumed; set them under [cost]")
    return "\n".join([*(cut(line, width) for line in lines), *(plain(w) for w in c.warnings)])


def _outlets(c: CircuitInput) -> list[str]:
    if not c.outlets:
        return []
    names = list(dict.fromkeys(name for o in c.outlets for name in o.values))
    head = ["", *(o.name for o in c.outlets), *(f"to {o.name}" for o in c.outlets if o.recovery)]
    rows = [head]
    for name in names:
        values = [_value(o.values.get(name)) for o in c.outlets]
        shares = [percent(o.recovery[name]) if name in o.recovery else "" for o in c.outlets if o.recovery]
        rows.append([name, *values, *shares])
    flows = [f"{amount(o.flow, 4)} {o.flow_unit}" if o.flow is not None else "" for o in c.outlets]
    rows.append(["flow", *flows, *("" for o in c.outlets if o.recovery)])
    unit = {"fraction": "mole fractions", "REO": "shares of REO"}.get(c.unit, c.unit)
    return [f"outlets, {unit}", *columns(rows, right=range(1, len(head)))]


def _value(x: float | None) -> str:
    if x is None:
        return ""
    return "0" if x == 0 else f"{x:.5g}" if x >= 1e-3 else f"{x:.2e}"


def _cuts(c: CircuitInput) -> list[str]:
    if not c.cuts:
        return []
    rows = [["", "feed", "stages", "at", "S", "W", "S/S_min", "USD/t REO"]]
    for x in c.cuts:
        ratio = f"{x.S / x.S_min:.2f}" if x.S_min > 0 else ""
        rows.append([tree_line(x), x.feed, str(x.stages), str(x.feed_stage), f"{x.S:.3f}", f"{x.W:.3f}", ratio, amount(x.cost)])
    return ["cuts (| parts raffinate from extract; S and W in mol per mol that the cut is fed)", *columns(rows, right=range(2, 8))]


def tree_line(x: CutFacts) -> str:
    """A cut in words, indented by its depth.

    >>> tree_line(CutFacts(("La",), ("Ce", "Nd"), "aqueous", 9, 4, 1.0, 0.5, 0.9, 1.0, 2.0, 1))
    '  La | Ce Nd'
    """
    return "  " * x.depth + f"{' '.join(x.light)} | {' '.join(x.heavy)}"


def _products(c: CircuitInput) -> list[str]:
    if not c.products:
        return []
    rows = [["", "purity", "asked", "recovery"]]
    rows += [[p.name, f"{100 * p.purity:.4f} %", f"{100 * p.asked:.6g} %", f"{100 * p.recovery:.3f} %"] for p in c.products]
    return ["products, as the cuts really let pass (mole fractions)", *columns(rows, right=(1, 2, 3))]


def _costs(c: CircuitInput) -> list[str]:
    lines = []
    if c.bill:
        total = sum(usd for _, usd in c.bill)
        rows = [[name, amount(usd), percent(usd / total)] for name, usd in (*c.bill, ("all", total))]
        lines += ["cost, USD/t REO in the feed", *columns(rows, right=(1, 2))]
    if c.reagents:
        rows = [[name, amount(value), unit, plain(meaning)] for name, value, unit, meaning in c.reagents]
        lines += ["reagents and effluents per t REO", *columns(rows, right=(1,))]
    return lines

"""How a report was made: what a stranger needs to make it again, and how well the numbers hold together."""

from __future__ import annotations

from didymium.reporting import trust
from didymium.reporting.input import BriefInput
from didymium.reporting.number import count, money, percent


def foot(b: BriefInput) -> list[tuple[str, str]]:
    """Name and value of each line, in order; what is not known is left out.

    >>> from didymium.reporting.input import ChainFacts
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> b = BriefInput(facts, "0.1.0", "didymium brief works", "optimal", 2e6, {}, {}, {}, ())
    >>> for line in foot(b)[:3]:
    ...     print(*line, sep=": ")
    Command: didymium brief works
    Code: didymium 0.1.0
    Data: works@2026.11, sha256 ab12
    """
    c, gap = b.chain, trust.closure(b)
    spent = ", ".join(f"{name} {s:.1f}" for name, s in b.seconds.items())
    dollars = f"{money(b.objective)}{f' of {b.price_year}' if b.price_year else ''}"
    held = "" if not b.inertia_share else f"{percent(b.inertia_share)} of the objective"
    way = [b.status, *([b.path] if b.path else []), *([count(b.iterations, "iteration")] if b.iterations is not None else [])]
    lines = [
        ("Command", b.command),
        ("Code", f"didymium {b.code_version}"),
        ("Data", f"{c.name}@{c.version}, sha256 {c.hash}"),
        ("Input", f"{count(c.rows, 'row')}, {percent(c.assumed_share)} of them assumed{', all made up' if c.synthetic else ''}"),
        ("Data licences", "; ".join(c.licences) or "not stated"),
        ("Seed", "" if b.seed is None else str(b.seed)),
        ("Solver", ", ".join(way)),
        ("Fallbacks", "; ".join(b.fallbacks) or "none"),
        ("Programme", ", ".join(f"{n:,} {name}" for name, n in b.size.items())),
        ("Objective", f"{dollars}: discounted value of demand met less all costs"),
        ("Element closure", "" if gap is None else f"{gap:.1e} of what entered, the largest of any element and period"),
        ("Duality gap", "" if b.duality is None else f"{b.duality:.1e} of the objective"),
        ("Inertia", held and f"{held} holds calibrated lines near what was observed"),
        ("Seconds", f"{spent}; {sum(b.seconds.values()):.1f} in all" if spent else ""),
    ]
    return [(name, value) for name, value in lines if value]

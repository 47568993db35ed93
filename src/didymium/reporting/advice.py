"""Commands worth typing next: each answers a question that the report raises."""

from __future__ import annotations

import shlex

from didymium.reporting import building, outlook, trust
from didymium.reporting.input import BriefInput


def advice(b: BriefInput) -> list[tuple[str, str]]:
    """Command and what it answers, the most telling first.

    >>> from didymium.reporting.input import ChainFacts, Span
    >>> facts = ChainFacts("works", "A works", "2026.11", 10, 0.5, True, "ab12")
    >>> b = BriefInput(facts, "0.1.0", "didymium brief my/works", "optimal", 2e6, {}, {}, {}, (Span("2026", 2026.0, 2027.0),))
    >>> [command for command, _ in advice(b)]
    ['didymium check my/works', 'didymium find TEXT my/works']
    """
    chain = shlex.quote(_chain(b))
    found = []
    short = [s for s in outlook.shortages(b) if s.key]
    if short:
        found.append((f"didymium why {shlex.quote(short[0].key)} {chain}", "the row at the root of the largest shortage, and who says so"))
    listed = [p for p in building.projects(b) if p.outcome in ("built", "in part")]
    if listed:
        largest = max(listed, key=lambda p: (p.capex or 0.0, p.id))
        found.append((f"didymium plan {chain} --set projects.{largest.id}.capacity=0", f"what the plan loses without {largest.name}"))
    years = sorted({c.year for c in trust.comparisons(b)})
    back = f" --backcast {' '.join(map(str, years))}" if years else ""
    found.append((f"didymium check {chain}{back}", "every finding" + (", and every comparison with what was observed" if back else "")))
    found.append((f"didymium find TEXT {chain}", "rows that speak of a place, a company or a good"))
    return found


def _chain(b: BriefInput) -> str:
    """The chain as it was asked for: its name, or the folder that was typed."""
    words = shlex.split(b.command)
    return words[2] if words[:2] in (["didymium", "brief"], ["didymium", "plan"]) and len(words) > 2 else b.chain.name

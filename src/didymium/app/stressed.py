"""From a stress test to what its report is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.app.stress import Stress
    from didymium.disruption import Outcome
    from didymium.reporting.stress import StressInput

HIT = 0.02  # users that lose more than this share of what they want over the run are hit


def stress_input(found: Stress) -> StressInput:
    """Everything that a report of ``found`` says."""
    import didymium
    from didymium.app.input import facts, names
    from didymium.disruption.result import band
    from didymium.reporting.stress import Loss, Measure, Short, StressInput

    value = {}
    for name, outcome in found.outcomes.items():
        low, mid, high = band(outcome.value_lost() if outcome.objective is None else outcome.objective)
        value[name] = (float(low), float(mid), float(high))
    keys = ("use", "region", "governance", "low", "mid", "high", "unit", "share", "value")
    loss = tuple(Loss(**row) for row in found.tables["loss"].select(keys).iter_rows(named=True))
    times = ("use", "region", "week_low", "week_mid", "week_high", "share_short", "recover_mid", "open")
    short = tuple(Short(*row) for row in found.tables["first_short"].select(times).iter_rows())
    return StressInput(
        chain=facts(found.chain),
        event=found.event.id,
        title=found.event.title or found.event.id,
        start=found.event.start.label,
        source=found.event.source or "no source named",
        grade=found.event.grade,
        code_version=didymium.__version__,
        command=found.command,
        draws=found.draws,
        seed=found.seed,
        weeks=found.weeks,
        unknown=found.unknown,
        seconds=sum(found.seconds.values()),
        closure=found.closure,
        size=found.size,
        value=value,
        loss=loss,
        short=short,
        measures=tuple(Measure(*row) for row in found.tables["measures"].iter_rows()),
        fraction={name: _fraction(found, outcome) for name, outcome in found.outcomes.items()},
        step={name: (o.steps[0].end - o.steps[0].start) * 365.25 / 7 for name, o in found.outcomes.items()},
        coordination=found.coordination,
        notes=found.notes,
        names=names(found.chain),
        tables=found.tables,
    )


def _fraction(found: Stress, outcome: Outcome) -> tuple[tuple[float, float, float], ...]:
    """Share of what the users that are hit want and lack, by value, step by step: bands over the draws."""
    import numpy as np

    from didymium.disruption.result import band

    first = next(iter(found.outcomes.values()))
    hit = first.lost.mean(axis=0).sum(axis=1) > HIT * first.wanted * len(first.steps)
    if not hit.any():
        return ()
    worth = np.where(hit, outcome.worth, 0.0)
    wanted = float((worth * outcome.wanted).sum())
    level = np.ones(outcome.lost.shape[:2]) if outcome.level is None else outcome.level
    share = np.einsum("dut,du->td", outcome.lost.astype(float), worth / level) / max(wanted, 1e-300)
    after = sum(p.end <= found.event.start.start + 1e-9 for p in outcome.steps)  # what only the foreseen know comes before
    return tuple((float(a), float(b), float(c)) for a, b, c in band(share, axis=1).T[after:])

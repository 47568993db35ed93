"""A case to its answer: which task, by which model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from didymium.separation.arrange import Arrangement, arrange, checked_of
from didymium.separation.case import Case
from didymium.separation.mass_action import simulate as mass_action
from didymium.separation.proposal import Proposal, propose
from didymium.separation.result import Simulation
from didymium.separation.simulation import simulate
from didymium.separation.verify import verify

Answer: TypeAlias = "Simulation | Proposal | Arrangement"


def answer(case: Case, assume: bool = False, progress: Callable[[str], None] = lambda _: None) -> Answer:
    """Simulate, design or put in sequence, as the case asks; raises ``CaseError`` for what cannot be done.

    A design and a sequence rest on constant separation factors: those given, or those of the system. A design, and the
    cuts of the best sequence that an aqueous feeds, are run by mass action as well where the case names a system that knows how.

    >>> from didymium.separation.case import read
    >>> entries = {"beta": {"A": 2.0, "B": 1.0}, "feed": {"A": 0.3, "B": 0.7}, "circuit": {"stages": 9, "S": 0.2}}
    >>> type(answer(read(entries))).__name__
    'Simulation'
    """
    if case.task == "design":
        made = propose(case, assume)
        return replace(made, checked=verify(made.design, made.rates, made.flow, case.system))
    if case.task == "sequence":
        found = arrange(case, assume, progress)
        return replace(found, checked=checked_of(found.found, found.best.root, case.system))
    if case.model == "mass_action":
        return mass_action(case, assume)
    return simulate(case, assume)

"""What flows through the battery of a plant: litres, sites, equivalents and what enters in every stage."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from didymium.separation.constants import CHARGE, IONS
from didymium.separation.exchange_kernel import Array, Flows
from didymium.separation.plant import Plant

BUFFER = "SO4"


def flows(plant: Plant) -> Flows:
    """What flows through the battery of a plant."""
    law, names, N = plant.chemistry.law, plant.chemistry.names, plant.total
    place = {name: i for i, name in enumerate(names)}
    into_a, into_o, drawn_a, drawn_o = (np.zeros(N) for _ in range(4))
    feed = np.zeros((N, len(names)))
    equivalents, sites, buffer = np.zeros(N), np.zeros(N), np.zeros(N)
    closed = plant.strip is not None and plant.strip.closed
    for at, stream in plant.streams:
        j = at - 1
        into_a[j] += stream.flow
        buffer[j] += stream.flow * stream.anions.get(BUFFER, 0.0)
        _add(feed[j], place, stream.metals, stream.flow)
        if law.solvating:
            held = sum(IONS.get(name, CHARGE) * value for name, value in stream.metals.items())
            equivalents[j] += stream.flow * (next(iter(stream.anions.values())) - held)
        else:
            equivalents[j] += stream.flow * stream.equivalents
            feed[j, -1] += stream.flow * stream.acid
    for at, solvent in plant.solvents:
        j = at - 1
        into_o[j] += solvent.flow
        held = solvent.flow * solvent.strength * plant.chemistry.sites
        sites[j] += held
        _add(feed[j], place, solvent.metals, solvent.flow)
        if not law.solvating and not (closed and at == 1):
            feed[j, -1] += held - solvent.flow * sum(IONS.get(name, CHARGE) * value for name, value in solvent.metals.items())
    returned = 0.0
    if plant.soap is not None:
        cation, amount = plant.soap
        feed[0, place[cation]] += amount
        returned -= amount
    returned += plant.solvent.flow * plant.solvent.strength * plant.chemistry.sites
    if plant.soap is not None and not closed:
        feed[0, -1] -= plant.soap[1]
    for outlet in plant.outlets:
        (drawn_a if outlet.phase == "aqueous" else drawn_o)[outlet.stage - 1] += outlet.flow
    leaving_a, down = _downward(plant, into_a, drawn_a)
    leaving_o, up = _upward(into_o, drawn_o)
    looped = np.array([float(closed and not (plant.soap and name == plant.soap[0])) for name in names])
    if not law.solvating:
        looped[-1] = 0.0
    return Flows(
        leaving_a, leaving_o, down, up, feed, looped, returned if closed and not law.solvating else 0.0,
        _mixed(equivalents, leaving_a, down, downward=True), _mixed(sites, leaving_o, up, downward=False),
        _mixed(buffer, leaving_a, down, downward=True),
    )  # fmt: skip


def _add(row: Array, place: Mapping[str, int], metals: Mapping[str, float], flow: float) -> None:
    for name, value in metals.items():
        row[place[name]] += flow * value


def _downward(plant: Plant, into: Array, drawn: Array) -> tuple[Array, Array]:
    """Litres per hour of aqueous that leave every stage, and what of them goes to the one below."""
    leaving, down = np.zeros_like(into), np.zeros_like(into)
    carried = 0.0
    for j in range(into.size - 1, -1, -1):
        leaving[j] = into[j] + carried
        carried = leaving[j] - drawn[j]
        if plant.strip is not None and j == plant.stages:
            carried = plant.strip.reflux
        down[j] = carried if j > 0 else 0.0
    return leaving, down


def _upward(into: Array, drawn: Array) -> tuple[Array, Array]:
    """Litres per hour of solvent that leave every stage, and what of them goes to the one above."""
    leaving, up = np.zeros_like(into), np.zeros_like(into)
    carried = 0.0
    for j in range(into.size):
        leaving[j] = into[j] + carried
        carried = leaving[j] - drawn[j]
        up[j] = carried if j < into.size - 1 else 0.0
    return leaving, up


def _mixed(amount: Array, leaving: Array, on: Array, downward: bool) -> Array:
    """Concentration in every stage of something that its phase carries along unchanged, from mol/h that enter."""
    found = np.zeros_like(amount)
    carried = 0.0
    order = range(amount.size - 1, -1, -1) if downward else range(amount.size)
    for j in order:
        found[j] = (amount[j] + carried) / leaving[j]
        carried = found[j] * on[j]
    return found

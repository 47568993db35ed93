"""Identities that every optimal plan must satisfy, on the reference case."""

from __future__ import annotations

import numpy as np
import pytest

from didymium.planning import Plan


def test_every_node_closes(reference: Plan) -> None:
    """What is made, arrives and is drawn is used, sent, served, stocked or got rid of, to 1e-9 of what passes."""
    lp, x = reference.live.lp, reference.solution.x
    net, c = lp.network, lp.columns
    coming = np.zeros((len(net.node_region), len(net.periods)))
    going = np.zeros_like(coming)
    run = x[c["act"]][net.entry_act] * np.abs(net.entry_amount)[:, None]
    made = net.entry_amount > 0
    np.add.at(coming, net.entry_node[made], run[made])
    np.add.at(going, net.entry_node[~made], run[~made])
    ship = x[c["flow"]]
    late = net.flow_lag > 0
    np.testing.assert_allclose(net.flow_lag[late], 0.25)  # one period of this grid
    np.add.at(coming, net.flow_to[~late], ship[~late])
    np.add.at(coming[:, 1:], net.flow_to[late], ship[late, :-1])
    np.add.at(going, net.flow_from, ship)
    stock = x[c["stock"]]
    np.add.at(coming[:, 1:], net.stock_node, stock[:, :-1])
    np.add.at(going, net.stock_node, stock)
    np.add.at(going, net.demand_node[net.step_demand], x[c["served"]])
    going += x[c["exit"]]
    assert np.abs(coming - going).max() <= 1e-9 * coming.max()
    passing = coming.max(axis=1)
    assert (np.abs(coming - going).max(axis=1) <= 1e-9 * np.maximum(passing, 1.0)).all()


def test_strong_duality(reference: Plan) -> None:
    """The objective is the sum of duals times right-hand sides and of reduced costs times bounds."""
    lp, y = reference.live.lp, reference.solution.y
    reduced = lp.cost - lp.matrix.T @ y
    side = np.where(y > 0, lp.row_lower, lp.row_upper)
    bound = np.where(reduced > 0, lp.lower, lp.upper)
    # a dual that is nil in the solver's tolerance may sit on the side that has no bound
    assert (np.abs(y[~np.isfinite(side)]) <= 1e-7).all()
    assert (np.abs(reduced[~np.isfinite(bound)]) <= 1e-7).all()
    dual = (y * np.where(np.isfinite(side), side, 0.0)).sum() + (reduced * np.where(np.isfinite(bound), bound, 0.0)).sum()
    assert reference.solution.objective == pytest.approx(dual, rel=1e-8)
    assert -reference.objective == pytest.approx(dual, rel=1e-8)
    assert reference.duality <= 1e-8


def test_netback_of_running_lines(reference: Plan) -> None:
    """Products at their prices pay for feed, cost and the rent of capacity, on every process that runs."""
    lp, x, y = reference.live.lp, reference.solution.x, reference.solution.y
    net = lp.network
    run = x[lp.columns["act"]]
    price = y[lp.rows["balance"]] / net.discount
    rent = y[lp.rows["capacity"]] / net.discount
    earned = np.zeros_like(run)
    np.add.at(earned, net.entry_act, net.entry_amount[:, None] * price[net.entry_node])
    left = earned - net.act_cost[:, None] + net.act_use[:, None] * rent[net.act_unit]
    assert (rent <= 1e-9).all()
    assert (run > 1e-6).sum() > 400  # the identity is put to the test
    assert np.abs(left[run > 1e-6]).max() <= 1e-7

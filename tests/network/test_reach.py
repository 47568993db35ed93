"""Which goods travel which lanes: only where somebody can send them and somebody can use them."""

from __future__ import annotations

import numpy as np

from didymium.chain.calendar import grid
from didymium.network import build
from didymium.network.reach import Candidates, usable
from tests.places import BASE

A, B, C, HUB, OTHER = range(5)


def kept(lanes, makes, uses, hubs=()):
    """Lanes (from, to) that a good may travel when it is made and used in these places."""
    ends = np.array(lanes, dtype=np.int64)
    supply, use, hub = np.zeros((1, 5), bool), np.zeros((1, 5), bool), np.zeros(5, bool)
    supply[0, list(makes)], use[0, list(uses)], hub[list(hubs)] = True, True, True
    good = Candidates(np.arange(len(ends)), np.zeros(len(ends), np.int64), ends[:, 0], ends[:, 1])
    found = usable(good, supply, use, hub)
    return list(zip(found.origin.tolist(), found.destination.tolist(), strict=True))


def test_straight():
    assert kept([(A, B)], makes=[A], uses=[B]) == [(A, B)]
    assert kept([(B, A)], makes=[A], uses=[B]) == []


def test_nobody_makes_or_uses_it():
    assert kept([(A, B)], makes=[], uses=[B]) == []
    assert kept([(A, B)], makes=[A], uses=[]) == []


def test_through_a_third_place():
    """From A by way of C; the lane to a dead end carries nothing."""
    assert kept([(A, C), (C, B), (C, OTHER)], makes=[A], uses=[B]) == [(A, C), (C, B)]


def test_hub():
    """Makers send to the hub and users take from it; a user that makes nothing sends nothing there."""
    star = [(A, HUB), (B, HUB), (HUB, A), (HUB, B)]
    assert kept(star, makes=[A], uses=[B], hubs=[HUB]) == [(A, HUB), (HUB, B)]
    assert kept(star, makes=[A, B], uses=[A, B], hubs=[HUB]) == star


def test_two_hubs_in_a_row():
    way = [(A, HUB), (HUB, OTHER), (OTHER, B)]
    assert kept(way, makes=[A], uses=[B], hubs=[HUB, OTHER]) == way


def test_in_a_chain_a_form_means_every_good_of_it(make):
    """A lane for oxides takes Nd, which B uses, and not Ce, which nobody there wants."""
    net = build(make(lane_goods=["a_b,,oxide"]), tuple(grid("2026", "2026", 0)))
    assert [net.commodities[k] for k in net.node_commodity[net.flow_from]] == ["nd"]
    assert net.flow_lag.tolist() == [0]


def test_a_good_named_twice_is_one_flow(make):
    net = build(make(lane_goods=["a_b,nd,", "a_b,,oxide"]), tuple(grid("2026", "2026", 0)))
    assert len(net.flow_lane) == 1


def test_nodes_are_what_is_touched(make):
    """Five nodes: feed, Nd and Ce in A; Nd and the use in B."""
    net = build(make(), tuple(grid("2026", "2026", 0)))
    nodes = {(net.commodities[k], net.regions[r]) for k, r in zip(net.node_commodity, net.node_region, strict=True)}
    assert nodes == {("feed", "A"), ("nd", "A"), ("ce", "A"), ("nd", "B"), ("use", "B")}
    assert net.size == (1, 5, 3, 1, 2)


def test_a_line_that_runs_nothing_is_no_line(make):
    net = build(make(lines=[*BASE["lines"], "idle,Idle,pit,mine,50,,,,1,,"]), tuple(grid("2026", "2026", 0)))
    assert net.lines == ("mine", "sx", "fit")

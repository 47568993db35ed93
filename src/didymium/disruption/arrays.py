"""The arrays that the kernel works on, in four bundles: what is fixed, what is drawn, the state, and the record."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Single = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]
Flag = npt.NDArray[np.bool_]


class Fixed(NamedTuple):
    """The same in every draw. Rows of links ``[start[h], start[h + 1])`` go to holder h; other ``_start`` likewise."""

    node_order: Index  # nodes as orders go up: lowest level first, those that import before those that do not
    level_start: Index  # [levels + 1] into node_down
    node_down: Index  # nodes as goods go down
    outflow: Array  # [H] usual
    external: Array  # [N]
    surplus: Flag  # [N]
    early: Array  # [N]
    imported: Array  # [H] usual imports
    local: Array  # [N] usual share of what comes in that is made there or comes from outside
    # links
    link_start: Index  # [H + 1] by destination
    origin: Index
    destination: Index
    usual: Array
    lag: Index
    qualified: Flag
    rank: Index  # 0 is served first
    gate_at: Index  # row of the gate, -1 for none
    out_start: Index  # [N + 1] into out_link
    out_link: Index
    # processes
    run_start: Index  # [levels + 2] processes that run early, then after each level
    rate: Array
    slack: Array
    pushed: Flag
    outage_at: Index
    main: Index
    main_share: Array
    main_yield: Array
    input_start: Index
    input_node: Index
    input_amount: Array
    output_start: Index
    output_node: Index
    output_amount: Array
    claim_start: Index  # [N + 1] into claim_input
    claim_input: Index
    claim_process: Index  # [I]
    drives_start: Index  # [N + 1] into drives: processes whose main output a node is
    drives: Index
    process_rank: int
    sale_rank: int
    # users
    leaf_start: Index
    leaf_amount: Array
    wanted: Array
    surge_at: Index
    user_out: Index
    # contents
    content_start: Index  # [H + 1]
    content_element: Index
    content: Array
    gain: Array
    moved: Array  # [E] t of each element that enters in a usual week: the measure of closure
    release_at: Index
    alarm_at: Index  # [H] row of the alarm, -1 for none
    group_at: Index  # [J] row of the shipment record, -1 for none
    scarce_start: Index  # [H + 1] into scarce_row
    scarce_row: Index
    scarce_content: Array


class Drawn(NamedTuple):
    """One value a draw, or one a week and draw."""

    target: Array  # [H, D] units on hand that a holder wants
    adjust: Array  # [D] weeks in which a gap is closed
    hoard: Array
    leak: Array
    spare: Array  # usable share of free capacity
    climb: Array  # [P, D] growth of what a process can reach, share of the base rate a week
    requalify_lag: Array
    requalify_weeks: Array
    thrift_lag: Array
    thrift_rate: Array
    thrift_cap: Array  # [L, D]
    outlook: Array  # [D] weeks over which a holder spreads what it has, in the measure of scarcity
    gate: Array  # [G, W, D] share let through; 1 and more is open
    outage: Array  # [O, W, D] share of capacity that runs
    surge: Array  # [S, W, D]
    alarm: Array  # [A, W, D] 1 where holders know of what is coming
    release: Array  # [R, W, D] units


class State(NamedTuple):
    """What goes from week to week, and room to work in."""

    stock: Array  # [H, D]
    ring: Array  # [J, slots, D]
    transit: Array  # [H, D]
    order: Array  # [J, D]
    allowed: Array  # [J, D] what of it may be sent
    trust: Array  # [J, D] how much of an order came lately
    hope: Array  # [H, D] the same over all links
    made: Array  # [N, D]
    before: Array  # [N, D] made the week before
    want: Array  # [P, D]
    wish: Array  # [P, D] before what the process can do
    reach: Array  # [P, D]
    act: Array  # [P, D]
    fill: Array  # [I, D]
    thrift: Array  # [L, D]
    requalified: Array  # [H, D]
    clock: Array  # [L, D]
    short: Array  # [H, D]
    boundary: Array  # [H, D]
    held: Array  # [E, D] t of each element in the chain at the end of the week before
    asked: Array  # [H, D] wanted from it this week
    lack: Array  # [H, D] ordered by it or from it, and not sent


class Record(NamedTuple):
    """What a run leaves."""

    lost: Single  # [U', W, D]
    short_kept: Single  # [H, W, D] units of the good
    shipped: Single  # [F, W, D] units
    needed: Single  # [X, W, D] t of element wanted in a week
    offered: Single  # [X, W, D] t of element wanted that is not lacking, what is on hand spread over the outlook
    closure: Array  # [D]
    lowest: Array  # [D] lowest stock, share of the usual weekly use

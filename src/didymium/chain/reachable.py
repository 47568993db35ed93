"""Whether every demand can be met at all, whatever it costs."""

from __future__ import annotations

import polars as pl

from didymium.chain import sold
from didymium.chain.each import each
from didymium.chain.model import Finding

Place = tuple[str, str]  # commodity, region


def findings(t: dict[str, pl.DataFrame]) -> list[Finding]:
    """Demands that nothing can supply: supply is spread over recipes and lanes until nothing changes."""
    region_of_site = dict(zip(t["sites"]["id"].to_list(), t["sites"]["region"].to_list(), strict=True))
    line_region = {line: region_of_site[site] for line, site in each(t["lines"], "id", "site")}
    needs: dict[str, list[str]] = {}
    gives: dict[str, list[str]] = {}
    for recipe, good, direction in each(t["recipe_flows"], "recipe", "commodity", "direction"):
        (gives if direction == "out" else needs).setdefault(recipe, []).append(good)
    runs = {(recipe, line_region[line]) for line, recipe in each(t["modes"], "line", "recipe")}
    forms: dict[str, list[str]] = {}
    for good, form in each(t["commodities"], "id", "form"):
        forms.setdefault(form, []).append(good)
    ends = {lane: (a, b) for lane, a, b in each(t["lanes"], "id", "from_region", "to_region")}
    ways: dict[tuple[str, str], list[str]] = {}
    for lane, good, form in each(t["lane_goods"], "lane", "commodity", "form"):
        for k in [good] if good is not None else forms.get(form, []):
            ways.setdefault((k, ends[lane][0]), []).append(ends[lane][1])
    have = {(k, r) for k, r in each(t["markets"].filter(pl.col("side") != "buys"), "commodity", "region")}
    have |= {(k, r) for k, r in each(t["stocks"].filter(pl.col("opening") > 0), "commodity", "region")}
    have |= sold.leaves(t)
    have = _spread(have, runs, needs, gives, ways)
    found = []
    seen: set[tuple[str, str]] = set()
    for good, region, file, line in each(t["demands"], "commodity", "region", "_file", "_line"):
        place = (good, region)
        if place in have or place in seen:
            continue
        seen.add(place)
        message = f"nothing can supply {place[0]} in {place[1]}{_missing(place, runs, needs, gives, have)}"
        fix = "add a line with a recipe for it, a lane that brings it, or a market that sells it"
        found.append(Finding("error", "demands", file, line, "commodity", message, fix))
    return found


def _spread(
    have: set[Place], runs: set[Place], needs: dict[str, list[str]], gives: dict[str, list[str]], ways: dict[Place, list[str]]
) -> set[Place]:
    """All (good, region) that can be supplied."""
    waiting: dict[Place, list[Place]] = {}
    missing: dict[Place, int] = {}
    queue = list(have)
    reached = set(have)

    def arrive(place: Place) -> None:
        if place not in reached:
            reached.add(place)
            queue.append(place)

    for recipe, region in runs:
        inputs = set(needs.get(recipe, []))
        missing[recipe, region] = len(inputs)
        for good in inputs:
            waiting.setdefault((good, region), []).append((recipe, region))
        if not inputs:
            for good in gives.get(recipe, []):
                arrive((good, region))
    while queue:
        good, region = queue.pop()
        for to in ways.get((good, region), []):
            arrive((good, to))
        for run in waiting.get((good, region), []):
            missing[run] -= 1
            if missing[run] == 0:
                for made in gives.get(run[0], []):
                    arrive((made, run[1]))
    return reached


def _missing(place: Place, runs: set[Place], needs: dict[str, list[str]], gives: dict[str, list[str]], have: set[Place]) -> str:
    """Which input a recipe for it lacks, in words."""
    good, region = place
    for recipe, where in sorted(runs):
        if where == region and good in gives.get(recipe, []):
            lacking = [k for k in needs.get(recipe, []) if (k, region) not in have]
            if lacking:
                return f": recipe {recipe} lacks {', '.join(lacking)} there"
    return ""

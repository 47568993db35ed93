"""Problems whose answers stand in textbooks, or can be worked out by hand, written as chains."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from didymium.chain import Chain
from didymium.planning import Plan, solve

MakeChain = Callable[..., Chain]
PLENTY = 1e5


def solved(chain: Chain) -> Plan:
    return solve(chain, quarters=0, detail=False)


def price(plan: Plan, commodity: str, region: str) -> float:
    """Shadow price of a node in the first period."""
    net = plan.live.lp.network
    node = net.node()[net.commodities.index(commodity), net.regions.index(region)]
    return float(plan.solution.y[plan.live.lp.rows["balance"][node, 0]] / net.discount[0])


def quantity(table: pl.DataFrame, **where: str) -> float:
    return float(table.filter(**where)["quantity"].sum())


def test_dantzig_transport(chain: MakeChain) -> None:
    """Dantzig, Linear Programming and Extensions (1963), 3-3: freight of 153.675 thousand USD."""
    plants = {"seattle": 350, "san_diego": 600}
    markets = {"new_york": 325, "chicago": 300, "topeka": 275}
    miles = {"seattle": (2.5, 1.7, 1.8), "san_diego": (2.5, 1.8, 1.4)}  # thousands
    worth = 10.0  # of a case to a market: far above any freight
    lanes = [
        {"id": f"{plant}_{market}", "from_region": plant, "to_region": market, "cost": 90 * far / 1000}
        for plant in plants
        for market, far in zip(markets, miles[plant], strict=True)
    ]
    plan = solved(
        chain(
            {
                "regions": [{"id": r} for r in (*plants, *markets)],
                "commodities": [{"id": "case"}],
                "markets": [
                    {"id": p, "region": p, "commodity": "case", "side": "sells", "quantity": q, "price": 0} for p, q in plants.items()
                ],
                "lanes": lanes,
                "lane_goods": [{"lane": lane["id"], "commodity": "case"} for lane in lanes],
                "demands": [
                    {"region": m, "commodity": "case", "period": "2026", "quantity": q, "price": worth} for m, q in markets.items()
                ],
            }
        )
    )
    assert worth * sum(markets.values()) - plan.objective == pytest.approx(153.675, rel=1e-9)
    # the flows that every optimum shares, and the prices: freight from the plant with cases to spare
    flow = plan.tables["flow"]
    assert quantity(flow, from_region="seattle", to_region="chicago") == pytest.approx(300)
    assert quantity(flow, from_region="san_diego", to_region="topeka") == pytest.approx(275)
    assert [price(plan, "case", m) for m in markets] == pytest.approx([0.225, 0.153, 0.126])


FARMER_CROPS = ("wheat", "corn", "beets")
FARMER_YIELD = {"wheat": 2.5, "corn": 3.0, "beets": 20.0}
FARMER_FEED = {"wheat": 200, "corn": 240}
FARMER_WORTH = 10_000  # of a tonne of feed: it is always bought


def farm(chain: MakeChain, harvests: dict[str, float]) -> Plan:
    """Birge and Louveaux's farmer with equally likely harvests (name -> multiple of the mean yield).

    Land is shared before the harvest is known: an acre of a crop yields one good in each of the harvests.
    """
    chance = 1 / len(harvests)
    trades: list[dict[str, object]] = []
    for h in harvests:
        for crop, sold, bought in (("wheat", 170, 238), ("corn", 150, 210)):
            trades.append({"commodity": f"{crop}_{h}", "side": "buys", "quantity": PLENTY, "price": sold * chance})
            trades.append({"commodity": f"{crop}_{h}", "side": "sells", "quantity": PLENTY, "price": bought * chance})
        for most, sold in ((6000, 36), (PLENTY, 10)):
            trades.append({"commodity": f"beets_{h}", "side": "buys", "quantity": most, "price": sold * chance})
    return solved(
        chain(
            {
                "regions": [{"id": "farm"}],
                "sites": [{"id": "farm", "region": "farm"}],
                "commodities": [{"id": f"{crop}_{h}"} for crop in FARMER_CROPS for h in harvests],
                "lines": [{"id": "land", "site": "farm", "capacity": 500}],
                "recipes": [{"id": crop, "activity": "acre"} for crop in FARMER_CROPS],
                "modes": [{"line": "land", "recipe": crop} for crop in FARMER_CROPS],
                "recipe_costs": [{"recipe": crop, "cost": cost} for crop, cost in zip(FARMER_CROPS, (150, 230, 260), strict=True)],
                "recipe_flows": [
                    {"recipe": c, "commodity": f"{c}_{h}", "direction": "out", "amount": FARMER_YIELD[c] * times}
                    for c in FARMER_CROPS
                    for h, times in harvests.items()
                ],
                "markets": [{"id": f"m{i}", "region": "farm", **trade} for i, trade in enumerate(trades)],
                "demands": [
                    {
                        "region": "farm",
                        "commodity": f"{crop}_{h}",
                        "period": "2026",
                        "quantity": need,
                        "price": FARMER_WORTH * chance,
                    }
                    for crop, need in FARMER_FEED.items()
                    for h in harvests
                ],
            }
        )
    )


def profit(plan: Plan) -> float:
    return plan.objective - FARMER_WORTH * sum(FARMER_FEED.values())


@pytest.mark.parametrize(
    ("times", "published"),
    [(1.0, 118_600.0), (1.2, 167_666 + 2 / 3), (0.8, 59_950.0)],
    ids=["mean", "good", "bad"],
)
def test_farmer_who_knows_the_harvest(chain: MakeChain, times: float, published: float) -> None:
    """Birge and Louveaux, Introduction to Stochastic Programming, tables 2 to 4."""
    assert profit(farm(chain, {"known": times})) == pytest.approx(published, rel=1e-9)


def test_farmer_who_does_not(chain: MakeChain) -> None:
    """The same, table 5: 108,390 with 170 acres of wheat, 80 of corn and 250 of beets."""
    plan = farm(chain, {"bad": 0.8, "mean": 1.0, "good": 1.2})
    assert profit(plan) == pytest.approx(108_390.0, rel=1e-9)
    acres = [quantity(plan.tables["activity"], recipe=crop) for crop in FARMER_CROPS]
    assert acres == pytest.approx([170, 80, 250])


def test_wyndor_glass(chain: MakeChain) -> None:
    """Hillier and Lieberman, Introduction to Operations Research, 3.1: profit 36, shadow prices 0, 3/2 and 1."""
    hours = {"plant1": 4, "plant2": 12, "plant3": 18}
    takes = {"door": {"plant1": 1, "plant3": 3}, "window": {"plant2": 2, "plant3": 2}}
    plan = solved(
        chain(
            {
                "regions": [{"id": "wyndor"}],
                "sites": [{"id": "wyndor", "region": "wyndor"}],
                "commodities": [{"id": f"hour_{p}", "form": "utility"} for p in hours] + [{"id": g} for g in takes],
                "lines": [{"id": p, "site": "wyndor", "capacity": q} for p, q in hours.items()]
                + [{"id": g, "site": "wyndor", "uncapped": "yes"} for g in takes],
                "recipes": [{"id": r} for r in (*hours, *takes)],
                "modes": [{"line": r, "recipe": r} for r in (*hours, *takes)],
                "recipe_flows": [{"recipe": p, "commodity": f"hour_{p}", "direction": "out", "amount": 1} for p in hours]
                + [{"recipe": g, "commodity": g, "direction": "out", "amount": 1} for g in takes]
                + [
                    {"recipe": g, "commodity": f"hour_{p}", "direction": "in", "amount": q, "recovery": None}
                    for g, used in takes.items()
                    for p, q in used.items()
                ],
                "markets": [
                    {"id": g, "region": "wyndor", "commodity": g, "side": "buys", "quantity": PLENTY, "price": earns}
                    for g, earns in (("door", 3), ("window", 5))
                ],
            }
        )
    )
    assert plan.objective == pytest.approx(36.0)
    assert [quantity(plan.tables["activity"], recipe=g) for g in takes] == pytest.approx([2, 6])
    assert [price(plan, f"hour_{p}", "wyndor") for p in hours] == pytest.approx([0, 1.5, 1], abs=1e-9)


def test_buy_early_and_store(chain: MakeChain) -> None:
    """By hand: 10 t bought at 20, kept one year at 2 a tonne and sold for 100 a year later at 10 % interest."""
    plan = solved(
        chain(
            {
                "regions": [{"id": "here"}],
                "commodities": [{"id": "oxide"}],
                "markets": [
                    {
                        "id": "spot",
                        "region": "here",
                        "commodity": "oxide",
                        "period": "2026",
                        "side": "sells",
                        "quantity": 50,
                        "price": 20,
                    }
                ],
                "stocks": [{"region": "here", "commodity": "oxide", "limit": 30, "carrying": 2}],
                "demands": [{"region": "here", "commodity": "oxide", "period": "2027", "quantity": 10, "price": 100}],
            },
            end="2027",
            discount_rate=0.1,
        )
    )
    assert plan.objective == pytest.approx(10 * 100 / 1.1 - 10 * 20 - 10 * 2)
    net = plan.live.lp.network
    value = plan.solution.y[plan.live.lp.rows["balance"][0]] / net.discount
    np.testing.assert_allclose(value, [20, 22 * 1.1])  # bought today; bought, kept and charged with interest


def test_build_when_it_pays(chain: MakeChain) -> None:
    """By hand: a project decided in 2026 opens mid-2027 and lasts four years, half a year of it within the horizon.

    It makes 100 t a year at a margin of 30, so 50 t in 2027 are worth 1500 / 1.1. Of the money, paid in the middle of
    2026, 3.5 / 4 is left at the end of 2027, one and a half years later.
    """

    def planned(capex: float) -> Plan:
        return solved(
            chain(
                {
                    "regions": [{"id": "here"}],
                    "sites": [{"id": "works", "region": "here"}],
                    "commodities": [{"id": "oxide"}],
                    "lines": [{"id": "line", "site": "works", "capacity": 0}],
                    "recipes": [{"id": "make"}],
                    "modes": [{"line": "line", "recipe": "make"}],
                    "recipe_flows": [{"recipe": "make", "commodity": "oxide", "direction": "out", "amount": 1}],
                    "recipe_costs": [{"recipe": "make", "cost": 70}],
                    "projects": [
                        {
                            "id": "p",
                            "line": "line",
                            "capacity": 100,
                            "decide": "2026",
                            "start": "2027Q3",
                            "ramp_years": 0,
                            "capex": capex,
                            "life": 4,
                            "status": "listed",
                        }
                    ],
                    "demands": [{"region": "here", "commodity": "oxide", "period": "2027", "quantity": 80, "price": 100}],
                },
                end="2027",
                discount_rate=0.1,
            )
        )

    paid = 1 - 3.5 / 4 * 1.1**-1.5  # per dollar of capex, in money of 2026
    worth = 50 * 30 / 1.1
    assert planned(1000).objective == pytest.approx(worth - 1000 * paid)
    assert planned(worth / paid + 1).objective == pytest.approx(0, abs=1e-9)

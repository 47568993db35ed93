"""A chain of two places that a person can solve in the head: a mine and plant in A, a plant and buyers in B."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from didymium.chain import Chain

HEAD = {
    "regions": "id,name,kind",
    "entities": "id,name,kind,region",
    "holdings": "owner,owned,from,to,share,control,quota_holder",
    "commodities": "id,name,form,basis,unit,element,value,exit_cost",
    "compositions": "commodity,element,fraction",
    "sites": "id,name,region,entity",
    "lines": "id,name,site,stage,capacity,uncapped,start,end,availability,min_load,first_fill_days",
    "recipes": "id,name,activity,max_loss",
    "recipe_flows": "recipe,commodity,direction,amount,recovery",
    "recipe_costs": "recipe,region,item,cost",
    "modes": "line,recipe,capacity_use",
    "lanes": "id,from_region,to_region,cost,lag_days,capacity",
    "lane_goods": "lane,commodity,form",
    "taxes": "id,region,direction,partner,form,commodity,rate,from,to",
    "curves": "curve,step,share,factor",
    "demands": "region,commodity,period,quantity,price,curve",
    "markets": "id,region,commodity,period,side,quantity,price",
    "stocks": "region,commodity,opening,limit,carrying,closing_value",
    "projects": "id,name,line,capacity,decide,start,ramp_years,capex,life,status,replaces",
    "quotas": "quota,period,limit",
    "quota_members": "quota,line,lane,commodity",
    "permits": "site,commodity,period,limit",
    "targets": "id,entity,region,measure,stage,commodity,per_measure,per_commodity,period,sense,value,mode,penalty",
    "lives": "commodity,region,scrap,scrap_per_unit,distribution,mean,sd,collected,cost",
    "inflows": "region,commodity,period,quantity",
    "cells": "table,key,column,value,low,high",
    "calibration": "id,region,stage,entity,utilisation,penalty,fade_to",
}

#: 100 t/yr of ore with 25 % Nd and 75 % Ce; Nd sells at up to 60 USD/t in B, Ce has no buyer and costs 1 USD/t to leave
BASE: dict[str, list[str]] = {
    "regions": ["A,Alpha,region", "B,Beta,region"],
    "entities": ["grp,The Group,group,A", "co,The Company,company,A"],
    "holdings": ["grp,co,2020,,1,yes,"],
    "commodities": [
        "feed,Mixed carbonate,mixed,reo,t,,10,1",
        "nd,Neodymium oxide,oxide,oxide,t,Nd,50,1",
        "ce,Cerium oxide,oxide,oxide,t,Ce,1,1",
        "use,Magnet use,use,none,t,,0,0",
    ],
    "compositions": ["feed,Nd,0.25", "feed,Ce,0.75"],
    "sites": ["pit,Pit,A,co", "plant,Plant,A,co", "shop,Shop,B,co"],
    "lines": ["mine,Mine,pit,mine,100,,,,1,,", "sx,Circuit,plant,separation,80,,,,1,0.5,", "fit,Fitting,shop,use,,yes,,,1,,"],
    "recipes": ["dig,Digging,t REO,0", "split,Separation,t REO in feed,0.1", "fit,Fitting,t,1"],
    "recipe_flows": [
        "dig,feed,out,1,1",
        "split,feed,in,1,",
        "split,nd,out,0.25,1",
        "split,ce,out,0.75,1",
        "fit,nd,in,1,",
        "fit,use,out,1,1",
    ],
    "recipe_costs": ["dig,,other,2", "split,,reagents,3"],
    "modes": ["mine,dig,1", "sx,split,1", "fit,fit,1"],
    "lanes": ["a_b,A,B,1,0,"],
    "lane_goods": ["a_b,nd,"],
    "curves": ["two,1,0.5,2", "two,2,0.5,1"],
    "demands": ["B,use,2026,30,30,two"],
}

TOML = """name = "mini"
title = "Two places"
version = "1"
schema = 1
currency = "USD"
price_year = 2024
discount_rate = 0.08
synthetic = true
[horizon]
start = "2026"
end = "2026"
pipeline = "empty"
"""

Make = Callable[..., Chain]
PROVENANCE = ",source,grade"


def write_places(folder: Path, toml: str = TOML, **tables: list[str]) -> Path:
    """Write the chain into ``folder``, with some tables replaced or added, and return the folder."""
    (folder / "chain").mkdir(parents=True)
    (folder / "didymium.toml").write_text(toml, encoding="utf-8")
    for name, rows in {**BASE, **tables}.items():
        if rows:
            text = "\n".join([HEAD[name] + PROVENANCE, *(f"{row},made up,assumed" for row in rows)]) + "\n"
            (folder / "chain" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder

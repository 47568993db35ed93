"""The chain of two places as a folder, with years to backcast, a target and a project; its answers are known by hand."""

from __future__ import annotations

from pathlib import Path

from tests.places import BASE, HEAD, TOML

#: 2026 as in the base: 20 t of Nd are made, 30 t wanted; the observed 25 t of 2025 make the model 20 % too low
MORE = {
    "demands": [f"B,use,{year},30,30,two" for year in (2024, 2025, 2026, 2027)],
    "projects": ["big,More circuits,sx,40,2026,2027,0,1000,10,listed,"],
    "targets": ["floor,co,,output,separation,nd,,,2026,>=,5,priced,1000"],
    "series": ["nd_made,A,nd,2024,20,t", "nd_made,A,nd,2025,25,t"],
    "scored": [
        "nd_2024,identity,nd_made,A,nd,2024,1,output,A,,separation,nd,",
        "nd_2025,scored,nd_made,A,nd,2025,1,output,A,,separation,nd,0.1",
    ],
    "residuals": ["nd,2024,Nd,-2,-0.1"],
}
COLUMNS = {
    **HEAD,
    "series": "series,region,commodity,period,value,unit",
    "scored": "id,kind,series,series_region,series_commodity,period,factor,measure,region,entity,stage,commodity,limit",
    "residuals": "commodity,period,element,tonnes,share",
}


def write_mini(folder: Path, **tables: list[str]) -> Path:
    """Write the chain into ``folder``, with some tables replaced, and return the folder."""
    (folder / "chain").mkdir(parents=True)
    toml = TOML.replace('end = "2026"', 'end = "2027"')
    (folder / "didymium.toml").write_text(toml, encoding="utf-8")
    for name, rows in {**BASE, **MORE, **tables}.items():
        lines = [COLUMNS[name] + ",source,source_year,grade,note", *(f"{row},made up,2025,assumed,kept short" for row in rows)]
        (folder / "chain" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder

"""A folder with records for tests: entities north and south, people with roles, files to import."""

from __future__ import annotations

from pathlib import Path

from didymium import access

TOML = 'name = "kept"\nversion = "1"\ncurrency = "AUD"\nsynthetic = true\n'
HEADER = "entity,metric,product,period,value,unit,source,grade"


def write_folder(home: Path, figures: list[str] | None = None) -> Path:
    """The folder: kim keeps it, anna proposes and ben approves for north, cora both for south, dora reads all, eve reads north."""
    home.mkdir()
    (home / "didymium.toml").write_text(TOML, encoding="utf-8")
    if figures is not None:
        (home / "actuals").mkdir()
        write_csv(home / "actuals" / "figures.csv", figures)
    access("start", chain=home, by="kim")
    have = set(access("list", chain=home, by="kim").entities)
    for name in ("north", "south"):
        if name not in have:
            access("entity", chain=home, entity=name, by="kim")
    roles = {"anna": [("proposer", "north")], "ben": [("approver", "north")], "cora": [("proposer", "south"), ("approver", "south")]}
    roles |= {"dora": [("reader", None)], "eve": [("reader", "north")], "fred": [("approver", "south")]}
    for name, held in roles.items():
        access("person", name, home, by="kim")
        for role, entity in held:
            access("grant", name, home, role=role, entity=entity, by="kim")
    return home


def write_csv(path: Path, rows: list[str], header: str = HEADER) -> Path:
    """A CSV file of figures; rows lack source and grade."""
    tail = ",ledger,company" if header == HEADER else ""
    path.write_text("\n".join([header, *(f"{row}{tail}" for row in rows)]) + "\n", encoding="utf-8")
    return path

"""Whom a claim is about in the chain: its entities, regions and lines, with all that they control at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from didymium.chain import Chain
from didymium.chain.calendar import parse
from didymium.evidence.entity import LEGAL, Alias, Gazetteer, resolve

#: names of claims that stand for the whole world
WORLD = frozenset({"market", "world", "global", "document"})
NEAR = 0.3  # degrees within which sites count as one place
_REGIONS = {"european_union": "europe"}


@dataclass(frozen=True)
class Scope:
    """The part of a chain that a subject stands for: what it is, its own ids, and the ids of its lines."""

    kind: str  # entity | region | site | world
    ids: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Atlas:
    """Names of a chain resolved once: who owns what, which line stands where.

    Lines that sum others (``aggregate_of``) are left out.
    """

    chain: Chain

    @cached_property
    def sites(self) -> pl.DataFrame:
        """One row per line with its site, entity and region."""
        t = self.chain.tables
        places = t["sites"].select(pl.col("id").alias("site"), "entity", "region", pl.col("name").alias("site_name"))
        lines = t["lines"].filter(pl.col("aggregate_of").is_null())
        return lines.join(places, on="site", how="left", maintain_order="left")

    @cached_property
    def entities(self) -> dict[str, tuple[str, ...]]:
        """Entities of the chain by the id that claims use."""
        found: dict[str, list[str]] = {}
        for ident, name in self.chain.tables["entities"].select("id", "name").iter_rows():
            found.setdefault(resolve(name or ident), []).append(ident)
        return {key: tuple(ids) for key, ids in found.items()}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Regions of the chain by the id that claims use."""
        rows = self.chain.tables["regions"].filter(pl.col("kind") == "region").select("id", "name").iter_rows()
        return {resolve(name or ident): ident for ident, name in rows}

    def names(self) -> Gazetteer:
        """Names of entities, sites and regions of the chain, for finding them in a text."""
        found: list[Alias] = []
        for table, kind in (("entities", "company"), ("sites", "site"), ("regions", "state")):
            for ident, name in self.chain.tables[table].select("id", "name").iter_rows():
                bare = LEGAL.sub("", name or "")
                if len(bare) >= 4 and bare[0].isupper() and "(" not in bare and not bare.startswith("Various"):
                    found.append(Alias(bare, resolve(bare), kind, source=f"{table}/{ident}"))
        return Gazetteer(tuple(found))

    def owned(self, ids: tuple[str, ...], when: float) -> tuple[str, ...]:
        """Entities with all that they control at a moment (decimal year), by control edges of the holdings."""
        edges = [
            (row["owner"], row["owned"])
            for row in self.chain.tables["holdings"].iter_rows(named=True)
            if row["control"] and _holds(row["from"], row["to"], when)
        ]
        found = list(ids)
        for owner in found:
            found += [owned for by, owned in edges if by == owner and owned not in found]
        return tuple(found)

    @cached_property
    def _known(self) -> dict[tuple[str | None, str | None, float], Scope | None]:
        return {}

    def scope(self, subject: str | None, site: str | None, when: float) -> Scope | None:
        """The part of the chain behind a claim's subject (or site); None when the chain does not know it."""
        key = (subject, site, when)
        if key not in self._known:
            self._known[key] = self._scope(subject, site, when)
        return self._known[key]

    def _scope(self, subject: str | None, site: str | None, when: float) -> Scope | None:
        table = self.sites
        if subject in WORLD or (subject is None and site is None):
            return Scope("world", (), tuple(table["id"].to_list()))
        if subject in self.entities:
            ids = self.owned(self.entities[subject], when)
            return Scope("entity", ids, tuple(table.filter(pl.col("entity").is_in(ids))["id"].to_list()))
        region = self.regions.get(_REGIONS.get(subject or "", subject or ""))
        if region is not None:
            return Scope("region", (region,), tuple(table.filter(pl.col("region") == region)["id"].to_list()))
        for name in (subject, site):
            words = (name or "").replace("_", " ")
            if words:
                lines = table.filter(pl.col("site_name").str.to_lowercase().str.contains(words, literal=True) | (pl.col("site") == name))
                if lines.height:
                    lines = self._beside(lines)
                    return Scope("site", tuple(lines["site"].unique(maintain_order=True).to_list()), tuple(lines["id"].to_list()))
        return None

    def _beside(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Lines at these sites and at sites in the same place, as far as coordinates are known."""
        places = self.chain.tables["sites"].filter(pl.col("id").is_in(lines["site"].to_list())).select("lat", "lon").drop_nulls()
        if places.is_empty():
            return lines
        lat, lon = places["lat"].median(), places["lon"].median()
        near = self.chain.tables["sites"].filter(((pl.col("lat") - lat).abs() <= NEAR) & ((pl.col("lon") - lon).abs() <= NEAR))
        return self.sites.filter(pl.col("site").is_in([*lines["site"].to_list(), *near["id"].to_list()]))


def _holds(since: str | None, until: str | None, when: float) -> bool:
    return (since is None or parse(str(since)).start <= when) and (until is None or when < parse(str(until)).start)

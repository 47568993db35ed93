"""Weeks of cover of a bill of materials, by part, element and form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from didymium.app.error import AskError
from didymium.app.load import ChainLike, load
from didymium.app.record import Json, plain
from didymium.app.sampled import sampled
from didymium.app.say import Say, silent
from didymium.app.stress import EventLike

if TYPE_CHECKING:
    from didymium.chain import Chain
    from didymium.disruption import Event
    from didymium.disruption.engine import Prepared
    from didymium.reporting.stress import CoverInput, Part

LEAST = 1e-4  # fraction of the magnet's mass: less of an element is a trace


@dataclass(frozen=True)
class Cover:
    """Weeks of cover: ``parts`` are rows by part and element, the part that is short first on top.

    Of a part the elements that the event names come first.
    """

    bom: str
    event: Event
    draws: int
    weeks: int
    parts: tuple[Part, ...]
    notes: tuple[str, ...]

    @property
    def input(self) -> CoverInput:
        """What a report of it is made of."""
        from didymium.reporting.stress import CoverInput

        return CoverInput(self.bom, self.event.id, self.event.title or self.event.id, self.draws, self.weeks, self.parts, self.notes)

    def text(self, width: int = 100) -> str:
        """Weeks of cover for a terminal."""
        from didymium.reporting.stress import cover_text

        return cover_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """Rows for other programs."""
        rows = [{k: plain(v) for k, v in vars(part).items()} for part in self.parts]
        return {
            "bom": self.bom,
            "event": self.event.id,
            "draws": self.draws,
            "weeks": self.weeks,
            "parts": list(rows),
            "notes": list(self.notes),
        }


def cover(
    chain: ChainLike = None,
    bom: str | Path = "bom.csv",
    event: EventLike = "licences-2025",
    draws: int = 128,
    seed: int = 0,
    progress: Say = silent,
) -> Cover:
    """Weeks of cover of each part of ``bom`` (CSV) under ``event``.

    Columns: part, mass and mass_unit (g, kg, t) of magnet in one part, grade (trade name, class or good of the chain),
    region of the buyer, stock and stock_unit (weeks, days, parts; for parts also per_week). Each part is run as a user of
    its own beside the others: what its stock would last alone, and the first week in which it is short, over ``draws``.
    Raises ``ChainError`` for a bad row, ``EventError`` for a bad event.
    """
    from didymium.disruption import engine
    from didymium.disruption.cover import read_bom
    from didymium.disruption.event import read

    sampled(draws, seed)
    what = read(event)
    progress("reading the chain")
    loaded = load(chain)
    path = Path(bom)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise AskError(f"{path}: no such file: name a CSV file with a row a part") from None
    except UnicodeDecodeError as error:
        raise AskError(f"{path}: byte {error.start} is not UTF-8: save the file as CSV UTF-8") from None
    listed = read_bom(path.name, text, loaded)
    progress("planning the base year")
    ready = engine.prepare(loaded, what, None, parts=listed)
    progress("running the draws")
    block = engine.run(ready, engine.drawn(ready, draws, seed))
    rows = _rows(loaded, ready, block.lost, {p.name: p for p in listed})
    notes = ["a part counts as short when it lacks more than 2 % of its magnets; goods on the way come on top of its stock"]
    return Cover(path.name, what, draws, ready.weeks, rows, tuple(notes))


def _rows(chain: Chain, ready: Prepared, lost: object, listed: dict[str, object]) -> tuple[Part, ...]:
    import numpy as np

    from didymium.disruption.cover import BomPart
    from didymium.disruption.result import band, first_short
    from didymium.elements import RARE_EARTHS
    from didymium.reporting.stress import Part

    week = first_short(np.moveaxis(np.asarray(lost), -1, 0), ready.axes.wanted)
    system, net = ready.system, ready.system.base.network
    form = dict(chain.tables["commodities"].select("id", "form").iter_rows())
    rows: list[Part] = []
    for u, use in enumerate(system.users.use):
        bom = listed.get(use)
        if not isinstance(bom, BomPart):
            continue
        seen = week[:, ready.axes.users.index((use, bom.region))]
        ever = np.isfinite(seen)
        ends = band(seen[ever]) if ever.mean() >= 0.5 else (None, None, None)
        low, mid, high = (None if x is None else float(x) for x in ends)
        for leaf in np.flatnonzero(system.users.leaf_user == u).tolist():
            h = system.nodes + leaf
            good = net.commodities[system.holder_good[h]]
            for c in np.flatnonzero(system.content_holder == h).tolist():
                element = system.elements[system.content_element[c]]
                share = float(system.content[c])
                if element in RARE_EARTHS and share >= LEAST:
                    kg = 1000 * bom.tonnes * share
                    rows.append(Part(bom.name, good, bom.region, bom.grade, element, form[good], kg, bom.stock_weeks, low, mid, high))
    named = {e for a in ready.event.actions for e in a.elements}
    return tuple(sorted(rows, key=lambda p: (p.mid is None, p.mid or 0.0, p.part, p.element not in named, -p.kg)))

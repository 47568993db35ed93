"""The cuts of a sequence as plain facts, each before those that it feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from didymium.reporting.circuit import CutFacts
    from didymium.separation import Arrangement
    from didymium.separation.sequence import Node, Sequence


def cuts_of(a: Arrangement, sequence: Sequence) -> list[CutFacts]:
    """Cuts of a sequence, each before those that it feeds."""
    from didymium.reporting.circuit import CutFacts
    from didymium.separation.sequence import key_of

    def ends(purity: Mapping[str, float]) -> tuple[float, float]:
        return purity["raffinate"], purity["extract"]

    train = a.found.train
    found: list[CutFacts] = []

    def add(node: Node, above: int | None, side: str, depth: int) -> None:
        key = key_of(node)
        design, checked = a.found.designs[key], a.checked.get(key) if sequence is a.best else None
        products = train.products
        light = tuple(train.names[i] for p in products[node.first : node.after + 1] for i in p)
        heavy = tuple(train.names[i] for p in products[node.after + 1 : node.last + 1] for i in p)
        share = float(sum(train.z[i] for p in products[node.first : node.last + 1] for i in p))
        feed = "organic" if node.linked else "stripped" if node.stripped else "aqueous"
        at = len(found)
        found.append(
            CutFacts(
                light=light,
                heavy=heavy,
                feed=feed,
                stages=design.stages,
                feed_stage=design.feed_stage,
                S=design.S,
                W=design.W,
                S_min=design.cut.least_solvent,
                share=share,
                cost=node.cost / a.tonnes,
                depth=depth,
                above=above,
                side=side,
                promised=None if checked is None else ends(checked.promised),
                reached=None if checked is None else ends(checked.purity),
            )
        )
        for child, outlet in ((node.light, "raffinate"), (node.heavy, "extract")):
            if child is not None:
                add(child, at, outlet, depth + 1)

    add(sequence.root, None, "", 0)
    return found

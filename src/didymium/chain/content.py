"""What every good contains, element by element."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.chain.each import each
from didymium.chain.model import Chain
from didymium.elements import RARE_EARTHS, TRACERS, oxide_to_metal

ELEMENTS: tuple[str, ...] = (*RARE_EARTHS, *TRACERS)


def contents(commodities: pl.DataFrame, compositions: pl.DataFrame) -> NDArray[np.float64]:
    """Tonnes of element (as metal) in one unit of each good ``[K, elements]``."""
    position = {element: i for i, element in enumerate(ELEMENTS)}
    names = commodities["id"].to_list()
    row = {name: i for i, name in enumerate(names)}
    oxide = [basis in ("reo", "oxide") for basis in commodities["basis"].to_list()]
    inside = np.zeros((len(names), len(ELEMENTS)))

    def metal(i: int, element: str) -> float:
        return oxide_to_metal(element) if oxide[i] and element in RARE_EARTHS else 1.0

    for i, element in enumerate(commodities["element"].to_list()):
        if element in position:
            inside[i, position[element]] = metal(i, element)
    for name, element, fraction in each(compositions, "commodity", "element", "fraction"):
        if name in row and element in position and fraction is not None:
            inside[row[name], position[element]] = fraction * metal(row[name], element)
    return inside


def content(chain: Chain) -> tuple[list[str], NDArray[np.float64]]:
    """Elements, and tonnes of each (as metal) in one unit of each commodity ``[K, elements]`` in the table's order.

    Oxide and REO fractions become metal by the element's factor; tracers are counted as the element throughout.

    >>> from didymium.chain import load
    >>> elements, inside = content(load("works"))
    >>> inside.shape[1] == len(elements)
    True
    """
    return list(ELEMENTS), contents(chain.tables["commodities"], chain.tables["compositions"])

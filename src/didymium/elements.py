"""The rare earths, and the tracers that travel with them.

Atomic masses: IUPAC standard atomic weights, abridged (2021). Oxides are the forms that trade and statistics count in.
"""

from __future__ import annotations

from dataclasses import dataclass

OXYGEN = 15.999  # g/mol


@dataclass(frozen=True)
class Element:
    """A rare earth: name, group, atomic mass (g/mol) and the oxide that it is counted as (atoms of metal, of oxygen)."""

    symbol: str
    name: str
    group: str  # light | medium | heavy | separate
    mass: float
    metal: int
    oxygen: int

    @property
    def oxide(self) -> str:
        """Formula of the oxide.

        >>> ELEMENTS["Tb"].oxide, ELEMENTS["Ce"].oxide
        ('Tb4O7', 'CeO2')
        """
        many = "" if self.metal == 1 else str(self.metal)
        return f"{self.symbol}{many}O{self.oxygen}"

    @property
    def metal_in_oxide(self) -> float:
        """Tonnes of metal in a tonne of oxide.

        >>> round(ELEMENTS["Nd"].metal_in_oxide, 5)
        0.85736
        """
        metal = self.metal * self.mass
        return metal / (metal + self.oxygen * OXYGEN)


_ROWS = (
    ("La", "lanthanum", "light", 138.905, 2, 3),
    ("Ce", "cerium", "light", 140.116, 1, 2),
    ("Pr", "praseodymium", "light", 140.908, 6, 11),
    ("Nd", "neodymium", "light", 144.242, 2, 3),
    ("Sm", "samarium", "medium", 150.36, 2, 3),
    ("Eu", "europium", "medium", 151.964, 2, 3),
    ("Gd", "gadolinium", "medium", 157.25, 2, 3),
    ("Tb", "terbium", "heavy", 158.925, 4, 7),
    ("Dy", "dysprosium", "heavy", 162.5, 2, 3),
    ("Ho", "holmium", "heavy", 164.93, 2, 3),
    ("Er", "erbium", "heavy", 167.259, 2, 3),
    ("Tm", "thulium", "heavy", 168.934, 2, 3),
    ("Yb", "ytterbium", "heavy", 173.045, 2, 3),
    ("Lu", "lutetium", "heavy", 174.967, 2, 3),
    ("Y", "yttrium", "heavy", 88.906, 2, 3),
    ("Sc", "scandium", "separate", 44.956, 2, 3),
)

ELEMENTS: dict[str, Element] = {row[0]: Element(*row) for row in _ROWS}
RARE_EARTHS: tuple[str, ...] = tuple(ELEMENTS)

#: followed because permits, residues and by-products hang on them; always counted as the element
TRACERS: tuple[str, ...] = ("Th", "U", "Ra", "F", "P", "Fe", "Ca")


def oxide_to_metal(symbol: str) -> float:
    """Tonnes of metal in a tonne of the element's oxide; raises ``KeyError`` for what is no rare earth.

    >>> round(oxide_to_metal("Dy"), 4)
    0.8713
    """
    return ELEMENTS[symbol].metal_in_oxide

"""Indices as others compute them: concentration, import risk, reliance, and what is left without the largest supplier.

GeoPolRisk: Santillan-Saldivar et al., International Journal of Life Cycle Assessment 27 (2022); N-1: IEA, Global Critical
Minerals Outlook 2025.
"""

from __future__ import annotations

from collections.abc import Mapping

UNMATCHED = 0.5  # instability of a supplier that the governance table does not know


def hhi(quantity: Mapping[str, float]) -> float:
    """Concentration of a supply: sum of squared shares, 0 to 1 (Herfindahl and Hirschman).

    Quantities by supplier in any one unit; a row that is the total must not be among them. ``ValueError`` when nothing
    is supplied.

    >>> hhi({"a": 75.0, "b": 25.0})
    0.625
    """
    total = sum(quantity.values())
    if total <= 0:
        raise ValueError("nothing is supplied")
    return sum(q * q for q in quantity.values()) / total**2


def import_risk(imports: Mapping[str, float], output: float, instability: Mapping[str, float]) -> float:
    """Share of a country's supply that comes from abroad, each partner weighted by its instability (0 to 1).

    ``imports`` by partner and domestic ``output`` in one unit; partners without an instability count :data:`UNMATCHED`.
    nan where the country has neither.

    >>> import_risk({"a": 60.0, "b": 20.0}, output=20.0, instability={"a": 0.5, "b": 0.1})
    0.32
    """
    supply = output + sum(imports.values())
    if supply <= 0:
        return float("nan")
    return sum(instability.get(partner, UNMATCHED) * q for partner, q in imports.items()) / supply


def reliance(output: float, imports: float, exports: float) -> float:
    """Net import reliance: net imports over apparent use (output + imports - exports); 0 for a net exporter.

    nan where nothing is used.

    >>> reliance(output=25.0, imports=100.0, exports=25.0)
    0.75
    """
    used = output + imports - exports
    if used <= 0:
        return float("nan")
    return max(0.0, imports - exports) / used


def without_largest(supply: Mapping[str, float], use: Mapping[str, float]) -> tuple[str, float]:
    """The largest supplier, and the share of use outside it that supply outside it covers (N-1).

    nan where nobody else uses anything. ``ValueError`` when nothing is supplied.

    >>> without_largest({"a": 80.0, "b": 20.0}, {"a": 60.0, "b": 40.0})
    ('a', 0.5)
    """
    if sum(supply.values()) <= 0:
        raise ValueError("nothing is supplied")
    largest = max(sorted(supply), key=lambda name: supply[name])
    left = sum(q for name, q in supply.items() if name != largest)
    wanted = sum(q for name, q in use.items() if name != largest)
    return largest, left / wanted if wanted > 0 else float("nan")

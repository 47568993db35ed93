"""Units of figures: money in m, prices per tonne, masses in t, whatever they were written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

MONEY = re.compile(r"(?P<currency>[A-Z]{3})(?: (?P<scale>k|m|bn))?", re.ASCII)
PRICE = re.compile(r"(?P<currency>[A-Z]{3})/(?P<mass>kg|t)(?: (?P<basis>\w+))?", re.ASCII)
MASS = re.compile(r"(?P<mass>kg|t|kt)(?: (?P<basis>\w+))?", re.ASCII)
RATE = re.compile(r"(?P<currency>[A-Z]{3})/(?P<other>[A-Z]{3})", re.ASCII)
FRACTION = re.compile(r"fraction|%", re.ASCII)
SCALE = {"": 1e-6, "k": 1e-3, "m": 1.0, "bn": 1e3}
TONNES = {"kg": 1e-3, "t": 1.0, "kt": 1e3}
FORMS = {
    "money": (MONEY, "AUD m, USD k or CNY bn"),
    "price": (PRICE, "AUD/kg or USD/t REO"),
    "mass": (MASS, "t, kt, kg or t REO"),
    "rate": (RATE, "AUD/USD"),
    "fraction": (FRACTION, "fraction or %"),
}


@dataclass(frozen=True)
class Unit:
    """A unit: ``factor`` to m of ``currency``, currency per t, t, currency per ``other`` or fraction; ``basis`` of a mass."""

    kind: str
    factor: float
    currency: str = ""
    other: str = ""
    basis: str = ""


def parse(text: str, kind: str) -> Unit:
    """The unit behind a text for a metric of a kind. Raises ``ValueError`` that says how to write it.

    >>> parse("AUD/kg", "price").factor, parse("CNY bn", "money").factor, parse("t REO", "mass").basis
    (1000.0, 1000.0, 'REO')
    >>> parse("t", "money")
    Traceback (most recent call last):
    ValueError: 't' is no unit of money: write AUD m, USD k or CNY bn
    """
    form, example = FORMS[kind]
    found = form.fullmatch(text)
    if found is None or "REO" in (found.groupdict().get("currency"), found.groupdict().get("other")):
        raise ValueError(f"{text!r} is no unit of {kind}: write {example}")
    part = {"currency": "", "scale": "", "mass": "", "basis": "", "other": "", **found.groupdict("")}
    factor = {
        "money": lambda: SCALE[part["scale"]],
        "price": lambda: 1.0 / TONNES[part["mass"]],
        "mass": lambda: TONNES[part["mass"]],
        "rate": lambda: 1.0,
        "fraction": lambda: 0.01 if text == "%" else 1.0,
    }[kind]()
    return Unit(kind, factor, part["currency"], part["other"], part["basis"])

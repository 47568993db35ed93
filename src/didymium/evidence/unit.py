"""Units as the press writes them, kept as data: words, unit, factor, dimension, time base."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

#: what stands before an amount of money
SIGNS = {
    "$": "USD",
    "US$": "USD",
    "USD": "USD",
    "U.S.$": "USD",
    "$US": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "AUD": "AUD",
    "$A": "AUD",
    "AUS$": "AUD",
    "AUD$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD": "CAD",
    "CDN$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "€": "EUR",
    "EUR": "EUR",
    "£": "GBP",
    "GBP": "GBP",
    "Yuan": "CNY",
    "yuan": "CNY",
    "Rmb": "CNY",
    "NT$": "TWD",
    "TWD": "TWD",
    "SEK": "SEK",
    "NOK": "NOK",
    "DKK": "DKK",
    "CHF": "CHF",
    "ZAR": "ZAR",
    "¥": "CNY",
    "￥": "CNY",
    "CNY": "CNY",
    "RMB": "CNY",
    "JPY": "JPY",
    "JP¥": "JPY",
    "₹": "INR",
    "Rs": "INR",
    "Rs.": "INR",
    "INR": "INR",
    "RM": "MYR",
    "KRW": "KRW",
    "₩": "KRW",
    "BRL": "BRL",
    "RUB": "RUB",
    "KZT": "KZT",
    "VND": "VND",
    "TRY": "TRY",
    "SGD": "SGD",
    "HKD": "HKD",
    "NZD": "NZD",
    "MYR": "MYR",
    "IDR": "IDR",
    "THB": "THB",
    "PLN": "PLN",
    "SAR": "SAR",
}
PER = {"year": "year", "yr": "year", "annum": "year", "month": "month", "week": "week", "day": "day", "hour": "hour", "quarter": "quarter"}
MASS = {
    "kg": "kg",
    "kilo": "kg",
    "kilogram": "kg",
    "kilogramme": "kg",
    "tonne": "t",
    "ton": "t",
    "t": "t",
    "mt": "t",
    "metric ton": "t",
    "metric tonne": "t",
}
MASS |= {
    "lb": "lb",
    "pound": "lb",
    "g": "g",
    "gram": "g",
    "mtu": "mtu",
    "dmtu": "dmtu",
    "unit": "unit",
    "share": "share",
    "dry metric tonne": "t",
}
_BETWEEN = (
    r"(?:T?REO|NdPr|LCE|dry|wet|short|gross|net|additional|extra|further|whole)\s+(?=(?:metric\s+)?(?:t|ton|tons|tonne"
    r"|tonnes)\b)"
)  # words inside a unit
_SIGN = "|".join(re.escape(s) for s in sorted(SIGNS, key=len, reverse=True))
SIGN = re.compile(rf"(?:(?<![A-Za-z])(?:{_SIGN}))\s?$")
_SINCE = re.compile(r"\s+(?:earlier|ago|before|later|old)\b")  # "a year earlier" is no time base
_BASE = re.compile(
    r"[\s-]*(?:/|\bper[-\s]|\ban?[-\s]|\beach\s|\bevery\s)\s*(?:(?:diluted|basic|ordinary|common)\s+)*(?P<what>metric\s+tonn?e?|dry\s+metric\s+tonne|[a-z]+?)(?:\b|(?=s\b))"
    r"|\s+(?P<yearly>annually|a\s+year|per\s+annum|p\.\s?a\.|pa\b|each\s+year|every\s+year|yearly)|\s+(?P<monthly>monthly)"
    r"|\s+(?P<daily>daily)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unit:
    """A unit: amounts are multiplied by ``factor``; ``per`` is its time base, empty where the words give none."""

    unit: str
    factor: Decimal
    dimension: str
    per: str = ""


@cache
def _table() -> tuple[dict[str, Unit], dict[str, Unit], re.Pattern[str]]:
    """Units by exact words, by words in small letters, and the pattern that finds them."""
    text = resources.files("didymium.evidence").joinpath("units.csv").read_text(encoding="utf-8")
    exact: dict[str, Unit] = {}
    loose: dict[str, Unit] = {}
    for row in csv.DictReader(text.splitlines()):
        unit = Unit(row["unit"], Decimal(row["factor"]), row["dimension"], row["per"])
        for word in row["words"].split("|"):
            if row["case"] == "yes":
                exact[word] = unit
            else:
                loose[word.lower()] = unit
    words = sorted({*exact, *loose}, key=len, reverse=True)
    body = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)
    return exact, loose, re.compile(rf"(?:\s|-)?\s?(?:{_BETWEEN})?(?P<unit>{body})(?![A-Za-z0-9²³])", re.IGNORECASE)


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """Unit that begins at ``at`` (after a space or hyphen), and where it ends.

    >>> unit_at("5 kt REO", 1)[0].factor, unit_at("10 metric tons of ore", 2)[1], unit_at("5 mines", 1)
    (Decimal('1000'), 14, None)
    """
    exact, loose, pattern = _table()
    found = pattern.match(text, at)
    if found is None:
        return None
    word = re.sub(r"\s+", " ", found["unit"])
    unit = exact.get(word) or loose.get(word.lower())
    return None if unit is None else (unit, found.end())


def base_at(text: str, at: int) -> tuple[str, str, int] | None:
    """What an amount is per, right after its unit: ("time", year), ("mass", kg), and where the words end.

    >>> base_at("t per annum", 1), base_at("USD/kg", 3), base_at("t a day", 1), base_at("t of ore", 1)
    (('time', 'year', 11), ('mass', 'kg', 6), ('time', 'day', 7), None)
    """
    found = _BASE.match(text, at)
    if found is None or _SINCE.match(text, found.end()):
        return None
    if found["yearly"] or found["monthly"] or found["daily"]:
        return "time", "year" if found["yearly"] else "month" if found["monthly"] else "day", found.end()
    what = re.sub(r"\s+", " ", found["what"].lower())
    if what in PER:
        return "time", PER[what], found.end()
    if what in MASS:
        return "mass", MASS[what], found.end()
    return None

"""Numbers in words: rounded to what is known, never a bare figure, empty said as unknown."""

from __future__ import annotations

import math

UNKNOWN = "unknown"
DUST = 1e-9


def _known(x: float | None) -> bool:
    return x is not None and math.isfinite(x)


def amount(x: float | None, digits: int = 3) -> str:
    """A quantity with at most ``digits`` significant figures and thousands apart.

    >>> amount(26504.3), amount(0.01234), amount(5.0), amount(3.1e-12), amount(None)
    ('26,500', '0.0123', '5', '3e-12', 'unknown')
    """
    if x is None or not math.isfinite(x):
        return UNKNOWN
    if x == 0:
        return "0"
    if abs(x) < 1e-6:
        return f"{x:.0e}"
    places = digits - 1 - math.floor(math.log10(abs(x)))
    rounded = round(x, places)
    if rounded and math.floor(math.log10(abs(rounded))) > math.floor(math.log10(abs(x))):
        places -= 1  # 99.96 becomes 100, not 100.0
    text = f"{rounded:,.{max(places, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(x: float | None) -> str:
    """A share: one decimal below 10 % and above 99 %, none between; nearly nothing is not nothing, nor nearly all all.

    >>> percent(0.0654), percent(0.62), percent(0.9961), percent(1.0), percent(1e-5), percent(0.99999)
    ('6.5 %', '62 %', '99.6 %', '100 %', '<0.1 %', '>99.9 %')
    """
    if x is not None and DUST < abs(x) < 0.0005:
        return "<0.1 %"
    if x is not None and 0.9995 <= x < 1 - DUST:
        return ">99.9 %"
    return _percent(x)


def _percent(x: float | None) -> str:
    if x is None or not math.isfinite(x):
        return UNKNOWN
    if abs(x) >= 10:
        return f"{amount(100 * x, 2)} %"
    fine = 0 < abs(x) < 0.0995 or 0.99 < abs(x) < 0.9995
    return f"{100 * x:.{1 if fine else 0}f} %"


def signed(x: float | None) -> str:
    """A share with its sign.

    >>> signed(0.07), signed(-0.32), signed(-1e-4), signed(-1e-12)
    ('+7.0 %', '-32 %', '0.0 %', '0 %')
    """
    if x is not None and abs(x) < 0.0005:
        return "0.0 %" if abs(x) > DUST else "0 %"
    text = _percent(x)
    return f"+{text}" if x is not None and math.isfinite(x) and x > 0 else text


def money(usd: float | None) -> str:
    """USD in thousands, millions or thousand millions.

    >>> money(1.234e9), money(-45.6e6), money(7800.0), money(12.0)
    ('1.23 bn USD', '-45.6 m USD', '7.8 k USD', '12 USD')
    """
    if usd is None or not math.isfinite(usd):
        return UNKNOWN
    for size, word in ((1e9, "bn "), (1e6, "m "), (1e3, "k ")):
        if abs(usd) >= 0.9995 * size:
            return f"{amount(usd / size)} {word}USD"
    return f"{amount(usd)} USD"


def span(low: float | None, high: float | None, at_least: bool = False) -> str:
    """An interval with one rounding for both ends; ``at_least`` leaves the upper end open.

    >>> span(54.43, 56.2), span(254.0, 254.0), span(790.1, 835.0, at_least=True), span(-0.05, 0.8)
    ('54.4 to 56.2', '254', 'at least 790', '-0.05 to 0.8')
    """
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    if at_least:
        return f"at least {amount(low)}"
    most = max(abs(low), abs(high))
    places = 0 if most == 0 else max(0, 2 - math.floor(math.log10(most)))
    ends = [f"{round(x, places) + 0.0:,.{places}f}" for x in (low, high)]
    ends = [e.rstrip("0").rstrip(".") if "." in e else e for e in ends]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def per_kg(x: float | None, unit: str) -> tuple[float | None, str]:
    """A price per tonne as one per kg; any other unit is left as it is.

    >>> per_kg(54400.0, "USD/t"), per_kg(60.0, "USD/MWh")
    ((54.4, 'USD/kg'), (60.0, 'USD/MWh'))
    """
    if unit != "USD/t":
        return x, unit
    return (None if x is None else x / 1000), "USD/kg"


def count(n: int, one: str, many: str | None = None) -> str:
    """A number of things.

    >>> count(1, "row"), count(1200, "row"), count(2, "entity", "entities")
    ('1 row', '1,200 rows', '2 entities')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """Things in a sentence.

    >>> listed(["Dy"]), listed(["Nd", "Pr"]), listed(["Nd", "Pr", "Dy"])
    ('Dy', 'Nd and Pr', 'Nd, Pr and Dy')
    """
    return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"

"""What each written form of a period means."""

from __future__ import annotations

import re
from datetime import date, timedelta

from didymium.evidence.form_of_date import FIVES, MONTHS, NUMBERS, ORDINALS, PLANS

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day_of(published: str | None) -> date | None:
    """The day of an ISO date; the middle of a month or year that is all that is known."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", published or "")
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 7), int(found[3] or 1))
    except ValueError:
        return None


def _full(year: str | None) -> str:
    if not year:
        return "????"
    return year if len(year) == 4 else f"20{year}"


def _plan(m: re.Match[str], _: date | None) -> tuple[str, str]:
    word = (m["plan"] or "").lower()
    number = FIVES[m["five"].lower()] if m["five"] else int(word[:-2]) if word[:1].isdigit() else PLANS[word]
    first = 2021 + 5 * (number - 14)
    return f"{first}/{first + 4}", "plan_window"


def _iso(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return "-".join(p for p in (m["iso_y"], m["iso_m"], m["iso_d"]) if p), "stated"


def _quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    fiscal = "FY" if m["q_f"] else ""
    return f"{fiscal}{_full(m['q_y'])}-Q{m['q1'] or m['q2']}", "stated"


def _named_quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    number = ORDINALS[re.split(r"[\s-]", m["qn"].lower())[0]]
    return f"{'FY' if m['qn_f'] else ''}{_full(m['qn_y'])}-Q{number}", "stated"


def _year_quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    number = int(m["yq"]) if m["yq"] else ORDINALS[re.split(r"[\s-]", m["yqn"].lower())[0]]
    return f"{m['yq_y']}-Q{number}", "stated"


def _quarter_to(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"{_full(m['qm_y'])}-Q{(_month(m['qm']) + 2) // 3}", "stated"


def _year_to(m: re.Match[str], day: date | None) -> tuple[str, str] | None:
    month = _month(m["yt"])
    year = int(m["yt_y"]) if m["yt_y"] else None
    if year is None and day is not None:
        year = day.year if month <= day.month else day.year - 1
    if year is None:
        return None
    return (str(year) if month == 12 else f"FY{year}"), "stated"


def _month_quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"{_full(m['mq_y'])}-Q{_month(m['mq']) // 3}", "stated"


def _month_q(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"{_full(m['ms_qy'])}-Q{_month(m['ms_q']) // 3}", "stated"


def _half(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"{_full(m['h_y'])}-H{m['h1'] or m['h2']}", "stated"


def _named_half(m: re.Match[str], day: date | None) -> tuple[str, str]:
    year, basis = _relative_year(m["hn_y"], day)
    return f"{year}-H{ORDINALS[m['hn'].lower()]}", basis


def _months(m: re.Match[str], day: date | None) -> tuple[str, str]:
    year, basis = _relative_year(m["ms_y"], day)
    return f"{year}-01/{year}-{NUMBERS[m['ms'].lower()]:02d}", basis


def _relative_year(words: str | None, day: date | None) -> tuple[str, str]:
    if words and words[0].isdigit():
        return _full(words), "stated"
    if words and day:
        step = {"last": -1, "next": 1}.get(words.lower().split()[0], 0)
        return str(day.year + step), "relative"
    return "????", "stated"


def _fiscal(m: re.Match[str], _: date | None) -> tuple[str, str]:
    label = f"FY{int(m['fy_a']) + 1}" if m["fy_a"] else f"FY{_full(m['fy'])}"
    return (f"{label}-Q{m['fy_q']}" if m["fy_q"] else label), "stated"


def _range(m: re.Match[str], _: date | None) -> tuple[str, str] | None:
    first = int(m["r1"])
    last = int(m["r2"]) if len(m["r2"]) == 4 else first // 100 * 100 + int(m["r2"])
    if len(m["r2"]) == 2 and last == first + 1:
        return f"FY{first}-{last % 100:02d}", "stated"
    return (f"{first}/{last}", "stated") if first < last <= first + 60 else None


def _date(m: re.Match[str], _: date | None) -> tuple[str, str] | None:
    return _dated(m["d_y"], m["d_m"], m["d_d"])


def _date_eu(m: re.Match[str], _: date | None) -> tuple[str, str] | None:
    return _dated(m["e_y"], m["e_m"], m["e_d"])


def _dated(year: str | None, month: str, day: str) -> tuple[str, str] | None:
    return (f"{_full(year)}-{_month(month):02d}-{int(day):02d}", "stated") if 1 <= int(day) <= 31 else None


def _month_of(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"{m['m_y']}-{_month(m['m_m']):02d}", "stated"


def _month_alone(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"????-{_month(m['ma'] or m['mb']):02d}", "stated"


def _month(word: str) -> int:
    return MONTHS[word.lower()[:3]]


def _decade(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return f"{m['dec']}/{int(m['dec']) + 9}", "stated"


def _part(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return m["part_y"], "stated"


def _relative(m: re.Match[str], day: date | None) -> tuple[str, str] | None:
    if day is None:
        return None
    if m["decade_end"]:
        return str(day.year // 10 * 10 + 9), "relative"
    if m["end"] or m["full"]:
        return str(day.year), "relative"
    if m["last_m"]:
        month = _month(m["last_m"])
        return f"{day.year if month < day.month else day.year - 1}-{month:02d}", "relative"
    word, unit = m["rel"].lower(), m["rel_u"].lower()
    step = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(word, 0)
    if word == "same":
        return None
    if unit == "year":
        return str(day.year + step), "relative"
    if unit == "quarter":
        quarter = day.year * 4 + (day.month - 1) // 3 + step
        return f"{quarter // 4}-Q{quarter % 4 + 1}", "relative"
    if unit == "month":
        month = day.year * 12 + day.month - 1 + step
        return f"{month // 12}-{month % 12 + 1:02d}", "relative"
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}", "relative"


def _weekday(m: re.Match[str], day: date | None) -> tuple[str, str] | None:
    if day is None:
        return None
    if m["day"]:
        return (day + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[m["day"].lower()])).isoformat(), "relative"
    back = (day.weekday() - _WEEKDAYS.index(m["wd"].lower())) % 7
    return (day - timedelta(days=back)).isoformat(), "relative"


def _year(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return m["y"], "stated"


def _months_of(m: re.Match[str], day: date | None) -> tuple[str, str] | None:
    first, last = _month(m["mr1"]), _month(m["mr2"])
    year = _full(m["mr_y"])
    if not m["mr_y"] and day is not None:
        year = str(day.year if last <= day.month else day.year - 1)
    return (f"{year}-{first:02d}/{year}-{last:02d}", "stated" if m["mr_y"] else "relative") if year.isdigit() and first < last else None


def _ago(m: re.Match[str], day: date | None) -> tuple[str, str] | None:
    if day is None:
        return None
    word = m["ago"].lower()
    count = int(word) if word.isdigit() else NUMBERS.get(word, 1)
    if m["ago_u"].lower() == "year":
        return str(day.year - count), "relative"
    if m["ago_u"].lower() == "month":
        month = day.year * 12 + day.month - 1 - count
        return f"{month // 12}-{month % 12 + 1:02d}", "relative"
    return (day - timedelta(weeks=count)).isoformat(), "relative"


def _next_years(m: re.Match[str], day: date | None) -> tuple[str, str] | None:
    if day is None:
        return None
    word = m["ahead"].lower()
    count = int(word) if word.isdigit() else NUMBERS[word]
    return (f"{day.year}/{day.year + count - 1}", "relative") if count > 1 else None


READ = {
    "plan": _plan,
    "iso": _iso,
    "quarter": _quarter,
    "quarter_named": _named_quarter,
    "year_quarter": _year_quarter,
    "quarter_month": _quarter_to,
    "year_to": _year_to,
    "month_quarter": _month_quarter,
    "month_q": _month_q,
    "half": _half,
    "half_named": _named_half,
    "months": _months,
    "fiscal": _fiscal,
    "range": _range,
    "months_of": _months_of,
    "ago": _ago,
    "ahead": _next_years,
    "date": _date,
    "date_eu": _date_eu,
    "month": _month_of,
    "month_alone": _month_alone,
    "decade": _decade,
    "part": _part,
    "relative": _relative,
    "day": _weekday,
    "year": _year,
}

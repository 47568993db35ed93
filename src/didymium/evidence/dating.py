"""The forms in which the press writes periods, and what each means."""

from __future__ import annotations

import re
from datetime import date, timedelta

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "last": 4}
_PLANS = {"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16}
_FIVES = {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
_MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}
_NUMBERS = {w: i for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"], start=1)}
_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_YEAR = r"(?:19[5-9]\d|20[0-6]\d)"
_QUARTER = r"(?:first|second|third|fourth|final|last|1st|2nd|3rd|4th)[\s-]+quarter"
_OF = r"(?:\s+of|,|\s+in)?(?:\s+the)?(?:\s+calendar)?(?:\s+year)?\s*"
#: tried in this order at each place; the longest meaning first
FORMS: tuple[tuple[str, str], ...] = (
    (
        "plan",
        rf"(?:(?:{_YEAR})\s?[–/-]\s?(?:{_YEAR})\s+)?[“\"']?(?P<plan>\d{{1,2}}th|{'|'.join(_PLANS)})\s+(?:five[\s-]year\s+plan|fyp)"
        rf"|[“\"']?(?P<five>{'|'.join(_FIVES)})[\s-]five\b(?:[”\"']?\s+plan)?",
    ),
    ("iso", r"(?P<iso_y>(?:19|20)\d\d)-(?P<iso_m>0[1-9]|1[0-2])(?:-(?P<iso_d>0[1-9]|[12]\d|3[01]))?(?![\d-])"),
    ("quarter", rf"(?:q(?P<q1>[1-4])|(?P<q2>[1-4])q)[\s'’,-]*(?:of\s+)?(?P<q_f>fy|fiscal\s+(?:year\s+)?)?(?P<q_y>{_YEAR}|\d\d(?!\d))?"),
    ("quarter_named", rf"(?P<qn>{_QUARTER})(?:{_OF}(?P<qn_f>fy|(?:fiscal|financial)\s+(?:year\s+)?)?(?P<qn_y>{_YEAR}|(?<=fy)\d\d))?"),
    ("year_quarter", rf"(?P<yq_y>{_YEAR})[\s-]*(?:q(?P<yq>[1-4])|(?P<yqn>{_QUARTER}))"),
    (
        "quarter_month",
        rf"(?:quarter|three\s+months)\s+(?:ended|ending|to"
        rf"|through)(?:\s+in)?\s+(?:\d{{1,2}}\s+)?(?P<qm>{_MONTH})(?:\s+\d{{1,2}}\b)?,?(?:\s+(?P<qm_y>{_YEAR}))?",
    ),
    (
        "year_to",
        rf"(?:(?:full|financial|fiscal)\s+)?(?:year|twelve\s+months)\s+(?:ended|ending|to)(?:\s+in)?\s+(?:\d{{1,2}}\s+)?(?P<yt>{_MONTH})(?:\s+\d{{1,2}}\b)?,?(?:\s+(?P<yt_y>{_YEAR}))?",
    ),
    ("month_quarter", r"(?P<mq>march|june|september|december)\s+(?:(?P<mq_y>20\d\d)\s+)?quarter"),
    ("month_q", r"(?P<ms_q>mar|jun|sept?|dec)\.?\s+q(?:tr|uarter)?\b(?:\s+(?P<ms_qy>20\d\d))?"),
    ("half", rf"(?:h(?P<h1>[12])|(?P<h2>[12])h)[\s'’,-]*(?:of\s+)?(?:fy)?(?P<h_y>{_YEAR}|\d\d(?!\d))?"),
    (
        "half_named",
        rf"(?P<hn>first|second|1st|2nd)[\s-]+half(?:\s+of\s+(?:the\s+)?(?:(?:calendar|fiscal"
        rf"|financial)\s+)?(?:year\s+)?(?:fy)?\s*(?P<hn_y>{_YEAR}|(?<=fy)\d\d|year|this\s+year|last\s+year|next\s+year))?",
    ),
    ("months", rf"first\s+(?P<ms>{'|'.join(_NUMBERS)})\s+months(?:\s+of\s+(?:the\s+)?(?P<ms_y>{_YEAR}|year|this\s+year|last\s+year))?"),
    (
        "fiscal",
        rf"(?:fy|fiscal\s+year\s+|fiscal\s+|financial\s+year\s+)\s?(?P<fy>{_YEAR}|\d\d(?!\d))(?:[/–-]\d\d|\s?q(?P<fy_q>[1-4]))?"
        rf"|(?P<fy_a>{_YEAR})[/–-]\d\d\s+(?:financial|fiscal)\s+year",
    ),
    (
        "range",
        rf"(?:from\s+|between\s+)?(?P<r1>{_YEAR})\s?(?:[–—-]|/|\s+to\s+|\s+and\s+(?<=and\s)|\s+through\s+"
        rf"|\s+until\s+)\s?(?P<r2>{_YEAR}|\d\d(?!\d))(?![\d,]*\s?(?:t|tonnes|tons)\b)",
    ),
    (
        "months_of",
        rf"(?P<mr1>{_MONTH})\s?(?:[–—-]|to|through|until|and)\s?(?P<mr2>{_MONTH})(?![a-z])(?:\s+(?:of\s+)?(?P<mr_y>{_YEAR}))?",
    ),
    ("date", rf"(?P<d_m>{_MONTH})\s+(?P<d_d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<d_y>{_YEAR}))?"),
    ("date_eu", rf"(?P<e_d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<e_m>{_MONTH})(?![a-z])(?:,?\s+(?P<e_y>{_YEAR}))?"),
    ("month", rf"(?P<m_m>{_MONTH})(?![a-z]),?\s+(?:of\s+)?(?P<m_y>{_YEAR})"),
    (
        "month_alone",
        r"(?<=in\s)(?P<ma>january|february|march|april|may|june|july|august|september|october|november|december)\b(?!\s+\d)"
        r"|(?P<mb>january|february|april|june|july|august|september|october|november|december)\b",
    ),
    ("ago", rf"(?P<ago>an?|{'|'.join(_NUMBERS)}|\d{{1,2}})\s+(?P<ago_u>year|month|week)s?\s+ago"),
    ("ahead", rf"(?:next|coming)\s+(?P<ahead>{'|'.join(_NUMBERS)}|\d{{1,2}})\s+years"),
    ("decade", r"(?P<dec>20\d0)s\b"),
    (
        "part",
        rf"(?:the\s+)?(?P<part>early|mid|late|end|end\s+of|beginning\s+of|start\s+of|close\s+of"
        rf"|middle\s+of)[\s-]+(?:of\s+)?(?P<part_y>{_YEAR})",
    ),
    (
        "relative",
        r"(?P<rel>this|last|next|previous|current|coming|past|same)\s+(?P<rel_u>year|quarter|month|week)(?:[’']s)?"
        r"|(?P<full>full[-\s]year(?=\s+(?:\w+\s+)?(?:guidance|forecast|target|outlook)))|(?P<end>year[-\s]end|(?:the\s+)?end\s+of\s+(?:the|this)\s+year|the\s+year[’']s\s+end)"
        r"|(?P<decade_end>(?:the\s+)?end\s+of\s+(?:the|this)\s+decade)",
    ),
    (
        "day",
        r"(?P<day>yesterday|today|tomorrow)|(?:on|late\s+on|last|this|next)\s+(?P<wd>monday|tuesday|wednesday|thursday|friday"
        r"|saturday|sunday)",
    ),
    ("year", rf"(?<![\w$€£¥#.,/–-])(?P<y>{_YEAR})(?![\w%]|[.,]\d|[-–/]\d)"),
)
_APART = r"(?<![\w.])"  # a form begins no word and follows no point
_OPEN = ("plan", "month_alone", "year")  # these say themselves what may stand before them
PATTERN = re.compile("|".join(f"(?P<is_{name}>{'' if name in _OPEN else _APART}(?:{form}))" for name, form in FORMS), re.IGNORECASE)
#: a text without any of these names no period: most sentences are done with that
HINT = re.compile(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|quarters?|half|months?|years?"
    r"|weeks?|decades?"
    r"|year[-\s]end|five|today|tomorrow|yesterday|\w+day|(?:mar|jun|sept?|dec)\.?\s+q(?:tr)?)\b",
    re.IGNORECASE,
)
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
    number = _FIVES[m["five"].lower()] if m["five"] else int(word[:-2]) if word[:1].isdigit() else _PLANS[word]
    first = 2021 + 5 * (number - 14)
    return f"{first}/{first + 4}", "plan_window"


def _iso(m: re.Match[str], _: date | None) -> tuple[str, str]:
    return "-".join(p for p in (m["iso_y"], m["iso_m"], m["iso_d"]) if p), "stated"


def _quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    fiscal = "FY" if m["q_f"] else ""
    return f"{fiscal}{_full(m['q_y'])}-Q{m['q1'] or m['q2']}", "stated"


def _named_quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    number = _ORDINALS[re.split(r"[\s-]", m["qn"].lower())[0]]
    return f"{'FY' if m['qn_f'] else ''}{_full(m['qn_y'])}-Q{number}", "stated"


def _year_quarter(m: re.Match[str], _: date | None) -> tuple[str, str]:
    number = int(m["yq"]) if m["yq"] else _ORDINALS[re.split(r"[\s-]", m["yqn"].lower())[0]]
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
    return f"{year}-H{_ORDINALS[m['hn'].lower()]}", basis


def _months(m: re.Match[str], day: date | None) -> tuple[str, str]:
    year, basis = _relative_year(m["ms_y"], day)
    return f"{year}-01/{year}-{_NUMBERS[m['ms'].lower()]:02d}", basis


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
    return _MONTHS[word.lower()[:3]]


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
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 1)
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
    count = int(word) if word.isdigit() else _NUMBERS[word]
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

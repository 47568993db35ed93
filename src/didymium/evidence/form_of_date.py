"""The forms in which the press writes periods."""

from __future__ import annotations

from itertools import groupby

from didymium.evidence.folded import Folded

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "last": 4}
PLANS = {"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16}
FIVES = {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}
NUMBERS = {w: i for i, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"], start=1)}
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
        rf"(?:(?:{_YEAR})\s?[–/-]\s?(?:{_YEAR})\s+)?[“\"']?(?P<plan>\d{{1,2}}th|{'|'.join(PLANS)})\s+(?:five[\s-]year\s+plan|fyp)"
        rf"|[“\"']?(?P<five>{'|'.join(FIVES)})[\s-]five\b(?:[”\"']?\s+plan)?",
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
    ("months", rf"first\s+(?P<ms>{'|'.join(NUMBERS)})\s+months(?:\s+of\s+(?:the\s+)?(?P<ms_y>{_YEAR}|year|this\s+year|last\s+year))?"),
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
    ("ago", rf"(?P<ago>an?|{'|'.join(NUMBERS)}|\d{{1,2}})\s+(?P<ago_u>year|month|week)s?\s+ago"),
    ("ahead", rf"(?:next|coming)\s+(?P<ahead>{'|'.join(NUMBERS)}|\d{{1,2}})\s+years"),
    ("decade", r"(?P<dec>20\d0)s\b"),
    (
        "part",
        rf"(?:the\s+)?(?P<part>early|mid|late|end|end\s+of|beginning\s+of|start\s+of|close\s+of"
        rf"|middle\s+of)[\s-]+(?:of\s+)?(?P<part_y>{_YEAR})",
    ),
    (
        "relative",
        r"(?P<rel>this|last|next|previous|current|coming|past|same)\s+(?P<rel_u>year|quarter|month|week)(?:[’']s)?"
        rf"|last\s+(?P<last_m>{_MONTH})(?![a-z])(?!\s+\d)"
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
_RUNS = [(free, "|".join(f"(?P<is_{name}>{form})" for name, form in run)) for free, run in groupby(FORMS, lambda f: f[0] in _OPEN)]
#: what stands before a form is looked at once for all forms that follow each other
PATTERN = Folded("|".join(run if free else f"{_APART}(?:{run})" for free, run in _RUNS))
#: a text without any of these names no period: most sentences are done with that
HINT = Folded(
    r"\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|quarters?|half|months?|years?"
    r"|weeks?|decades?"
    r"|year[-\s]end|five|today|tomorrow|yesterday|\w+day|(?:mar|jun|sept?|dec)\.?\s+q(?:tr)?)\b"
)

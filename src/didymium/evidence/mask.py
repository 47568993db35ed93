"""What looks like a quantity and is none: names of phases, grades, codes, times, telephone numbers."""

from __future__ import annotations

import re

MASK = re.compile(
    r"""https?://\S+ | www\.\S+ | \S+@\S+\.\w+ | \b\d{1,2}:\d\d\b | \b\d{1,2}(?:\.\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)(?!\w)
    | \b(?i:phase|stage|step|train|line|kiln|unit|block|lot|zone|pit|cell|reactor|tier|level|class|type|grade|group|section|article
      |chapter|rule|form|schedule|annex|appendix|exhibit|figure|fig|table|page|pp?|note|slide|item|number|no|nos|vol|volume|issue
      |bill|act|route|highway|flight|category|version|model|series|announcement|notice|order|decree|resolution|paragraph|clause
      |question|case|part|day|week|episode|top|scope|gen|generation|iso|ni|jorc|hs|code|catalogue)
      \.?\s?[-#]?\s?\(?\d+(?:[.-]\d+)*(?![\d,.%]*\s?(?:%|per\ cent|percent|t\b|kg\b|tonnes|tons
        |million|billion|thousand|bn\b|new\b|additional|shares|MW\b|kt\b))
    | \(\s?[A-Z]{2,8}\s?:\s?[A-Z0-9.]+[^)]{0,20}\)
    | \(\s?(?:[A-Z]{2,8}\s?:\s?)?[A-Z0-9]{1,8}(?:[.:][A-Z]{1,4})?\s?\)
    | \b(?:ASX|NYSE|NASDAQ|Nasdaq|TSX|TSXV|LSE|AIM|SSE|SZSE|HKEX|OTCQB|OTCQX|OTC|SHA|SHE)\s?:\s?[A-Z0-9]+
    | \b\d{6}\.(?:SH|SZ|SS)\b | \b\d{4}\.HK\b
    | \b(?:G|C|B|F|A|M|N|P|S|T|U|V|X|Z|Gen|COVID|Covid|MiG|Su|SC|AI|CO|Nd|Sm|La)[-]?\d+[A-Za-z]*\b(?!,\d)
    | (?<![$])\b(?!(?:USD|CNY|RMB|AUD|CAD|EUR|GBP|INR|JPY|MYR|RM|Rs)\d)[A-Z][A-Za-z]*\d[\w.-]*\b
    | \b\d+[A-Z]{1,2}\b(?<!\dP)(?<!\dMW)(?<!\dGW)(?<!\dMT)(?<!\dMt)(?<!\dKG)(?<!\dM)(?<!\dB)(?<!\dK)(?<!\dN)
    | \b\d{3}[-.\s]\d{3,4}[-.\s]\d{4}\b | \+\d[\d\s()-]{7,}
    | \b\d+[-\s](?:day|week|month|year)\s+(?:rolling|moving|average|high|low)\b | \b[Hh]alf[-\s]year(?:ly)?\b
    | \b(?i:one|two|three|four|five|six|seven|eight|nine|ten|several|\d{1,2})\s+(?:\w+\s+)?
      (?:people|sources|persons|officials|executives|insiders|traders)
      \s+(?:familiar|aware|told|said|with\s+(?:direct\s+)?knowledge|briefed|close\s+to|who\s+(?:asked|declined|spoke))
    | (?<=\bper\s)(?:million|thousand|hundred)\b
    | \b(?:aged?|age\s+of)\s+\d{1,2}\b | (?<=[a-z],\s)\d\d(?=,\s(?:was|is|who|said|has|a\b|an\b))
    | (?:(?<=make\s)|(?<=produce\s)|(?<=for\s)|(?<=each\s))one(?=\s+(?:kilo|kg|tonne|ton|unit))
    | \(?[$€£¥]\s?1\s?=\s?[^()]{3,40}\)?
    | \b(?i:tranche|phase|stage|line|train|zone|unit|tier)\s+(?i:one|two|three|four|five)\b
    | \bRM\d{2,4}\b(?![,.]\d|\s?(?:million|billion|bn|m|k|per|an?|sen)\b|/)
    | \b24/7\b | \b(?:19|20)\d\ds?-(?:era|vintage)\b | \b\d+(?:st|nd|rd|th)\b | \bnet[-\s]zero\b | \bNo\.?\s?\d+\b
    | \b\d{1,2}/\d{1,2}/\d{2,4}\b
    """,
    re.VERBOSE,
)

"""The cast of a document: the names that it brings in itself, with the short forms it goes on with.

"Karst Metals plc" is later "Karst", "the Clear Rivers Alliance" is "the Alliance", "Sable Point Resources (SPR)" is "SPR",
"Dale Whitcomb" is "Whitcomb"; a name that stands mostly behind "in" or "at" is a place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from didymium.evidence.entity import LEGAL, Alias, Gazetteer, Mention, aliases, mentions, slug
from didymium.evidence.roles import holders
from didymium.evidence.script import script
from didymium.evidence.words import words

_KNOWN = ("organisation", "name", "person", "project")
_INTRODUCED = re.compile(r"(?:,?\s+[A-Z][\w.]*){0,3}\s*\((?P<inside>[^()]{2,80})\)")
_QUOTED = re.compile(r"[“\"‘](?:the\s+)?([A-Z][^”\"’]{1,30})[”\"’]")
_SHORT = re.compile(r"[A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*){0,2}")
_EXCHANGE = frozenset(
    {"ASX", "NYSE", "NASDAQ", "TSX", "TSXV", "LSE", "AIM", "OTC", "OTCQX", "OTCQB", "SSE", "SZSE", "HKEX", "JORC", "TREO", "REO"}
)
_AT = re.compile(r"\b(?:in|at|near|outside|around|inside|to|from|into|over|across|through)\s+(?:the\s+)?$")
_NAMED = re.compile(r"\s+[A-Z]")
_HEAD = re.compile(
    r"(?:Alliance|Group|Company|Corporation|Ministry|Department|Institute|University|Agency|Bureau|Commission|Association|Council|Fund"
    r"|Bank|Board|Authority|Union|Laboratory|Office|Federation|Committee|Foundation|Consortium|Court|Party|Senate|Congress|Parliament)"
)
_FIRM = re.compile(
    r"(?P<name>[A-Z][\w&’'-]*(?:\s+[A-Z&][\w&’'-]*){0,5}?,?\s+(?:(?i:limited|ltd|inc|incorporated|corp|corporation|plc|gmbh|ag|nv|s\.a|ab|oyj?|asa"
    r"|jsc|llc|berhad|bhd|holdings|co)\b))|(?P<name2>[A-Z][\w&’'-]*(?:\s+[A-Z&][\w&’'-]*){0,5}?)\s*\((?:[A-Z]{2,7}\s?:\s?[A-Z0-9]{1,6})"
)
_OFFICE = re.compile(r"\b(?:Officer|Chairman|Chairwoman|President|Director|Minister|Secretary|Speaker|Manager|Code|Act|Law|Table|Notice)\b")
#: words of which places are named
_PLACE = re.compile(
    r"^(?:Mount|Mt|Port|Lake|Fort|Cape|Camp|Saint|St|San|Santa|Los|Las|New|North|South|East|West|Upper|Lower)\s"
    r"|\s(?:City|County|Hills?|Bay|Point|Lake|River|Valley|Fell|Springs|Islands?|Ridge|Creek|Park|Beach|Falls|Coast|Mountains?|Peninsula|Basin"
    r"|Desert|Plateau|Lode|Range|Strait|Gulf|Harbou?r|Province|District|Prefecture|Township|Village|Street|Road|Avenue)$"
)
_PAPER = re.compile(
    r"(?:^|_)(?:wire|news|daily|times|post|review|weekly|brief|journal|magazine|ledger|gazette|herald|bulletin|press|reuters|bloomberg|xinhua"
    r"|monthly|observer|tribune|exchanges|newswire|newsline|insider|report|mining_com)(?:_|$)"
)
#: public bodies, named by what they are
_BODY = re.compile(
    r"(?:(?:Ministry|Department|Office|Bureau|Commission|Agency|Authority|Board|Court|Council|Administration|Government|Senate|Parliament|Congress)"
    r"(?:\s+(?:of|for)\s.+)?|.+\s(?:Ministry|Department|Office|Bureau|Commission|Agency|Authority|Administration|Court))"
)
_AGENCY = re.compile(r"\)\s*[–—-]")  # behind the name of an agency in a dateline
_BYLINE = re.compile(r"\W*(?:reporting|writing|editing|by|source|text|photo\w*|interview)\b", re.IGNORECASE)
LEAST = 4  # letters of a short form
OFTEN = 2  # times that a single unknown word must stand in a text to be a name of somebody


def cast(blocks: Sequence[tuple[str, str]], names: Gazetteer) -> Gazetteer:
    """The names with those that a document introduces; ``blocks`` are its (kind, words).

    >>> text = "Karst Metals opened a mine. Fears eased. Shares of Karst rose, Dale Whitcomb said. Whitcomb smiled."
    >>> known = cast([("paragraph", text)], Gazetteer())
    >>> [(m.text, m.entity) for m in mentions("Karst denied it, Whitcomb said.", known)]
    [('Karst', 'karst_metals'), ('Whitcomb', 'dale_whitcomb')]
    """
    body = [w[:20_000] for kind, w in blocks[:400] if kind not in ("title", "heading") and not _titled(w)]
    found = [(w, m) for w in body for m in mentions(w, names)]
    found = [(w, m) for w, m in found if m.kind in _KNOWN and m.alias is None]
    text = "\n".join(w[:20_000] for _, w in blocks[:400])
    taken = {a.name for a in (*aliases(), *names.more)} | words("capital_no_name")
    people = (
        script(body).names | {m.text for _, m in found if m.kind == "person"} | {n for w in body if len(w) < 20_000 for n in holders(w)}
    )
    more: dict[str, Alias] = {}
    for name in _headed(blocks):
        _take(more, taken, name, "organisation", text)
    for name in _apart({m.text for _, m in found if " " in m.text}, text):
        kind = "person" if name in people else _kind(name, next((m for _, m in found if m.text == name), None), found, text)
        _take(more, taken, name, kind, text)
    parts = {part for name, a in more.items() if a.kind == "person" for part in name.split()}
    for m in {m.text: m for _, m in found if " " not in m.text}.values():
        if len(_places(m.text, text)) >= OFTEN and len(m.text) >= LEAST and m.text not in taken | parts and m.text not in more:
            more[m.text] = Alias(m.text, m.entity, _kind(m.text, m, found, text))
    return Gazetteer((*names.more, *more.values())) if more else names


def _titled(line: str) -> bool:
    """Whether a line is set as a headline, where capitals tell no names."""
    long = [w for w in re.findall(r"[A-Za-z][\w’'-]*", line) if len(w) > 3]
    return len(line) < 200 and len(long) > 3 and sum(w[0].isupper() for w in long) >= 0.7 * len(long)


def _headed(blocks: Sequence[tuple[str, str]]) -> list[str]:
    """Firms that the first lines name with their legal form or their ticker: "KARRAWIN RARE EARTHS LIMITED (ASX: KRW)"."""
    out = []
    for _, w in (*blocks[:6], *blocks[-4:]):
        for m in _FIRM.finditer(w[:400]):
            name = LEGAL.sub("", m["name"] or m["name2"]).strip(" ,.")
            if len(name) >= LEAST and not _OFFICE.search(name):
                out.append(name)
                out += [name.title()] if name.isupper() else []
    return out


def _apart(full: set[str], text: str) -> list[str]:
    """Names in full; two joined by "and" as two, where one of them also stands alone."""
    out = []
    for name in sorted(full, key=lambda n: (text.find(n), -len(n), n)):
        first, _, last = name.partition(" and ")
        rest = text.replace(name, "")
        if _OFFICE.search(name) or name.count(" ") > 6:
            continue
        out += [first, last] if last and (_alone(last, rest) or _alone(first.split()[0], rest)) else [name]
    return list(dict.fromkeys(out))


def _take(more: dict[str, Alias], taken: set[str] | frozenset[str], name: str, kind: str, text: str) -> None:
    """A name in full and the short forms under which the text goes on with it."""
    if " " not in name and name in taken:
        return
    entity = next((a.entity for a in more.values() if a.name == name), None) or slug(name)
    for short in _short(name, kind, text):
        if short not in taken and short not in more:
            more[short] = Alias(short, entity, kind)
    more.setdefault(name, Alias(name, entity, kind))


def _kind(name: str, m: Mention | None, found: Sequence[tuple[str, Mention]], text: str) -> str:
    """What a name is of: a place by its own words or where it stands mostly behind "in" or "at", else what it reads as."""
    if m is not None and m.kind in ("person", "project"):
        return m.kind
    if m is not None and m.kind == "organisation":
        return "organisation"
    parts = name.split()
    rest = text.replace(name, "")
    if len(parts) == 2 and _alone(parts[1], rest) and not _alone(parts[0], rest) and not _common(parts[1]) and not _PLACE.search(name):
        return "person" if m is not None and not _mostly_at(name, text) else "organisation"
    if _PLACE.search(name) or (name.isupper() and " " in name) or _mostly_at(name, text):
        return "site"
    return "organisation"


def _mostly_at(name: str, text: str) -> bool:
    at = [bool(_AT.search(text[max(0, start - 20) : start])) for start in _places(name, text)]
    return bool(at) and sum(at) * 2 > len(at)


def _with_article(head: str, text: str) -> bool:
    """Whether "the Alliance" stands without "of" or "for" behind it."""
    return any(
        text[at - 4 : at].lower() == "the " and not text[at + len(head) : at + len(head) + 4].startswith((" of", " for"))
        for at in _places(head, text)
    )


def _places(name: str, text: str) -> list[int]:
    """Where a name stands as a word of its own (found without a pattern: names differ from text to text)."""
    found, at = [], text.find(name)
    while at >= 0:
        end = at + len(name)
        before, behind = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before == "-" or behind.isalnum() or behind == "-"):
            found.append(at)
        at = text.find(name, end)
    return found


def _short(name: str, kind: str, text: str) -> list[str]:
    """Short forms under which a text goes on with a name."""
    parts = name.split()
    rest = text.replace(name, "")
    if kind == "person":
        return [parts[-1]] if _alone(parts[-1], rest) and not _common(parts[-1]) else []
    out = []
    if kind == "organisation":
        for at in _places(name, text):
            brought = _INTRODUCED.match(text, at + len(name))
            if brought is None:
                continue
            short = [m.group(1) for m in _QUOTED.finditer(brought["inside"])] or [brought["inside"]]
            out += [s for s in short if _SHORT.fullmatch(s) and s not in _EXCHANGE and s not in words("capital_no_name")]
    if len(parts) > 1 and kind != "site" and _alone(parts[0], rest) and not _common(parts[0]) and not _mostly_at(parts[0], rest):
        out.append(parts[0])
    if len(parts) > 2 and parts[1][0].isupper() and _alone(" ".join(parts[:2]), rest):
        out.append(" ".join(parts[:2]))
    if _HEAD.fullmatch(parts[-1]) and _with_article(parts[-1], rest):
        out.append(parts[-1])
    return out


def _alone(short: str, text: str) -> bool:
    """Whether a short form stands alone somewhere, with no other name behind it."""
    return len(short) >= LEAST and any(not _NAMED.match(text, at + len(short)) for at in _places(short, text))


def _common(word: str) -> bool:
    low = word.lower()
    return low in words("common_in_names") or word in words("capital_no_name")


def main_name(blocks: Sequence[tuple[str, str]], names: Gazetteer, publisher: str | None = None) -> tuple[str | None, bool]:
    """Whom a document is about, and whether that is a firm: the one it names most, in its title twice; else an agency or a state.

    >>> known = Gazetteer((Alias("Acme", "acme", "organisation"), Alias("Bolt", "bolt", "organisation")))
    >>> main_name([("title", "Acme opens plant"), ("paragraph", "Bolt sold it to Acme. Bolt is glad.")], known)
    ('acme', True)
    """
    counts: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for i, (kind, w) in enumerate(blocks[:400]):
        for m in mentions(w[:20_000], names, known_only=True):
            if m.kind in ("name", "outlet") or _AGENCY.match(w, m.end) or (m.start and _BYLINE.match(w)):
                continue
            kind_of = "agency" if _BODY.fullmatch(m.text) else m.kind
            counts[m.entity] += 2 if kind == "title" or i < 2 else 1
            kinds.setdefault(m.entity, "organisation" if kind == "title" and kind_of == "agency" else kind_of)
    counts = Counter({e: n for e, n in counts.items() if not (_PAPER.search(e) and (e == publisher or n <= 2))})
    if publisher in counts:
        counts[str(publisher)] += 2
    for group in (("company", "group", "organisation"), ("agency",), ("state",), ("site", "project")):
        some = {e: n for e, n in counts.items() if kinds[e] in group and n > 1}
        if some:
            return max(some, key=lambda e: some[e]), group[0] == "company"
    order = ("company", "group", "organisation", "agency", "state", "site", "project")
    return min((e for e in counts if kinds[e] in order), key=lambda e: order.index(kinds[e]) // 3, default=None), False

"""Where a document comes from: publisher, date, who said it first, and whether it warns about itself."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence.document import Content, Document
from didymium.evidence.entity import Mention, mentions, resolve, slug
from didymium.evidence.period import periods

HEAD, FOOT = 1_500, 2_500  # characters at both ends of a text that tell about it
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?P<y1>(?:19"
    r"|20)\d\d)?(?:\s*[–-]\s*(?:20)\d\d)?,?\s*(?:by\s+)?(?P<who>[A-Z][^\n™®|–—.,(]{2,60}?)(?=[™®|–—.,(\n]|\s+all\s+rights"
    r"|$)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:^|\n)\W{0,3}(?:[A-Z][A-Z .,/]{2,40},?\s+)?(?P<date>(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s+20\d\d)?"
    r"|\d{1,2}\s+[A-Z][a-z]{2,8}\.?(?:,?\s+20\d\d)?)?)\s*\(?"
    r"/?(?P<who>"
    r"Reuters|Bloomberg|Xinhua|AFP|AP|Kyodo|TASS|Interfax|Dow Jones"
    r"|BUSINESS WIRE|PRNewswire|GLOBE NEWSWIRE|ACN Newswire|Newsfile Corp|(?<=\()[A-Z][\w’'&.]*(?: [A-Z][\w’'&.]*){0,4})"
    r"\.?\)?\s*[/)]?\s*[–—-]{1,2}"
)
#: a line that is nothing but the name of a paper and a date
_MAST = re.compile(
    r"(?:^|\n)[ \t]*(?P<who>(?:The\s+)?[A-Z][\w&’' .-]{0,50}?(?:News|Daily|Times|Journal|Post|Wire|Weekly|Herald|Review|Gazette|Magazine"
    r"|Press|Bulletin|Monthly|Observer|Tribune|Today|Online))[ \t]*[,|·–—-][ \t]*(?P<date>[^\n]{6,30}20\d\d)[ \t]*(?:\n|$)"
)
_BASED = re.compile(
    r"(?:based\s+on\s+(?:information|a\s+report|reports?|an?\s+article|material|a\s+release|news)[^.;\n]{0,40}?\s(?:published"
    r"|issued|released|provided|carried|from|by)(?:\s+(?:by|in|via|from))?|originat\w+\s+(?:from|with|in)"
    r"|(?:first|originally)\s+(?:published|reported|appeared)\s+(?:by|in|on)|(?:issued|released|published|carried"
    r"|reported)\s+(?:via|by)|source\s?:|sourced\s+from|translated\s+from|according\s+to\s+(?:a\s+)?(?:report|article|release"
    r"|statement|announcement)\s+(?:by|from|in|of)|citing(?:\s+a\s+report\s+(?:by|in))?)\s+(?:the\s+)?(?P<who>[A-Z][^.;:\n()]{2,80})"
)
_WARNING = re.compile(
    r"\bdisclaimer\b|\bindependently\s+(?:verif|confirm)\w+|\bnot\s+(?:been\s+)?(?:independently\s+)?verified\b"
    r"|\bnot\s+(?:constitute\s+)?(?:investment|financial)\s+advice\b|\bforward[-\s]looking\s+statements?\b"
    r"|\bshould\s+be\s+(?:independently\s+)?verified\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:^|\n)\s*(?:date|published|posted|updated|released?)?\s*:?\s*(?=.{0,60}\b20\d\d\b)(?P<line>[^\n]{4,90})")


def described(identity: str, path: str, content: Content) -> Document:
    """A document with publisher, date, root origin, derivation and disclaimer as far as its text and head tell.

    >>> from didymium.evidence.reader import read_content
    >>> text = "Output rose. Disclaimer: This item originates from Baogang Daily. © 2025 Rare Earth Exchanges"
    >>> doc = described("d", "a.txt", read_content(text.encode()))
    >>> doc.publisher, doc.published, doc.root_origin, doc.disclaimer
    ('rare_earth_exchanges', '2025', 'baogang_daily', True)
    """
    text = content.text.text
    head, foot = text[:HEAD], text[-FOOT:]
    publisher, year = _publisher(content, head, foot)
    published = _published(content, head, text) or year
    origins = _origins(text)
    root = origins[-1] if origins else publisher
    chain = tuple(dict.fromkeys(origins[::-1]))
    document = Document(identity, path, content, publisher, published, root, chain, disclaimer=bool(_WARNING.search(text)))
    return replace(document, derivation=_derivation(document))


def _publisher(content: Content, head: str, foot: str) -> tuple[str | None, str | None]:
    """Who published, and the year of the line of rights."""
    rights = list(_RIGHTS.finditer(foot)) or list(_RIGHTS.finditer(head))
    year = next((m["y1"] for m in rights if m["y1"]), None)
    if content.meta.get("publisher"):
        return resolve(content.meta["publisher"]), year
    for m in rights:
        name = re.sub(r"^(?:the|by)\s+", "", m["who"].strip(), flags=re.IGNORECASE)
        if re.match(r"[A-Z]", name) and not re.match(r"(?:All|Copyright|Rights|Photo)\b", name):
            return resolve(name), year
    line = _DATELINE.search(head) or _MAST.search(head[:400])
    return (resolve(line["who"]) if line else None), year


def _published(content: Content, head: str, text: str) -> str | None:
    """The day, month or year of publication."""
    stated = content.meta.get("published") or content.meta.get("created") or ""
    iso = re.match(r"(?:19|20)\d\d(?:-[01]\d)?(?:-[0-3]\d)?", stated)
    if iso:
        return iso.group()
    if stated:
        found = [p.label for p in periods(stated) if p.whole]
        if found:
            return found[0]
    line = _DATELINE.search(head)
    if line and line["date"]:
        found = [p.label for p in periods(line["date"]) if p.whole]
        if found:
            return found[0]
    for row in (*head[:700].splitlines(), *text[-400:].splitlines()):
        parts = re.split(r"\s*[|•·]\s*", row)
        days = [p.label for part in parts if len(part) < 30 for p in periods(part) if len(p.label) == 10 and p.whole]
        if days and len(parts) > 1:
            return days[0]
    for m in _BYLINE.finditer(head[:700]):
        words = m["line"].strip()
        found = [p.label for p in periods(words) if p.whole and "/" not in p.label and len(p.label) == 10]
        if found and len(words) < 90 and not re.search(r"\b(?:in|by|since|until|from|on|the)\b", words):
            return found[0]
        if found and re.match(r"(?:date|published|posted|updated|released)\b", m.group().strip(), re.IGNORECASE):
            return found[0]
    return None


def _origins(text: str) -> list[str]:
    """Who is said to be behind the text, the nearest first: the last is the root."""
    found: list[str] = []
    for m in _BASED.finditer(text):
        names = [n for n in mentions(m["who"]) if n.start < 40 and n.kind in ("outlet", "company", "group", "agency", "organisation")]
        first = _first(m["who"], names)
        if first and first not in found:
            found.append(first)
    return found[:4]


def _first(words: str, names: list[Mention]) -> str | None:
    if names:
        return names[0].entity
    name = re.match(r"[A-Z][\w&’'-]*(?:\s+(?:of\s+|and\s+)?[A-Z][\w&’'-]*){1,4}", words)
    return slug(name.group()) if name else None


def _derivation(document: Document) -> str:
    """How far a document is from who said it first."""
    from didymium.evidence.grade import publisher_row

    root = publisher_row(document.root_origin)
    own = publisher_row(document.publisher)
    if document.root_origin is not None and document.root_origin != document.publisher:
        return "secondary_summary"
    if own is None:
        return "unknown"
    kinds = {"official": "official_release", "state_media": "state_media", "company": "company_release", "relay": "syndicated"}
    return kinds.get(own.kind, "original") if root is not None else "original"

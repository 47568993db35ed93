"""Who is meant: names found in a text, known ones by a dated table of aliases, others as the text writes them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from didymium.evidence.words import words

#: what a name is stripped of before it becomes an id
LEGAL = re.compile(
    r"[,\s]+(?:(?:co|corp|inc|ltd|llc|plc|gmbh|pty|limited|corporation|incorporated|company|holdings?|l\.p|n\.v|s\.a|ag|nv|sa|se"
    r"|ab|oy|as|kk|oü|bhd|sdn|jsc)\b\.?,?\s*)+$",
    re.IGNORECASE,
)
TITLES = (
    r"(?:Mr|Ms|Mrs|Dr|Prof|Professor|President|Premier|Chairman|Chairwoman|Chair|Minister|Secretary|Senator|Governor"
    r"|Ambassador|Director|CEO|CFO|COO|Sir|Lord|Party Secretary|Vice Minister|Vice President|Prime Minister|Managing Director"
    r"|spokesman|spokeswoman|spokesperson|analyst)"
)
_WORD = r"(?:[A-Z][\w&’'-]{0,3}\.(?=\s+[A-Z]|,)|[A-Z][\w&’'-]*)"
_NAME = re.compile(rf"{_WORD}(?:(?:\s+(?:of|and|for|the|de|la|van|von)\s+(?=[A-Z])|\s+&\s+|\s+)(?:{_WORD}|\([A-Z][a-z]+\)))*")
_PERSON = re.compile(rf"\b{TITLES}\.?\s+(?:and\s+{TITLES}\s+)*(?P<name>[A-Z][\w’'-]+(?:\s+[A-Z]\.(?=\s))?(?:\s+[A-Z][\w’'-]+){{0,2}})")
_ORGANISATION = re.compile(
    r"\b(?:Group|AG|NV|SE|Oyj?|AB|ASA|LLC|JSC|PLC|plc|GmbH|Pty|Bhd|Corp|Corporation|Company|Co|Inc|Ltd|Limited|Plc|Holdings|Ministry|Department|Agency|Commission|Bureau|Institute"
    r"|University|Association|Council|Committee|Administration"
    r"|Bank|Fund|Resources|Minerals|Metals|Materials|Mining|Energy|Technologies|Technology|Industries|Magnets|Rare Earths?|Daily"
    r"|News|Times|School|Academy|Authority|Government|Party)\b"
)
_PLACE = re.compile(r"\b(?:Project|Mine|Plant|Mill|Refinery|Facility|Base|Smelter|Deposit|Complex|Site|Works|Factory|Park|Zone|Port)$")
#: words that end a name, though they begin none
_TAILS = frozenset(
    {
        "Rare",
        "Earth",
        "Earths",
        "Oxide",
        "Magnets",
        "Resources",
        "Resource",
        "Group",
        "Company",
        "Reserve",
        "Board",
        "Government",
        "Western",
    }
)
#: capitalised at the start of a sentence or as the name of a thing, never of somebody
_NOBODY = words("capital_no_name")


@dataclass(frozen=True)
class Alias:
    """A name: whose, of what kind, and from when to when it is right (ISO 8601, half-open)."""

    name: str
    entity: str
    kind: str  # state | region | agency | group | company | site | outlet | person | organisation | project
    since: str = ""
    until: str = ""
    successor: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Mention:
    """A name at ``[start, end)`` of a text."""

    start: int
    end: int
    text: str
    entity: str
    kind: str
    alias: Alias | None = None


@cache
def aliases() -> tuple[Alias, ...]:
    """The shipped table of names."""
    text = resources.files("didymium.evidence").joinpath("aliases.csv").read_text(encoding="utf-8")
    return tuple(
        Alias(r["name"], r["entity"], r["kind"], r["from"], r["to"], r["successor"], r["note"], r["source"])
        for r in csv.DictReader(text.splitlines())
    )


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """The shipped names and ``more``, such as those of a chain, by their first word."""

    more: tuple[Alias, ...] = ()

    @cached_property
    def by_first_word(self) -> dict[str, list[Alias]]:
        """Names by their first word, the longest first; further names come after the shipped ones."""
        return _added(_shipped(), self.more)


SHIPPED = Gazetteer()


@cache
def _shipped() -> dict[str, list[Alias]]:
    return _added({}, aliases())


def _added(known: dict[str, list[Alias]], more: Iterable[Alias]) -> dict[str, list[Alias]]:
    """Names by their first word with further ones; every document brings its own, so only their words are sorted again."""
    new: dict[str, list[Alias]] = {}
    for alias in more:
        new.setdefault(_first(alias.name), []).append(alias)
    return {**known, **{word: sorted([*known.get(word, ()), *names], key=lambda a: -len(a.name)) for word, names in new.items()}}


_FIRST = re.compile(r"[\w’']+(?:\.\w+\.?)*")


@lru_cache(maxsize=4096)
def _first(name: str) -> str:
    word = _FIRST.match(name)
    return (word.group() if word else name).replace("’", "'").removesuffix("'s")


_WORDS = re.compile(r"[A-Za-z][\w’']*(?:\.\w+\.?)*")


def mentions(text: str, names: Gazetteer = SHIPPED, known_only: bool = False) -> list[Mention]:
    """Names in a text, in order: known names first, then titled persons, then capitalised names unless ``known_only``.

    Names do not overlap, except for a project that bears the name of its owner.

    >>> [(m.entity, m.kind) for m in mentions("Chairman Liu Peixun of Baogang visited the Acme Widget Corp. plant.")]
    [('liu_peixun', 'person'), ('baogang', 'group'), ('acme_widget', 'organisation')]
    """
    found: list[Mention] = []
    table = names.by_first_word
    at = 0
    for word in _WORDS.finditer(text):
        start, plain = word.start(), word.group()
        if start < at:
            continue
        bare = plain.replace("’", "'").removesuffix("'s").rstrip(".")
        for alias in table.get(bare) or table.get(plain) or ():
            end = _matches(text, start, alias.name)
            if end:
                found.append(Mention(start, end, text[start:end], alias.entity, alias.kind, alias))
                at = end
                break
    if known_only:
        return found
    for person in _PERSON.finditer(text):
        a, b = person.span("name")
        name = re.sub(r"[’']s$", "", text[a:b])
        if not _taken(found, a, b) and not {"General", "Manager", *_NOBODY} & set(name.split()):
            found.append(Mention(a, a + len(name), name, slug(name), "person"))
    for unknown in _NAME.finditer(text):
        found += _unknown(text, unknown, found)
    return sorted(found, key=lambda m: m.start)


def _matches(text: str, at: int, name: str) -> int:
    """Where a known name that begins at ``at`` ends; 0 when it is another word there."""
    end = at + len(name)
    if text[at:end].replace("’", "'") != name.replace("’", "'"):
        flat = _spaced(name).match(text[at : at + len(name) + 20])
        if flat is None:
            return 0
        end = at + flat.end()
    if text[end : end + 1].isalnum() or text[end : end + 1] == "$" or (at and (text[at - 1].isalnum() or text[at - 1] in "-@/")):
        return 0
    if name.isupper() and len(name) <= 3 and name in ("US", "GM", "AP", "VAC", "LCM") and text[at:end] != name:
        return 0
    return end


@lru_cache(maxsize=4096)
def _spaced(name: str) -> re.Pattern[str]:
    """A name with any white space between its words."""
    return re.compile(r"\s+".join(re.escape(w) for w in name.split()))


def _taken(found: Iterable[Mention], start: int, end: int) -> bool:
    return any(m.start < end and start < m.end for m in found)


def _unknown(text: str, name: re.Match[str], found: list[Mention]) -> list[Mention]:
    """A capitalised name that no table knows, cut to what can be a name."""
    start, end = name.span()
    words = [(start + w.start(), start + w.end(), w.group()) for w in re.finditer(r"\S+", name.group())]
    while words and (
        words[0][2].endswith(("-based", "-backed", "-owned", "-listed", "-led"))
        or words[0][2].rstrip(".").replace("’s", "").replace("'s", "") in _NOBODY
        or not words[0][2][0].isupper()
    ):
        words.pop(0)
    while words and (
        words[-1][2] in ("of", "and", "for", "the", "&") or (words[-1][2] in _NOBODY and len(words) > 1 and words[-1][2] not in _TAILS)
    ):
        words.pop()
    first = next((i for i, w in enumerate(words) if w[2] == "of" and 0 < i < len(words) - 1), 0)
    if first and not _OF.search(words[first - 1][2]):  # "Priya Natarajan of Kestrel Securities" are two names
        cut = words[first][1]
        rest = next(_NAME.finditer(text, cut), None)
        found = [*found, *(head := _kept(text, words[:first], found))]
        return [*head, *(_unknown(text, rest, found) if rest is not None and rest.start() < end else [])]
    return _kept(text, words, found)


#: heads of names that go on with "of"
_OF = re.compile(
    r"^(?:Ministr\w+|Department|Office|Bureau|Commission|Agency|Institute|University|School|Academy|Bank|House|Board|Council|Court|Republic|Kingdom|State"
    r"|States|Province|City|Port|Gulf|Bay|Chamber|Association|Union|Federation|Faculty|Division|College|Centre|Center|Secretary|Minister|Committee"
    r"|Confederation|Society|Company|Corporation|Fund|Party|Group|Act|Law|Notice|Society|Isle|Cape|Mount|Lake|Museum|Administration|Directorate|Army"
    r"|Bureau|Bank|Friends|Alliance|Organisation|Organization|League|Register|Bill|Code|Journal|Daily|Bulletin)$"
)


#: "We've", "It's": no names
_DRAWN = re.compile(r"(?:I|We|They|You|He|She|It|That|There|What|Who|Let|Don|Isn|Didn|Can|Won)[’'](?:ve|re|ll|d|s|m|t)\b")


def _kept(text: str, words: list[tuple[int, int, str]], found: list[Mention]) -> list[Mention]:
    """The name that some capitalised words are; none where they name nobody."""
    if not words or LEGAL.fullmatch(" " + " ".join(w[2] for w in words)):
        return []
    start, end = words[0][0], words[-1][1]
    inside = text[start:end]
    if _DRAWN.match(inside):
        return []
    possessive = re.search(r"[’']s$", inside)
    if possessive:
        end -= len(possessive.group())
        inside = text[start:end]
    if _taken(found, start, end) and not _PLACE.search(inside):
        return []
    opens = start == 0 or text[:start].rstrip()[-1:] in (".", "!", "?", ":", "“", '"', "•", "")
    kind = "project" if _PLACE.search(inside) else "organisation" if _ORGANISATION.search(inside) else "name"
    if len(words) == 1 and (
        (opens and not (inside.isupper() and 3 <= len(inside) <= 6))
        or len(inside) < 3
        or (kind == "name" and inside.lower() != inside and not inside.isupper() and _common(inside))
    ):
        return []
    if kind == "name" and opens and all(w[2].lower() in _COMMON for w in words[1:]):
        return []
    whole = kind == "project" and len(words) > 2  # a project that bears the name of its owner
    return [Mention(start, end, inside.rstrip("."), slug(inside), kind)] if whole or not _taken(found, start, end) else []


def _common(word: str) -> bool:
    return word.lower() in _COMMON


_COMMON = words("common_in_names")


def slug(name: str) -> str:
    """The id of a name: small letters, legal form left out.

    >>> slug("Acme Widget Co., Ltd."), slug("Zhang Huijun")
    ('acme_widget', 'zhang_huijun')
    """
    bare = unicodedata.normalize("NFKD", LEGAL.sub("", name.strip(" .,")))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", bare.replace("’", "'").replace("'s", "").lower()).strip("_")[:60]


def resolve(name: str, more: tuple[Alias, ...] = ()) -> str:
    """Entity behind a name: by the table, else its slug.

    >>> resolve("China Northern Rare Earth (Group) High-Tech Co.")
    'northern_rare_earth'
    """
    bare = LEGAL.sub("", name.strip()) or name
    for candidate in (name.strip(), bare):
        for alias in (*aliases(), *more):
            if alias.name.lower() == candidate.lower():
                return alias.entity
    return slug(name)


def superseded(entity: str, clause: str, when: str | None) -> Alias | None:
    """The row by which an owner was superseded before ``when`` (today, where it is not known); None when it was not.

    >>> superseded("china_minmetals", "China Minmetals controls the rare-earth sector", "2025").successor
    'china_rare_earth_group'
    >>> superseded("china_minmetals", "China Minmetals controls the rare-earth sector", "2019") is None
    True
    """
    for row in _superseded():
        if (
            row.entity == entity
            and (when is None or when[:10] >= row.until[: len(when[:10])])
            and re.search(row.name, clause, re.IGNORECASE)
        ):
            return row
    return None


@cache
def _superseded() -> tuple[Alias, ...]:
    """Entities that gave up a field, with the words (``name``) that say they still hold it, and names out of date."""
    text = resources.files("didymium.evidence").joinpath("superseded.csv").read_text(encoding="utf-8")
    rows = [
        Alias(r["pattern"], r["entity"], "rule", "", r["until"], r["successor"], r["note"], r["source"])
        for r in csv.DictReader(text.splitlines())
    ]
    rows += [Alias(re.escape(a.name), a.entity, a.kind, a.since, a.until, a.successor, a.note, a.source) for a in aliases() if a.until]
    return tuple(rows)

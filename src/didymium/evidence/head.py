"""What a page says about itself in its head: title, publisher, date, author."""

from __future__ import annotations

import html
import re

_ATTRIBUTE = re.compile(r"([a-zA-Z:_-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_JSON = {
    "publisher": re.compile(r'"publisher"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"([^"]{1,200})"'),
    "published": re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"'),
    "author": re.compile(r'"author"\s*:\s*[\[{][^{}]{0,200}?"name"\s*:\s*"([^"]{1,200})"'),
}
#: names of meta tags that mean the same, the best first
_META = {
    "publisher": ("og:site_name", "application-name", "dc.publisher", "citation_publisher", "publisher"),
    "published": (
        "article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "dc.date",
        "dc.date.issued",
        "parsely-pub-date",
    ),
    "author": ("author", "article:author", "dc.creator", "parsely-author"),
    "title": ("og:title", "twitter:title"),
}


class Head:
    """Collects what tags say about the page."""

    def __init__(self) -> None:
        self._named: dict[str, str] = {}
        self._plain: dict[str, str] = {}

    def tag(self, name: str, text: str, closes: bool) -> None:
        """Look at one tag."""
        if closes or name not in ("meta", "time"):
            return
        values = {m.group(1).lower(): html.unescape(m.group(2) or m.group(3) or m.group(4) or "") for m in _ATTRIBUTE.finditer(text)}
        if name == "time":
            self._plain.setdefault("published", values.get("datetime", ""))
            return
        key = values.get("property") or values.get("name") or values.get("itemprop") or ""
        if values.get("content"):
            self._named.setdefault(key.lower(), values["content"])

    def text(self, name: str, tag: str, inside: str) -> None:
        """Look at the inside of a title or of linked data."""
        if name == "title":
            self._plain.setdefault("title", " ".join(html.unescape(inside).split())[:300])
        elif name == "script" and "ld+json" in tag:
            for key, pattern in _JSON.items():
                found = pattern.search(inside)
                if found:
                    self._plain.setdefault(key, found.group(1))

    def meta(self) -> dict[str, str]:
        """Title, publisher, published and author, as far as the page says so."""
        found = {}
        for key, names in _META.items():
            value = next((self._named[n] for n in names if self._named.get(n)), self._plain.get(key, ""))
            if value.strip():
                found[key] = " ".join(value.split())[:300]
        if "title" in self._plain and "title" not in found:
            found["title"] = self._plain["title"]
        return found

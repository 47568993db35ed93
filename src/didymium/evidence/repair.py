"""Repair of text that was read in the wrong code page, with every repaired place aligned to the raw characters."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from didymium.evidence.aligned import Aligned, Edit

PAGES = ("cp1252", "cp874", "cp1251")  # pages in which UTF-8 is commonly misread
PASSES = 3  # text that was misread twice needs two
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
#: spaces of any width, full-width characters and hyphens that look like plain ones
_PLAIN = {
    **dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x0B, 0x1C, 0x1D, 0x1E, 0x1F], " "),
    **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([0x2010, 0x2011], "-"),
    0x0C: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x85: "\n",
}
#: a lead byte and what follows it once the rest of a quote or dash was lost; Thai neighbours mean Thai text
_LOST = re.compile("(?<![\u0e00-\u0e41\u0e43-\u0e7f])[\u0e42\ufffd](?![\u0e00-\u0e41\u0e43-\u0e7f])")
_LOST_LATIN = re.compile(r"(?<=[A-Za-z])â(?=(?:s|t|re|ve|ll|d|m)\b)|(?<![^\s(\[])â(?=[A-Z])|(?<=\d)â(?=\d)")
_HALF_LOST = re.compile("(?:â€|โ€)(?![\u0080-\u00bf\u2010-\u203a\u0152-\u0178\u02c6\u02dc\u2122\u20ac])")
_LOST_MARK = re.compile(r"(?<=[A-Za-z])\?(?=s\s+[a-z])")
_SHORT = re.compile(r"(?:s|t|re|ve|ll|d|m)(?![A-Za-z])")


def repair(text: Aligned) -> tuple[Aligned, dict[str, int]]:
    """Mended text, and how many places were mended, by kind.

    Undoes UTF-8 that was read as one of :data:`PAGES` (also twice), bytes that are no UTF-8 (taken as cp1252), C1
    controls, character references, and quotes and dashes of which only the lead byte is left: those are told from
    their neighbours. Spaces of any width become a space; invisible characters vanish.

    >>> text, counts = repair(Aligned.of("Chinaโs plan (2026โ2030)"))
    >>> text.text, counts
    ('China’s plan (2026–2030)', {'lost quotes and dashes': 2})
    """
    counts: Counter[str] = Counter()
    for _ in range(PASSES):
        edits = list(_misread(text.text))
        if not edits:
            break
        counts["UTF-8 read in another code page"] += len(edits)
        text = text.edited(edits)
    for kind, find in _STEPS:
        edits = list(find(text.text))
        if edits:
            counts[kind] += len(edits)
            text = text.edited(edits)
    return text.shown_as(text.text.translate(_PLAIN)), {kind: n for kind, n in counts.items() if kind}


@cache
def _bytes_of(page: str) -> dict[str, int]:
    """Byte behind each character of a code page; bytes without a character stand for themselves as C1 controls."""
    found = {}
    for byte in range(0x80, 0x100):
        try:
            found[bytes([byte]).decode(page)] = byte
        except UnicodeDecodeError:
            found[chr(byte)] = byte
    return found


@cache
def _suspect() -> re.Pattern[str]:
    """A character that a UTF-8 lead byte becomes in one of the pages, followed by a non-ASCII character."""
    leads = {c for page in PAGES for c, byte in _bytes_of(page).items() if 0xC2 <= byte <= 0xF4}
    return re.compile(f"[{re.escape(''.join(sorted(leads)))}](?=[^\x00-\x7f])")


def _misread(text: str) -> Iterator[Edit]:
    """Sequences that are valid UTF-8 once taken back through a code page."""
    after = 0
    for found in _suspect().finditer(text):
        if found.start() < after:
            continue
        for page in PAGES:
            decoded = _decoded(text, found.start(), _bytes_of(page))
            if decoded is not None:
                after = found.start() + decoded[0]
                yield Edit(found.start(), after, decoded[1])
                break


def _decoded(text: str, at: int, table: dict[str, int]) -> tuple[int, str] | None:
    """One UTF-8 character that begins at ``at``: its length as misread, and itself."""
    lead = table.get(text[at], 0)
    size = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 4 if 0xF0 <= lead <= 0xF4 else 0
    rest = [table.get(c, 0) for c in text[at + 1 : at + size]]
    if not size or len(rest) != size - 1 or not all(0x80 <= b <= 0xBF for b in rest):
        return None
    try:
        character = bytes([lead, *rest]).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return (size, character) if _plausible(character, text[at]) else None


def _plausible(character: str, lead: str) -> bool:
    """Whether a decoded character is likelier than what stands there: letters of a living script are left alone."""
    if character == "\ufeff" or "\u2000" <= character <= "\u27ff":
        return True
    return lead < "\u0100" or ("\u0080" <= character <= "\u00bf" or character in "×÷")


def _stray(text: str) -> Iterator[Edit]:
    """Bytes that are no UTF-8 and C1 controls: cp1252, the page that such bytes come from."""
    for found in re.finditer("[\u0080-\u009f\udc80-\udcff]+", text):
        raw = bytes(ord(c) & 0xFF for c in found.group())
        yield Edit(found.start(), found.end(), "".join(_one(b) for b in raw))


def _one(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return " "


def _entities(text: str) -> Iterator[Edit]:
    for found in _ENTITY.finditer(text):
        meant = html.unescape(found.group())
        if meant != found.group() and not any(0xD800 <= ord(c) < 0xE000 for c in meant):
            yield Edit(found.start(), found.end(), meant)


def _lost(text: str) -> Iterator[Edit]:
    """Quotes and dashes of which one character is left, told from what stands beside them."""
    pending = False
    places = sorted({f.start() for pattern in (_LOST, _LOST_LATIN, _LOST_MARK) for f in pattern.finditer(text)})
    for at in places:
        before, after = (_LOST.sub("\0", c) for c in (text[at - 1 : at], text[at + 1 : at + 2]))
        if before.isdigit() and after.isdigit():
            mark = "–"
        elif before.isalpha() and _SHORT.match(text, at + 1):
            mark = "’"
        elif (not before or before.isspace() or before in "([—–") and after and not after.isspace():
            mark, pending = "“", True
        elif pending and (not after.isalnum() or not before.isalnum()):
            mark, pending = "”", False
        elif pending and before.isalpha() and after.isalpha():
            # a quote that closes right before a word was followed by a dash that is lost too
            mark, pending = ("”", False) if _closes(text, at) else ("—", True)
        elif before.isspace() and after.isspace():
            mark = "–"
        elif after.isalnum() and (before.isalnum() or before == "\0"):
            mark = "—"
        else:
            mark = "”"
        yield Edit(at, at + 1, mark)


def _closes(text: str, at: int) -> bool:
    """Whether no other lost mark follows in the sentence that could close the quote."""
    end = re.compile(r"[.!?]\s|\n").search(text, at)
    rest = text[at + 1 : end.end() if end else at + 400]
    return not _LOST.search(rest)


def _half_lost(text: str) -> Iterator[Edit]:
    """A closing quote, whose last byte is no character of the page and went missing."""
    for found in _HALF_LOST.finditer(text):
        yield Edit(found.start(), found.end(), "”")


def _invisible(text: str) -> Iterator[Edit]:
    for found in _INVISIBLE.finditer(text):
        yield Edit(found.start(), found.end(), "")


#: hyphens that stay when a word is joined over a line
_COMPOUND = re.compile(
    r"\b(?:rare|long|short|heavy|light|high|low|year|state|non|end|self|well|co|so|cross|off|on|first|second|third|mid|pre"
    r"|post)$"
)


def _hyphens(text: str) -> Iterator[Edit]:
    """Words divided at the end of a line."""
    for found in re.finditer(r"(?<=[a-z]{2})-[ \t]*\r?\n[ \t]*(?=[a-z]{2,})", text):
        yield Edit(found.start(), found.end(), "-" if _COMPOUND.search(text[max(0, found.start() - 12) : found.start()]) else "")


_LOOKS = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0", "o": "0", "S": "5", "B": "8"})
_SCANNED = re.compile(r"(?<![\w.,-])(?=[\d.,-]*[lI|OoSB])(?=[\w.,-]*\d)[\dlI|OoSB][\dlI|OoSB.,-]*[\dlI|OoSB](?![\w])")
_SURE = 2  # clear places from which on a text counts as scanned, so that "l2" is read for 12 too
_IN_WORD = re.compile(r"(?<=[A-Za-z])[01](?=[a-z])|(?<![\w])[01](?=[a-z]{2})")


def _scanned(text: str) -> Iterator[Edit]:
    """Letters that a scanner read for figures, "l,24O tonnes"; in a text where that is common also the reverse, "f1oor"."""
    places = [(m, re.sub(r"[.,-]", "", m.group())) for m in _SCANNED.finditer(text)]
    places = [(m, figures) for m, figures in places if not figures.isdigit()]
    clear = [m for m, figures in places if len(figures) >= 3 and sum(c.isdigit() for c in figures) * 2 >= len(figures)]
    taken = [m for m, _ in places] if len(clear) >= _SURE else clear
    edits = [Edit(m.start(), m.end(), m.group().translate(_LOOKS)) for m in taken]
    if len(clear) >= _SURE:
        edits += [Edit(m.start(), m.end(), "l" if m.group() == "1" else "o") for m in _IN_WORD.finditer(text)]
    yield from sorted(edits)


#: kinds without a name are no damage and are not counted
_STEPS: tuple[tuple[str, Callable[[str], Iterator[Edit]]], ...] = (
    ("bytes that are no UTF-8", _stray),
    ("character references", _entities),
    ("closing quotes", _half_lost),
    ("lost quotes and dashes", _lost),
    ("", _invisible),
    ("words divided at line ends", _hyphens),
    ("letters read for figures", _scanned),
)

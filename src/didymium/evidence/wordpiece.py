"""Words to the pieces that the encoder knows: the longest that fit, from the left (WordPiece, as BERT cuts words, Devlin et al. 2018)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST = 128  # pieces of a sentence; what goes beyond is not looked at
_WORD = re.compile(r"[^\W_]+|[^\s]")
_WIDEST = 40  # characters of a word that is cut; longer ones are unknown


@dataclass(frozen=True)
class Pieces:
    """Pieces of a text by number, and the characters ``[start, end)`` that each stands for (none for the two ends)."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def cut(text: str, vocabulary: Mapping[str, int]) -> Pieces:
    """The pieces of a text.

    >>> known = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "mag": 3, "##nets": 4, "ore": 5}
    >>> found = cut("Magnets, öre", known)
    >>> found.ids, found.spans
    ((0, 3, 4, 2, 5, 1), ((0, 0), (0, 3), (3, 7), (7, 8), (9, 12), (0, 0)))
    """
    ids, spans = [vocabulary[START]], [(0, 0)]
    for found in _WORD.finditer(text):
        if len(ids) >= LONGEST - 1:
            break
        for number, start, end in _word(found.group(), vocabulary):
            ids.append(number)
            spans.append((found.start() + start, found.start() + end))
    ids, spans = ids[: LONGEST - 1], spans[: LONGEST - 1]
    return Pieces((*ids, vocabulary[END]), (*spans, (0, 0)))


def _word(word: str, vocabulary: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """Number, start and end of the pieces of one word; of an unknown word one."""
    plain = [_bare(c) for c in word]
    out: list[tuple[int, int, int]] = []
    at = 0
    while at < len(word) <= _WIDEST:
        for end in range(len(word), at, -1):
            number = vocabulary.get(("##" if at else "") + "".join(plain[at:end]))
            if number is not None:
                out.append((number, at, end))
                at = end
                break
        else:
            break
    return out if at == len(word) else [(vocabulary[UNKNOWN], 0, len(word))]


def _bare(character: str) -> str:
    """A character in small letters without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", character.lower()) if unicodedata.category(c) != "Mn")

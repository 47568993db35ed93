"""What is told apart about a stretch before it is weighed: its words, its verb, the cues in it, where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from didymium.evidence import cue
from didymium.evidence.opinion import judges
from didymium.evidence.record import Place
from didymium.evidence.sentence import Finite, Token, finite, tokens
from didymium.evidence.stretch import Stretch
from didymium.evidence.verb import verb

_CUES = {
    "issued": cue.ISSUED,
    "source": cue.SOURCE,
    "absence": cue.ABSENCE,
    "told": cue.TOLD,
    "field": cue.FIELD,
    "directed": cue.DIRECTED,
    "planned": cue.PLANNED,
    "judged": cue.JUDGED,
    "abstract": cue.ABSTRACT,
    "market": cue.MARKET,
    "conjecture": cue.CONJECTURE,
    "ownership": cue.OWNERSHIP,
    "role": cue.ROLE,
    "meeting": cue.MEETING,
    "expansion": cue.EXPANSION,
    "nominal": cue.NOMINAL,
    "sure": cue.cue("sure"),
}
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_BESIDE = re.compile(r"[\w’']+|[^\w\s]")
_LENGTHS = (3, 5, 8, 14, 22)
_PLACES = (120, 500, 1500)  # characters from the beginning of the document


@dataclass(frozen=True)
class _Sentence:
    """What is looked up once for all stretches of a sentence: its words with names and figures masked, its cues, its marks."""

    words: tuple[tuple[int, str], ...]
    cues: tuple[tuple[str, int, int], ...]
    marks: tuple[str, ...]


def _cues(text: str) -> tuple[tuple[str, int, int], ...]:
    """Every cue in a sentence with its place."""
    return tuple((name, m.start(), m.end()) for name, pattern in _CUES.items() for m in pattern.finditer(text))


@lru_cache(maxsize=4)
def _sentence(place: Place) -> _Sentence:
    """The pieces of a sentence come one after the other and share it."""
    words: list[tuple[int, str]] = []
    names = sorted(place.names, key=lambda m: m.start)
    for token in tokens(place.text):
        name = next((m for m in names if m.start <= token.start < m.end), None)
        word = f"<{name.kind}>" if name is not None else _plain(token)
        if name is None or not words or words[-1][1] != word:
            words.append((token.start, word))
    marks = [name for name, true in (("quoted", '"' in place.text or "“" in place.text), ("figures", _FIGURE.search(place.text))) if true]
    return _Sentence(tuple(words), _cues(place.text), tuple(marks))


def traits(every: Sequence[Stretch]) -> list[list[str]]:
    """Names of the traits that each stretch of a sentence has; each counts once.

    >>> from didymium.evidence.block import Block
    >>> from didymium.evidence.meaning import Setting
    >>> from didymium.evidence.piece import Piece
    >>> t = "Acme opened a mine"
    >>> place = Place(Block("paragraph", 0, 18), 0, t, ())
    >>> told, = traits([Stretch(t, place, Piece(0, 18, "main"), Setting())])
    >>> "verb=open" in told, "word=mine" in told, "modal=will" in told
    (True, True, False)
    """
    if not every:
        return []
    whole = _sentence(every[0].place)
    out = []
    for one in every:
        out.append(list(dict.fromkeys([*_standing(one), *whole.marks, *_verbal(one, whole.cues), *_worded(one, whole.words)])))
    return out


def _standing(one: Stretch) -> list[str]:
    """Where it stands in its sentence and its block."""
    setting, piece, whole = one.setting, one.piece, one.place.text
    out = [f"piece={piece.kind}", f"block={setting.block}", f"block={setting.block}:{piece.kind}", f"how={one.how}"]
    out += [f"parts={min(one.parts, 4)}", f"span={'whole' if one.whole else one.last - one.first + 1}:{min(one.parts, 3)}"]
    out += [name for name in ("spoken", "opinion", "belief", "official", "named") if getattr(setting, name)]
    if one.found is not None:
        out += [f"rules={one.found.kind}", f"rules={one.found.kind}:{'whole' if one.whole else 'part'}"]
    if setting.lead is not None:
        out.append(f"lead={setting.lead.kind}")
    if setting.head:
        out.append("headed")
    if one.counted:
        out.append("counted")
    before = _BESIDE.findall(whole[max(0, piece.start - 30) : piece.start])
    behind = _BESIDE.findall(whole[piece.end : piece.end + 30])
    out += [f"before={before[-1].lower() if before else '^'}", f"after={behind[0].lower() if behind else '$'}"]
    out.append(f"before={'_'.join(before[-2:]).lower()}")
    out.append(f"at={sum(one.place.at >= n for n in _PLACES)}")
    opens, closes = piece.start < 3, piece.end > len(whole) - 3
    out += [name for name, true in (("opens", opens), ("closes", closes), ("alone", opens and closes)) if true]
    if _YEAR.search(one.text):
        out.append("year")
    return out


def _verbal(one: Stretch, cues: Sequence[tuple[str, int, int]]) -> list[str]:
    """Its finite verb and the cues in it."""
    text = one.text
    out = [f"cue={name}" for name, start, end in cues if one.piece.start <= start and end <= one.piece.end]
    main = finite(text, headed=one.piece.kind in ("main", "coordinate") and one.piece.head is not None)
    if main is None:
        return [*out, "verbless", f"verbless:{one.piece.kind}"]
    return out + _finite(text, main)


def _finite(text: str, main: Finite) -> list[str]:
    out = [f"told={text[main.start : main.end].lower()[:30]}", f"lies={min(4, len(text[: main.start].split()))}"]
    if main.verb is None:
        out.append(f"helps={main.word}")
    else:
        out += [f"verb={main.verb.lemma}", f"form={'/'.join(sorted(main.verb.forms))}"]
        out += [f"kind={kind}" for kind in main.verb.kinds]
        out += [f"kind={kind}+{main.modal}" for kind in main.verb.kinds if main.modal]
    if main.modal:
        out.append(f"modal={main.modal}")
    flags = (("passive", main.passive), ("negated", main.negated), ("judges", judges(text, main)))
    return out + [name for name, true in flags if true]


def _worded(one: Stretch, sentence: Sequence[tuple[int, str]]) -> list[str]:
    """Its words, names by their kind and figures as one, alone and in pairs."""
    start, end = one.piece.start, one.piece.end
    found = [m for m in one.place.names if start <= m.start < end]
    out = [f"name={m.kind}" for m in found]
    if found and found[0].start - start < 5:
        out.append(f"begins={found[0].kind}")
    words = [w for at, w in sentence if start <= at < end]
    out += [f"word={w}" for w in words]
    out += [f"pair={a}_{b}" for a, b in pairwise(words)]
    out += [f"lemma={known.lemma}" for w in words if (known := verb(w)) is not None]
    if words:
        out += [f"first={words[0]}", f"last={words[-1]}"]
    if len(words) > 1:
        out.append(f"two={words[0]}_{words[1]}")
    return [*out, f"length={sum(len(words) >= n for n in _LENGTHS)}"]


def _plain(token: Token) -> str:
    if _YEAR.fullmatch(token.low):
        return "<year>"
    if token.low[:1].isdigit() or token.low[:1] in "$€£¥":
        return "#"
    return "<cap>" if token.start and token.text[:1].isupper() else token.low  # names that the table does not hold

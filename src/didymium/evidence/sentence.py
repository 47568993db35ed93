"""Text to sentences, and the finite verb of a stretch of words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from didymium.evidence.number import TENS, UNITS
from didymium.evidence.verb import AUXILIARY, MODAL, NOUNS, Verb, verb
from didymium.evidence.words import words

LONGEST = 2_000  # characters: what is longer is cut at a space, so that no pattern meets a text without end
_END = re.compile(r"[.!?…](?:[”\"’')\]]+)?(?=\s+[“\"‘'(\[]?[A-Z0-9“©]|\s*$)|[。！？]|\n{2,}")
_SHORTENED = re.compile(
    r"(?:\b(?:Co|Ltd|Inc|Corp|Mr|Messrs|Ms|Mrs|Dr|Prof|St|Mt|Gen|Sen|Gov|Rep|Jr|Sr|vs|No|Nos|Fig|approx|est|ca|cf|etc|incl|Jan|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Vol|pp|Bros|Pty|Bhd"
    r"|U\.S|U\.K|E\.U|U\.N|a\.m|p\.m|e\.g|i\.e|p\.a|N\.V|S\.A|L\.P|D\.C|Ph\.D)|(?:(?<=[\s(“\".])|^)[A-Z])\.$"
)
_TOKEN = re.compile(r"[A-Za-z][\w’'&.-]*[\w]|[A-Za-z]|[$€£¥]?\d[\d.,]*\w*|%")
_DETERMINERS = words("determiner")
_PREPOSITIONS = words("preposition")
_PRONOUNS = words("pronoun")
#: a clause in front of the main one: "Once the line runs, output is to double"
FRONTED = re.compile(
    r"\W*(?:once|when|while|whilst|if|after|before|although|though|since|because|until|unless|as\s+soon\s+as|even\s+(?:if"
    r"|though))\s[^,]{3,160},\s+",
    re.IGNORECASE,
)
#: what follows a participle and not a verb: "magnets used in", "ore mined by"
_AFTER_PARTICIPLE = words("after_participle")
_COUNTS = frozenset({*UNITS, *TENS, "half", "several", "more", "less", "fewer"})
_ALONE = words("intransitive_past")
#: verbs without a passive: their past is never a participle that describes a noun
_NEVER_PASSIVE = words("never_passive")


class Token(NamedTuple):
    """A word at ``[start, end)``; ``low`` is it in small letters, with a plain apostrophe."""

    start: int
    end: int
    text: str
    low: str


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text; what is longer than :data:`LONGEST` is cut.

    >>> t = "Acme Co. said U.S. output rose 1.5 %. Prices fell."
    >>> [t[a:b] for a, b in sentences(t)]
    ['Acme Co. said U.S. output rose 1.5 %.', 'Prices fell.']
    """
    at = 0
    for found in _END.finditer(text):
        if _SHORTENED.search(text, max(0, found.start() - 12), found.start() + 1) and found.end() < len(text.rstrip()):
            continue
        yield from _cut(text, at, found.end())
        at = found.end()
    yield from _cut(text, at, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence without white space around it, in parts of at most LONGEST characters."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = space if space > 0 else start + LONGEST
        yield start, stop
        start = stop
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        yield start, end


#: pronouns with their verb drawn together, and the verb that stands for it
_DRAWN = re.compile(r"(?:i|you|we|they|he|she|it|that|there|who|what)(?P<tail>[’'](?:ll|ve|re|m|d|s))$", re.IGNORECASE)
_FULL = {"ll": "will", "ve": "have", "re": "are", "m": "am", "d": "would", "s": "is"}


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Words and figures of a text; "we're" counts as two words.

    >>> [t.text for t in tokens("we're 5 % up")]
    ['we', 'are', '5', '%', 'up']
    """
    found = []
    for m in _TOKEN.finditer(text):
        word = m.group()
        start, end = m.span()
        if "’" not in word and "'" not in word:
            found.append(Token(start, end, word, word.lower()))
            continue
        drawn = _DRAWN.match(word)
        if drawn is None:
            found.append(Token(start, end, word, word.lower().replace("’", "'")))
            continue
        cut, full = start + drawn.start("tail"), _FULL[drawn["tail"][1:].lower()]
        found += [Token(start, cut, text[start:cut], text[start:cut].lower()), Token(cut, end, full, full)]
    return tuple(found)


@dataclass(frozen=True)
class Finite:
    """The finite verb of some words: where it stands, its auxiliary or itself, and the verb that carries the meaning."""

    start: int
    end: int
    word: str
    verb: Verb | None
    passive: bool = False
    modal: str = ""
    negated: bool = False


def finite(text: str, headed: bool = False) -> Finite | None:
    """The first finite verb of some words, or None where they have none; ``headed`` when their subject stands before them.

    >>> finite("the mine will produce 5 t").modal, finite("Acme produced 5 t").verb.lemma, finite("magnets used in cars") is None
    ('will', 'produce', True)
    """
    return _finite(text, headed)


@lru_cache(maxsize=4096)
def _finite(text: str, headed: bool) -> Finite | None:
    fronted = FRONTED.match(text)
    if fronted is not None:
        behind = _finite(text[fronted.end() :], False)
        if behind is not None:
            shift = fronted.end()
            return replace(behind, start=behind.start + shift, end=behind.end + shift)
    words = tokens(text)
    spare: int | None = None
    for i, token in enumerate(words):
        low = token.low
        before = words[i - 1].low if i else ""
        after = words[i + 1].low if i + 1 < len(words) else ""
        if low in MODAL or (low in AUXILIARY and low not in ("be", "been", "being", "having", "doing")):
            if before == "to" or (low == "may" and token.text == "May") or low == "us":
                continue
            return _with_auxiliary(words, i)
        known = verb(low)
        if known is None and before in ("which", "who", "that") and low.endswith("s") and not low.endswith("ss") and i == 1:
            return Finite(token.start, token.end, low, None)
        if known is not None and i == 1 and before in ("which", "who") and "past" in known.forms:
            return Finite(token.start, token.end, low, known)
        if headed and i == 0 and known is not None and known.forms & {"past", "third"}:
            return Finite(token.start, token.end, low, known)
        if known is None or before in ("to", "the", "a", "an", "its", "their", "of") or (before == "this" and low in NOUNS):
            continue
        if "third" in known.forms and not token.text[0].isupper():
            if low not in NOUNS or _acts(words, i):
                return Finite(token.start, token.end, low, known)
        elif "past" in known.forms:
            if known.lemma == low and low.endswith("ed") and not (after in _DETERMINERS | _PREPOSITIONS or after[:1].isdigit()):
                continue  # an unknown word in -ed before a noun: "unmanned mine"
            if low == "retired" and after and after not in _PREPOSITIONS | _DETERMINERS and not after[:1].isdigit():
                continue  # "retired chemist Ron Avery"
            clear = "participle" not in known.forms or low in _NEVER_PASSIVE
            if clear or (i and before not in _PREPOSITIONS | _DETERMINERS and after not in _AFTER_PARTICIPLE and not before.endswith("ly")):
                return Finite(token.start, token.end, low, known)
            if spare is None and i and before not in _PREPOSITIONS | _DETERMINERS:
                spare = i
        elif (
            "base" in known.forms
            and i
            and (_plural_subject(before) or (i > 2 and words[i - 2].low == "and" and words[i - 1].text[0].isupper()))
            and (low not in NOUNS or _acts(words, i))
            and not token.text[0].isupper()
        ):
            return Finite(token.start, token.end, low, known)
    if spare is not None and words[spare + 1 : spare + 2] and words[spare + 1].low != "by":
        token = words[spare]
        known = verb(token.low)
        if (known is not None and known.kinds & {"change", "speech", "direct", "plan"}) or _intransitive(token.low):
            return Finite(token.start, token.end, token.low, known)
    return None


def _acts(words: Sequence[Token], i: int) -> bool:
    """Whether a word that may be a noun is a verb here: something stands before it that can act, and an object follows."""
    back = i - 1
    while back > 0 and (
        words[back].low.endswith("ly") or words[back].low in ("also", "now", "still", "already", "often", "then", "never", "even")
    ):
        back -= 1
    if i and back < i - 1 and words[back].low not in _DETERMINERS | _PREPOSITIONS:
        return True  # "the lab now works with samples"
    before = words[back] if i else None
    after = words[i + 1].low if i + 1 < len(words) else ""
    if before is None or before.low in _DETERMINERS | _PREPOSITIONS:
        return before is not None and before.low in ("that", "who", "which", "it", "this")
    return (
        after in _DETERMINERS
        or after in ("to", "about", "around", "over", "nearly", "up", "down", "on", "how", "why", "what")
        or after[:1].isdigit()
        or after in _COUNTS
        or before.low in _PRONOUNS
    )


def _plural_subject(word: str) -> bool:
    return word in ("they", "we", "who", "which", "that", "these", "those", "you", "i") or (
        word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
    )


def _intransitive(word: str) -> bool:
    """Verbs whose past is followed by a preposition: "expanded in May"."""
    return word in _ALONE


def _with_auxiliary(words: Sequence[Token], i: int) -> Finite:
    """The verb behind "will", "has been", "is"."""
    first = words[i]
    modal = first.low if first.low in MODAL else ""
    negated = first.low.endswith("n't") or first.low == "cannot"
    passive = False
    last = first
    for token in words[i + 1 : i + 7]:
        low = token.low
        if low in AUXILIARY:
            passive = low in ("be", "been", "being")
            continue
        known = verb(low)
        if known is not None and (not (low in NOUNS and last.low in _DETERMINERS)):
            be = first.low in ("is", "are", "was", "were") or passive
            done = bool(known.forms & {"past", "participle"}) and "gerund" not in known.forms
            shaped = done or "gerund" in known.forms or bool(modal) or first.low in ("do", "does", "did")
            if shaped:
                return Finite(first.start, token.end, low, known, be and done, modal, negated)
            return Finite(first.start, first.end, first.low, None, False, modal, negated)
        negated = negated or low in ("not", "never")
        if low.endswith("ly") or low in (
            "not",
            "also",
            "now",
            "already",
            "still",
            "never",
            "just",
            "only",
            "once",
            "again",
            "soon",
            "both",
            "long",
            "since",
            "to",
            "currently",
            "even",
            "further",
            "hereby",
            "yet",
            "then",
            "ever",
            "all",
            "no",
            "longer",
        ):
            last = token
            continue
        break
    return Finite(first.start, first.end, first.low, None, False, modal, negated)

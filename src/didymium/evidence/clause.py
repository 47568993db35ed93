"""Sentences to pieces that each state one thing: the main clause, appositions, relative clauses, participles."""

from __future__ import annotations

import re
from dataclasses import replace

from didymium.evidence.chunk import Chunk, chunks_of
from didymium.evidence.coordination import side_by_side
from didymium.evidence.piece import Piece
from didymium.evidence.sentence import finite
from didymium.evidence.verb import verb
from didymium.evidence.words import words

_RELATIVE = re.compile(r"(?:which|who|whose|whom|where)\b", re.IGNORECASE)
_ADVERB = re.compile(
    r"(?:thereby|likely|thus|also|further|meanwhile|while|by|effectively|potentially|reportedly|partly|mainly|largely"
    r"|instead)\s+",
    re.IGNORECASE,
)
_COORDINATE = re.compile(r"(?:and|but|while|whereas|though|although|yet|so|as|because|since|when|after|before|with)\s+", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"(?:while|although|though|as|since|because|if|when|after|before|once|until|unless|despite|unlike|given|whereas"
    r"|even\s+(?:though|as|if)|in|at|on|for|under|during|following|amid"
    r"|by|with|to|from|through|over|beyond|according\s+to|compared|based|due\s+to|thanks\s+to|instead|rather|like|among"
    r"|as\s+(?:of|part)|last|this|earlier|later|however|meanwhile|moreover"
    r"|additionally|furthermore|also|notably|still|then|now|today|yesterday|separately|overall|currently|previously|recently"
    r"|traditionally|historically|for\s+(?:example|instance)|that\s+is"
    r"|in\s+addition|as\s+a\s+result|per|once|located|founded|headquartered|backed|driven|built|established|listed)\b",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r"(?:an?|the|one\s+of|part\s+of|formerly|previously|now|currently|home\s+to|itself|both|also|already|and)\s"
    r"|(?:[A-Z][\w’']*\s+){0,3}[A-Z][\w]*[’']s\s|(?:the\s+)?(?:world|country|nation|company|group|region|industry)[’']s\s"
    r"|[\w-]+-(?:owned|based|listed|backed|controlled)\b|(?:chairman|president|director|chief|head|manager|minister|managing"
    r"|executive|vice|analyst|professor|secretary|spokes\w+|CEO)\b",
)
_PARTICIPLES_NOT = words("ing_no_participle")
_PLAIN_HEAD = re.compile(
    r"[A-Z][\w&’'().-]*(?:\s+(?:of|and|the|for|&|[A-Z(][\w&’'().-]*))*\s*$|\b(?:project|plant|mine|facility|company"
    r"|group"
    r"|subsidiary|unit|base|deposit|agreement|producer|maker|supplier)s?\s*$",
    re.IGNORECASE,
)


def pieces(text: str) -> list[Piece]:
    """Pieces of one sentence, in order; together they leave out only marks and what states nothing.

    >>> t = "Acme Corp., a unit of Bolt Group, opened its plant in May, bringing capacity to 5,000 t."
    >>> [(p.kind, t[p.start : p.end]) for p in pieces(t)]
    [('apposition', 'a unit of Bolt Group'), ('main', 'opened its plant in May'), ('participle', 'bringing capacity to 5,000 t')]
    """
    chunks = chunks_of(text)
    if not chunks:
        return []
    out: list[Piece] = []
    run = _Run(text)
    i = 0
    while i < len(chunks):
        chunk = chunks[i]
        after = chunks[i + 1] if i + 1 < len(chunks) else None
        kind = _kind(chunk, run, after)
        if kind in ("relative", "participle", "apposition"):
            head = run.head()
            last = i
            while last + 1 < len(chunks) and _enumerates(kind, chunks[last + 1], chunks, last + 1, run):
                last += 1
            out += _apart(text, Piece(chunk.start, chunks[last].end, kind, head))
            closes = kind == "apposition" or (kind == "relative" and not run.verbal)
            if closes and not run.verbal:
                run.reset(keep=True)
            elif last + 1 < len(chunks) and run.verbal:
                run.close(out)
            i = last + 1
            continue
        if kind in ("coordinate", "new"):
            run.close(out)
        run.add(chunk, kind)
        i += 1
    run.close(out)
    every = [part for p in out if p.end > p.start for part in side_by_side(text, p)]
    return sorted(every, key=lambda p: p.start)


class _Run:
    """The main clause while it is read: its words so far, and whether its verb was seen."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.start: int | None = None
        self.end = 0
        self.verbal = False
        self.kind = "main"
        self._subject: tuple[int, int] | None = None
        first = re.match(r"[A-Z][a-z]+(?=\s)", text)
        known = verb(first.group()) if first else None
        self.ordered = known is not None and "base" in known.forms and finite(text[: text.find(",")] if "," in text else text) is None

    def add(self, chunk: Chunk, kind: str) -> None:
        """Take a chunk in."""
        if self.start is None:
            self.start = chunk.start
            self.kind = {"coordinate": "coordinate", "subordinate": "subordinate"}.get(kind, "main")
            if kind == "coordinate":
                word = _COORDINATE.match(chunk.text)
                self.start += word.end() if word else 0
        elif self.kind == "subordinate" and kind != "subordinate":
            self.kind = "main"
        self.end = chunk.end
        self.verbal = self.verbal or (kind != "subordinate" and (finite(chunk.text) is not None or self._opens(chunk)))

    def _opens(self, chunk: Chunk) -> bool:
        """Whether a chunk begins with its verb: an order ("Expand ..."), or a clause whose subject stands before it."""
        word = re.match(r"[A-Za-z]+", chunk.text)
        known = verb(word.group()) if word else None
        if known is None:
            return False
        ordered = chunk.start == 0 and "base" in known.forms
        return ordered or (self._subject is not None and bool(known.forms & {"third", "past"}))

    def head(self) -> tuple[int, int] | None:
        """What stands right before: the thing that a relative clause or apposition is about."""
        return (self.start, self.end) if self.start is not None else self._subject

    def reset(self, keep: bool) -> None:
        """Forget words that were only the subject; what follows is still said of it."""
        if self.start is not None and keep:
            self._subject = (self.start, self.end)
        self.start = None

    def close(self, out: list[Piece]) -> None:
        """End the clause."""
        if self.start is not None:
            out.append(Piece(self.start, self.end, self.kind, self._subject))
        self.start, self.verbal, self.kind = None, False, "main"


def _kind(chunk: Chunk, run: _Run, after: Chunk | None) -> str:
    """What a chunk does in its sentence."""
    text = chunk.text
    bare = text.lstrip("“\"‘'(")
    if chunk.mark in (";", ":", "…"):
        return "new"
    if chunk.mark == "and":
        return "coordinate" if run.verbal else "main"
    if re.search(r"\bthat(?:, [^,]{2,30})?$", _tail(run)):
        return "main"
    if run.start is None and run.head() is None:
        return "subordinate" if _SUBORDINATE.match(bare) and after is not None else "main"
    if _RELATIVE.match(bare):
        return "relative"
    word = re.match(r"([a-z]+)\b", _ADVERB.sub("", bare, count=1))
    if word and _gerund(word.group(1)) and (run.verbal or run.kind == "main"):
        return "main" if run.ordered else "participle"
    verbal = finite(text)
    if run.start is None:  # right after an apposition: the rest of its sentence
        return "main"
    if not run.verbal and run.kind == "subordinate" and not _relative_like(bare):
        return "main"
    if chunk.mark == "—" or chunk.mark in ("–", "-"):
        if verbal is None and not run.verbal:
            return "apposition"
        return (
            "new"
            if verbal is not None and _subject_before(text, verbal.start) and run.verbal
            else "main"
            if not run.verbal
            else "apposition"
        )
    if verbal is None and _APPOSITION.match(bare) and _PLAIN_HEAD.search(_tail(run)) and not _joins(bare):
        return "apposition"
    if not run.verbal and verbal is None and after is not None and _DONE_BY.match(bare) and finite(after.text, headed=True) is not None:
        return "relative"
    if re.match(r"[a-z]+ed\s+by\b", bare):
        return "main"
    if verbal is not None and run.verbal:
        lead = None if _joins(bare) and bare[:2].lower() == "as" else _COORDINATE.match(bare)
        if _joins(bare) and bare[:2].lower() == "as":
            return "main"
        if lead and _subject_before(bare[lead.end() :], verbal.start - (len(text) - len(bare)) - lead.end()):
            return "coordinate"
        if not lead and _subject_before(text, verbal.start) and verbal.start > 2:
            return "new"
    return "main"


#: "signed by the minister", "published on Monday", beside the name of what was signed
_DONE_BY = re.compile(r"(?:[a-z]+ly\s+)?(?:[a-z]+(?:ed|wn|en|ght|ade|ilt|old|id)\s+(?:by|on|in|at|with|from|for)|used\s+(?:to|as))\b")


def _joins(bare: str) -> bool:
    """Whether a chunk goes on with a list: "and the Texas plant"."""
    return bool(re.match(r"(?:and|or|as\s+well\s+as)\s", bare))


def _relative_like(bare: str) -> bool:
    return bool(_RELATIVE.match(bare))


def _tail(run: _Run) -> str:
    head = run.head()
    return run._text[head[0] : head[1]][-60:] if head else ""


def _gerund(word: str) -> bool:
    known = verb(word)
    return known is not None and "gerund" in known.forms and word not in _PARTICIPLES_NOT


def _subject_before(text: str, at: int) -> bool:
    """Whether a subject stands before the verb of a chunk: a name, a pronoun, or a noun with its article."""
    words = text[: max(0, at)].strip()
    if not words:
        return False
    return bool(
        re.search(
            r"\b(?:it|he|she|they|we|this|that|these|those|there|the|an?|its|their|our|[A-Z][\w’'-]*|[a-z]+s|some|many|most"
            r"|\w+ing)\b",
            words,
        )
    )


def _enumerates(kind: str, chunk: Chunk, chunks: list[Chunk], i: int, run: _Run) -> bool:
    """Whether the next chunk still belongs to a list in a relative clause, participle or apposition."""
    bare = chunk.text.lstrip("“\"‘'(")
    if chunk.mark in (";", ":", "—", "–", "-") or _RELATIVE.match(bare):
        return False
    if kind in ("participle", "relative"):
        word = re.match(r"([a-z]+)\b", _ADVERB.sub("", bare, count=1))
        if word and _gerund(word.group(1)) and not re.match(r"and\b", bare):
            return False
        if kind == "relative" and not run.verbal:
            return re.match(r"(?:and|or)\b", bare) is not None and i + 1 < len(chunks)
        return finite(chunk.text) is None or bool(re.match(r"and\s+\w+ing\b", bare))
    if (kind == "apposition" and chunks[i - 1].mark in ("—", "–", "-")) or (kind == "apposition" and run.verbal):
        return finite(chunk.text) is None
    later = any(finite(c.text) is not None for c in chunks[i + 1 :])
    return run.verbal is False and bool(re.match(r"(?:and|or)\b", bare)) and finite(chunk.text) is None and later


def _apart(text: str, piece: Piece) -> list[Piece]:
    """An apposition of two parts as two: "the largest maker and a unit of Bolt"."""
    if piece.kind != "apposition":
        return [piece]
    both = re.search(r"\s+and\s+(?=(?:an?|the)\s)", text[piece.start : piece.end])
    if both is None:
        return [piece]
    return [replace(piece, end=piece.start + both.start()), replace(piece, start=piece.start + both.end())]

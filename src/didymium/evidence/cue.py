"""Words that tell what a clause is, kept as data in ``cues.csv``: about its source, an absence, an order, a plan, an opinion.

A row is a word or phrase (bounded by word boundaries) or a pattern; a space stands for any white space, and capitals do
not count.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from didymium.evidence.folded import Folded
from didymium.evidence.hint import alternatives, hint


@cache
def _rows() -> dict[str, tuple[list[str], list[str]]]:
    text = resources.files("didymium.evidence").joinpath("cues.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["cue"], ([], []))[row["kind"] == "pattern"].append(row["pattern"].replace(" ", r"\s+"))
    return found


def cue(name: str) -> Folded:
    """The pattern of a cue.

    >>> bool(cue("planned").search("The company plans to build a mine")), bool(cue("judged").search("it rose"))
    (True, False)
    """
    words, patterns = _rows()[name]
    body = [*([rf"\b(?:{'|'.join(words)})\b"] if words else []), *patterns]
    return Folded("|".join(body), hint([*(rf"\b{way}" for word in words for way in alternatives(word)), *patterns]))


#: statements about the document itself
SOURCE = cue("source")
#: a source named in passing: who issued what is told
ISSUED = cue("issued")
#: calls, webcasts, replays and tickets: their figures are none of the industry
LOGISTICS = cue("logistics")
ABSENCE = cue("absence")
#: what somebody did not do, and so is not there: nothing said, decided, published, found or obtained
TOLD = cue("told")
#: words of the industry, of trade and of public rule: without any of them, or a name, an event is scenery
FIELD = cue("field")
#: orders, and calls by those who can give them
DIRECTED = cue("directed")
PLANNED = cue("planned")
#: what only an opinion says: judging words, figures of speech, comparisons without a measure
JUDGED = cue("judged")
#: subjects that are a judgement by themselves
ABSTRACT = cue("abstract")
MARKET = cue("market")
CONJECTURE = cue("conjecture")
OWNERSHIP = cue("ownership")
ROLE = cue("role")
MEETING = cue("meeting")
EXPANSION = cue("expansion")
NOMINAL = cue("nominal")
#: verbs of saying, for patterns of attribution
SPEECH = cue("speech").pattern.replace(r"\b", "")
#: lists: what the line that introduces them makes of their items
LEADS: tuple[tuple[str, str, Folded], ...] = (
    ("commitment", "directed", cue("lead commitment directed")),
    ("commitment", "planned", cue("lead commitment planned")),
    ("fact", "achieved", cue("lead fact achieved")),
    ("assessment", "asserted", cue("lead assessment asserted")),
)

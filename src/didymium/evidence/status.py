"""How far a project has come: a ladder told from words, and what silence says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from didymium.evidence.claim import Claim
from didymium.evidence.document import Document
from didymium.evidence.period import bounds

LADDER = ("announced", "pre-construction", "construction", "operating", "mothballed", "shelved", "cancelled", "retired")
SHELVED, CANCELLED = 2.0, 4.0  # years without a word after which a project counts as shelved, as cancelled
_WORDS: tuple[tuple[str, str], ...] = (
    ("cancelled", r"\b(?:cancel\w*|scrapp\w+|abandon\w*|terminat\w+|call(?:ed)?\s+off|withdr[ae]w\w*)\b"),
    ("retired", r"\b(?:permanently\s+clos\w+|decommission\w*|shut\s+down\s+for\s+good|exhausted)\b"),
    ("mothballed", r"\b(?:mothball\w*|care\s+and\s+maintenance|idled|suspended\s+(?:operations|production)|halted\s+(?:operations|production))\b"),
    ("shelved", r"\b(?:shelv\w+|on\s+hold|postpon\w+|paused|deferr\w+)\b"),
    ("operating", r"\b(?:came\s+on(?:\s+|-)?line|on\s+line|in\s+operation|operating|operational|commenced\s+(?:commercial\s+)?(?:production|operations)|began\s+(?:production|operations|operating)|started\s+(?:production|operations)|opened|put\s+into\s+(?:operation|production)|first\s+production|inaugurated|is\s+producing)\b"),
    ("construction", r"\b(?:under\s+construction|broke\s+ground|groundbreaking|is\s+(?:building|constructing)|are\s+(?:building|constructing)|construction\s+(?:of|on|has|is|began|started|continues|progress\w*)|workers\s+on\s+site|commissioning|being\s+built|nearing\s+completion|enclosure)\b"),
    ("pre-construction", r"\b(?:approv\w+|permit(?:s|ted)?|feasibility|final\s+investment\s+decision|financing|licen[cs]e\s+granted|environmental\s+impact|land\s+acquired|tender)\b"),
    ("announced", r"\b(?:announc\w+|plan(?:s|ned|ning)?|propos\w+|accelerat\w+|pre-planning|aims?|intends?|will\s+(?:build|construct|open|develop)|to\s+build|phase\s+(?:ii|2|iii|3|two|three))\b"),
)  # fmt: skip
_RUNGS = [(name, re.compile(body, re.IGNORECASE)) for name, body in _WORDS]
_AHEAD = re.compile(r"\b(?:will|to|would|plans?\s+to|expected\s+to|set\s+to|scheduled\s+to|due\s+to|aims?\s+to|by|hopes?\s+to)\b[^.]{0,60}$", re.IGNORECASE)
_THING = re.compile(r"\b(?:project|plant|mine|facility|refinery|phase|stage|line|mill|smelter|expansion|upgrade|base|factory|complex|works)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ProjectStatus:
    """Where a project stands, from which claim, since when; ``inferred`` when only silence says so."""

    project: str
    status: str
    claim: str
    since: str | None
    inferred: bool = False

    @property
    def text(self) -> str:
        """The status in words.

        >>> ProjectStatus("phase_2", "shelved", "c", "2021", True).text
        'shelved - inferred from silence'
        """
        return f"{self.status} - inferred from silence" if self.inferred else self.status


def status_in(text: str) -> str | None:
    """The rung that words about a project tell of; None where they tell of no project.

    >>> status_in("Phase II broke ground in July"), status_in("the plant will be operational by 2027"), status_in("prices fell")
    ('construction', 'announced', None)
    """
    if not _THING.search(text):
        return None
    for name, pattern in _RUNGS:
        found = pattern.search(text)
        if found is None:
            continue
        ahead = name in ("operating", "construction") and bool(_AHEAD.search(text[: found.start()]))
        return "announced" if ahead else name
    return None


def statuses(claims: Sequence[Claim], documents: Sequence[Document], today: float) -> list[ProjectStatus]:
    """The latest status of every project or site that claims name; a plan that nobody mentions any more counts as shelved.

    ``today`` is a decimal year. Two years of silence after the last mention of a plan read *shelved*, four *cancelled*.
    """
    published = {d.id: d.published for d in documents}
    latest: dict[str, tuple[float, Claim]] = {}
    for claim in claims:
        if claim.status is None or claim.kind in ("assessment", "source"):
            continue
        name = claim.site
        if name is None:
            continue
        when = _when(published.get(claim.document))
        if name not in latest or when >= latest[name][0]:
            latest[name] = (when, claim)
    out = []
    for name, (when, claim) in latest.items():
        silent = today - when if when > 0 else 0.0
        waiting = claim.status in ("announced", "pre-construction", "construction")
        if waiting and silent >= SHELVED:
            out.append(ProjectStatus(name, "cancelled" if silent >= CANCELLED else "shelved", claim.id, published.get(claim.document), True))
        else:
            out.append(ProjectStatus(name, str(claim.status), claim.id, published.get(claim.document)))
    return out


def _when(published: str | None) -> float:
    span = bounds(published) if published else None
    return 0.0 if span is None else span[0]


def falls_back(before: str, after: str) -> bool:
    """Whether a later status stands lower on the ladder of building.

    >>> falls_back("operating", "construction"), falls_back("announced", "construction")
    (True, False)
    """
    rungs = LADDER[:4]
    return before in rungs and after in rungs and rungs.index(after) < rungs.index(before)

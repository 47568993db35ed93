"""How far a project has come: a ladder told from words, and what silence says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from didymium.evidence.claim import Claim
from didymium.evidence.cue import cue
from didymium.evidence.document import Document
from didymium.evidence.folded import Folded
from didymium.evidence.period import bounds

LADDER = ("announced", "pre-construction", "construction", "operating", "mothballed", "shelved", "cancelled", "retired")
SHELVED, CANCELLED = 2.0, 4.0  # years without a word after which a project counts as shelved, as cancelled
#: rungs in the order in which their words count
_RUNGS = [
    (name, cue(f"status {name}"))
    for name in ("cancelled", "retired", "mothballed", "shelved", "operating", "construction", "pre-construction", "announced")
]
_AHEAD = re.compile(
    r"\b(?:will|to|would|plans?\s+to|expected\s+to|set\s+to|scheduled\s+to|due\s+to|aims?\s+to|by"
    r"|hopes?\s+to)\b[^.]{0,60}$",
    re.IGNORECASE,
)
_THING = Folded(
    r"\b(?:project|plant|mine|facility|refinery|phase|stage|line|mill|smelter|expansion|upgrade|base|factory|complex"
    r"|works)\b"
)


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
            out.append(
                ProjectStatus(name, "cancelled" if silent >= CANCELLED else "shelved", claim.id, published.get(claim.document), True)
            )
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

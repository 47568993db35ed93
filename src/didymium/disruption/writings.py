"""Ways in which the licences of April 2025 were written down as an event, and what each of them may claim.

The declaration named ``licences-2025``; its text was rewritten after that, to the priors frozen before it, and before the first
score was committed. A second writing of the same priors was made and preferred after both had been scored.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from didymium.disruption import licence_gate
from didymium.disruption.event import Event, read
from didymium.disruption.observed import declared

CHOSEN = (
    "chosen after scores were seen: the second writing, which made the forecast ahead, and the rule that carries July's error into it; "
    "the declared event's text was rewritten to the frozen priors after the declaration and before a score was committed, whether "
    "one had been seen by then is not on record"
)


@dataclass(frozen=True)
class Writing:
    """An event under the name that tables give it, and what a reader has to know of how it came about."""

    name: str
    label: str
    event: Event


def headline() -> Writing:
    """The declared event as it ships.

    >>> headline().event.id
    'licences-2025'
    """
    return Writing("declared", "declared event, its text rewritten to the frozen priors afterwards", read(str(declared("2025")["event"])))


def others() -> tuple[Writing, Writing]:
    """The declared event's first text, and the second writing.

    >>> [w.name for w in others()]
    ['first text', 'second']
    """
    first = resources.files("didymium.disruption").joinpath("hindcasts", "licences-2025-first.toml")
    with resources.as_file(first) as path:
        text = read(path)
    return (
        Writing("first text", "declared event, text as it stood at the declaration, before an engine was committed", text),
        Writing("second", "second writing, chosen after both had been scored; not blind", licence_gate.event()),
    )

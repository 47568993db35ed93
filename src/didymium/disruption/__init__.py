"""What if: events, engines with and without coordination, prices, indices, measures, hindcasts."""

from didymium.disruption.event import Action as Action
from didymium.disruption.event import Event as Event
from didymium.disruption.event import EventError as EventError
from didymium.disruption.result import Outcome as Outcome

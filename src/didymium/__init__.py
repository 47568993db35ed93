"""didymium: the computable twin of a rare-earth chain.

    import didymium
    chain = didymium.load("world")
    plan = didymium.plan(chain)
    didymium.brief(chain)

Heavy parts are imported by the verb that needs them, so that ``import didymium`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.app.access import access as access
    from didymium.app.action import action as action
    from didymium.app.actuals import actuals as actuals
    from didymium.app.audit import audit as audit
    from didymium.app.brief import brief as brief
    from didymium.app.check import check as check
    from didymium.app.claim import claim as claim
    from didymium.app.cover import cover as cover
    from didymium.app.events import events as events
    from didymium.app.find import find as find
    from didymium.app.hindcast import hindcast as hindcast
    from didymium.app.index import index as index
    from didymium.app.init import init as init
    from didymium.app.load import load as load
    from didymium.app.plan import plan as plan
    from didymium.app.read import read as read
    from didymium.app.review import review as review
    from didymium.app.separate import separate as separate
    from didymium.app.stress import stress as stress
    from didymium.app.version import version as version
    from didymium.app.watch import watch as watch
    from didymium.app.why import why as why

__version__ = "0.1.0"
__all__ = [
    "access",
    "action",
    "actuals",
    "audit",
    "brief",
    "check",
    "claim",
    "cover",
    "events",
    "find",
    "hindcast",
    "index",
    "init",
    "load",
    "plan",
    "read",
    "review",
    "separate",
    "stress",
    "version",
    "watch",
    "why",
]


def __getattr__(name: str) -> object:
    """Fetch a verb on first use."""
    if name in __all__:
        verb = getattr(import_module(f"didymium.app.{name}"), name)
        globals()[name] = verb
        return verb
    raise AttributeError(f"module 'didymium' has no attribute {name!r}; verbs are {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

"""What a run folder says about how it came to be."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from didymium.app.stress import Stress
    from didymium.chain import Chain
    from didymium.planning import Plan
    from didymium.reporting.circuit import CircuitInput
    from didymium.reporting.meters import MetersInput
    from didymium.reporting.review import ReviewInput

PACKAGES = ("highspy", "numpy", "polars", "scipy")
SEED = 0  # of the solver: the only place where chance could enter


def manifest(chain: Chain, plan: Plan, command: str, seconds: Mapping[str, float], asked: Mapping[str, object]) -> dict[str, object]:
    """Command, versions of code and data, hash of the chain's files, seed, machine, seconds, and how the solver ended."""
    import didymium

    return {
        "didymium": didymium.__version__,
        "command": command,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "chain": {
            "name": chain.name,
            "version": chain.version,
            "hash": chain.hash,
            "rows": chain.rows,
            "assumed_share": chain.assumed_share,
            "synthetic": chain.settings.synthetic,
        },
        **asked,
        "seed": SEED,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in PACKAGES},
        "seconds": dict(seconds),
        "status": plan.status,
        "objective": plan.objective,
        "size": plan.size,
        "solver": {"path": plan.path, "iterations": plan.iterations, "fallbacks": list(plan.fallbacks)},
        "closure": plan.closure,
        "duality": plan.duality,
        "inertia_share": plan.inertia_share,
    }


def circuit_manifest(facts: CircuitInput, answer: Mapping[str, object]) -> dict[str, object]:
    """What a separation's folder says: command, case and its hash, versions, machine, seconds, closure and the answer."""
    return {
        "didymium": facts.code_version,
        "command": facts.command,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "case": {"file": facts.file, "hash": facts.digest, "task": facts.task, "model": facts.model, "system": facts.system},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in ("numba", "numpy", "scipy")},
        "seconds": {"answer": facts.seconds},
        "closure": facts.imbalance,
        "answer": answer,
    }


def review_manifest(facts: ReviewInput, answer: Mapping[str, object]) -> dict[str, object]:
    """What a review's folder says: command, folder and hash of its files, versions, machine, and the answer."""
    return _of_actuals(facts, ("numpy", "polars"), answer)


def meters_manifest(facts: MetersInput, answer: Mapping[str, object]) -> dict[str, object]:
    """The same of a reconciliation."""
    return _of_actuals(facts, ("numpy", "polars", "scipy"), answer)


def _of_actuals(facts: ReviewInput | MetersInput, packages: tuple[str, ...], answer: Mapping[str, object]) -> dict[str, object]:
    return {
        "didymium": facts.code_version,
        "command": facts.command,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "chain": {"name": facts.name, "version": facts.version, "hash": facts.digest, "synthetic": facts.synthetic},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in packages},
        "answer": answer,
    }


def stress_manifest(found: Stress) -> dict[str, object]:
    """What a stress test's folder says: command, event, chain and its hash, versions, machine, seed, seconds, closure."""
    import didymium

    chain = found.chain
    return {
        "didymium": didymium.__version__,
        "command": found.command,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "chain": {
            "name": chain.name,
            "version": chain.version,
            "hash": chain.hash,
            "rows": chain.rows,
            "assumed_share": chain.assumed_share,
            "synthetic": chain.settings.synthetic,
        },
        "event": {"id": found.event.id, "title": found.event.title, "start": found.event.start.label, "grade": found.event.grade},
        "draws": found.draws,
        "weeks": found.weeks,
        "governance": list(found.outcomes),
        "seed": found.seed,
        "unknown": found.unknown,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: version(name) for name in ("highspy", "numba", "numpy", "polars", "scipy")},
        "seconds": dict(found.seconds),
        "size": found.size,
        "closure": found.closure,
        "notes": list(found.notes),
    }

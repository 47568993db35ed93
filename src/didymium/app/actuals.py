"""Actuals: record them, close their period, reconcile the measurements of one."""

from __future__ import annotations

import math
import shlex
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from didymium.app.error import AskError
from didymium.app.load import ChainLike
from didymium.app.record import Json, plain
from didymium.app.review import folder_of, recorded_of
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.app.closed import Closed
    from didymium.app.imported import Imported
    from didymium.operations.meters import Measured
    from didymium.operations.reconcile import Reconciled
    from didymium.reporting.meters import Meter, MetersInput

ACTIONS = ("import", "close", "reconcile")
XLSX = "reconciliation.xlsx"


@dataclass(frozen=True)
class Reconciliation:
    """Measurements of a period and what they come to when every balance closes. ``run`` is the folder of the report."""

    measured: Measured
    found: Reconciled
    command: str
    run: Path | None = None

    @property
    def input(self) -> MetersInput:
        """What a report of it is made of."""
        return _input(self)

    def text(self, width: int = 100) -> str:
        """The reconciliation for a terminal."""
        from didymium.reporting.meters import meters_text

        return meters_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """The test, the suspects, raw beside reconciled, for other programs."""
        facts = self.input
        return {
            "chain": facts.name,
            "period": facts.period,
            "agrees": facts.agrees,
            "chi2": facts.chi2,
            "dof": facts.dof,
            "p": facts.p,
            "closure": facts.closure,
            "suspects": [{"what": what, "z": z, "off": off, "unit": unit} for what, z, off, unit in facts.suspects],
            "p_without_suspects": facts.rest_p,
            "one_of": list(facts.tied),
            "meters": [{k: plain(v) for k, v in asdict(m).items()} for m in facts.meters],
        }


@overload
def actuals(
    action: Literal["reconcile"],
    period: str,
    chain: ChainLike = None,
    out: str | Path | None = None,
    progress: Say = silent,
    *,
    by: str | None = None,
    known: str | None = None,
) -> Reconciliation: ...
@overload
def actuals(
    action: Literal["close"],
    period: str,
    chain: ChainLike = None,
    *,
    entity: str | None = None,
    by: str | None = None,
    progress: Say = silent,
) -> Closed: ...
@overload
def actuals(
    action: Literal["import"],
    *,
    chain: ChainLike = None,
    file: str | Path,
    mapping: str | Path | None = None,
    table: str | None = None,
    entity: str | None = None,
    preliminary: bool = False,
    reason: str | None = None,
    why: str | None = None,
    by: str | None = None,
    progress: Say = silent,
) -> Imported: ...
def actuals(
    action: str,
    period: str = "",
    chain: ChainLike = None,
    out: str | Path | None = None,
    progress: Say = silent,
    *,
    file: str | Path | None = None,
    mapping: str | Path | None = None,
    table: str | None = None,
    entity: str | None = None,
    preliminary: bool = False,
    reason: str | None = None,
    why: str | None = None,
    known: str | None = None,
    by: str | None = None,
) -> Reconciliation | Closed | Imported:
    """*import* a ``file`` into the records, *close* a period there, or *reconcile* the streams and assays of a period.

    *import* takes ``mapping``, ``table``, ``entity``, ``preliminary``, ``reason`` and ``why``
    (:func:`didymium.app.imported.import_file`), *close* takes ``entity`` (:func:`didymium.app.closed.close`); ``by`` is who asks.
    *reconcile* reads the folder's files and its records, with ``known`` the records as they stood on a day, and with ``out``
    writes raw and reconciled values (XLSX). Raises ``ChainError`` with every fault of a table, :class:`AskError` for another
    action, ``ReconcileError`` where nothing closes.

    >>> actuals("guess", "2026-07")
    Traceback (most recent call last):
    didymium.app.error.AskError: actuals cannot 'guess': choose import, close, reconcile
    """
    if action not in ACTIONS:
        raise AskError(f"actuals cannot {action!r}: choose {', '.join(ACTIONS)}")
    if action == "import":
        from didymium.app.imported import import_file

        if file is None:
            raise AskError("to import needs a file")
        return import_file(file, chain, mapping, table, entity, preliminary, reason, why, by, progress)
    if action == "close":
        from didymium.app.closed import close

        return close(period, chain, entity, by, progress)
    from didymium.operations.meters import measured
    from didymium.operations.reconcile import reconcile

    folder = folder_of(chain)
    progress("reading the measurements")
    recorded, _ = recorded_of(folder, by, known)
    read = measured(folder, period, recorded)
    progress("reconciling")
    name = str(chain) if isinstance(chain, str | Path) else folder.name
    found = Reconciliation(read, reconcile(read.plant), shlex.join(["didymium", "actuals", action, period, "--chain", name]))
    return found if out is None else _written(found, Path(out), progress)


def _input(r: Reconciliation) -> MetersInput:
    import didymium
    from didymium.reporting.meters import MetersInput

    m, plant, found = r.measured, r.measured.plant, r.found
    meters = tuple(_meter(r, i) for i in range(len(found.values)))
    suspects = tuple((f"{meters[s.index].what} of {meters[s.index].stream}", s.z, s.off, meters[s.index].unit) for s in found.suspects)
    return MetersInput(
        title=m.title,
        name=m.name,
        version=m.version,
        digest=m.digest,
        period=m.period,
        command=r.command,
        code_version=didymium.__version__,
        synthetic=m.synthetic,
        areas=len(plant.areas),
        components=len(plant.components),
        chi2=found.chi2,
        dof=found.dof,
        p=found.p,
        agrees=found.agrees,
        closure=found.closure,
        suspects=suspects,
        rest_p=found.rest_p,
        tied=tuple(f"{meters[i].what} of {meters[i].stream}" for i in found.tied),
        meters=meters,
    )


def _meter(r: Reconciliation, index: int) -> Meter:
    """One measurement before and after."""
    from didymium.reporting.meters import Meter

    plant, found = r.measured.plant, r.found
    raw, sd = (x[index] for x in plant.measured)
    masses = len(plant.streams)
    at, what, unit = index, "mass", "t"
    if index >= masses:
        at, part = divmod(index - masses, len(plant.components))
        what, unit = plant.components[part], "fraction"
    stream = plant.streams[at]
    return Meter(
        stream,
        what,
        unit,
        _number(raw),
        _number(sd),
        _number(found.values[index]),
        _number(found.sd[index]),
        _number(found.moved[index]),
        any(s.index == index for s in found.suspects),
        r.measured.lines[stream],
    )


def _number(x: float) -> float | None:
    return float(x) if math.isfinite(x) else None


def _written(found: Reconciliation, out: Path, progress: Say) -> Reconciliation:
    """The reconciliation with its folder: workbook and manifest."""
    from didymium.app.manifest import meters_manifest
    from didymium.reporting.meters import meters_xlsx
    from didymium.runs import write

    progress("writing the report")
    facts = found.input
    return replace(found, run=write(out, meters_manifest(facts, found.to_json()), {}, lambda draft: meters_xlsx(facts, draft / XLSX)))

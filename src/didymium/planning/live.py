"""The programme inside HiGHS, kept alive: solved once from scratch, then re-solved from that basis as bounds move.

Only bounds and right-hand sides change between solves; the matrix never does. Every solve starts from the base
basis, so its result does not depend on what was solved before it.

The solver sees the costs in a coarser unit of money (:func:`unit_of_cost`). Its tolerances on reduced costs are absolute: with
costs of 1e8 a tolerance of 1e-9 lies below what a float can hold, the crossover ends imprecise, and the basis it leaves is so
far from the optimum that each re-solve takes thousands of iterations instead of a few.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from didymium.planning.basis import Basis
from didymium.planning.lp import Lp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class SolveError(RuntimeError):
    """The solver did not reach an optimum; the message says what it reported."""


@dataclass(frozen=True)
class Change:
    """New bounds of some rows and columns."""

    rows: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    row_lower: Floats = field(default_factory=lambda: np.empty(0))
    row_upper: Floats = field(default_factory=lambda: np.empty(0))
    columns: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    lower: Floats = field(default_factory=lambda: np.empty(0))
    upper: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class Solution:
    """An optimum: ``x[columns]``, duals ``y[rows]`` (change of the objective per unit of right-hand side), reduced
    costs, and how it was found."""

    objective: float
    x: Floats
    y: Floats
    reduced: Floats
    path: str
    iterations: int
    seconds: float


class Live:
    """A model in the solver. Make one, :meth:`solve` it, then :meth:`resolve` it under changes."""

    def __init__(self, lp: Lp) -> None:
        self.lp = lp
        self.base: Solution | None = None
        self.fallbacks: list[str] = []
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs lack the setters used here
        self._set("output_flag", False)
        self._set("threads", 1)
        self._set("random_seed", 0)
        self._set("primal_feasibility_tolerance", 1e-9)  # so that every element closes to 1e-9 of its throughput
        self._set("dual_feasibility_tolerance", 1e-9)
        self._unit = unit_of_cost(lp.cost)
        self._check(_pass(self._highs, lp, self._unit), "the model")
        self._basis: highspy.HighsBasis | None = None
        self._factored: Basis | None = None

    def solve(self, progress: Callable[[str], None] | None = None) -> Solution:
        """Solve from scratch by interior point with crossover; by simplex if that fails (recorded in ``fallbacks``).

        Raises :class:`SolveError` when neither reaches an optimum; ``status`` then says why.
        """
        if progress is not None:
            progress(f"solving {self.lp.size['rows']:,} rows x {self.lp.size['columns']:,} columns")
        solution = self._run("interior point", solver="ipm", cap=None)
        if solution is None and self.status == "Infeasible":
            raise SolveError(self.status)
        if solution is None:
            self.fallbacks.append(f"interior point ended as {self.status}: simplex took over")
            self._highs.clearSolver()
            solution = self._run("simplex", solver="simplex", cap=None)
        if solution is None:
            raise SolveError(self.status)
        self._basis, self._factored = self._highs.getBasis(), None
        self.base = solution
        return solution

    def resolve(self, change: Change, cap: int | None = 20_000) -> Solution:
        """Re-solve under a change, starting from the base basis, then put the bounds back.

        A run that ends without a verdict (what was optimal for the perturbed costs is not for the true ones) goes on once from
        where it stands. Simplex iterations are capped at ``cap`` (None: not at all); beyond it interior point from scratch takes
        over, and ``path`` says so.
        """
        if self._basis is None:
            self.solve()
        assert self._basis is not None
        self._apply(change)
        try:
            self._check(self._highs.setBasis(self._basis), "setBasis")
            solution = self._run("warm simplex", solver="simplex", cap=cap)
            if solution is None and self.status == "Unknown":
                solution = self._run("warm simplex", solver="simplex", cap=cap)
            if solution is None and self.status not in ("Infeasible", "Unbounded"):
                self._highs.clearSolver()
                solution = self._run("cold interior point", solver="ipm", cap=None)
            if solution is None:
                raise SolveError(self.status)
            return solution
        finally:
            self._restore(change)

    def nudge(self, row: int, by: float) -> Solution:
        """Solve with the right-hand side of an equality ``row`` moved by ``by``: from the factors of the base basis where it
        stays optimal (a hundredth of the time of a re-solve), by :meth:`resolve` where it does not."""
        base = self.base or self.solve()
        if self._factored is None:
            assert self._basis is not None
            self._factored = Basis(self.lp, self._basis, base.x)
        began = time.perf_counter()
        x = self._factored.moved(row, by)
        if x is None:
            side = np.array([self.lp.row_lower[row] + by])
            return self.resolve(Change(np.array([row]), side, side))
        spent = time.perf_counter() - began
        return Solution(base.objective + by * float(base.y[row]), x, base.y, base.reduced, "base basis", 0, spent)

    def start(self, columns: list[Any], rows: list[Any]) -> Solution:
        """Solve from a basis (the solver's status of each column and row), which becomes the base basis."""
        basis = highspy.HighsBasis()
        basis.valid, basis.col_status, basis.row_status = True, columns, rows
        self._check(self._highs.setBasis(basis), "setBasis")
        solution = self._run("warm simplex", solver="simplex", cap=None)
        if solution is None:
            raise SolveError(self.status)
        self._basis, self._factored = self._highs.getBasis(), None
        self.base = solution
        return solution

    def priced(self, cost: Floats) -> Solution:
        """Solve under other costs from the base basis; the bounds stay."""
        assert self._basis is not None
        self._check(self._highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost / self._unit), "changeColsCost")
        self._check(self._highs.setBasis(self._basis), "setBasis")
        solution = self._run("warm simplex", solver="simplex", cap=None)
        if solution is None:
            raise SolveError(self.status)
        return solution

    @property
    def status_of_base(self) -> tuple[list[Any], list[Any]]:
        """The solver's status of each column and row in the base basis."""
        assert self._basis is not None
        return list(self._basis.col_status), list(self._basis.row_status)

    def begin(self) -> Solution:
        """Solve from nothing by simplex with presolve, by :meth:`solve` if that fails; its basis becomes the base basis.

        Where every later change moves most bounds, a vertex that simplex left itself is a nearer start than the one that a
        crossover left.
        """
        self._highs.clearSolver()
        solution = self._run("cold simplex", solver="simplex", cap=None)
        if solution is None:
            return self.solve()
        self._basis, self._factored = self._highs.getBasis(), None
        self.base = solution
        return solution

    @property
    def status(self) -> str:
        """What the solver said last, in words."""
        return str(self._highs.modelStatusToString(self._highs.getModelStatus()))

    def _run(self, path: str, solver: str, cap: int | None) -> Solution | None:
        """One run; None unless it ended at an optimum."""
        self._set("solver", solver)
        self._set("run_crossover", "on")
        self._set("simplex_iteration_limit", 2**31 - 1 if cap is None else cap)
        began = time.perf_counter()
        if cap is None:
            _run_watched(self._highs)
        else:
            self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        info, found = self._highs.getInfo(), self._highs.getSolution()
        return Solution(
            objective=float(info.objective_function_value) * self._unit,
            x=np.array(found.col_value),
            y=np.array(found.row_dual) * self._unit,
            reduced=np.array(found.col_dual) * self._unit,
            path=path,
            iterations=int(info.simplex_iteration_count + info.ipm_iteration_count + info.crossover_iteration_count),
            seconds=time.perf_counter() - began,
        )

    def _apply(self, change: Change) -> None:
        rows, columns = change.rows.astype(np.int32), change.columns.astype(np.int32)
        if len(rows):
            lower, upper = _finite(change.row_lower), _finite(change.row_upper)
            self._check(self._highs.changeRowsBounds(len(rows), rows, lower, upper), "changeRowsBounds")
        if len(columns):
            lower, upper = _finite(change.lower), _finite(change.upper)
            self._check(self._highs.changeColsBounds(len(columns), columns, lower, upper), "changeColsBounds")

    def _restore(self, change: Change) -> None:
        lp = self.lp
        r, c = change.rows, change.columns
        self._apply(Change(r, lp.row_lower[r], lp.row_upper[r], c, lp.lower[c], lp.upper[c]))

    def _set(self, option: str, value: object) -> None:
        self._check(self._highs.setOptionValue(option, value), f"option {option}={value}")

    @staticmethod
    def _check(status: highspy.HighsStatus, what: str) -> None:
        """highspy reports a refusal by its return value only: make it loud."""
        if status == highspy.HighsStatus.kError:
            raise SolveError(f"the solver refused {what}")


def _finite(bounds: Floats) -> Floats:
    return np.where(np.isposinf(bounds), highspy.kHighsInf, np.where(np.isneginf(bounds), -highspy.kHighsInf, bounds))


def unit_of_cost(cost: Floats) -> float:
    """The unit of money in which no cost exceeds 1,024: a power of two, so that nothing is rounded; at least 1.

    >>> unit_of_cost(np.array([-3.0, 900.0])), unit_of_cost(np.array([4e8]))
    (1.0, 524288.0)
    """
    largest = float(np.abs(cost).max(initial=0.0))
    return float(2.0 ** max(0, int(np.ceil(np.log2(largest / 1024.0))))) if largest > 1024.0 else 1.0


def _pass(highs: Any, lp: Lp, unit: float) -> Any:
    """Hand the arrays over as they are: setting them one by one on a HighsLp copies them element by element."""
    height, width = lp.matrix.shape
    return highs.passModel(
        width,
        height,
        lp.matrix.nnz,
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        lp.cost / unit,
        _finite(lp.lower),
        _finite(lp.upper),
        _finite(lp.row_lower),
        _finite(lp.row_upper),
        lp.matrix.indptr.astype(np.int32),
        lp.matrix.indices.astype(np.int32),
        lp.matrix.data,
        np.zeros(width, dtype=np.int32),
    )


def _run_watched(highs: Any) -> None:
    """Run the solver in a thread so that Ctrl-C is heard: the solver is told to stop and the interrupt goes on up.

    The end of the run is told by an event. Joining the thread would not do: Python 3.11 takes a thread whose join was
    interrupted for ended, and a solver that calls back into an interpreter on its way out aborts the process.
    """
    done = threading.Event()

    def run() -> None:
        try:
            highs.run()
        finally:
            done.set()

    highs.HandleUserInterrupt = True
    threading.Thread(target=run, daemon=True).start()
    try:
        while not done.wait(0.05):
            pass
    except KeyboardInterrupt:
        highs.cancelSolve()
        done.wait(30.0)
        raise
    highs.HandleUserInterrupt = False

"""Run the benchmarks, print the table, write ``benchmarks/results.json``.

``python -m benchmarks.run`` takes some minutes on two cores; ``--only build``, ``resolve`` or ``draws`` takes one part.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Benchmarks of didymium beside its peers.")
    parser.add_argument("--only", choices=("build", "resolve", "draws"), help="one part; the others' last results are kept")
    parser.add_argument("--quarters", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3, help="new processes per layer")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args()
    results: dict[str, Any] = json.loads(args.out.read_text(encoding="utf-8")) if args.out.exists() else {}
    if args.only in (None, "build"):
        from benchmarks import build

        results["build"] = {**about(args.quarters), **build.compare(args.quarters, rounds=args.rounds)}
        print_build(results["build"])
    if args.only in (None, "resolve"):
        from benchmarks import resolve

        results["resolve"] = {**about(args.quarters), **resolve.compare(args.quarters)}
        print_resolve(results["resolve"])
    if args.only in (None, "draws"):
        from benchmarks import draws

        results["draws"] = {**about(args.quarters), **draws.compare()}
        print_draws(results["draws"])
    args.out.write_text(json.dumps(_rounded(results), indent=1) + "\n", encoding="utf-8")


def about(quarters: int) -> dict[str, Any]:
    """When and on what a part was measured."""
    return {
        "date": datetime.date.today().isoformat(),
        "quarters": quarters,
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in ("didymium", "highspy", "polars", "numpy")},
    }


def print_draws(found: dict[str, Any]) -> None:
    """Seconds of the uncoordinated engine by number of draws."""
    print(f"\n{found['event']} on world, {found['weeks']} weeks: every element closes to {found['closure']:.0e}")
    print(f"{'draws':>8}{'seconds':>10}{'CPU':>8}{'CPU ms a draw':>16}")
    for row in found["rows"]:
        print(f"{row['draws']:8,}{row['wall']:10.2f}{row['cpu']:8.2f}{1000 * row['cpu'] / row['draws']:16.1f}")


def print_build(found: dict[str, Any]) -> None:
    """The build table: CPU seconds and memory by layer, then the ratios."""
    print(f"\n{'CPU seconds to a model in the solver':40}{'first':>9}{'again':>9}{'growth MB':>11}{'touched':>9}{'nonzeros':>10}")
    for layer, m in found["layers"].items():
        first, again = m["first"]["total"], m["again"]["total"]
        print(f"{layer:40}{first:9.3f}{again:9.3f}{m['growth_mb']:11.1f}{m['growth_touched_mb']:9.1f}{m['size']['nonzeros']:10,}")
        for step in [s for s in m["again"] if s != "total"]:
            print(f"  {step:38}{m['first'][step]:9.3f}{m['again'][step]:9.3f}")
    print(f"\n{'share of the peer':40}{'':>9}{'reached':>9}{'goal':>9}")
    for g in found["goals"]:
        label = f"{g['what']} / {g['peer']}"
        print(f"{label:40}{g['kind']:>9}{_share(g['ratio']):>9}{_share(g['goal']):>9}  {_word(g['met'])}")


def print_resolve(found: dict[str, Any]) -> None:
    """The re-solve table."""
    print(f"\nReference cost {found['objective']:.5f}; base solve {found['base_seconds']:.2f} CPU s")
    print(f"{'CPU seconds':20}{'warm':>8}{'p90':>8}{'cold':>8}{'p90':>8}{'ratio':>8}{'p90':>8}{'goal':>6}  same to")
    for name, f in found["families"].items():
        figures = (f["warm"]["median"], f["warm"]["p90"], f["cold"]["median"], f["cold"]["p90"])
        line = f"{name:20}" + "".join(f"{v:8.3f}" for v in figures)
        line += f"{f['ratio_median']:8.1f}{f['ratio_p90']:8.1f}{f['goal']:6.0f}  {f['largest_difference']:.1e}"
        print(f"{line}  {_word(f['met'] and f['same'])}; fell back {f['fallbacks']} of {f['shocks']}")


def _share(value: float) -> str:
    return f"1/{1 / value:.1f}"


def _word(met: bool) -> str:
    return "reached" if met else "missed"


def _rounded(value: Any) -> Any:
    """Six figures are more than a timing holds."""
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return float(f"{value:.6g}") if isinstance(value, float) and abs(value) < 1e4 else value


if __name__ == "__main__":
    main()

"""Run the benchmarks, print each table, write ``benchmarks/results.json``; ``make pages`` shows them in the docs.

``python -m benchmarks.run`` takes some minutes on two cores; ``--only NAME`` takes one part and keeps the others' last results.
A part is a module with ``compare() -> dict``, what was measured, and ``show(found) -> str``, its table.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
PARTS = {
    "build": "From a folder to a model in the solver, beside linopy and pyomo (reference case)",
    "resolve": "A changed model solved again, beside solving it from scratch by interior point (reference case)",
    "draws": "The uncoordinated engine on world, by number of draws",
    "separation": "Extraction circuits: random sweeps, seconds by mass action, beside difflow and efta",
    "documents": "Press items read, with verdicts on world, by number of documents",
}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Benchmarks of didymium beside its peers.")
    parser.add_argument("--only", choices=tuple(PARTS), help="one part; the others' last results are kept")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args()
    results: dict[str, Any] = json.loads(args.out.read_text(encoding="utf-8")) if args.out.exists() else {}
    for name in PARTS if args.only is None else (args.only,):
        part = import_module(f"benchmarks.{name}")
        results[name] = {**about(), **part.compare()}
        sys.stdout.write(f"\n{PARTS[name]}\n{part.show(results[name])}\n")
        args.out.write_text(json.dumps(_rounded(results), indent=1) + "\n", encoding="utf-8")


def about() -> dict[str, Any]:
    """When and on what a part was measured."""
    return {
        "date": datetime.date.today().isoformat(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in ("didymium", "highspy", "polars", "numpy", "numba")},
    }


def page() -> str:
    """The last results as a page of the reference."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    lines = [
        "# Speed",
        "",
        "Written from `benchmarks/results.json`, which `make benchmarks` measures: every part beside its peer in one run. Seconds are",
        "CPU seconds of the process unless a table says otherwise; ratios carry over to other machines, seconds do not. A missed goal",
        "stays here.",
    ]
    for name, title in PARTS.items():
        if name in results:
            r = results[name]
            versions = ", ".join(f"{package} {version}" for package, version in r["versions"].items())
            lines += ["", f"## {title}", "", f"{r['date']}; {r['cores']} cores, {r['machine']}, Python {r['python']}; {versions}.", ""]
            lines += ["```", import_module(f"benchmarks.{name}").show(r), "```"]
    return "\n".join(lines) + "\n"


def _rounded(value: Any) -> Any:
    """Six figures are more than a timing holds."""
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_rounded(v) for v in value]
    return float(f"{value:.6g}") if isinstance(value, float) and abs(value) < 1e4 else value


if __name__ == "__main__":
    main()

"""What reviews find of planted faults, and what they find that is none: ``python -m tools.works_ops.measure FIRST LAST [--none]``.

Twelve quarterly reviews of every simulated works. A fault is found when a review names it after it began: the meter, the area that
loses, the line with its item, the supplier of the split order. Every other alarm is false, also one that names the right thing too
early. An alarm that comes back within a calendar year is one.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from didymium.app.parts.all import everything
from didymium.operations import read, span
from didymium.operations.remark import Remark
from tools.works_ops.calendar import FIRST, MONTHS, quarter
from tools.works_ops.faults import Faults, draw, none
from tools.works_ops.folder import folder

FAULTS = ("meter", "custodian", "split", "line")
#: alarms that chance could raise; open follow-ups, missed targets and months without a measurement are facts and not counted
ALARMS = {
    "meter",
    "assay",
    "loss",
    "custody",
    "line",
    "safety",
    "exceeded",
    "split",
    "single source",
    "price",
    "related party",
    "after close",
    "toll",
}


@dataclass(frozen=True)
class Result:
    """Of one seed: the quarter in which each fault was first named (0 for the first; None where never), and false alarms by year."""

    seed: int
    planted: Faults
    found: dict[str, int | None]
    false: tuple[tuple[int, str, str], ...]
    repeats: int


def measure(seed: int, faulty: bool = True) -> Result:
    """Review twelve quarters of a seed."""
    files, planted = folder(seed, draw if faulty else none)
    found: dict[str, int | None] = dict.fromkeys(FAULTS)
    false: dict[tuple[int, str, str], None] = {}
    repeats = 0
    with TemporaryDirectory() as place:
        for path, text in files.items():
            file = Path(place) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        book = read(Path(place))
    for q in range(MONTHS // 3):
        now = span(quarter(q))
        _, remarks = everything(book, now, now.before)
        for r in (r for r in remarks if r.kind in ALARMS):
            fault = named(r, planted, 3 * q + 3)
            if fault is None:
                repeats += 1
                false[FIRST + q // 4, r.kind, subject(r)] = None
            elif found[fault] is None:
                found[fault] = q
    return Result(seed, planted, found, tuple(false), repeats)


def subject(r: Remark) -> str:
    """What an alarm is about, without the figures that change from quarter to quarter."""
    for mark in (" reads ", " (", ": "):
        if mark in r.text:
            return r.text.split(mark)[0]
    return r.text


def named(r: Remark, f: Faults, until: int) -> str | None:
    """The planted fault that an alarm names, of those that had begun before month ``until``."""
    if r.kind == "meter" and r.text.startswith(f"the meter of {f.meter} ") and until > f.meter_from:
        return "meter"
    if r.kind == "loss" and r.text.startswith(f"{f.keeper} (") and until > f.loss_from:
        return "custodian"
    if r.kind == "line" and r.text.startswith(f"{f.line} (") and f" {f.item} " in r.text and until > f.drift_from:
        return "line"
    if r.kind == "split" and f" {f.bought} from {f.supplier} " in r.text and until > f.split_month and f.parts:
        return "split"
    return None


def main() -> None:
    """Measure seeds from FIRST to LAST and print a line each, then the sums as JSON."""
    first, last = int(sys.argv[1]), int(sys.argv[2])
    faulty = "--none" not in sys.argv
    results = []
    for seed in range(first, last + 1):
        r = measure(seed, faulty)
        results.append(r)
        missed = [f for f in FAULTS if r.found[f] is None] if faulty else []
        sys.stdout.write(f"{seed}: missed {', '.join(missed) or 'none'}; false {len(r.false)} {list(r.false)}\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps(summary(results, faulty)) + "\n")


def summary(results: list[Result], faulty: bool = True) -> dict[str, object]:
    """Faults found of all, seeds with all four, false alarms a plant-year, and the plant-years with more than one."""
    years = len(results) * MONTHS // 12
    by_year = [sum(y == FIRST + k for y, _, _ in r.false) for r in results for k in range(MONTHS // 12)]
    return {
        "seeds": len(results),
        **({f: sum(r.found[f] is not None for r in results) for f in FAULTS} if faulty else {}),
        "all_four": sum(all(q is not None for q in r.found.values()) for r in results) if faulty else None,
        "false_alarms": sum(by_year),
        "plant_years": years,
        "false_per_plant_year": sum(by_year) / years,
        "plant_years_with_more_than_one": sum(n > 1 for n in by_year),
        "repeats_too": sum(r.repeats for r in results) / years,
    }


if __name__ == "__main__":
    main()

"""Kill the program in the middle of an import, a close and an accept: ``python -m tests.records.killer FOLDER FIRST COUNT``.

A process of its own, since each kill forks it: what is forked has imported everything and started no thread. Prints a line a
kill, as JSON: what was done, where it was killed, whether it had been committed by then.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars  # noqa: F401  (imported before the forks, used after them only)
from sqlalchemy import Engine, event

import didymium.app.closed
import didymium.app.imported
import didymium.app.version
import didymium.operations.entry
import didymium.records.told  # noqa: F401
from didymium import access, actuals, version

TOML = 'name = "kept"\nversion = "1"\ncurrency = "AUD"\nsynthetic = true\n'
HEADER = "entity,metric,product,period,value,unit,source,grade"
DEEDS: dict[str, Callable[[Path], object]] = {
    "import": lambda home: actuals("import", file=home / "late.csv", chain=home, by="anna"),
    "close": lambda home: actuals("close", "2025Q3", home, by="ben"),
    "accept": lambda home: version("accept", "plan", home, "north", by="ben"),
}


def prepare(home: Path) -> None:
    """Records with figures to close, a version to accept, and a file to import."""
    run = home.parent / "run"
    run.mkdir()
    (run / "manifest.json").write_text(json.dumps({"didymium": "x", "tables": {}, "files": {}}), encoding="utf-8")
    home.mkdir()
    (home / "didymium.toml").write_text(TOML, encoding="utf-8")
    for name, period in (("first", "2025Q3"), ("late", "2025Q4")):
        rows = [
            f"{e},{m},nd,{period},{i + 5},t,ledger,company"
            for e in ("north", "south")
            for i, m in enumerate(("made", "sold", "opening_stock"))
        ]
        (home / f"{name}.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    access("start", chain=home, by="kim")
    for name in ("north", "south"):
        access("entity", chain=home, entity=name, by="kim")
    for name, role in (("anna", "proposer"), ("ben", "approver")):
        access("person", name, home, by="kim")
        access("grant", name, home, role=role, by="kim")
    actuals("import", file=home / "first.csv", chain=home, by="anna")
    version("submit", "plan", home, "north", content=run, by="anna")


def child(work: Callable[[], object]) -> int:
    """Do something in a fork; how it ended (minus the signal that killed it)."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def counted(deed: str, home: Path) -> int:
    """How many statements, commits among them, a deed takes."""
    out = home.parent / "count"

    def work() -> None:
        seen = [0]
        watch(lambda: seen.__setitem__(0, seen[0] + 1))
        DEEDS[deed](home)
        out.write_text(str(seen[0]), encoding="utf-8")

    assert child(work) == 0
    return int(out.read_text(encoding="utf-8"))


def watch(step: Callable[[], None]) -> None:
    """Call ``step`` before and after every statement, and before every commit."""
    event.listen(Engine, "before_cursor_execute", lambda *_: step())
    event.listen(Engine, "after_cursor_execute", lambda *_: step())
    event.listen(Engine, "commit", lambda *_: step())


def killed(deed: str, home: Path, rng: random.Random, steps: int, seconds: float) -> tuple[str, int]:
    """Kill a deed at a random statement, or at a random moment; where, and how it ended."""
    if rng.random() < 0.7:
        at = rng.randint(1, steps)

        def work() -> None:
            left = [at]

            def step() -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            watch(step)
            DEEDS[deed](home)

        return f"statement {at} of {steps}", child(work)
    wait = rng.uniform(0.0, 1.1 * seconds)
    pid = os.fork()
    if pid == 0:
        DEEDS[deed](home)
        os._exit(0)
    time.sleep(wait)
    os.kill(pid, signal.SIGKILL)
    return f"after {1000 * wait:.0f} ms", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(folder: Path, first: int, count: int) -> None:
    """Kill ``count`` times; each time the folder stays as ``NUMBER`` beside a line that says what was done to it."""
    home = folder / "home"
    assert child(lambda: prepare(home)) == 0
    steps, seconds = {}, {}
    for deed, do in DEEDS.items():
        trial = folder / f"trial_{deed}"
        shutil.copytree(home, trial)
        steps[deed] = counted(deed, trial)
        shutil.rmtree(trial)
        shutil.copytree(home, trial)
        began = time.perf_counter()
        assert child(lambda do=do, trial=trial: do(trial)) == 0
        seconds[deed] = time.perf_counter() - began
    for number in range(first, first + count):
        rng = random.Random(number)
        deed = rng.choice(list(DEEDS))
        place = folder / str(number)
        shutil.copytree(home, place)
        where, ended = killed(deed, place, rng, steps[deed], seconds[deed])
        sys.stdout.write(json.dumps({"number": number, "deed": deed, "where": where, "ended": ended}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

"""Reading press items: seconds for 1,000 made-up documents, in text, HTML and damaged code pages, verdicts included."""

from __future__ import annotations

import html
import random
import re
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from didymium import read

ITEMS = Path(__file__).parents[1] / "tests" / "documents" / "gold" / "open"
COUNTS = (10, 1000)
GOAL = 60.0  # seconds for 1,000 documents on two cores


def compare(counts: tuple[int, ...] = COUNTS, seed: int = 2026) -> dict[str, Any]:
    """Wall seconds of each number of documents on the chain ``world``, claims found, and the peak memory of this process and a child."""
    rows = []
    for count in counts:
        with TemporaryDirectory() as folder:
            size = write(Path(folder), count, seed)
            start, before = time.perf_counter(), _cpu()
            found = read(folder, "world", keep=False)
            wall = time.perf_counter() - start
            time.sleep(1.0)  # until the child processes are gone, whose seconds count only then
            cpu = _cpu() - before
        counted = {"documents": count, "characters": size, "claims": len(found.claims), "problems": len(found.problems)}
        rows.append({**counted, "wall": wall, "cpu": cpu})
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
    return {"goal": GOAL, "peak": peak, "rows": rows}


def _cpu() -> float:
    """CPU seconds of this process and of child processes that have ended."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def write(folder: Path, count: int, seed: int) -> int:
    """Write documents made of shuffled paragraphs of the made-up items, every figure changed; returns their characters.

    One in four is HTML, one in ten was saved as UTF-8 and read as cp1252.
    """
    draw = random.Random(seed)
    paragraphs = [p for path in sorted(ITEMS.glob("*.txt")) for p in path.read_text(encoding="utf-8").split("\n\n") if p.strip()]
    size = 0
    for i in range(count):
        parts = [_changed(p, draw) for p in draw.sample(paragraphs, 12)]
        text = "\n\n".join(parts)
        name = f"{i:04}.txt"
        if i % 10 == 9:
            text = text.encode("utf-8").decode("cp1252", errors="replace")
        elif i % 4 == 3:
            body = "".join(f"<p>{html.escape(p)}</p>" for p in parts)
            text = f"<!DOCTYPE html><html><head><title>{i}</title></head><body><article>{body}</article></body></html>"
            name = f"{i:04}.html"
        (folder / name).write_text(text, encoding="utf-8")
        size += len(text)
    return size


def _changed(paragraph: str, draw: random.Random) -> str:
    """A paragraph with other figures of the same length, years left alone, so that no two documents are the same."""
    return re.sub(
        r"\d+",
        lambda m: m.group() if re.fullmatch(r"(?:19|20)\d\d", m.group()) else f"{draw.randint(1, 9)}{m.group()[1:]}",
        paragraph,
    )


def show(found: dict[str, Any]) -> str:
    """Seconds by number of documents."""
    lines = [f"{'documents':>10}{'characters':>12}{'claims':>9}{'seconds':>9}{'CPU':>8}{'CPU ms each':>13}"]
    for row in found["rows"]:
        each = 1000 * row["cpu"] / row["documents"]
        lines.append(f"{row['documents']:10,}{row['characters']:12,}{row['claims']:9,}{row['wall']:9.1f}{row['cpu']:8.1f}{each:13.1f}")
    last = found["rows"][-1]
    verdict = "reached" if last["wall"] <= found["goal"] * last["documents"] / 1000 else "missed"
    lines.append(f"goal: {found['goal']:.0f} s for 1,000 on two cores: {verdict}; peak memory of a process {found['peak'] / 1e6:,.0f} MB")
    return "\n".join(lines)

"""Results as text and JSON."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from didymium.reporting.layout import columns, cut, plain

if TYPE_CHECKING:
    from didymium.app.check import Check
    from didymium.app.claim import Decided
    from didymium.app.events import Events
    from didymium.app.find import Found
    from didymium.app.hindcast import Hindcast
    from didymium.app.index import Index
    from didymium.app.plan import Plan
    from didymium.app.record import Json
    from didymium.app.watch import Watch
    from didymium.app.why import Cell, Row, Why

SHOWN = 40  # hits and references; the rest is counted


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return max(60, shutil.get_terminal_size((100, 24)).columns)


def to_json(value: Json) -> str:
    """JSON without numbers that JSON does not know.

    >>> to_json({"a": 1.5, "b": None})
    '{"a": 1.5, "b": null}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def safe_json(value: Json) -> str:
    """JSON in ASCII, for text whose damaged bytes no terminal could print.

    >>> safe_json({"a": "\\udce9"})
    '{"a": "\\\\udce9"}'
    """
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def check_text(found: Check) -> str:
    """Findings and backcast; findings alone when the chain could not be loaded."""
    if found.facts is None:
        number = len(found.findings)
        said = f"{number} finding{'' if number == 1 else 's'}: the chain cannot be used"
        return "\n".join([*(plain(str(f)) for f in found.findings), said])
    from didymium.reporting import check_text as text

    back = found.tables["backcast"] if found.years else None
    left = found.tables["unexplained"] if found.years else None
    return text(found.facts, found.findings, back, left, width=width())


def plan_text(found: Plan) -> str:
    """The plan, and what changed."""
    from didymium.reporting import plan_text as text

    before = None if found.before is None else found.before.input
    return text(found.input, before, found.changes, found.owner, None if found.run is None else str(found.run), width())


def events_text(found: Events) -> str:
    """One line an event, and the template."""
    rows = columns([[e.name, e.start, plain(e.title), e.grade] for e in found.listed], indent=0)
    return "\n".join([*(cut(line, width()) for line in rows), f"write your own: copy {found.template}"])


def find_text(found: Found) -> str:
    """Hits with their keys and places."""
    if not found.hits:
        return f"nothing in {found.chain.name} holds {plain(found.text)!r}"
    wide = width()
    rows = [[h.key, h.column, cut(plain(h.text), 40), f"{h.file}:{h.line}", h.grade] for h in found.hits[:SHOWN]]
    more = [f"  and {len(found.hits) - SHOWN} more: ask for a longer piece of text"] if len(found.hits) > SHOWN else []
    return "\n".join([*(cut(line, wide) for line in columns(rows)), *more])


def hindcast_text(found: Hindcast) -> str:
    """Points with their bands, scores beside the rivals, misses, and what lies ahead."""
    scored = found.scored
    head = ["series", "place", "period", "low", "mid", "high", "observed", ""]
    marks = {True: "inside", False: "MISS", None: ""}

    def line(p: object) -> list[str]:
        v = vars(p)
        seen = "" if v["observed"] is None else _short(v["observed"])
        name = v["series"] if v["item"] == "all" else f"{v['series']}, {v['item']}"
        return [name, v["region"], v["period"], *(_short(v[c]) for c in ("low", "mid", "high")), seen, marks[p.inside]]  # type: ignore[attr-defined]

    rows = [head, *(line(p) for p in scored.points)]
    table = [["score", "", "points", "model", "rival", "refitted", ""]]
    for score, again in zip(scored.scores, found.refitted.scores, strict=True):
        verdict = {True: "better" if score.measure != "coverage" else "hit", False: "MISS", None: ""}[score.better]
        figures = [_short(score.model), _short(score.rival), _short(again.model)]
        table.append([score.series, score.measure, str(score.points), *figures, verdict])
    ahead = [["ahead: 80 % bands, the error of July carried on", "", "", "", "", "", "", ""], *(line(p) for _, p in found.ahead)]
    known = [p for p in scored.points if p.inside is not None]
    checks = [[c.name, _short(c.value), f"{c.low:g} to {c.high:g}", "hit" if c.hit else "MISS"] for c in scored.checks]
    return "\n".join(
        [
            f"Hindcast of {scored.case}: {found.draws} draws, 80 % bands",
            *([f"event: {found.writing}"] if found.writing else []),
            *columns(rows, right=(3, 4, 5, 6)),
            *columns(table, right=(2, 3, 4, 5)),
            *columns([["check", "model", "asked for", ""], *checks] if checks else []),
            f"{len(scored.misses)} of {len(known)} points lie outside their band",
            *columns(_writings(found), right=(1, 2, 3)),
            *([found.chosen] if found.chosen else []),
            *(columns(ahead, right=(3, 4, 5)) if found.ahead else []),
            *([f"ahead made by: {found.ahead[0][0]}"] if found.ahead else []),
            "rival: no change, and for rank agreement the order by concentration; refitted: buyers as fitted on the other crisis",
        ]
    )


def _writings(found: Hindcast) -> list[list[str]]:
    """Scores of the declared test under every writing of the event, the headline first; nothing where there is one writing."""
    if not found.others:
        return []
    rows = [["the same test under other writings", "rmse", "interval score", "coverage"]]
    series = found.scored.scores[0].series
    for name, scored in ((found.writing, found.scored), *((o.label, o.scored) for o in found.others)):
        figures = {s.measure: _short(s.model) for s in scored.scores if s.series == series}
        rows.append([name, *(figures[m] for m in ("rmse", "interval score", "coverage"))])
    rival = {s.measure: _short(s.rival) for s in found.scored.scores if s.series == series}
    return [*rows, ["no change", *(rival[m] for m in ("rmse", "interval score", "coverage"))]]


def _short(value: float) -> str:
    """Three figures, whole from a hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def index_text(found: Index) -> str:
    """An index with its largest rows, its sources and remarks."""
    head = f"{found.name} of {found.element} at the stage {found.stage}, {found.year}"
    lines = [head if found.value is None else f"{head}: {found.value:.4f}"]
    names = [c for c in ("value", "import_risk", "unmatched", "supply", "tonnes", "use") if any(c in row for row in found.rows)]
    rows = [["", *names], *([str(row["region"]), *(_number(row.get(c)) for c in names)] for row in found.rows[:SHOWN])]
    lines += columns(rows) if found.rows else []
    if len(found.rows) > SHOWN:
        lines.append(f"  and {len(found.rows) - SHOWN} more: --json has them all")
    return "\n".join([*lines, *(f"source: {plain(s)}" for s in found.sources), *(f"note: {plain(n)}" for n in found.notes)])


def _number(value: Json) -> str:
    """Four decimals for a ratio, whole tonnes for more."""
    if not isinstance(value, int | float):
        return ""
    return f"{value:,.0f}" if value >= 10 else f"{value:.4f}"


def why_text(found: Why) -> str:
    """Rows with their cells, sources and what rests on them."""
    blocks = [_row(row) for row in found.rows[:SHOWN]]
    if len(found.rows) > SHOWN:
        blocks.append(f"and {len(found.rows) - SHOWN} more rows")
    return "\n\n".join(blocks)


def decided_text(found: Decided) -> str:
    """What was decided on a claim."""
    head = f"{found.action} {found.claim.id} by {plain(found.by)}: {plain(found.claim.text)[:120]}"
    if found.outcome is not None:
        return f"{head}\n  outcome: {found.outcome}"
    if found.file is None:
        return f"{head}\n  logged in {found.log}"
    cells = columns([[name, plain(value)] for name, value in found.row.items() if value is not None])
    return "\n".join([head, f"  row added to {found.file}:", *cells])


def watch_text(found: Watch) -> str:
    """What is new."""
    from didymium.app.claims_input import items_of
    from didymium.reporting.claims import watch_text as text

    changed = [
        f"{new.id[:8]}  {new.subject} {new.predicate}".replace("_", " ")
        + f": {old.written} became {new.written} ({new.period or 'no period'})"
        for new, old in found.changed
    ]
    due = [f"{e.claim[:8]}  {e.observable} (due {e.due}; {e.source})" for e in found.due]
    silent = [f"{s.project}: {s.text} (last told {s.since})" for s in found.silent]
    return text(found.files, items_of(found.new), changed, due, silent, found.record, width())


def _row(row: Row) -> str:
    year = f" ({row.source_year})" if row.source_year else ""
    lines = [f"{row.key}  {row.file}:{row.line}", f"  {row.grade}: {plain(row.source)}{year}"]
    if row.note:
        lines.append(f"  note: {plain(row.note)}")
    lines += columns([[c.column, _value(c), plain(c.meaning)] for c in row.cells if c.value is not None])
    lines += [f"  {c.column}: {c.grade}, {plain(c.source)}" for c in row.cells if c.source]
    unknown = [c.column for c in row.cells if c.value is None]
    if unknown:
        lines.append(f"  not given: {', '.join(unknown)}")
    if row.held is not None:
        lines.append(f"  in control: {row.held.group}; controls: {', '.join(row.held.controls) or 'nobody'}")
        lines.append(f"  held by: {', '.join(f'{owner} {part:.1%}' for owner, part in row.held.equity.items())}")
    for table, keys in row.used_by.items():
        more = f" and {len(keys) - 4} more" if len(keys) > 4 else ""
        lines.append(f"  named in {table}: {', '.join(k.partition('/')[2] for k in keys[:4])}{more}")
    return "\n".join(lines)


def _value(cell: Cell) -> str:
    if isinstance(cell.value, bool):
        return "yes" if cell.value else "no"
    text = f"{cell.value:,.10g}" if isinstance(cell.value, float) else plain(cell.value)
    span = f" [{cell.low:g} to {cell.high:g}]" if cell.low is not None and cell.high is not None else ""
    return f"{text}{span} {cell.unit}".rstrip()

"""Review: a period against the one before, a year ago or its targets; what came of targets; the year's end."""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from didymium.app.error import AskError
from didymium.app.load import ChainLike, default_chain
from didymium.app.record import Json, plain
from didymium.app.recorded import kept
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.operations import Book, Compared, Forecast, Goal, Move, Orders, Remark, Span
    from didymium.operations.actuals import Recorded
    from didymium.operations.followup import Task
    from didymium.records.periods import Period
    from didymium.records.tasks import Action
    from didymium.records.told import Told
    from didymium.reporting.review import ReviewInput, Row, Section

AGAINST = ("previous", "target", "year")
HTML, XLSX = "index.html", "review.xlsx"


@dataclass(frozen=True)
class Review:
    """A period reviewed: ``compared`` holds the bridge, ``goals`` the targets, ``forecasts`` the year's end.

    Money in m of ``currency``. ``run`` is the folder of the report.
    """

    book: Book
    period: str
    base: str
    against: str
    currency: str
    compared: Compared
    moves: tuple[Move, ...]
    goals: tuple[Goal, ...]
    orders: Orders
    forecasts: tuple[Forecast, ...]
    findings: tuple[Remark, ...]
    command: str
    sections: tuple[Section, ...] = ()
    run: Path | None = None
    audit_head: str | None = None

    @property
    def input(self) -> ReviewInput:
        """What a report of it is made of."""
        return _input(self)

    def text(self, width: int = 100) -> str:
        """The review for a terminal."""
        from didymium.reporting.review import review_text

        return review_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """The review for other programs: targets, bridge, forecast, findings, directives, figures."""
        facts = self.input
        bridge = self.compared.bridge
        return {
            "chain": facts.name,
            "period": self.period,
            "against": self.against,
            "base": self.base,
            "currency": self.currency,
            "unit": facts.unit,
            "measure": facts.measure or None,
            "targets": [_plain(asdict(g) | {"gap": None if g.actual is None else g.actual - g.target}) for g in facts.goals],
            "bridge": [{"factor": s.factor, "value": s.value} for s in facts.steps],
            "bridge_total": None if bridge is None else bridge.total,
            "bridge_from": plain(facts.start),
            "bridge_to": plain(facts.end),
            "bridge_by_entity": {entity: [{"factor": s.factor, "value": s.value} for s in steps] for entity, steps in facts.by_entity},
            "forecast": [_plain(asdict(o)) for o in facts.outlooks],
            "findings": [{"kind": f.kind, "text": f.text, "rows": list(f.rows)} for f in facts.findings],
            "directives": dict(vars(self.orders)),
            "moves": [_plain(asdict(m)) for m in facts.moves],
            "figures": [_plain(asdict(r)) for r in facts.rows],
            "sections": {s.id: cast(Json, s.record) for s in facts.sections},
            "audit_head": facts.audit_head,
        }


def _plain(record: dict[str, object]) -> Json:
    return {k: [_plain(v) for v in value] if isinstance(value, tuple) else plain(value) for k, value in record.items()}


def review(
    chain: ChainLike = None,
    period: str = "",
    against: str = "previous",
    currency: str | None = None,
    out: str | Path | None = None,
    progress: Say = silent,
    *,
    known: str | None = None,
    by: str | None = None,
) -> Review:
    """The review of a period (``2025Q3``, ``FY26Q2``, ``2025-07``, ``2025``) from the folder's ``actuals/`` and its records.

    ``against``: the *previous* period, the *year* before, or what was asked (*target*). The bridge splits the change of the
    result into named factors by exact Shapley values and leaves no residual. Money in m of ``currency``, by default that of
    the folder. ``sections`` hold what further tables tell: directives, custody, costs, charts, safety, permits, rules over orders, the
    next quarter. With ``out`` a folder gets the report (HTML, XLSX). Raises ``ChainError`` with every fault of a table,
    :class:`AskError` for a period without figures or a rate that is missing.

    >>> review("works", "2026")
    Traceback (most recent call last):
    didymium.app.error.AskError: works holds no actuals: write actuals/figures.csv into a folder of your own, as in examples/lynas
    """
    if against not in AGAINST:
        raise AskError(f"against {against!r} is not known: choose {', '.join(AGAINST)}")
    progress("reading the actuals")
    folder = folder_of(chain)
    from didymium.app.parts.all import everything
    from didymium.app.parts.roadmap import roadmap
    from didymium.operations import asked, compare, disagreements, forecasts, goals, label, moves, orders, read

    recorded, held = recorded_of(folder, by, known)
    book = read(folder, recorded)
    now = _asked(book, period)
    base = {"previous": now.before, "year": now.year_ago, "target": now}[against]
    wanted = (currency or book.currency).upper()
    progress("comparing")
    compared = compare(book, now, base, against, wanted)
    ahead, missing = forecasts(book, now)
    reached = goals(book, now)
    findings = [*_missed(reached), *compared.remarks, *disagreements(book, (now,) if against == "target" else (now, base))]
    findings += [_unknown(text) for text in missing]
    findings += [] if held is None else _standing(book, now, held)
    progress("looking at the rest")
    beside = now.before if against == "target" else base
    tasks, head = ((), None) if held is None else (_tasks(held), held.head)
    sections, alarms = everything(book, now, beside, tasks, head)
    ahead_sections, ahead_remarks = roadmap(book, now)
    sections += ahead_sections
    alarms += ahead_remarks
    found = Review(
        book,
        label(now, book.fiscal_start),
        f"targets of {label(now, book.fiscal_start)}" if against == "target" else label(base, book.fiscal_start),
        against,
        wanted,
        compared,
        tuple(moves(book, asked(book) if against == "target" else book, now, base)),
        tuple(reached),
        orders(book, now),
        tuple(ahead),
        (*alarms, *findings),
        _command(folder, chain, period, against, currency, known, by),
        tuple(sections),
        audit_head=None if held is None else held.head,
    )
    return found if out is None else _written(found, Path(out), progress)


def folder_of(chain: ChainLike) -> Path:
    """The folder of the actuals; shipped chains have none."""
    from didymium.chain import Chain, locate

    folder = chain.folder if isinstance(chain, Chain) else locate(default_chain() if chain is None else chain)
    if not (folder / "actuals").is_dir() and not kept(folder):
        name = chain.name if isinstance(chain, Chain) else folder.name
        raise AskError(f"{name} holds no actuals: write actuals/figures.csv into a folder of your own, as in examples/lynas")
    return folder


@dataclass(frozen=True)
class Held:
    """What the records say beside the figures: the head of the audit chain, closed periods, actions, who asks."""

    head: str
    periods: tuple[Period, ...]
    actions: tuple[Action, ...]
    late: tuple[Told, ...]


def recorded_of(folder: Path, by: str | None, known: str | None) -> tuple[Recorded, Held | None]:
    """Rows of the records that somebody may see, and what else they say; nothing and None where the folder has none."""
    from didymium.operations.actuals import NOTHING

    if not kept(folder):
        if known is not None or by is not None:
            raise AskError(f"{folder.name} has no records: `didymium access start` begins them")
        return NOTHING, None
    from didymium.app.recorded import reading, rows

    with reading(folder, by) as scope:
        from didymium.app.recorded import moment
        from didymium.records import audit, periods, tasks, told

        late = tuple(r for table in told.tables(scope) for r in told.history(scope, table, moment(known)) if r.late)
        held = Held(audit.head(scope), tuple(periods.listed(scope)), tuple(tasks.listed(scope)), late)
        return rows(scope, known), held


def _tasks(held: Held) -> list[Task]:
    """Actions of the records, as those of a folder."""
    from didymium.operations.followup import Task

    return [Task(a.code, a.directive, a.text, a.owner, a.due, a.closed_at[:10], a.evidence, f"action {a.code}") for a in held.actions]


def _standing(book: Book, now: Span, held: Held) -> list[Remark]:
    """Preliminary figures, periods that are not closed, actions that are overdue."""
    from didymium.operations import Remark, label
    from didymium.operations.entry import PREFIX
    from didymium.operations.remark import places

    found = []
    inside = [f for f in book.figures if now.first <= f.span.first and f.span.end <= now.end]
    for name in dict.fromkeys(f.entity for f in inside):
        own = [f for f in inside if f.entity == name]
        early = [f for f in own if f.preliminary]
        if early:
            found.append(Remark("preliminary", f"{name}: {len(early)} of {len(own)} figures are preliminary", places(early)))
        state = {(p.first, p.end): p.state for p in held.periods if p.entity == name}.get((now.first, now.end), "open")
        if state != "closed" and any(f.file.startswith(PREFIX) for f in own):
            text = {"open": "is not closed", "amended": "was amended after it was closed, and is not closed again"}[state]
            found.append(Remark(state, f"{name}: {label(now, book.fiscal_start)} {text}", ()))
    for r in held.late:
        if r.first is not None and r.end is not None and now.first <= r.first and r.end <= now.end:
            what = ", ".join(str(v) for k, v in r.subject.items() if k not in ("first", "end"))
            text = f"{r.entity}: {what} was recorded by {r.by} on {r.recorded_at[:10]}, after the period was closed ({r.reason}: {r.why})"
            found.append(Remark("after close", text, (f"{PREFIX}{r.file}:{r.line}",)))
    for a in held.actions:
        if a.overdue:
            found.append(Remark("overdue", f"{a.entity}: {a.text} ({a.owner}, due {a.due})", (f"action {a.code}",)))
    return found


def _asked(book: Book, period: str) -> Span:
    """The period that was asked for. Raises :class:`AskError` where it is no period or has no figure."""
    from didymium.operations import label, span

    try:
        now = span(period, book.fiscal_start)
    except ValueError as error:
        raise AskError(str(error)) from error
    spans = sorted({f.span for f in book.figures if f.taken})
    inside = [s for s in spans if now.first <= s.first and s.end <= now.end]
    if not inside:
        known = [label(s, book.fiscal_start) for s in spans if s.months == now.months] or [label(s, book.fiscal_start) for s in spans]
        raise AskError(f"{book.name} has no figure of {period}: there are {', '.join(known)}")
    return now


def _missed(reached: list[Goal]) -> list[Remark]:
    """Targets that were missed, as findings."""
    from didymium.operations import Remark
    from didymium.operations.remark import places

    found = []
    for g in reached:
        f = g.target.asked
        if g.status == "missed" and g.actual is not None:
            text = f"{f.entity}: {f.metric} of {f.product} is {g.actual:,.4g} {f.unit} where {g.target.sense} {f.written:,.4g} was asked"
            found.append(Remark("missed", text, places((f, *(() if g.known is None else g.known.figures)))))
    return found


def _unknown(text: str) -> Remark:
    from didymium.operations import Remark

    return Remark("not published", text, ())


def _command(folder: Path, chain: ChainLike, period: str, against: str, currency: str | None, known: str | None, by: str | None) -> str:
    name = str(chain) if isinstance(chain, str | Path) else folder.name
    words = ["didymium", "review", period, "--chain", name]
    words += ["--against", against] if against != "previous" else []
    for option, value in (("--currency", currency), ("--known", known), ("--as", by)):
        words += [option, value] if value else []
    return shlex.join(words)


def _input(found: Review) -> ReviewInput:
    """From a review to what its report says."""
    import didymium
    from didymium.reporting.review import Finding, Goal, Held, Move, Outlook, ReviewInput, Step

    bridge, book = found.compared.bridge, found.book
    several = bridge is not None and len(bridge.by_entity) > 1
    return ReviewInput(
        title=book.title,
        name=book.name,
        version=book.version,
        digest=book.digest,
        code_version=didymium.__version__,
        command=found.command,
        period=found.period,
        base=found.base,
        against=found.against,
        unit=f"{found.currency} m",
        measure="" if bridge is None else bridge.measure,
        start=None if bridge is None else bridge.start,
        end=None if bridge is None else bridge.end,
        steps=() if bridge is None else tuple(Step(s.factor, s.value) for s in bridge.steps),
        by_entity=tuple((e, tuple(Step(s.factor, s.value) for s in ss)) for e, ss in bridge.by_entity.items())
        if several and bridge is not None
        else (),
        moves=tuple(Move(m.entity, m.metric, m.product, m.unit, m.base, m.now, m.change, m.derived) for m in found.moves),
        goals=tuple(
            Goal(
                g.target.id,
                g.target.asked.entity,
                g.target.asked.metric,
                g.target.asked.product,
                g.target.sense,
                g.target.asked.written,
                g.actual,
                g.target.asked.unit,
                g.status,
                g.target.directive,
            )
            for g in found.goals
        ),
        outlooks=tuple(
            Outlook(
                f.entity,
                f.metric,
                f.product,
                f.year,
                f.unit,
                f.known,
                f.through,
                f.mid,
                f.low,
                f.high,
                f.level,
                f.n,
                f.rule,
                tuple(Held(h.origin, h.ahead, h.low, h.high, h.level, h.actual, h.inside) for h in f.record),
            )
            for f in found.forecasts
        ),
        rows=_rows(found),
        findings=tuple(Finding(r.kind, r.text, r.rows) for r in found.findings),
        directives="" if any(s.id == "directives" for s in found.sections) else found.orders.text if found.orders.all else "",
        synthetic=book.synthetic,
        audit_head=found.audit_head,
        sections=found.sections,
    )


def _rows(found: Review) -> tuple[Row, ...]:
    """Every figure of the two periods that are compared, and those that the bridge is made of."""
    from didymium.operations import label
    from didymium.reporting.review import Row

    book = found.book
    states = (*found.compared.now, *found.compared.base)
    spans = {s.span for s in states}
    used = {f for s in states for f in s.figures}
    chosen = [f for f in book.figures if f in used or f.span in spans]
    chosen += [f for f in used if f not in set(book.figures)]  # targets in the place of a base
    return tuple(
        Row(
            f.entity,
            f.metric,
            f.product,
            label(f.span, book.fiscal_start),
            f.written,
            f.unit,
            f.source,
            f.year,
            f.grade,
            f"{f.file}:{f.line}",
            f"{f.note}{'' if f.taken else '; not taken'}".removeprefix("; "),
        )
        for f in chosen
    )


def _written(found: Review, out: Path, progress: Say) -> Review:
    """The review with its folder: page, workbook and a manifest."""
    from didymium.app.manifest import review_manifest
    from didymium.reporting.review.html import review_html
    from didymium.reporting.review.xlsx import review_xlsx
    from didymium.runs import write

    progress("writing the report")
    facts = found.input

    def files(draft: Path) -> None:
        (draft / HTML).write_text(review_html(facts), encoding="utf-8")
        review_xlsx(facts, draft / XLSX)

    return replace(found, run=write(out, review_manifest(facts, found.to_json()), {}, files))

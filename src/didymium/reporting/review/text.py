"""A review for a terminal."""

from __future__ import annotations

from textwrap import wrap

from didymium.reporting.layout import columns, cut, plain
from didymium.reporting.number import amount, signed
from didymium.reporting.review.input import ReviewInput
from didymium.reporting.review.words import FACTORS, band, fixed, headline, kept, metric, places

SHOWN = 12


def review_text(r: ReviewInput, width: int = 100) -> str:
    """Headline, bridge, targets, the year's end, findings; lines of ``width`` characters."""
    lines = [f"Review of {r.period}: {plain(r.title)} ({plain(r.name)}@{plain(r.version)}), against {r.base}"]
    if r.synthetic:
        lines.append("SYNTHETIC DATA")
    lines += [*_wrapped(headline(r), width, ""), *_bridge(r), *_moves(r), *_goals(r), *_outlooks(r)]
    lines += [*(line for s in r.sections for line in s.text(width)), *_findings(r, width)]
    lines.append(f"audit head: {r.audit_head or 'none: no records are kept yet'}")
    return "\n".join(cut(line, width) for line in lines)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    """A long text over several lines."""
    return wrap(plain(text), width, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _bridge(r: ReviewInput) -> list[str]:
    if r.start is None or r.end is None:
        return []
    n = places(r)
    rows = [[f"from {r.base}", fixed(r.start, n)]]
    rows += [[FACTORS[s.factor], fixed(s.value, n, sign=True)] for s in r.steps]
    rows += [[f"to {r.period}", fixed(r.end, n)]]
    lines = ["", f"bridge, {r.unit} (exact Shapley values: no residual)", *columns(rows, right=(1,))]
    for entity, steps in r.by_entity:
        lines.append(f"  {plain(entity)}: " + ", ".join(f"{FACTORS[s.factor]} {fixed(s.value, n, sign=True)}" for s in steps))
    return lines


def _moves(r: ReviewInput) -> list[str]:
    """What is known of both periods, side by side."""
    both = [m for m in r.moves if m.base is not None and m.now is not None]
    if not both:
        return []
    rows = [["both periods", r.base, r.period, "", "change"]]
    for m in both[:SHOWN]:
        what = plain(f"{metric(m.metric)} {m.product}{' (derived)' if m.derived else ''}")
        rows.append([what, amount(m.base, 5), amount(m.now, 5), m.unit, "" if m.change is None else signed(m.change)])
    more = [f"  and {len(both) - SHOWN} more: --json has them all"] if len(both) > SHOWN else []
    return ["", *columns(rows, right=(1, 2, 4), indent=0), *more]


def _goals(r: ReviewInput) -> list[str]:
    if not r.goals:
        return ["", f"targets: none are set for {r.period}", *([r.directives] if r.directives else [])]
    rows = [["target", "asked", "came", "status"]]
    for g in r.goals:
        came = "" if g.actual is None else amount(g.actual, 4)
        rows.append([plain(f"{g.entity} {metric(g.metric)} {g.product}"), f"{g.sense} {amount(g.target, 4)} {g.unit}", came, g.status])
    return ["", *columns(rows, right=(1, 2), indent=0), *([r.directives] if r.directives else [])]


def _outlooks(r: ReviewInput) -> list[str]:
    if not r.outlooks:
        return []
    rows = [["year's end", "so far", "expected", "band"]]
    for o in r.outlooks[:SHOWN]:
        what = plain(f"{metric(o.metric)} {o.product}, {o.year}, {o.unit}")
        rows.append([what, amount(o.known, 4), amount(o.mid, 4), band(o)])
    more = [f"  and {len(r.outlooks) - SHOWN} more: --json has them all"] if len(r.outlooks) > SHOWN else []
    rules = sorted({o.rule for o in r.outlooks if o.level != 1.0})
    told = [f"rest of the year: {'; '.join(rules)}", kept(r)] if rules else []
    return ["", *columns(rows, right=(1, 2), indent=0), *more, *told]


def _findings(r: ReviewInput, width: int) -> list[str]:
    if not r.findings:
        return [""]
    found = [line for f in r.findings[:SHOWN] for line in _wrapped(f"{f.kind}: {f.text}", width, "  ")]
    more = [f"  and {len(r.findings) - SHOWN} more: --json has them all"] if len(r.findings) > SHOWN else []
    return ["", "findings", *found, *more, ""]

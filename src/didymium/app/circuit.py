"""Answers of separation as what a report is made of."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

from didymium.app.circuit_json import bill_of, reagent_rows, work_of
from didymium.app.cuts import cuts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from didymium.reporting.circuit import Assumed, CircuitInput, Fact, Outlet, Profile
    from didymium.separation import Arrangement, Case, Proposal, Simulation
    from didymium.separation.cost import Rates
    from didymium.separation.sequence import Sequence

    Answer = Simulation | Proposal | Arrangement

FLOWS = {"fraction": "mol/h", "REO": "t REO/year"}
DEFAULT_TITLE = {"simulate": "extraction circuit", "design": "cut", "sequence": "sequence of cuts"}


def circuit_input(case: Case, answer: Answer, command: str) -> CircuitInput:
    """What a report of the answer is made of."""
    import didymium
    from didymium.reporting.circuit import CircuitInput
    from didymium.separation import Proposal, Simulation

    text = case.text or repr(sorted((k, v) for k, v in vars(case).items() if k not in ("sections", "text")))
    common = {
        "title": case.title or DEFAULT_TITLE[case.task],
        "file": case.file,
        "task": case.task,
        "model": "constant separation factors" if case.task != "simulate" or case.model == "constant" else "mass action",
        "system": "factors as given" if case.beta or not case.system else case.system,
        "command": command,
        "code_version": didymium.__version__,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "unit": case.unit,
        "warnings": tuple(answer.warnings),
        "seconds": answer.seconds,
    }
    if isinstance(answer, Simulation):
        more = _simulated(case, answer)
    elif isinstance(answer, Proposal):
        more = _designed(case, answer)
    else:
        more = _arranged(answer)
    return CircuitInput(**common, **more)  # type: ignore[arg-type]


def _simulated(case: Case, s: Simulation) -> dict[str, object]:
    unit = FLOWS.get(s.unit, "L/h")
    sides = {o.name: o.phase for o in case.circuit.outlets}
    outlets = [_outlet("raffinate", "aqueous", s.raffinate, s, unit), _outlet("extract", "organic", s.extract, s, unit)]
    outlets += [_outlet(name, sides.get(name, ""), values, s, unit) for name, values in s.outlets.items()]
    return {
        "imbalance": s.imbalance,
        "work": f"{s.iterations} iterations",
        "facts": _circuit_facts(s),
        "outlets": tuple(outlets),
        "profile": profile_of(case, s),
        **_worked(s),
    }


def _worked(s: Simulation) -> dict[str, object]:
    """Costs and reagents of a simulated plant, where its model knows them."""
    work = work_of(s)
    if work is None:
        return {}
    bill = tuple(bill_of(work.bills, work.tonnes).items())
    return {"bill": bill, "reagents": reagent_rows(work), "assumed": assumed_of(work.rates)}


def _circuit_facts(s: Simulation) -> tuple[Fact, ...]:
    from didymium.reporting.circuit import Fact
    from didymium.reporting.number import amount

    place = f"feed at {s.extra['feed_stage']}, counted from the raffinate end" if "feed_stage" in s.extra else ""
    facts = [Fact("stages", str(len(s.stages)), place)]
    for name, meaning in (("S", "mol carried by the solvent per mol fed"), ("W", "mol returned by the scrub acid per mol fed")):
        if name in s.extra:
            facts.append(Fact(name, f"{s.extra[name]:.6g}", meaning))
    if "loading" in s.extra:
        facts.append(Fact("loading", f"{100 * float(str(s.extra['loading'])):.3g} %", "of the extractant taken at the fullest stage"))
    if s.stages[0].pH is not None:
        feed = s.stages[int(str(s.extra["feed_stage"])) - 1]
        facts.append(Fact("pH", f"{s.stages[0].pH:.3f} | {feed.pH:.3f}", "raffinate | feed stage"))
    work = work_of(s)
    if work is not None:
        b = work.bills[0]
        facts.append(Fact("first fill", f"{amount(work.days)} days", "of feed stand in the stages"))
        size = f"the largest stage; {amount(b.area)} m2 of settlers, {amount(b.organic)} m3 of solvent"
        facts.append(Fact("size", f"{amount(b.volume)} m3", size))
    return tuple(facts)


def _outlet(name: str, phase: str, values: Mapping[str, float], s: Simulation, unit: str) -> Outlet:
    from didymium.reporting.circuit import Outlet

    return Outlet(name, phase, values, s.recovery.get(name, {}), s.flow.get(name), unit)


def profile_of(case: Case, s: Simulation) -> Profile:
    """The stages, with the two neighbours that part between raffinate and extract."""
    from didymium.reporting.circuit import Profile

    names = tuple(dict.fromkeys((*s.stages[0].aqueous, *s.stages[0].organic)))
    parted = s.recovery.get("extract", {})
    order = sorted((n for n in names if n in parted), key=lambda n: parted[n])
    light, heavy = next(((a, b) for a, b in pairwise(order) if parted[b] >= 0.5 > parted[a]), ("", ""))
    beta = case.beta[heavy] / case.beta[light] if light and case.model == "constant" and {light, heavy} <= set(case.beta) else None
    acidity = [x.pH for x in s.stages]
    return Profile(
        elements=names,
        aqueous=tuple(tuple(x.aqueous.get(n, 0.0) for n in names) for x in s.stages),
        organic=tuple(tuple(x.organic.get(n, 0.0) for n in names) for x in s.stages),
        feed_stage=int(str(s.extra.get("feed_stage", len(s.stages)))),
        light=light,
        heavy=heavy,
        beta=beta,
        pH=tuple(p for p in acidity if p is not None),
        strip=int(str(s.extra.get("strip", 0))),
    )


def _designed(case: Case, p: Proposal) -> dict[str, object]:
    from didymium.reporting.circuit import Fact
    from didymium.reporting.number import amount
    from didymium.separation.proposal import simulation_of

    d, cut = p.design, p.design.cut
    held = p.bills[0].held + p.bills[1].held
    days = held / (p.flow * 24.0)
    tonnes = held * p.oxide / 1e6
    facts = [
        Fact("cut", f"{' '.join(cut.names[: cut.at])} | {' '.join(cut.names[cut.at :])}", "raffinate | extract"),
        Fact("stages", str(d.stages), f"{d.feed_stage} extraction + {d.scrub} scrub, feed at {d.feed_stage} from the raffinate end"),
        Fact("S", f"{d.S:.6g}", "mol carried by the solvent per mol fed"),
        Fact("W", f"{d.W:.6g}", "mol returned by the scrub acid per mol fed"),
        Fact("S_min", f"{p.S_min:.6g}", "certificate: with less no number of stages will do"),
        Fact("N_min", str(cut.least_stages), "with fewer stages no solvent will do (total reflux)"),
        Fact("purity", f"{100 * p.purity['raffinate']:.4f} % | {100 * p.purity['extract']:.4f} %", "mole fractions, raffinate | extract"),
        Fact("recovery", f"{100 * p.recovery['raffinate']:.4f} % | {100 * p.recovery['extract']:.4f} %", "raffinate | extract"),
    ]
    if p.shortcut is not None:
        off = d.stages - p.shortcut.stages
        word = "as many" if off == 0 else f"{abs(off)} too {'few' if off > 0 else 'many'}"
        facts.append(Fact("shortcut", str(p.shortcut.stages), f"stages by Xu's formulae at the same S: {word}"))
    if p.checked is not None:
        c = p.checked
        found = f"{100 * c.purity['raffinate']:.4f} % | {100 * c.purity['extract']:.4f} %"
        how = f"purity in {c.system} with the same stages, solvent, acid and factors, {100 * c.base:.1f} % of the base"
        facts.append(
            Fact(
                "by mass action",
                found,
                f"{how}; pH {c.pH[0]:.2f} | {c.pH[1]:.2f} (raffinate | feed), loading up to {100 * c.loading:.0f} %",
            )
        )
    area, solvent = sum(b.area for b in p.bills), sum(b.organic for b in p.bills)
    facts += [
        Fact("first fill", f"{amount(days)} days", f"of feed stand in the circuit: {amount(tonnes)} t REO"),
        Fact("size", f"{amount(p.bills[0].volume)} m3 a stage", f"{amount(area)} m2 of settlers, {amount(solvent)} m3 of solvent"),
    ]
    simulated = simulation_of(case, p)
    return {
        "imbalance": d.steady.imbalance,
        "work": f"{d.solved} cascades solved",
        "facts": tuple(facts),
        "outlets": _simulated(case, simulated)["outlets"],
        "profile": profile_of(case, simulated),
        "bill": tuple(bill_of(p.bills, p.tonnes).items()),
        "reagents": reagent_rows(p),
        "assumed": assumed_of(p.rates),
    }


def _arranged(a: Arrangement) -> dict[str, object]:
    from didymium.reporting.circuit import Fact, Product

    train = a.found.train
    alternatives = tuple((a.cost(s), _words(a, s)) for s in a.found.best[1:])
    products = tuple(Product(name, train.purity[i], a.purity[name], a.recovery[name]) for i, name in enumerate(a.purity))
    cuts = cuts_of(a, a.best)
    facts = (
        Fact("cost", f"{a.cost(a.best):,.0f} USD/t REO", "of the whole feed; no other sequence is cheaper"),
        Fact("stages", str(sum(c.stages for c in cuts)), f"in {len(cuts)} cuts, without those that strip"),
        Fact("solvent", f"{sum(c.S * c.share for c in cuts):.3f}", "sum of S, mol per mol of the whole feed: base and acid follow from it"),
    )
    return {
        "imbalance": max(a.found.designs[k].steady.imbalance for k in a.found.designs),
        "work": f"{len(a.found.designs)} of {a.found.cuts} possible cuts designed, the others bounded",
        "facts": facts,
        "cuts": tuple(cuts),
        "alternatives": alternatives,
        "products": products,
        "bill": tuple(bill_of(a.bills, a.tonnes).items()),
        "reagents": reagent_rows(a),
        "assumed": assumed_of(a.rates),
    }


def _words(a: Arrangement, sequence: Sequence) -> str:
    """A sequence in one line: each cut by its neighbours, linked feeds marked."""
    marks = {"organic": " (linked)", "stripped": " (stripped)", "aqueous": ""}
    return ", ".join(f"{c.light[-1]}/{c.heavy[0]}{marks[c.feed]}" for c in cuts_of(a, sequence))


def assumed_of(rates: Rates) -> tuple[Assumed, ...]:
    """Figures behind the costs."""
    from didymium.reporting.circuit import Assumed

    return tuple(Assumed(f.item, f.value, f.low, f.high, f.unit, f.meaning, f.source, f.year, f.grade) for f in rates.figures.values())

"""Separate: simulate an extraction circuit, design a cut, or find the best sequence of cuts."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from didymium.app.error import AskError
from didymium.app.record import Json
from didymium.app.say import Say, silent

if TYPE_CHECKING:
    from didymium.app.circuit_rows import Made
    from didymium.reporting.circuit import CircuitInput
    from didymium.separation import Arrangement, Case, Proposal, Simulation

    Answer: TypeAlias = Simulation | Proposal | Arrangement

CaseLike: TypeAlias = "str | Path | Mapping[str, object] | Case"
HTML, XLSX = "index.html", "separation.xlsx"


@dataclass(frozen=True)
class Separation:
    """A case and its answer: a simulation, a designed cut or the best sequences. ``run`` is the folder of the report.

    ``saved`` names the rows that went into a chain, by table.
    """

    case: Case
    answer: Answer
    command: str
    run: Path | None = None
    saved: Mapping[str, tuple[str, ...]] | None = None

    @property
    def input(self) -> CircuitInput:
        """What a report of it is made of."""
        from didymium.app.circuit import circuit_input

        return circuit_input(self.case, self.answer, self.command)

    def text(self, width: int = 100) -> str:
        """The answer for a terminal."""
        from didymium.reporting.circuit import circuit_text

        return circuit_text(self.input, width)

    def to_json(self) -> dict[str, Json]:
        """The answer for other programs; with the rows where some were saved."""
        from didymium.app.circuit_json import answer_json

        rows: dict[str, Json] = {table: list(keys) for table, keys in (self.saved or {}).items()}
        return answer_json(self.answer) | ({"saved": rows} if rows else {})


def separate(
    case: CaseLike,
    save: str | Path | None = None,
    assume: bool = False,
    out: str | Path | None = None,
    progress: Say = silent,
) -> Separation:
    """Answer a separation case: a TOML file, or its entries as a mapping.

    The task of the case says what is asked: ``simulate`` a circuit, ``design`` a cut, or find the best ``sequence`` of
    cuts. Numbers that nobody measured are refused unless ``assume``. With ``out`` a folder gets the report (HTML, XLSX,
    the case); with ``save`` a chain folder gets recipe and line rows that cite it. Raises ``CaseError`` with every
    finding (file, line, field, mend), ``WriteError`` when a folder cannot be written.

    >>> found = separate({"beta": {"A": 5.0, "B": 1.0}, "feed": {"A": 0.7, "B": 0.3},
    ...                   "circuit": {"stages": 18, "feed_stage": 8, "S": 1.2663842712, "W": 0.5663442632}})
    >>> round(found.answer.extract["A"], 8), found.run
    (0.99991199, None)
    """
    from didymium.separation import answer, read

    if save is not None and out is None:
        raise AskError("rows that are saved cite a run: name a folder for it with out (--out)")
    checked = read(case)
    progress("preparing the kernels (compiled once, then kept)")
    found = Separation(checked, answer(checked, assume, progress), _command(case, save, assume))
    made = None if save is None else _savable(found)
    kept = found if out is None else _written(found, Path(out), progress)
    return kept if save is None or made is None else _saved(kept, made, Path(save))


def _savable(found: Separation) -> Made:
    """What rows can be made of; an answer that has none to give is refused before anything is written."""
    from didymium.app.circuit_json import work_of
    from didymium.separation import CaseError, Simulation

    if not isinstance(found.answer, Simulation):
        return found.answer
    made = work_of(found.answer)
    section = found.case.section("save")
    if made is None and found.case.model == "mass_action":
        section.wrong("", "reagents and costs are known in chloride only", "choose a chloride system, and feed rare earths")
    elif made is None:
        fix = 'write task = "design" or "sequence", or model = "mass_action", whose reagents and costs can be saved'
        section.wrong("", "a simulation by constant factors is no recipe", fix)
    else:
        for name, (amount, _) in made.outlets.items():
            if amount <= 0.0:
                message = f"no element leaves with {name} more than elsewhere: it is no product"
                section.wrong(name, message, "change the flows until it is, or drop the outlet")
    if section.findings or made is None:
        raise CaseError(section.findings)
    return made


def _saved(found: Separation, made: Made, chain: Path) -> Separation:
    """The answer with its rows in a chain."""
    from didymium.app.circuit_rows import Stamp
    from didymium.app.save import save_rows
    from didymium.separation.basis import OPEN

    assert found.run is not None
    weak = any(OPEN in warning for warning in found.answer.warnings)
    return replace(found, saved=save_rows(found.case, made, chain, Stamp(found.run.name, datetime.now(UTC).year, weak)))


def _command(case: CaseLike, save: str | Path | None, assume: bool) -> str:
    words = ["didymium", "separate", str(case) if isinstance(case, str | Path) else "CASE"]
    return shlex.join([*words, *(["--save", str(save)] if save is not None else []), *(["--assume"] if assume else [])])


def _written(found: Separation, out: Path, progress: Say) -> Separation:
    """The answer with its folder: page, workbook, JSON, the case as it was read, and a manifest."""
    from didymium.app.manifest import circuit_manifest
    from didymium.reporting.circuit.html import circuit_html
    from didymium.reporting.circuit.xlsx import circuit_xlsx
    from didymium.runs import write

    progress("writing the report")
    facts = found.input

    def files(draft: Path) -> None:
        (draft / HTML).write_text(circuit_html(facts), encoding="utf-8")
        circuit_xlsx(facts, draft / XLSX)
        if found.case.text:
            (draft / "case.toml").write_text(found.case.text, encoding="utf-8")

    return replace(found, run=write(out, circuit_manifest(facts, found.to_json()), {}, files))

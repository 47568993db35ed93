"""Load a chain by name or folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from didymium.chain import Chain

ChainLike: TypeAlias = "Chain | str | Path | None"


def load(chain: ChainLike = None, set: Mapping[str, str] | None = None) -> Chain:
    """A checked chain: a shipped name, a folder, or by default the current folder if it is a chain, else ``world``.

    ``set`` changes single numbers (``{"lines.kachin.capacity": "0"}``). A chain that is loaded already passes through,
    changed by ``set``. Raises ``ChainError`` with every finding (file, line, column, mend).

    >>> works = load("works")
    >>> load(works) is works
    True
    """
    from didymium.chain import Chain
    from didymium.chain import load as read

    if isinstance(chain, Chain):
        return _changed(chain, set) if set else chain
    return read(default_chain() if chain is None else chain, set)


def spelling(asked: ChainLike, loaded: Chain) -> str:
    """How a chain is named on the command line: as it was asked for, else its name or folder."""
    if isinstance(asked, str | Path):
        return str(asked)
    return loaded.name if asked is None and loaded.name == default_chain() else str(loaded.folder)


def default_chain() -> str | Path:
    """The current folder if it holds ``didymium.toml``, else ``world``."""
    here = Path.cwd()
    return here if (here / "didymium.toml").is_file() else "world"


def _changed(chain: Chain, values: Mapping[str, str]) -> Chain:
    """A loaded chain with single numbers changed and checked again."""
    from dataclasses import replace

    from didymium.chain import ChainError, rules
    from didymium.chain.joins import joins
    from didymium.chain.override import apply_set

    tables, findings = apply_set(chain.tables, values, chain.settings.fiscal_start)
    if not findings:
        findings = joins(tables) or rules.check(tables, chain.settings)
    if any(f.severity == "error" for f in findings):
        raise ChainError(findings)
    return replace(chain, tables=tables, findings=tuple(findings))

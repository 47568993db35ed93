"""Inputs of reports, and a page."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from didymium.reporting import BriefInput, Source
from didymium.reporting.html import brief_html
from tests.reporting import fixture

#: what a spreadsheet, a page or a terminal could take for an order
HOSTILE = "=1+1</script><script>document.title='owned'</script><img src=x onerror=alert(1)>{{ 7*7 }}\x1b[31m\u2028-->"


@pytest.fixture(scope="session")
def b() -> BriefInput:
    """The made-up chain."""
    return fixture.brief()


@pytest.fixture(scope="session")
def page_text(b: BriefInput) -> str:
    """Its brief as a page."""
    return brief_html(b)


@pytest.fixture(scope="session")
def hostile() -> BriefInput:
    """The made-up chain with orders in its names, ids, notes and sources."""
    b = fixture.brief()
    tables = dict(b.tables)
    for name in ("met", "reason", "build", "target"):
        words = [n for n, d in tables[name].schema.items() if d == pl.String and n in ("text", "name", "id", "unit")]
        tables[name] = tables[name].with_columns(pl.lit(HOSTILE).alias(n) for n in words)
    return replace(
        b,
        chain=replace(b.chain, title=HOSTILE, name=HOSTILE, version=HOSTILE, licences=(HOSTILE,)),
        command=f"didymium brief {HOSTILE!r}",
        tables=tables,
        names=dict.fromkeys(b.names, HOSTILE),
        notes=(HOSTILE,),
        sources={k: Source(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE) for k in b.sources},
    )

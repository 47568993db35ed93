"""Skips are counted; on a machine that should have every part (CI) a skip is a failure, unless marked local_data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.browser import browser, look  # noqa: F401  (fixtures)
from tests.evidence import evidence, pytest_addoption, pytest_sessionfinish  # noqa: F401  (hooks and a fixture)

if TYPE_CHECKING:
    from didymium.chain import Chain
    from tests.places import Make

CI = bool(os.environ.get("CI"))
settings.register_profile("house", deadline=None, derandomize=CI)  # no timed tests; CI draws the same cases every time
settings.load_profile("house")
if "PYTHONPATH" in os.environ:  # tests start commands in other folders
    os.environ["PYTHONPATH"] = os.pathsep.join(os.path.abspath(part) for part in os.environ["PYTHONPATH"].split(os.pathsep))


def _failed(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that says which part is missing."""
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{reason}\nskipped although CI is set: install the missing part in .ci/run"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: pytest.TestReport = yield
    expected = hasattr(report, "wasxfail") or item.get_closest_marker("local_data") is not None
    if CI and report.skipped and not expected:
        _failed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report: pytest.CollectReport = yield
    if CI and report.outcome == "skipped":
        _failed(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    local = sum("local_data" in getattr(report, "keywords", {}) for report in skipped)
    terminalreporter.write_line(f"skipped: {len(skipped)}, of which {local} need data beside the checkout (local_data)")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the chain of two places (tests/places.py) with some tables replaced or added, and load it."""
    from didymium.chain import load
    from tests.places import TOML, write_places

    def write(toml: str = TOML, **tables: list[str]) -> Chain:
        return load(write_places(tmp_path / f"chain{len(list(tmp_path.iterdir()))}", toml, **tables))

    return write

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mini import write_mini


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """The small chain as a folder."""
    return write_mini(tmp_path / "mini")

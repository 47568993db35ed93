from __future__ import annotations

from pathlib import Path

import pytest

#: made up for these tests; no sentence of it was ever printed
ITEM = """SYNTHETIC ITEM, made up for tests.
Example Metals Daily, 12 March 2026
Northern Rare Earth will produce 100,000 tons of NdFeB magnets a year by 2028, the company said on Tuesday. \
Output of neodymium oxide rose 12 % to 3,400 t in the fourth quarter. \
The group must close two old lines before December. \
"We have no plans for a new mine," a manager told reporters. Analysts believe that the market is tight.
"""


@pytest.fixture
def item(tmp_path: Path) -> Path:
    """A made-up press item as a file."""
    path = tmp_path / "item.txt"
    path.write_text(ITEM, encoding="utf-8")
    return path

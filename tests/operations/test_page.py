"""The page of a review in a real browser: drawn, whole at every width, silent."""

from __future__ import annotations

import pytest

from didymium import review
from didymium.reporting.review.html import review_html
from tests.actuals import write_actuals
from tests.browser import Look
from tests.operations.test_review import DIRECTIVES, EXAMPLES, TARGETS
from tests.reporting.test_browser import complaints

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 768, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_or_faint(look: Look, tmp_path, width: int, scheme: str) -> None:
    folder = write_actuals(tmp_path / "a", targets=TARGETS, directives=DIRECTIVES)
    for found in (review(folder, "2025Q2"), review(EXAMPLES / "lynas", "FY26Q2")):
        page = look(review_html(found.input), width, scheme)
        assert page.locator(".draw svg").count() == 1
        assert page.locator(".draw svg rect").count() == len(found.input.steps) + 2
        assert complaints(page) == []

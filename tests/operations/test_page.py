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


@pytest.mark.parametrize("width", [360, 1400])
def test_the_parts_of_a_whole_review_are_not_cut_off(look: Look, width: int) -> None:
    page = look(review_html(review(EXAMPLES / "works_ops", "2025Q4").input), width, "light")
    assert page.locator(".draw svg").count() == 4  # waterfall, CUSUM, EWMA, hours between injuries
    assert page.locator('[data-figure="cusum"] svg circle').count() == 36
    assert complaints(page) == []
    for figure in ("cusum", "ewma"):
        for view in range(1, 6):
            page.locator(f'[data-figure="{figure}"] select').select_option(str(view))
            assert complaints(page, "pictures") == [], (figure, view)
    assert "NdPr" in page.locator('[data-figure="cusum"] select').inner_text()

"""Past crises in a report: points, misses and the rival."""

from __future__ import annotations

from dataclasses import replace

from didymium.reporting.figures import hindcast
from didymium.reporting.hindcast import Point, verdict
from didymium.reporting.html import brief_html
from didymium.reporting.text_brief import brief_text
from tests.reporting.fixture import brief

MAY = Point("2025", "magnet exports", "world", "2025-05", 1700.0, 2400.0, 2900.0, 1238.0, 5088.0, "t")
JUNE = Point("2025", "magnet exports", "world", "2025-06", 2300.0, 3000.0, 3700.0, 3188.0, None, "t")


def test_points_know_their_errors():
    assert not MAY.inside
    assert MAY.nearer
    assert JUNE.inside
    assert JUNE.nearer is None
    assert verdict([MAY, JUNE]) == "1 of 2 points of past crises inside their 80 % bands; nearer than “no change” on 1 of 1"


def test_misses_are_shown_in_page_and_terminal():
    b = replace(brief(), hindcast=(MAY, JUNE))
    figure = hindcast(b)
    assert figure is not None
    assert [row[-1] for row in figure.view.rows] == ["missed", "inside"]
    assert "1 of 2 points of past crises" in brief_html(b)
    assert "past crises      1 of 2 points inside their 80 % bands; nearer" in brief_text(b)


def test_another_writing_is_shown_apart_and_never_counted():
    second = replace(MAY, low=1000.0, writing="second writing, chosen after both had been scored; not blind")
    assert second.inside
    b = replace(brief(), hindcast=(MAY, JUNE, second))
    assert verdict(b.hindcast) == verdict([MAY, JUNE])
    figure = hindcast(b)
    assert [row[1] for row in figure.view.rows] == ["as declared", "as declared", second.writing]
    assert second.writing in brief_html(b)


def test_a_chain_without_hindcasts_shows_none():
    assert hindcast(brief()) is None
    assert "past crises" not in brief_html(brief())

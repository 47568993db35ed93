"""The page in a real browser: silent, whole at every width, switches and marks by mouse and keyboard."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from didymium.reporting import BriefInput
from didymium.reporting.html import brief_html
from tests.browser import Look

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SEEN = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")


def complaints(page: Page, only: str = "") -> list[str]:
    found: list[str] = page.evaluate(SEEN, only)
    return found


def title(page: Page, figure: str) -> str:
    return page.locator(f"[data-figure={figure}] .title").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1024, 1400])
def test_nothing_is_cut_off_unlabelled_or_faint(look: Look, page_text: str, width: int, scheme: str) -> None:
    page = look(page_text, width, scheme)
    assert page.locator(".draw svg").count() == 5
    assert complaints(page) == []


@pytest.mark.parametrize("width", [360, 1400])
def test_nor_with_every_table_open(look: Look, page_text: str, width: int) -> None:
    page = look(page_text, width)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert complaints(page) == []


@pytest.mark.parametrize("width", [360, 1400])
def test_nor_in_any_view(look: Look, page_text: str, width: int) -> None:
    """Every figure in every setting of its switches: drawn, titled, its table filled anew."""
    page = look(page_text, width)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page_text, re.S)[1])
    for id, about in data["figures"].items():
        box = page.locator(f"[data-figure={id}]")
        for key, view in about["views"].items():
            page.evaluate(
                """([id, values]) => {
                  const box = document.querySelector(`[data-figure=${id}]`);
                  box.querySelectorAll("[data-switch]").forEach((control, i) => {
                    if (control.tagName === "SELECT") control.value = values[i];
                    else [...control.querySelectorAll("input")].find((r) => r.value === values[i]).checked = true;
                  });
                  box.dispatchEvent(new Event("change"));
                }""",
                [id, key.split("|")],
            )
            assert box.locator(".title").inner_text() == view["title"]
            assert box.locator("tbody tr").count() == len(view["rows"])
            assert box.locator(".draw").get_attribute("aria-label") == view["words"]
            assert complaints(page, "pictures") == [], key
        assert complaints(page) == [], id


def test_switches_obey_mouse_and_keyboard(look: Look, page_text: str) -> None:
    page = look(page_text)
    assert title(page, "flows").startswith("Dysprosium, 2026")
    page.locator("[data-figure=flows]").get_by_label("Tb").click()
    assert title(page, "flows").startswith("Terbium, 2026")
    page.keyboard.press("ArrowRight")
    assert title(page, "flows").startswith("La, 2026")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert title(page, "flows").startswith("La, 2027")
    page.locator("[data-figure=capacity] select").select_option("magnet")
    assert title(page, "capacity").startswith("Magnet: ")


def test_the_keyboard_reaches_every_switch_table_and_link_and_shows_where_it_is(look: Look, page_text: str) -> None:
    page = look(page_text)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    wanted = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("a[href], select, summary, [tabindex='0'], input")];
          return all.filter((e) => e.checkVisibility() && !(e.type === "radio" && !e.checked)).length;
        }"""
    )
    reached = page.evaluate("document.activeElement === document.body ? 0 : 1")
    for _ in range(wanted):
        page.keyboard.press("Tab")
        outlined = page.evaluate(
            """() => {
              const e = document.activeElement;
              const at = e.type === "radio" ? e.nextElementSibling : e;
              return e !== document.body && Number.parseFloat(getComputedStyle(at).outlineWidth) >= 2;
            }"""
        )
        reached += outlined
    assert reached == wanted


def test_a_mark_opens_the_row_that_it_leads_to(look: Look, page_text: str) -> None:
    page = look(page_text)
    mark = page.locator("#outlook .cite:visible").last
    row = page.locator(mark.get_attribute("href"))
    assert not row.is_visible()
    mark.click()
    row.wait_for()
    page.wait_for_timeout(100)
    assert row.evaluate("(e) => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }")


def test_a_mark_of_the_data_tells_what_it_is(look: Look, page_text: str) -> None:
    page = look(page_text)
    page.locator("[data-figure=flows] .draw").scroll_into_view_if_needed()
    page.locator("[data-figure=flows] rect[data-tip]").first.hover()
    assert re.fullmatch(r"mine · [\d,]+ t · Myanmar \d+ %", page.locator("#tip").inner_text())
    page.mouse.move(2, 2)
    assert page.locator("#tip").is_hidden()


def test_pictures_follow_the_width(look: Look, page_text: str) -> None:
    page = look(page_text)
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_function("Number(document.querySelector('.draw').dataset.width) < 420")
    assert complaints(page) == []


def test_made_up_data_are_stamped_on_every_picture(look: Look, page_text: str) -> None:
    page = look(page_text)
    assert page.locator(".draw .stamp").all_text_contents() == ["SYNTHETIC DATA"] * 5


def test_paper_shows_pictures_and_sources_in_black_on_white(look: Look, page_text: str) -> None:
    page = look(page_text, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".switches:visible").count() == 0
    assert page.locator(".draw svg:visible").count() == 5
    assert page.locator("#sources tbody tr").first.is_visible()
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert sum(int(n) for n in re.findall(r"\d+", ink)) < 200
    assert len(page.pdf(format="A4")) > 50_000


def test_without_script_every_figure_keeps_its_table(browser, page_text: str, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(page_text, encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("figure .switches:visible").count() == 0
    assert page.content().count("The picture needs the page&#39;s script") + page.content().count("needs the page's script") == 5
    page.locator("figure summary").first.click()
    assert page.locator("figure tbody tr").first.is_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 1400])
def test_orders_in_data_are_shown_not_obeyed(look: Look, hostile: BriefInput, width: int) -> None:
    page = look(brief_html(hostile), width)
    assert page.title().startswith("SYNTHETIC: =1+1</script>")
    assert page.locator("img").count() == 0
    assert page.locator("h1").inner_text().startswith("=1+1</script>")


@pytest.mark.parametrize("width", [360, 1400])
def test_twenty_quarters_fit(look: Look, b: BriefInput, width: int) -> None:
    """A fine grid: each year of the made-up chain cut into quarters."""
    cut, spans = {}, []
    for p in b.periods:
        parts = 1 if p.end - p.start < 0.5 else 4
        names = [p.label] if parts == 1 else [f"{p.label}Q{q + 1}" for q in range(4)]
        cut[p.label] = names
        spans += [type(p)(n, p.start + i / 4, p.start + (i + 1) / 4) for i, n in enumerate(names)]
    capacity = b.tables["capacity"].with_columns(b.tables["capacity"]["period"].replace_strict(cut).alias("period")).explode("period")
    page = look(brief_html(replace(b, tables={"capacity": capacity, "build": b.tables["build"]}, periods=tuple(spans))), width)
    assert complaints(page) == []

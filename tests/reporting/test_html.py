"""The page as text: order, labels, sources, safety, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace

import polars as pl
import pytest

from didymium.reporting import BriefInput, ChainFacts, Source, Span
from didymium.reporting.html import brief_html
from tests.reporting.conftest import HOSTILE

LABEL = "if everyone coordinated and knew"


def plain(text: str) -> str:
    """Text of a page as a reader sees it, on one line."""
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def sections(text: str) -> list[str]:
    return re.findall(r'<section id="([\w-]+)"', text)


def test_blocks_stand_in_the_order_of_a_readers_questions(page_text: str) -> None:
    assert sections(page_text) == ["trust", "holders", "outlook", "build", "prices", "value", "next", "sources"]


def test_the_plan_never_stands_unlabelled(page_text: str) -> None:
    for part in page_text.split("<section ")[1:]:
        id = re.match(r'id="(\w+)"', part)
        assert id is not None
        labelled = LABEL in plain(part).lower()
        assert labelled == (id[1] in ("holders", "outlook", "build", "prices", "value")), id[1]
    assert "Shadow prices are not market prices" in plain(page_text)
    assert "An outlook, not a forecast" in plain(page_text)


def test_made_up_data_say_so_on_their_face(b: BriefInput, page_text: str) -> None:
    assert "SYNTHETIC DATA" in plain(page_text.split("<main>", maxsplit=1)[0])
    assert re.search(r"<title>SYNTHETIC: ", page_text)
    real = brief_html(replace(b, chain=replace(b.chain, synthetic=False)))
    assert "SYNTHETIC" not in plain(real)
    assert json.loads(re.search(r'id="data">(.*?)</script>', real, re.S)[1])["synthetic"] is False


def test_nothing_comes_from_outside(page_text: str) -> None:
    assert "://" not in page_text
    assert not re.search(r"<(link|img|iframe|object|embed|base)\b|@import|url\(|<script[^>]*src", page_text)
    assert set(re.findall(r'href="(.)', page_text)) == {"#"}


def test_the_policy_allows_this_style_and_this_script_alone(page_text: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page_text)[1])
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind, tag in (("style", "<style>(.*?)</style>"), ("script", "<script>(.*?)</script>")):
        (text,) = re.findall(tag, page_text, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r'\s(style|on\w+)="', page_text)


def test_orders_in_data_stay_text(hostile: BriefInput) -> None:
    text = brief_html(hostile)
    assert text.count("</script>") == 2
    assert "<img" not in text
    assert "49" not in re.search(r"<h1>(.*?)</h1>", text, re.S)[1]
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)[1]
    assert not set("<>\u2028") & set(data)
    assert HOSTILE in json.loads(data)["figures"]["capacity"]["views"]["mine"]["data"]["bars"][0]["name"]


def test_every_mark_leads_to_its_row_and_source(b: BriefInput, page_text: str) -> None:
    marks = {int(n) for n in re.findall(r'class="cite" href="#row-(\d+)"', page_text)}
    rows = {int(n): cells for n, cells in re.findall(r'<tr id="row-(\d+)">(.*?)</tr>', page_text)}
    assert marks == set(rows) == set(range(1, len(rows) + 1))
    keys = {plain(cells).split()[1] for cells in rows.values()}
    assert {"quotas/ion_type_2027", "targets/eu_recycled", "projects/prj_0", "lines/separation_CHN"} <= keys
    for cells in rows.values():
        parts = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", cells)
        key, place = parts[1], parts[2]
        known = next(s for k, s in b.sources.items() if html.escape(k) == key)
        assert place == f"{known.file}:{known.line}"
        assert parts[5] == (known.text or "unknown")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page_text, re.S)[1])
    scored = [key for key in data["figures"]["backcast"]["views"][""]["cites"] if key]
    assert scored
    assert set(scored) <= set(data["cited"])


def test_what_is_assumed_is_marked_where_it_is_used(b: BriefInput, page_text: str) -> None:
    for key, source in b.sources.items():
        number = re.search(rf'<tr id="row-(\d+)"><th scope="row">\d+</th><td>{re.escape(html.escape(key))}</td>', page_text)
        if number:
            said = re.findall(rf'href="#row-{number[1]}"[^>]*>([^<]*)</a>', page_text)
            assert {t.endswith("assumed") for t in said} == {source.grade == "assumed"}, key


def test_addresses_of_sources_can_be_followed_but_load_nothing(b: BriefInput) -> None:
    key = next(k for k in b.sources if k.startswith("targets/"))
    sources = {**b.sources, key: Source("targets.csv", 2, 'See https://example.org/a?b=1&c="2" (p. 3), javascript:alert(1)', "official")}
    text = brief_html(replace(b, sources=sources))
    assert re.findall(r'href="([^#][^"]*)"', text) == ["https://example.org/a?b=1&amp;c="]
    assert "javascript:alert(1)" in plain(text)


def test_the_foot_tells_how_it_was_made(page_text: str) -> None:
    foot = plain(page_text.split("<footer>")[1])
    for words in (
        "didymium brief fixture --quarters 8",
        "didymium 0.1.0",
        "fixture@2026.11, sha256 3f786850e387550fdab836ed7e6dc881de23001b5f2d9e0c3f1a8a7b6c5d4e3f",
        "Seed 7",
        "37 % of them assumed",
        "invented figures: CC0",
        "interior point stopped at 61 iterations",
        "14,322 rows, 48,985 columns, 148,983 nonzeros",
        "Element closure",
        "11.0 in all",
    ):
        assert words in foot


def test_what_cost_leaves_open_is_told(b: BriefInput, page_text: str) -> None:
    """A quantity that another plan of the same cost would show otherwise is named with its range."""
    told = "could be another at the same cost: metal exports, China 2025: "
    assert told in html.unescape(re.sub(r"<[^>]+>", "", page_text))
    sure = b.backcast.with_columns(pl.col("model").alias("high"))
    assert "every one is the same in all plans that cost the least" in brief_html(replace(b, backcast=sure))


def test_how_certain_the_largest_shares_are_is_told(b: BriefInput) -> None:
    """All of them, or which of them another plan of the same cost would show otherwise."""
    row = {"stage": "magnet", "element": "Dy", "period": "2030", "holder": "CHN", "tonnes": 6.0, "share": 0.6}
    for ends, said in (({"low": 0.6, "high": 0.6}, "is the same in all plans"), ({"low": 0.5, "high": 0.75}, "50 % to 75 %")):
        page = brief_html(replace(b, tables={**b.tables, "leaders": pl.DataFrame([row | ends])}))
        text = html.unescape(page).replace("\u00a0", " ")
        assert said in text


def test_dates_and_ids_do_not_break_at_a_hyphen() -> None:
    """A date or an id is one word; a sentence with a hyphen in it may break."""
    from didymium.reporting.block import Column, Table
    from didymium.reporting.page import _rows

    texts = ("2025-04-04", "2025-04-04/2025-07-31", "hub-oxide", "a long-lived line", "plain", "x-" * 20)
    cells = _rows(Table("t", "T", tuple(Column(f"c{i}") for i in range(len(texts))), (texts,)))[0]
    assert ["whole" in cell.style.split() for cell in cells] == [True, True, True, False, False, False]


def test_a_block_without_data_is_left_out() -> None:
    facts = ChainFacts("bare", "A bare chain", "1", 10, 0.5, False, "ab12")
    grid = (Span("2026", 2026.0, 2027.0),)
    bare = BriefInput(facts, "0.1.0", "didymium brief bare", "optimal", 2e6, {}, {}, {}, grid)
    assert sections(brief_html(bare)) == ["next"]
    one = {"region": ["A"], "use": ["u"], "period": ["2026"], "demanded": [3.0], "met": [3.0], "unmet": [0.0], "unit": ["t"]}
    met = brief_html(replace(bare, tables={"met": pl.DataFrame(one)}))
    assert sections(met) == ["outlook", "next"]
    assert "Every demand is met from 2026 to 2026" in plain(met)
    assert "<figure" not in met
    assert not re.search(r"<(tbody|ul|ol|dl|section)[^>]*>\s*</", met)


def test_figures_have_words_and_a_table(page_text: str) -> None:
    found = re.findall(r"<figure.*?</figure>", page_text, re.S)
    assert len(found) == 5
    for figure in found:
        assert len(re.search(r'role="img" aria-label="([^"]*)"', figure)[1]) > 80
        assert figure.count("<tbody>") == 1
        assert re.search(r"<tbody>\s*<tr>", figure)


def test_a_wrong_shape_is_an_error_that_says_what_is_missing(b: BriefInput) -> None:
    broken = replace(b, tables={**b.tables, "met": b.tables["met"].drop("unmet")})
    with pytest.raises(ValueError, match="result table 'met' lacks unmet"):
        brief_html(broken)

"""Tables that lost their columns when they were copied, and what only looks like a number of things."""

from __future__ import annotations

from didymium import read
from didymium.evidence.measured import amounts_of
from didymium.evidence.ragged import ragged

QUOTAS = """Export quotas for rare earths

The quotas of three half-years are set out below, as the ministry gave them to the press on Monday.

Half-year Foreign-owned (t) Domestic (t)
H1 2009 6,685 15,043
H2 2009 10,160 18,257
TOTAL 2009 50,145
"""
ACCOUNTS = """Acme Corp. reports its first quarter

Acme Corp. today told its shareholders how the first quarter of the year had gone.

(in thousands, except per share)
2024
2025
Revenue, total
$
48,684
$
60,810
Net income (loss)
$
16,489
$
(22,648
)
EPS, diluted
$
0.08
$
(0.14
)
"""
LIST = """Acme opens its plant

Acme Corp. opened a plant at Karst. Key figures (tonnes a year):

• Extraction: 106,661
• Calcination: 39,600
"""


def quantities(tmp_path, text):
    path = tmp_path / "item.txt"
    path.write_text(text, encoding="utf-8")
    return [c for c in read([str(path)]).to_json()["claims"] if c["class"] == "quantity"]


def test_a_label_and_its_figures_on_one_line(tmp_path):
    found = {c["quote"]: (c["value"], c["unit"], c["period"]) for c in quantities(tmp_path, QUOTAS)}
    assert found["6,685"] == (6685, "t", "2009-H1")
    assert found["18,257"] == (18257, "t", "2009-H2")
    assert found["50,145"] == (50145, "t", "2009")


def test_every_cell_on_a_line_of_its_own_keeps_sign_scale_and_year(tmp_path):
    found = [(c["value"], c["unit"], c["period"]) for c in quantities(tmp_path, ACCOUNTS)]
    assert (48_684_000, "USD", "2024") in found
    assert (-22_648_000, "USD", "2025") in found  # brackets are a loss
    assert (-0.14, "USD/share", "2025") in found  # and what is told per share is not in thousands


def test_the_line_above_a_list_names_the_unit_of_its_items(tmp_path):
    assert [(c["value"], c["unit"]) for c in quantities(tmp_path, LIST)] == [(106661, "t/yr"), (39600, "t/yr")]


def test_what_is_no_table_is_left_alone():
    for text in ("Published on\nJune 3, 2025\nBaotou\n", "Output rose to 20\nthousand tonnes in May\nand fell in June\n"):
        spans, at = [], 0
        for line in text.split("\n"):
            spans.append((at, at + len(line)))
            at += len(line) + 1
        assert ragged(text, spans) == {}


def test_what_only_looks_like_a_number_of_things_is_left_out_and_what_is_one_is_not():
    told = {
        'the "two rare earth bases" plan': [],
        '"Five mines were shut," she said': [5],
        "costs $5, or $6, a share": [5, 6],
        "7,500 tons, or 6,800 tonnes, of it": [7500],
        "up 49 percent on the same quarter of 2011 and 97 percent on the last": [0.49, 0.97],
        "net zero by 2070": [],
    }
    assert {text: [q.value for q in amounts_of(text)] for text in told} == told

"""The JSON of ``didymium read``, key by key, for each class of claim; and what a note beside a document tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from didymium import read
from didymium.evidence.claim import CLASSES, MODALITIES

TEXT = """SYNTHETIC ITEM, made up for tests.
Example Metals Daily, 12 March 2026
Northern Rare Earth will build a refinery in Baotou by 2028, the company said on Tuesday.
Output of neodymium oxide rose 12 % to 3,400 t in the fourth quarter.
The group opened a magnet plant in Ganzhou in May 2025.
Analysts believe that the market is tight.
The company did not disclose the cost of the plant.
This article is based on information published by Baogang Daily.
"""
BOUNDS = {"exact", "at_least", "at_most", "about", "range", "order_of_magnitude"}
TEXTS = str | None
NUMBER = float | int | None
CLAIM = {
    "id": str, "document": str, "start": int, "end": int, "quote": str, "class": str, "subject": TEXTS, "predicate": str, "object": str,
    "value": NUMBER, "value_low": NUMBER, "value_high": NUMBER, "bound": TEXTS, "unit": TEXTS, "time_base": TEXTS, "period": TEXTS,
    "modality": str, "form": TEXTS, "stage": TEXTS, "speaker": TEXTS, "reliability": TEXTS, "credibility": int | None, "verdict": TEXTS,
    "rests_on": list,
}  # fmt: skip
DOCUMENT = {"id": str, "path": str, "publisher": TEXTS, "published": TEXTS, "root_origin": TEXTS, "disclaimer": bool}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    path = tmp_path_factory.mktemp("read") / "item.txt"
    path.write_text(TEXT, encoding="utf-8")
    return json.loads(json.dumps(read(path, "works").to_json(), allow_nan=False))


def test_the_answer_has_its_lists(told):
    assert all(isinstance(told[key], list) for key in ("documents", "claims", "conflicts", "proposals"))
    assert len(told["documents"]) == 1
    assert all(isinstance(told["documents"][0][key], kind) for key, kind in DOCUMENT.items())


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_has_every_key_with_its_type(told, name):
    some = [c for c in told["claims"] if c["class"] == name]
    assert some, f"the item holds a claim of class {name}"
    for claim in some:
        wrong = [key for key, kind in CLAIM.items() if key not in claim or not isinstance(claim[key], kind)]
        assert not wrong
        assert TEXT[claim["start"] : claim["end"]] == claim["quote"]
        assert claim["document"] == told["documents"][0]["id"]
        assert claim["modality"] in MODALITIES
        assert claim["bound"] is None or claim["bound"] in BOUNDS
        assert claim["credibility"] is None or 1 <= claim["credibility"] <= 6
        assert all(isinstance(row, str) for row in claim["rests_on"])
        assert (claim["bound"] is not None) == (name == "quantity")


def test_offsets_count_characters_of_the_raw_text_with_stray_bytes(tmp_path):
    data = "Großhandel – ".encode() + b"\xff\x93 Acme Corp. produced 1,200 tonnes of oxide in 2024.\n"
    path = tmp_path / "x.txt"
    path.write_bytes(data)
    raw = data.decode("utf-8", "surrogateescape")
    claims = read(path, "works").to_json()["claims"]
    assert claims
    assert all(raw[c["start"] : c["end"]] == c["quote"] for c in claims)


def test_a_note_beside_a_document_tells_publisher_and_day(tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_text("Acme Corp. produced 1,200 tonnes of oxide last year.\n", encoding="utf-8")
    (tmp_path / "x.txt.meta").write_text("publisher: Example Wire\npublished: 2025-03-02\nnonsense\n", encoding="utf-8")
    told = read(tmp_path, "works").to_json()
    assert [d["path"] for d in told["documents"]] == [str(path)]
    assert (told["documents"][0]["publisher"], told["documents"][0]["published"]) == ("example_wire", "2025-03-02")
    assert [c["period"] for c in told["claims"]] == ["2024"]

"""The descriptor of a chain holds for the files that it describes, read without didymium's own reader."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from didymium import init
from didymium.chain import locate
from didymium.chain.load import SHIPPED
from didymium.chain.package import package

Rows = list[dict[str, str]]
READ = {"string": str, "number": float, "integer": int, "boolean": {"yes": True, "no": False}.__getitem__}


def opened(folder: Path) -> tuple[list[dict[str, Any]], dict[str, Rows]]:
    """Resources of ``datapackage.json`` and the rows of each."""
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rows: dict[str, Rows] = {}
    for resource in about["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            assert reader.fieldnames == [field["name"] for field in resource["schema"]["fields"]], resource["name"]
            rows[resource["name"]] = list(reader)
    return about["resources"], rows


def faults(field: dict[str, Any], cells: list[str]) -> list[str]:
    """Cells that break the field's type or constraints."""
    rule = field.get("constraints", {})
    found = []
    for cell in cells:
        if not cell:
            found += ["empty"] if rule.get("required") else []
            continue
        value = READ[field["type"]](cell)
        fits = rule.get("minimum", value) <= value <= rule.get("maximum", value)
        fits &= cell in rule.get("enum", [cell]) and re.fullmatch(rule.get("pattern", ".*"), cell) is not None
        found += [] if fits else [cell]
    return found


@pytest.mark.parametrize("name", [name for name in SHIPPED if (locate(name) / "didymium.toml").is_file()])
def test_a_shipped_chain_is_as_described(name: str) -> None:
    resources, rows = opened(locate(name))
    assert len(resources) > 10
    for resource in resources:
        schema, table = resource["schema"], rows[resource["name"]]
        for field in schema["fields"]:
            assert not faults(field, [row[field["name"]] for row in table]), (resource["name"], field["name"])
        for key in [schema["primaryKey"]] if "primaryKey" in schema else schema.get("uniqueKeys", []):
            words = [tuple(row[part] for part in key) for row in table]
            assert len(words) == len(set(words)), resource["name"]
        for link in schema.get("foreignKeys", []):
            (column,), (target,) = link["fields"], link["reference"]["fields"]
            known = {row[target] for row in rows[link["reference"]["resource"]]}
            assert {row[column] for row in table} - {""} <= known, (resource["name"], column)


def test_a_chain_of_ones_own_is_described_under_its_name(tmp_path: Path) -> None:
    init(tmp_path / "mine")
    resources, _ = opened(tmp_path / "mine")
    shipped, _ = opened(locate("works"))
    assert resources == shipped
    assert json.loads((tmp_path / "mine" / "datapackage.json").read_text(encoding="utf-8"))["name"] == "mine"


def test_what_the_schema_does_not_know_is_refused() -> None:
    head = {"name": "mine", "version": "1"}
    with pytest.raises(KeyError, match="weather"):
        package(head, {"chain/weather.csv": ["id"]})
    with pytest.raises(KeyError, match="colour"):
        package(head, {"chain/regions.csv": ["id", "colour"]})


def test_a_key_that_may_be_empty_is_no_primary_key() -> None:
    (resource,) = package({"name": "mine", "version": "1"}, {"chain/lane_goods.csv": ["lane", "commodity", "form"]})["resources"]
    assert resource["schema"]["uniqueKeys"] == [["lane", "commodity", "form"]]
    assert "primaryKey" not in resource["schema"]
    assert "foreignKeys" not in resource["schema"]

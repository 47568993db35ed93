"""A chain as a Frictionless data package: its tables described in ``datapackage.json``, made from the schema.

Other programs read the folder by it; nothing here depends on them. Method: Data Package and Table Schema, version 2
(datapackage.org, 2024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from didymium.chain.schema import Column, Table, schema

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
PERIOD = r"FY\d{2}(Q[1-4])?|\d{4}(Q[1-4]|-\d{2}|W\d{2})?"
KINDS = {"id": "string", "text": "string", "period": "string", "number": "number", "integer": "integer", "flag": "boolean"}
MEDIA = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def package(head: Mapping[str, object], files: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The descriptor of a folder: ``head`` is its ``didymium.toml``, ``files`` its tables (``chain/lines.csv``) with
    their headers.

    References into tables that the folder does not hold (those under an overlay) are left out. Raises ``KeyError`` for
    a file or a column that the schema does not know.

    >>> header = ["id", "name", "region", "entity", "source", "grade"]
    >>> found = package({"name": "mine", "version": "1"}, {"chain/regions.csv": ["id"], "chain/sites.csv": header})
    >>> [resource["name"] for resource in found["resources"]]
    ['regions', 'sites']
    >>> found["resources"][1]["schema"]["foreignKeys"]
    [{'fields': ['region'], 'reference': {'resource': 'regions', 'fields': ['id']}}]
    """
    paths = {PurePosixPath(path).stem: path for path in files}
    unknown = sorted(set(paths) - set(schema()))
    if unknown:
        raise KeyError(f"no table of a chain: {', '.join(unknown)}")
    resources = [_resource(table, paths[name], files[paths[name]], set(paths)) for name, table in schema().items() if name in paths]
    about = {
        "$schema": PROFILE,
        "name": head["name"],
        "title": head.get("title", head["name"]),
        "version": head["version"],
        "description": "A chain for didymium: tables of what exists, each row with its source and grade",
        "synthetic": bool(head.get("synthetic", False)),
        **{word: head[word] for word in ("extends", "licences") if word in head},
    }
    return {**about, "resources": resources}


def _resource(table: Table, path: str, header: Sequence[str], known: set[str]) -> dict[str, Any]:
    """One table as a resource."""
    kind = PurePosixPath(path).suffix[1:]
    return {
        "name": table.name,
        "type": "table",
        "path": path,
        "format": kind,
        "mediatype": MEDIA[kind],
        **({"encoding": "utf-8"} if kind == "csv" else {}),
        "schema": _schema(table, header, known),
    }


def _schema(table: Table, header: Sequence[str], known: set[str]) -> dict[str, Any]:
    """Fields, keys and references of a table. A key with a part that may be empty is unique, but no primary key."""
    columns = [table.columns[name] for name in header]
    found: dict[str, Any] = {"fields": [_field(c) for c in columns], "missingValues": [""]}
    key = [c.name for c in columns if c.key]
    if key:
        whole = all(table.columns[name].required for name in key)
        found |= {"primaryKey": key} if whole else {"uniqueKeys": [key]}
    links = [
        {"fields": [c.name], "reference": {"resource": c.refers[0], "fields": [c.refers[1]]}}
        for c in columns
        if c.refers is not None and c.refers[0] in known
    ]
    return found | ({"foreignKeys": links} if links else {})


def _field(column: Column) -> dict[str, Any]:
    """One column as a field; ``unit`` is an addition of ours."""
    bounds: dict[str, Any] = {"required": True} if column.required else {}
    bounds |= {name: value for name, value in (("minimum", column.minimum), ("maximum", column.maximum)) if value is not None}
    bounds |= {"enum": list(column.choices)} if column.choices else {}
    bounds |= {"pattern": PERIOD} if column.kind == "period" else {}
    return {
        "name": column.name,
        "type": KINDS[column.kind],
        **({"trueValues": ["yes"], "falseValues": ["no"]} if column.kind == "flag" else {}),
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": bounds} if bounds else {}),
    }

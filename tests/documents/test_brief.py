"""What the brief says of documents: last before the next commands, and only where some were given."""

from __future__ import annotations

import re

from didymium import brief


def test_documents_come_last_and_only_if_given(item, tmp_path):
    found = brief("works", quarters=0, out=tmp_path / "with", documents=item)
    lines = found.text(100).splitlines()
    heads = [line for line in lines if line[:4].isupper()]
    assert heads[-2:] == ["WHAT THE DOCUMENTS SAY", "NEXT"]
    assert len(lines) <= 40
    page = (tmp_path / "with" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<section id="([\w-]+)"', page)[-3:] == ["claims", "next", "sources"]
    assert f"--documents {item}" in found.input.command
    without = brief("works", quarters=0, out=None)
    assert "DOCUMENTS" not in without.text(100)


def test_a_full_brief_keeps_room_for_documents(item):
    found = brief("works", quarters=0, out=None, documents=[item] * 3)
    assert "WHAT THE DOCUMENTS SAY" in found.text(60)
    assert max(map(len, found.text(60).splitlines())) <= 60

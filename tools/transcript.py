"""Consoles shown in the docs, played again: what a page says a command prints is what it prints.

A fenced ``console`` block holds lines ``$ didymium ...`` with their output; exit codes other than 0 stand behind it as
``[exit code 1]``. A comment ``<!-- edit FILE: "old" -> "new" -->`` between blocks edits a file as the text tells the
reader to. All blocks of a page are played in one folder, from top to bottom.
"""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

PARTS = re.compile(r'(?ms)^```console\n(?P<block>.*?)^```|^<!-- edit (?P<file>\S+): "(?P<old>.*?)" -> "(?P<new>.*?)" -->')
#: what differs from run to run
VOLATILE = ((r"\b\d+(\.\d)? s\b", "0 s"), (r"\b[0-9a-f]{12}\b", "0" * 12), (r"\d{8}T\d{6}-([a-z]+)(-\d+)?", r"20260101T000000-\1"))
WIDTH = "100"


def played(text: str, folder: Path) -> str:
    """The page with the outputs of today; an output that differs only in seconds, hashes and dates is left as it is."""

    def part(found: re.Match[str]) -> str:
        if found["file"]:
            edit(folder / found["file"], found["old"], found["new"])
            return found[0]
        return f"```console\n{_block(found['block'], folder)}```"

    return PARTS.sub(part, text)


def edit(file: Path, old: str, new: str) -> None:
    """Replace the only place where ``old`` stands; raises ``ValueError`` when it does not stand there exactly once."""
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{file.name} holds {old!r} {text.count(old)} times")
    file.write_text(text.replace(old, new), encoding="utf-8")


def _block(block: str, folder: Path) -> str:
    """A block with its outputs."""
    out = []
    for shown in re.split(r"(?m)^(?=\$ )", block):
        if not shown:
            continue
        command, _, before = shown.partition("\n")
        now = console(shlex.split(command[2:], comments=True), folder)
        out.append(f"{command}\n{before if steady(before.rstrip()) == steady(now.rstrip()) else now}")
    return "\n".join(part.rstrip("\n") + "\n" for part in out)


def console(words: list[str], folder: Path) -> str:
    """What a terminal of 100 columns shows of a command, without its progress."""
    from didymium.cli.run import run

    if words[0] != "didymium":
        raise ValueError(f"{words[0]} is no command of ours")
    out, err = io.StringIO(), io.StringIO()
    os.environ["COLUMNS"] = WIDTH
    with chdir(folder), redirect_stdout(out), redirect_stderr(err):
        code = run(words[1:])
    text = out.getvalue() + (err.getvalue() if code else "")
    lines = [line.rstrip() for line in text.splitlines() if not re.match(r" *\d+\.\d s  ", line)]
    return "\n".join([*lines, *([f"[exit code {code}]"] if code else [])]) + "\n"


def steady(text: str) -> str:
    """Text without what differs from run to run."""
    for pattern, mark in VOLATILE:
        text = re.sub(pattern, mark, text)
    return text


def page(path: Path) -> Callable[[], str]:
    """What makes the text of a page with consoles."""

    def text() -> str:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as folder:
            return played(path.read_text(encoding="utf-8"), Path(folder))

    return text

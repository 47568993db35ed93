"""The reference page of the command line, made from the commands themselves."""

from __future__ import annotations

from typing import Any

import typer.main

from didymium.cli.commands import app

CODES = (
    ("0", "all is well"),
    ("1", "findings or bad data: mend what the message names"),
    ("2", "usage: an argument is wrong"),
    ("3", "refused: nothing that can be trusted came out, or the disk is full"),
    ("130", "interrupted; nothing half-written is left"),
)


def cli_page() -> str:
    """The page in Markdown."""
    group: Any = typer.main.get_command(app)
    lines = [
        "# Command line",
        "",
        "Made from the commands. Results go to stdout, progress and errors to stderr. CHAIN is a shipped chain (`world`,",
        "`works`) or a folder; by default the current folder if it holds `didymium.toml`, else `world`.",
        "",
    ]
    for name, command in group.commands.items():
        parts = getattr(command, "commands", {})  # of a group: its own commands
        for part, each in parts.items() or [("", command)]:
            lines += _command(f"{name} {part}".strip(), each)
    lines += ["## Exit codes", "", "| code | meaning |", "| --- | --- |", *(f"| {code} | {text} |" for code, text in CODES), ""]
    return "\n".join(lines)


def _command(name: str, command: Any) -> list[str]:
    """One command: how it is called, what it does, its arguments and options."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    call = " ".join([f"didymium {name}", *(_argument(p) for p in arguments), "[OPTIONS]"])
    about = " ".join((command.help or "").split())
    lines = [f"## {name}", "", f"    {call}", "", about, "", "| argument or option | default | meaning |", "| --- | --- | --- |"]
    for p in [*arguments, *options]:
        word = f"`{_argument(p)}`" if p in arguments else f"`{_option(p)}`"
        lines.append(f"| {word} | {_default(p)} | {p.help or ''} |")
    return [*lines, ""]


def _argument(p: Any) -> str:
    return str(p.metavar) if p.required else f"[{p.metavar}]"


def _option(p: Any) -> str:
    return str(p.opts[0]) if p.is_flag else f"{p.opts[0]} {p.metavar}"


def _default(p: Any) -> str:
    return "" if p.default is None or p.is_flag or p.required or not p.show_default else str(p.default)

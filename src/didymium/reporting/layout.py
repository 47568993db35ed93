"""Lines for a terminal: cut at words, columns kept apart, no control characters from data."""

from __future__ import annotations

from collections.abc import Sequence

ASCII = str.maketrans({"“": '"', "”": '"', "–": "-", "→": "->", "×": "x", "·": "-"})


def plain(text: object) -> str:
    """Text of one line without characters that could steer a terminal.

    >>> plain("a\\x1b[31m\\nb")
    'a [31m b'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def cut(line: str, width: int) -> str:
    """A line of at most ``width`` characters, cut at a word where it is too long.

    >>> cut("separation is full in China", 21)
    'separation is full...'
    """
    line = "".join(c if c.isprintable() else " " for c in line).translate(ASCII).rstrip()
    if len(line) <= width:
        return line
    if width <= 3:
        return line[:width]
    head = line[: width - 2]
    at = head.rfind(" ")
    return (head[:at].rstrip(" ,;:(") if at > width // 2 else line[: width - 3])[: width - 3] + "..."


def fit(parts: Sequence[str], width: int, glue: str = "; ", head: str = "") -> str:
    """As many of the parts as fit on one line, and how many more there are.

    >>> fit(["alpha", "beta", "gamma rays"], 20)
    'alpha; beta; +1 more'
    """
    text = head
    for i, part in enumerate(parts):
        more = f"{glue}+{len(parts) - i - 1} more" if i + 1 < len(parts) else ""
        joined = text + (glue if i else "") + part
        if i and len(joined) + len(more) > width:
            return f"{text}{glue}+{len(parts) - i} more"
        text = joined
    return text


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = (), gap: int = 2, indent: int = 2) -> list[str]:
    """Rows as aligned columns; those whose number is in ``right`` are set to the right.

    >>> columns([["mine", "62"], ["magnet", "9"]], right=[1])
    ['  mine    62', '  magnet   9']
    """
    if not rows:
        return []
    wide = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    return [
        " " * indent
        + (" " * gap).join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(r, wide, strict=True))).rstrip()
        for r in rows
    ]

"""Write ``examples/works_ops``: ``python -m tools.works_ops [FOLDER [SEED]]``."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.works_ops.folder import SHIPPED, folder


def main() -> None:
    """Write every file of the folder."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "examples/works_ops")
    files, _ = folder(int(sys.argv[2]) if len(sys.argv) > 2 else SHIPPED)
    for path, text in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")
    sys.stdout.write(f"wrote {len(files)} files into {target}\n")


if __name__ == "__main__":
    main()

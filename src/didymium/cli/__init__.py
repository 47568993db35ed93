"""The command line."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit: 0 ok, 1 findings or bad data, 2 usage, 3 refused, 130 interrupted."""
    import sys

    from didymium.cli.run import run

    sys.exit(run(sys.argv[1:]))

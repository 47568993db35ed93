"""``python -m didymium`` is the command line."""

from didymium.cli import main

if __name__ == "__main__":
    main()

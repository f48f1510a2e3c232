"""`python -m hanka` is the command `hanka`."""

from hanka.cli import main

if __name__ == "__main__":
    main()

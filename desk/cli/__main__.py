"""`python -m desk.cli` is `showwire`."""

from desk.cli import main

main()

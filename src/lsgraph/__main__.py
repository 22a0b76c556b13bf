"""`python -m lsgraph` is `lsgraph`."""

from lsgraph.cli import main

main()

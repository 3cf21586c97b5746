"""The people: the command line for maintainers, the review desk for editors."""

"""One module a kind of mention; each has find(filing, series) -> tuple[Mention, ...]."""

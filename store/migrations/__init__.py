"""The steps by which data/news.db grew: one module a step once shipped, none ever edited after."""

"""`python -m newsroom [DAY]`: serve the sample until Ctrl-C, and print a sources.yaml that watches it."""

from __future__ import annotations

import sys
import threading

from newsroom.articles import DAYS
from newsroom.site import Newsroom


def main() -> int:
    given = sys.argv[1:] or ["1"]
    if len(given) > 1 or given[0] not in {str(day) for day in range(1, DAYS + 1)}:
        print(f"usage: python -m newsroom [1-{DAYS}]", file=sys.stderr)
        return 2
    with Newsroom(day=int(given[0])) as newsroom:
        print(newsroom.sources_yaml(), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

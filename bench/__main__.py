"""`python -m bench [GROUP …]`: the measurements as one table; without names, all of them.

Machines are noisy, so what counts are ratios of things measured in one run. Nothing here is a test: no number
fails a build. Each group is a module with `rows() -> list[Row]`.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path

from bench import Row, Unmeasured

GROUPS = ("titles", "stored", "wire", "quality", "answers", "publishing", "serving", "desk")
RESULTS = Path(__file__).parent / "results.json"


def main(names: list[str]) -> int:
    strange = [name for name in names if name not in GROUPS]
    if strange:
        print(f"bench has no group {', '.join(strange)}; it has {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    found: list[Row] = []
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in names or GROUPS:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        try:
            rows = import_module(f"bench.{name}").rows()
        except Unmeasured as why:
            print(f"{name}: not measured: {why}", file=sys.stderr)
            continue
        found += rows
        kept[name] = {"at": time.strftime("%Y-%m-%d"), "rows": [row.as_dict() for row in rows]}
    width = max((len(row.what) for row in found), default=0)
    for row in found:
        print(f"{row.what.ljust(width)}  {row.value:>12}  {row.note}")
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

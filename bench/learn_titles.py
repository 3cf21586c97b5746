"""Learns the weights of pipelines/likeness.py from the open pairs of $SHOWWIRE_CORPUS/stories, and says how well they do.

    python -m bench.learn_titles          # cross-validated by halves, then trained on all and written

Logistic regression with a ridge, by Newton's method. Every set weighs the same whatever its size, so that no language
rules; the composed pairs of series, which are few, weigh as much as one of the large sets.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.guards import clash
from pipelines.likeness import FEATURES, WEIGHTS, features
from pipelines.titles import read

RIDGE = 2.0
SETS = {
    "pairs_headlines_sts_en": 1.0, "pairs_headlines_sts_ko": 0.7, "pairs_headlines_sts_ja": 0.7, "pairs_headlines_sts_es": 0.7,
    "pairs_headlines_paraphraser_ru": 1.0, "tv": 1.2,
}  # fmt: skip
Array = Any


def load(folder: Path) -> dict[str, list[dict[str, Any]]]:
    sets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("pairs_*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            sets["tv" if "tv_hard" in name else name] += [json.loads(line) for line in lines]
    return dict(sets)


def fit(x: Array, y: Array, w: Array) -> Array:
    beta = np.zeros(x.shape[1])
    ridge = np.eye(x.shape[1]) * RIDGE
    ridge[0, 0] = 0.01
    for _ in range(40):
        p = 1 / (1 + np.exp(-(x @ beta)))
        step = np.linalg.solve((x.T * (w * p * (1 - p))) @ x + ridge, x.T @ (w * (y - p)) - ridge @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def f1(said: Array, want: Array) -> float:
    hit = float((said & want).sum())
    return 2 * hit / max(1.0, float(said.sum() + want.sum()))


def main() -> None:
    sets = load(Path(os.environ["SHOWWIRE_CORPUS"]) / "stories")
    x, y, w, of, half, stopped, clear = [], [], [], [], [], [], []
    for name, rows in sets.items():
        for i, row in enumerate(rows):
            a, b = read(row["title_a"]), read(row["title_b"])
            x.append(features(a, b))
            y.append(bool(row["same_event"]))
            certain = row.get("clear", True)
            w.append(SETS[name] * 2000 / len(rows) * (1.0 if certain else 0.6))
            of.append(name)
            half.append((int(row["event"].rsplit("-", 1)[-1]) if "event" in row else i) % 2)
            stopped.append(bool(clash(a, b)))
            clear.append(certain)
    xs, ys, ws, names, halves = np.array(x), np.array(y), np.array(w), np.array(of), np.array(half)
    stops, clears = np.array(stopped), np.array(clear)
    out = np.zeros(len(ys))
    for side in (0, 1):
        beta = fit(xs[halves != side], ys[halves != side], ws[halves != side])
        out[halves == side] = 1 / (1 + np.exp(-(xs[halves == side] @ beta)))
    report("by halves", out, stops, ys, names, clears)
    beta = fit(xs, ys, ws)
    report("all", 1 / (1 + np.exp(-(xs @ beta))), stops, ys, names, clears)
    for name, value in zip(FEATURES, beta, strict=True):
        print(f"{name:14}{value:8.3f}")
    if "--dry" not in sys.argv:
        said = {
            "what": "logistic weights of the features of pipelines/likeness.py", "made_by": "bench/learn_titles.py",
            "trained_on": {n: len(r) for n, r in sets.items()}, "weights": {n: round(float(v), 4) for n, v in zip(FEATURES, beta, strict=True)},
        }  # fmt: skip
        WEIGHTS.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def report(what: str, p: Array, stops: Array, y: Array, names: Array, clears: Array) -> None:
    print(f"== {what}")
    for cut in (0.4, 0.45, 0.5, 0.55, 0.6):
        said = (p >= cut) & ~stops
        row = {n.removeprefix("pairs_headlines_"): round(f1(said[names == n], y[names == n]), 3) for n in SETS}
        en = (names == "pairs_headlines_sts_en") & clears
        tv = names == "tv"
        print(f"{cut:.2f}", row, "en clear", round(f1(said[en], y[en]), 3), "tv false", int((said & ~y)[tv].sum()), "missed", int((~said & y)[tv].sum()))


if __name__ == "__main__":
    main()

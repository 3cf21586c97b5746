"""Learns the trees of pipelines/likeness.py from the open pairs of $SHOWWIRE_CORPUS/stories, and says how well they do.

    python -m bench.learn_titles [--dry]     # cross-validated by halves, then trained on all and written

Gradient boosting of small trees by Newton steps. Every set weighs about the same whatever its size, so that no language
rules. Translations of one pair stand in one half. Needs numpy.
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
from pipelines.likeness import DEPTH, FEATURES, TREES, features
from pipelines.titles import read

ROUNDS, RATE, RIDGE, BINS = 130, 0.13, 25.0, 24
CUT = 0.40  # the probability that becomes 0.5: where F1 is best (half of the F1 that is reached)
SETS = {
    "pairs_headlines_sts_en": 1.0, "pairs_headlines_sts_ko": 0.7, "pairs_headlines_sts_ja": 0.7, "pairs_headlines_sts_es": 0.7,
    "pairs_headlines_paraphraser_ru": 1.2, "tv": 1.2,
}  # fmt: skip
UNSURE = 0.6  # the weight of pairs of which people were not sure
Array = Any


def load(folder: Path) -> dict[str, list[dict[str, Any]]]:
    sets: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("pairs_*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            sets["tv" if "tv_hard" in name else name] += [json.loads(line) for line in lines]
    return dict(sets)


Tree = tuple[list[tuple[int, float]], list[float]]


def fit(x: Array, y: Array, w: Array) -> list[Tree]:
    edges = [np.unique(np.round(np.quantile(x[:, j], np.linspace(0, 1, BINS + 1)[1:-1]), 4)) for j in range(x.shape[1])]
    binned = np.stack([np.searchsorted(edges[j], x[:, j], side="right") for j in range(x.shape[1])], 1)
    total, trees = np.zeros(len(y)), []
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-total))
        slope, curve = w * (y - p), w * p * (1 - p)
        node, asked = np.zeros(len(y), dtype=int), []
        for n in range(2**DEPTH - 1):
            here = node == n
            j, i = split(binned, edges, slope, curve, here)
            asked.append((j, float(edges[j][i]) if i >= 0 else 9e9))
            node[here] = 2 * n + 1 + (binned[here, j] > i if i >= 0 else 0)
        first = 2**DEPTH - 1
        told = []
        for leaf in range(first, 2 * first + 1):
            here = node == leaf
            value = RATE * float(slope[here].sum()) / (float(curve[here].sum()) + RIDGE)
            told.append(value)
            total[here] += value
        trees.append((asked, told))
    return trees


def split(binned: Array, edges: list[Array], slope: Array, curve: Array, here: Array) -> tuple[int, int]:
    """(feature, edge) of the best question for these pairs; edge -1 = none is worth asking."""
    best, found = 1e-3, (0, -1)
    g, h = slope[here].sum(), curve[here].sum()
    for j in range(binned.shape[1]):
        bins = len(edges[j]) + 1
        if bins < 2 or not here.any():
            continue
        gs = np.bincount(binned[here, j], slope[here], bins).cumsum()[:-1]
        hs = np.bincount(binned[here, j], curve[here], bins).cumsum()[:-1]
        gain = gs**2 / (hs + RIDGE) + (g - gs) ** 2 / (h - hs + RIDGE) - g**2 / (h + RIDGE)
        i = int(gain.argmax())
        if gain[i] > best:
            best, found = float(gain[i]), (j, i)
    return found


def predict(trees: list[Tree], x: Array) -> Array:
    total = np.zeros(len(x))
    for asked, told in trees:
        node = np.zeros(len(x), dtype=int)
        for _ in range(DEPTH):
            index, limit = np.array([q[0] for q in asked])[node], np.array([q[1] for q in asked])[node]
            node = 2 * node + 1 + (x[np.arange(len(x)), index] >= limit)
        total += np.array(told)[node - len(asked)]
    return 1 / (1 + np.exp(-total))


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
            w.append(SETS[name] * 2000 / len(rows) * (1.0 if certain or name.endswith("_ru") else UNSURE))
            of.append(name)
            half.append((int(row["event"].rsplit("-", 1)[-1]) if "event" in row else i) % 2)
            stopped.append(bool(clash(a, b)))
            clear.append(certain)
    xs, ys, ws, names, halves = np.array(x), np.array(y), np.array(w), np.array(of), np.array(half)
    stops, clears = np.array(stopped), np.array(clear)
    out = np.zeros(len(ys))
    for side in (0, 1):
        out[halves == side] = predict(fit(xs[halves != side], ys[halves != side], ws[halves != side]), xs[halves == side])
    report("by halves", out, stops, ys, names, clears)
    trees = fit(xs, ys, ws)
    report("all", predict(trees, xs), stops, ys, names, clears)
    if "--dry" not in sys.argv:
        write(trees, {n: len(r) for n, r in sets.items()})


def write(trees: list[Tree], counts: dict[str, int]) -> None:
    said = {
        "what": "boosted trees over the features of pipelines/likeness.py: the bias and what each tree says add up to the log odds",
        "made_by": "bench/learn_titles.py", "trained_on": counts, "bias": round(-float(np.log(CUT / (1 - CUT))), 4),
    }  # fmt: skip
    rows = [
        json.dumps({"ask": [[FEATURES[j], round(v, 4)] for j, v in asked], "say": [round(v, 4) for v in told]}) for asked, told in trees
    ]
    head = json.dumps(said, indent=1)[:-2]
    TREES.write_text(head + ',\n "trees": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n", encoding="utf-8")


def report(what: str, p: Array, stops: Array, y: Array, names: Array, clears: Array) -> None:
    print(f"== {what}")
    for cut in (0.3, 0.35, 0.38, 0.41, 0.45, 0.5):
        said = (p >= cut) & ~stops
        row = {n.removeprefix("pairs_headlines_"): round(f1(said[names == n], y[names == n]), 3) for n in SETS}
        en = (names == "pairs_headlines_sts_en") & clears
        tv = names == "tv"
        print(
            f"{cut:.2f}",
            row,
            "en clear",
            round(f1(said[en], y[en]), 3),
            "tv false",
            int((said & ~y)[tv].sum()),
            "missed",
            int((~said & y)[tv].sum()),
        )


if __name__ == "__main__":
    main()

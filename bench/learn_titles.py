"""Learns the numbers of pipelines/likeness.py from the open pairs of $SHOWWIRE_CORPUS/stories, and says how well they do.

    python -m bench.learn_titles [--dry]     # cross-validated by halves, then trained on all and written

Three steps, each on what the ones before leave unsaid: trees for all pairs, then for each script a weighted sum of the
features and a few trees more, since two headlines of one story share less in one language than in another. Trees are
boosted by Newton steps, each from a part of the features and pairs. Every set weighs about the same in the first step,
so that no language rules. Translations of one pair stand in one half. Needs numpy.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.guards import clash
from pipelines.likeness import DEPTH, FEATURES, SCRIPTS, TREES, features, script_of
from pipelines.titles import read

ROUNDS, RATE = 150, 0.08  # of the trees for all pairs
ROUNDS_OF_SCRIPT, RATE_OF_SCRIPT = 30, 0.08  # more fit the pairs better, and others no better
RIDGE, RIDGE_OF_LINE = 25.0, 200.0
BINS = 48
LEAST = 20  # pairs on each side of a question
PART_OF_FEATURES, PART_OF_PAIRS = 0.35, 0.8  # that a tree is made from
STEPS = 8  # Newton steps of a weighted sum
CUT = 0.42  # the probability that becomes 0.5: where F1 is best (half of the F1 that is reached)
# All is written this much smaller, which moves no answer of 50. Of news in the open what the pairs teach is too sure: from 90 on,
# where a headline alone joins a story, 4 in 100 were wrong, not 3. Between 0.65 and 0.8 that news is grouped equally well.
TEMPER = 0.75
SETS = {
    "pairs_headlines_sts_en": 1.0, "pairs_headlines_sts_ko": 0.7, "pairs_headlines_sts_ja": 0.7, "pairs_headlines_sts_es": 0.7,
    "pairs_headlines_paraphraser_ru": 1.2, "tv": 2.0,
}  # fmt: skip
NEVER = 9e9  # a question that no pair says yes to
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
Line = tuple[list[float], float]  # a weight for each feature, and what is added


@dataclass
class Learned:
    trees: list[Tree]
    lines: list[Line]  # one a script
    trees_of_script: list[list[Tree]]


def fit(x: Array, y: Array, w: Array) -> Learned:
    chance = np.random.default_rng(1)
    total = np.zeros(len(y))
    trees = boost(x, y, w, total, ROUNDS, RATE, chance)
    learned, of = Learned(trees, [], []), scripts(x)
    for script in range(len(SCRIPTS)):
        here = of == script
        own, mine = w[here] / w[here].mean(), total[here]
        weights, added = line(x, x[here], y[here], own, mine)
        learned.lines.append((weights, added))
        mine = mine + x[here] @ np.array(weights) + added
        learned.trees_of_script.append(boost(x[here], y[here], own, mine, ROUNDS_OF_SCRIPT, RATE_OF_SCRIPT, chance))
    return learned


def scripts(x: Array) -> Array:
    """Which of SCRIPTS each pair is in."""
    return np.array([script_of(row) for row in x.tolist()])


def line(every: Array, x: Array, y: Array, w: Array, total: Array) -> Line:
    """The weighted sum of the features that best says what `total` leaves unsaid; held back by a ridge, so that all share."""
    middle, spread = every.mean(0), every.std(0) + 1e-9
    scaled = np.hstack([(x - middle) / spread, np.ones((len(x), 1))])
    found = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-total - scaled @ found))
        slope = scaled.T @ (w * (y - p)) - RIDGE_OF_LINE * found
        curve = (scaled * (w * p * (1 - p))[:, None]).T @ scaled + RIDGE_OF_LINE * np.eye(len(found))
        found += np.linalg.solve(curve, slope)
    weights = np.round(found[:-1] / spread, 4)
    return weights.tolist(), round(float(found[-1] - (found[:-1] * middle / spread).sum()), 4)


def boost(x: Array, y: Array, w: Array, total: Array, rounds: int, rate: float, chance: Any) -> list[Tree]:
    """Trees that say what `total` leaves unsaid; they are added to it."""
    edges = [np.unique(np.round(np.quantile(x[:, j], np.linspace(0, 1, BINS + 1)[1:-1]), 4)) for j in range(x.shape[1])]
    binned = np.stack([np.searchsorted(edges[j], x[:, j], side="right") for j in range(x.shape[1])], 1)
    trees: list[Tree] = []
    for _ in range(rounds):
        columns = np.sort(chance.choice(x.shape[1], max(1, round(PART_OF_FEATURES * x.shape[1])), replace=False))
        seen = chance.random(len(y)) < PART_OF_PAIRS
        p = 1 / (1 + np.exp(-total))
        slope, curve = w * (y - p), w * p * (1 - p)
        node, asked = np.zeros(len(y), dtype=int), []
        for n in range(2**DEPTH - 1):
            here = node == n
            j, i = split(binned, edges, slope, curve, here & seen, columns)
            asked.append((j, float(edges[j][i]) if i >= 0 else NEVER))
            node[here] = 2 * n + 1 + (binned[here, j] > i if i >= 0 else 0)
        first, told = 2**DEPTH - 1, []
        for leaf in range(first, 2 * first + 1):
            here = node == leaf
            value = rate * float(slope[here & seen].sum()) / (float(curve[here & seen].sum()) + RIDGE)
            told.append(value)
            total[here] += value
        trees.append((asked, told))
    return trees


def split(binned: Array, edges: list[Array], slope: Array, curve: Array, here: Array, columns: Array) -> tuple[int, int]:
    """(feature, edge) of the best question for these pairs; edge -1 = none is worth asking."""
    best, found = 1e-3, (0, -1)
    rows = np.flatnonzero(here)
    inside, slope, curve = binned[rows], slope[rows], curve[rows]
    g, h = slope.sum(), curve.sum()
    for j in columns if len(rows) >= 2 * LEAST else ():
        bins = len(edges[j]) + 1
        if bins < 2:
            continue
        column = inside[:, j]
        counts = np.bincount(column, minlength=bins).cumsum()[:-1]
        gs = np.bincount(column, slope, bins).cumsum()[:-1]
        hs = np.bincount(column, curve, bins).cumsum()[:-1]
        gain = gs**2 / (hs + RIDGE) + (g - gs) ** 2 / (h - hs + RIDGE) - g**2 / (h + RIDGE)
        gain[(counts < LEAST) | (counts > len(rows) - LEAST)] = 0
        i = int(gain.argmax())
        if gain[i] > best:
            best, found = float(gain[i]), (int(j), i)
    return found


def predict(learned: Learned, x: Array) -> Array:
    total, of = said(learned.trees, x), scripts(x)
    for script, (weights, added) in enumerate(learned.lines):
        here = of == script
        total[here] += x[here] @ np.array(weights) + added + said(learned.trees_of_script[script], x[here])
    return 1 / (1 + np.exp(-total))


def said(trees: list[Tree], x: Array) -> Array:
    """What the trees add up to."""
    total = np.zeros(len(x))
    for asked, told in trees:
        node = np.zeros(len(x), dtype=int)
        for _ in range(DEPTH):
            index, limit = np.array([q[0] for q in asked])[node], np.array([q[1] for q in asked])[node]
            node = 2 * node + 1 + (x[np.arange(len(x)), index] >= limit)
        total += np.array(told)[node - len(asked)]
    return total


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
    learned = fit(xs, ys, ws)
    report("all", predict(learned, xs), stops, ys, names, clears)
    if "--dry" not in sys.argv:
        write(learned, {n: len(r) for n, r in sets.items()})


def write(learned: Learned, counts: dict[str, int]) -> None:
    head = {
        "what": "boosted trees over the features of pipelines/likeness.py, and for each script a weighted sum and more trees: all that they say, "
        "with the bias, adds up to the log odds",
        "made_by": "bench/learn_titles.py", "trained_on": counts, "bias": _tempered(-float(np.log(CUT / (1 - CUT)))),
    }  # fmt: skip
    parts = [
        "".join(f"{json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items()),
        f'"trees": {_rows(learned.trees)},\n"scripts": {{',
    ]
    for name, (weights, added), trees in zip(SCRIPTS, learned.lines, learned.trees_of_script, strict=True):
        named = {f: _tempered(v) for f, v in zip(FEATURES, weights, strict=True) if v}
        parts.append(f'"{name}": {{"add": {_tempered(added)}, "weigh": {json.dumps(named)}, "trees": {_rows(trees)}}},')
    parts[-1] = parts[-1].removesuffix(",") + "\n}"
    TREES.write_text("{\n" + "\n".join(parts) + "}\n", encoding="utf-8")


def _tempered(value: float) -> float:
    return round(TEMPER * value, 4)


def _rows(trees: list[Tree]) -> str:
    rows = [
        json.dumps({"ask": [[FEATURES[j], round(v, 4)] for j, v in asked], "say": [_tempered(v) for v in told]}) for asked, told in trees
    ]
    return "[\n" + ",\n".join(rows) + "\n]"


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
